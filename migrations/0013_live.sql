-- +goose Up

-- What organizers tell everybody who is in an open room. The browser makes the id. One that is taken back expires.
create table announcement (
    id            text not null primary key,
    conference_id text not null references conference (id),
    person_id     text not null references person (id),
    text          text not null,
    made_at       timestamp not null,
    expires_at    timestamp not null
);
create index announcement_expires on announcement (conference_id, expires_at);
create index announcement_by on announcement (person_id);
