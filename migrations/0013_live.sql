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

-- When somebody was in a room. Rooms write it once a minute: who has not left was there until the room was seen last.
create table attendance (
    session_id text not null references session (id) on delete cascade,
    person_id  text not null references person (id),
    came_at    timestamp not null,
    left_at    timestamp,
    primary key (session_id, person_id, came_at)
);
create index attendance_of on attendance (person_id);

create table attendance_seen (
    session_id text not null primary key references session (id) on delete cascade,
    seen_at    timestamp not null
);
