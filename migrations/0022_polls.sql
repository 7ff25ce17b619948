-- +goose Up

-- Indicative polls of a session. The browser makes the id. Options have a line each. What was only prepared goes with a
-- session that was never opened; polls are opened in open sessions, and those cannot be deleted.
create table poll (
    id          text not null primary key,
    session_id  text not null references session (id) on delete cascade,
    person_id   text not null references person (id),
    number      bigint not null,
    text        text not null,
    kind        text not null,
    options     text not null,
    most        bigint not null,
    secret      boolean not null,
    disclosure  text not null,
    state       text not null,
    on_stage    boolean not null,
    voters      bigint not null,
    casts       bigint not null,
    prepared_at timestamp not null,
    opened_at   timestamp,
    closed_at   timestamp,
    changed_at  timestamp not null
);
create index poll_session on poll (session_id);
create index poll_by on poll (person_id);
create unique index poll_number on poll (session_id, number) where number > 0;
create unique index poll_open on poll (session_id) where state = 'open';

-- The votes or points of each option. All rows of a poll are there before its first ballot.
create table tally (
    poll_id text not null references poll (id) on delete cascade,
    option  bigint not null,
    votes   bigint not null,
    primary key (poll_id, option),
    constraint tally_votes check (votes >= 0)
);

-- Who has voted, once for each person and poll. In a secret poll there is neither what she chose nor when: the ballot is
-- added to the tally, and kept nowhere.
create table ballot (
    poll_id   text not null references poll (id) on delete cascade,
    person_id text not null references person (id),
    choices   text not null,
    counted   bigint not null,
    cast_at   timestamp,
    primary key (poll_id, person_id)
);
create index ballot_of on ballot (person_id);

-- What a session is asked to decide, by consensus or under silence. A record: a session that has any cannot be deleted.
create table proposal (
    id           text not null primary key,
    session_id   text not null references session (id),
    person_id    text not null references person (id),
    number       bigint not null,
    text         text not null,
    document_id  text references document (id) on delete set null,
    state        text not null,
    proposed_at  timestamp not null,
    silence_ends timestamp,
    ended_at     timestamp,
    ended_by     text references person (id)
);
create unique index proposal_number on proposal (session_id, number);
create index proposal_by on proposal (person_id);

-- One for each delegation.
create table objection (
    proposal_id   text not null references proposal (id),
    delegation_id text not null references delegation (id),
    person_id     text not null references person (id),
    text          text not null,
    objected_at   timestamp not null,
    primary key (proposal_id, delegation_id)
);
create index objection_by on objection (person_id);
