-- +goose Up

-- What the QR code of a badge says. A badge that was lost gets another one, and the old is good no more.
create table badge (
    registration_id text not null primary key references registration (id),
    code            text not null unique,
    created_at      timestamp not null
);
create index badge_created on badge (created_at);

-- Who was let in, and by whom. The device makes the id: what it sends twice, because an answer was lost, is there once.
create table check_in (
    id              text not null primary key,
    conference_id   text not null references conference (id),
    registration_id text not null references registration (id),
    person_id       text not null references person (id), -- who stood at the door
    at              timestamp not null,
    changed_at      timestamp not null,
    undone          boolean not null default false
);
create index check_in_changed on check_in (conference_id, changed_at);
create index check_in_of on check_in (registration_id);
create index check_in_by on check_in (person_id);
