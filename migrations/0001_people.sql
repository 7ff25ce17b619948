-- +goose Up

-- What this database says of itself: see store/origin.go.
create table origin (
    name  text not null primary key,
    value text not null
);

create table conference (
    id                  text not null primary key,
    slug                text not null,
    title               text not null,
    organizer           text not null,
    place               text not null,
    time_zone           text not null,
    first_day           text not null,
    last_day            text not null,
    registration_opens  timestamp not null,
    registration_closes timestamp not null,
    languages           text not null,
    demo                boolean not null,
    constraint conference_days check (first_day <= last_day)
);
create unique index conference_slug on conference (slug);

create table delegation (
    id            text not null primary key,
    conference_id text not null references conference (id),
    code          text not null,
    name          text not null,
    category      text not null
);
create unique index delegation_name on delegation (conference_id, name);

create table person (
    id            text not null primary key,
    email         text not null,
    name          text not null,
    administrator boolean not null,
    password_hash text not null,
    created_at    timestamp not null
);
create unique index person_email on person (email);

create table organizer (
    conference_id text not null references conference (id),
    person_id     text not null references person (id),
    primary key (conference_id, person_id)
);

create table registration (
    id            text not null primary key,
    conference_id text not null references conference (id),
    person_id     text not null references person (id),
    name          text not null,
    delegation_id text references delegation (id),
    organization  text not null,
    category      text not null,
    function      text not null,
    state         text not null,
    reason        text not null,
    decided_by    text references person (id),
    decided_at    timestamp,
    created_at    timestamp not null,
    changed_at    timestamp not null
);
create unique index registration_person on registration (conference_id, person_id);
create index registration_newest on registration (conference_id, created_at);
create index registration_of on registration (person_id);

create table login (
    id         text not null primary key,
    person_id  text not null references person (id),
    token_hash text not null,
    agent      text not null,
    created_at timestamp not null,
    seen_at    timestamp not null,
    expires_at timestamp not null
);
create unique index login_token_hash on login (token_hash);
create index login_of on login (person_id);
create index login_expires on login (expires_at);

create table link (
    token_hash text not null primary key,
    person_id  text not null references person (id),
    purpose    text not null,
    created_at timestamp not null,
    expires_at timestamp not null,
    used_at    timestamp
);
create index link_of on link (person_id, created_at);
create index link_expires on link (expires_at);
