-- +goose Up

create table hall (
    id            text not null primary key,
    conference_id text not null references conference (id),
    name          text not null,
    position      bigint not null
);
create unique index hall_name on hall (conference_id, name);

create table session (
    id            text not null primary key,
    conference_id text not null references conference (id),
    hall_id       text not null references hall (id),
    title         text not null,
    abstract      text not null,
    kind          text not null,
    access        text not null,
    languages     text not null,
    starts_at     timestamp not null,
    ends_at       timestamp not null,
    state         text not null,
    opened_at     timestamp,
    closed_at     timestamp,
    constraint session_times check (starts_at < ends_at)
);
create index session_start on session (conference_id, starts_at);
create index session_hall on session (hall_id);

create table appointment (
    session_id text not null references session (id) on delete cascade,
    person_id  text not null references person (id),
    role       text not null,
    position   bigint not null,
    primary key (session_id, person_id)
);
create index appointment_of on appointment (person_id);

create table token (
    id         text not null primary key,
    session_id text not null references session (id) on delete cascade,
    person_id  text not null references person (id),
    kind       text not null,
    token_hash text not null,
    created_at timestamp not null,
    expires_at timestamp not null
);
create unique index token_hash on token (token_hash);
create index token_of on token (person_id, session_id);
create index token_session on token (session_id);
create index token_expires on token (expires_at);
