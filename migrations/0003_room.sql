-- +goose Up

-- The next number of a session's lines and questions. Taking one locks the row until the taker has committed, so numbers
-- follow the order of commits on PostgreSQL too, and none is ever missing.
create table counter (
    session_id text not null references session (id) on delete cascade,
    name       text not null,
    value      bigint not null,
    primary key (session_id, name)
);

-- Lines and questions are a record: a session that has any cannot be deleted, unlike what is only arranged for it.
create table line (
    id         text not null primary key,
    session_id text not null references session (id),
    person_id  text not null references person (id),
    number     bigint not null,
    text       text not null,
    said_at    timestamp not null,
    deleted_by text references person (id),
    deleted_at timestamp
);
create unique index line_number on line (session_id, number);

create table question (
    id         text not null primary key,
    session_id text not null references session (id),
    person_id  text not null references person (id),
    number     bigint not null,
    text       text not null,
    original   text not null,
    state      text not null,
    reason     text not null,
    position   double precision not null,
    votes      bigint not null,
    asked_at   timestamp not null,
    changed_at timestamp not null,
    constraint question_votes check (votes >= 0)
);
create unique index question_number on question (session_id, number);
create unique index question_answering on question (session_id) where state = 'answering';

create table vote (
    question_id text not null references question (id),
    person_id   text not null references person (id),
    voted_at    timestamp not null,
    primary key (question_id, person_id)
);
create index vote_of on vote (person_id);

create table restraint (
    session_id    text not null references session (id) on delete cascade,
    person_id     text not null references person (id),
    restraint     text not null,
    restrained_by text not null references person (id),
    restrained_at timestamp not null,
    primary key (session_id, person_id, restraint)
);

create table appearance (
    session_id text not null references session (id) on delete cascade,
    person_id  text not null references person (id),
    place      text not null,
    since      timestamp not null,
    primary key (session_id, person_id)
);
