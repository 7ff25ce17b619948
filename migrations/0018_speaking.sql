-- +goose Up

-- For how long somebody was heard in a session: on the stage, with an open microphone, and heard most. Rooms write it once
-- a minute.
create table speaking (
    session_id text not null references session (id) on delete cascade,
    person_id  text not null references person (id),
    seconds    bigint not null,
    primary key (session_id, person_id)
);
create index speaking_of on speaking (person_id);
