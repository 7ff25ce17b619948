-- +goose Up

-- Rules of procedure that a conference brought itself, beside those that come with the program.
create table procedure_file (
    conference_id text not null primary key references conference (id),
    content       text not null, -- JSON
    changed_by    text references person (id),
    changed_at    timestamp not null
);

-- The floor of a session: its rules, whether its list of speakers takes names, who sees it. A session without a row has
-- what nobody decided about.
create table floor (
    session_id  text not null primary key references session (id) on delete cascade,
    procedure   text not null, -- key of the rules; empty: those of the conference
    list_open   boolean not null,
    opens_at    timestamp,
    closes_at   timestamp,
    list_shown  boolean not null,
    times_shown boolean not null,
    limits      text not null -- which the chair changed, by category of speakers: JSON, in seconds
);

-- Requests for the floor are a record, as is who had it: a session that has any cannot be deleted. What a right of reply
-- answers is a speech of the same session or day: nothing refers to a table behind it here.
create table floor_request (
    id            text not null primary key,
    session_id    text not null references session (id),
    person_id     text not null references person (id),
    delegation_id text references delegation (id),
    kind          text not null,
    on_behalf     text not null,
    category      text not null, -- of the rules
    rank          bigint not null,
    language      text not null,
    note          text not null,
    replies_to    text, -- a speech
    question_id   text, -- which was asked in writing; no later migration could make the table of questions anew else
    number        bigint not null,
    position      double precision not null,
    lot           bigint not null,
    moved         boolean not null,
    state         text not null,
    reason        text not null,
    requested_at  timestamp not null,
    changed_at    timestamp not null
);
create unique index floor_request_number on floor_request (session_id, number);
create unique index floor_request_speaking on floor_request (session_id) where state = 'speaking';
create unique index floor_request_statement on floor_request (session_id, delegation_id)
    where kind = 'statement' and state in ('waiting', 'called');
create index floor_request_lent on floor_request (person_id, session_id) where state in ('called', 'speaking');
create index floor_request_of on floor_request (person_id);
create index floor_request_delegation on floor_request (delegation_id);
create index floor_request_question on floor_request (question_id);

-- What was said with the floor. The clock is computed from these times; durations are in nanoseconds.
create table speech (
    id            text not null primary key,
    session_id    text not null references session (id),
    request_id    text not null references floor_request (id),
    person_id     text not null references person (id),
    delegation_id text references delegation (id),
    kind          text not null,
    on_behalf     text not null,
    category      text not null,
    language      text not null,
    replies_to    text references speech (id),
    number        bigint not null,
    place         text not null, -- where the speaker was before
    allowed       bigint not null,
    extended      bigint not null,
    started_at    timestamp not null,
    paused_at     timestamp,
    paused        bigint not null,
    ended_at      timestamp
);
create unique index speech_number on speech (session_id, number);
create unique index speech_one on speech (session_id) where ended_at is null;
create index speech_request on speech (request_id);
create index speech_of on speech (person_id);
create index speech_delegation on speech (delegation_id);
create index speech_reply on speech (replies_to);

-- Which delegations associate themselves with a group statement.
create table alignment (
    request_id    text not null references floor_request (id),
    delegation_id text not null references delegation (id),
    person_id     text not null references person (id),
    aligned_at    timestamp not null,
    primary key (request_id, delegation_id)
);
create index alignment_of on alignment (person_id);
create index alignment_delegation on alignment (delegation_id);

-- What happened in a session, for its journal: one row for each act, in the order in which it was committed.
create table proceeding (
    session_id text not null references session (id),
    number     bigint not null,
    at         timestamp not null,
    person_id  text references person (id), -- who did it; null: it happened by itself
    kind       text not null,
    deviation  boolean not null, -- from the rules of procedure
    detail     text not null,    -- JSON: ids and keys
    primary key (session_id, number)
);
create index proceeding_by on proceeding (person_id);
