-- +goose Up

-- The journal of a session is written from what happened; here is whether it is published, and what the secretariat
-- corrected in it. Both are a record.
create table journal (
    session_id text not null primary key references session (id),
    state      text not null,
    changed_by text not null references person (id),
    changed_at timestamp not null
);
create index journal_by on journal (changed_by);

-- Every change stays: the one before it is what the entry said until then.
create table journal_change (
    session_id text not null references session (id),
    entry      text not null, -- its key: what it tells of
    version    bigint not null,
    edit       text not null,
    at         timestamp, -- of an entry that was added
    text       text not null, -- empty: as before
    language   text not null,
    reason     text not null,
    person_id  text not null references person (id),
    made_at    timestamp not null,
    primary key (session_id, entry, version)
);
create index journal_change_by on journal_change (person_id);
