-- +goose Up

-- What stands for a session or a hall in the schedule file of another program, with all that the file said of it. The
-- conference itself has one as well: the head of the file.
create table counterpart (
    conference_id text not null references conference (id),
    kind          text not null, -- conference, hall, session
    subject       text not null, -- its id
    guid          text not null, -- what the other program calls it
    source        text not null, -- JSON
    primary key (conference_id, kind, subject)
);
create unique index counterpart_guid on counterpart (conference_id, kind, guid);

-- What calendars were told of a session last: a later telling that says something else has a higher sequence. It stays
-- when the session is taken off the programme, since the calendars have to be told that too.
create table calendar_entry (
    session_id    text not null primary key,
    conference_id text not null references conference (id),
    sequence      bigint not null,
    cancelled     boolean not null,
    said          text not null, -- JSON
    changed_at    timestamp not null
);
create index calendar_entry_of on calendar_entry (conference_id);

-- The secret address of a person's own calendar, since calendars cannot sign in.
create table calendar_address (
    conference_id text not null references conference (id),
    person_id     text not null references person (id),
    token_hash    text not null,
    created_at    timestamp not null,
    primary key (conference_id, person_id)
);
create unique index calendar_address_hash on calendar_address (token_hash);
create index calendar_address_of on calendar_address (person_id);
