-- +goose Up

-- Screens in the hall, and sources of a programme that mixes pictures, that show what is on the stage of a session: the
-- question, the poll, the name plates. Each has a secret of which a hash is kept, and no rights of anybody.
create table stage_view (
    id         text not null primary key,
    session_id text not null references session (id) on delete cascade,
    person_id  text not null references person (id),
    name       text not null,
    token_hash text not null,
    access     text not null,
    created_at timestamp not null,
    expires_at timestamp not null
);
create unique index stage_view_hash on stage_view (token_hash);
create index stage_view_of on stage_view (session_id, created_at);
create index stage_view_by on stage_view (person_id);
