-- +goose Up

-- For how long lines of the audience are shown to moderators alone before they are shown to all, in seconds.
alter table chat_rule add column hold_for bigint not null default 0;

-- Lines that are not in the chat: they wait, or a moderator held them back. They are kept apart, so that nothing that reads
-- the chat can show them; one that is shown becomes a line under its id, and goes from here.
create table held_line (
    id         text not null primary key,
    session_id text not null references session (id),
    person_id  text not null references person (id),
    text       text not null,
    reply_to   text references line (id),
    said_at    timestamp not null,
    due_at     timestamp not null,
    refused_by text references person (id),
    refused_at timestamp,
    reason     text not null
);
create index held_line_of on held_line (session_id, said_at);
create index held_line_by on held_line (person_id);
create index held_line_reply on held_line (reply_to);

-- Asides: what those who run a session say to each other, and the audience never reads.
create table aside (
    id         text not null primary key,
    session_id text not null references session (id),
    person_id  text not null references person (id),
    number     bigint not null,
    text       text not null,
    said_at    timestamp not null,
    deleted_by text references person (id),
    deleted_at timestamp
);
create unique index aside_number on aside (session_id, number);
create index aside_by on aside (person_id);

-- How people took a line: each in each way once.
create table line_reaction (
    line_id    text not null references line (id),
    person_id  text not null references person (id),
    reaction   text not null,
    reacted_at timestamp not null,
    primary key (line_id, person_id, reaction)
);
create index line_reaction_by on line_reaction (person_id);
