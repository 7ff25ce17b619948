-- +goose Up

-- What somebody is going to say, handed in before: one text of each delegation for itself and one on behalf of a group, and
-- likewise of each person whom no delegation that is listed sends.
create table statement (
    id            text not null primary key,
    conference_id text not null references conference (id),
    session_id    text not null references session (id),
    delegation_id text references delegation (id),
    person_id     text not null references person (id), -- who handed it in, or changed it last
    grouped       boolean not null,
    on_behalf     text not null,
    language      text not null,
    text          text not null,
    prepared      text not null, -- as it was prepared, when it was delivered otherwise; else empty
    words         bigint not null,
    state         text not null, -- prepared, spoken, delivered
    symbol        text not null, -- that the secretariat gave it; empty: none yet
    version       bigint not null,
    handed_in_at  timestamp not null,
    changed_at    timestamp not null,
    spoken_at     timestamp
);
create unique index statement_of_delegation on statement (session_id, delegation_id, grouped) where delegation_id is not null;
create unique index statement_of_person on statement (session_id, person_id, grouped) where delegation_id is null;
create unique index statement_symbol on statement (conference_id, symbol) where symbol <> '';
create index statement_of on statement (person_id);
