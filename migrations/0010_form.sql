-- +goose Up

-- The registration form, where the organizers have built one. Lists have an entry a line.
create table form_field (
    conference_id  text not null references conference (id),
    id             text not null,
    position       bigint not null,
    kind           text not null,
    label          text not null,
    help           text not null,
    required       boolean not null,
    organizer_only boolean not null,
    choices        text not null,
    when_field     text not null,
    when_is        text not null,
    primary key (conference_id, id)
);

-- What people filled in, beside what the registration itself keeps. Of a file, its media type.
create table answer (
    registration_id text not null references registration (id),
    field_id        text not null,
    value           text not null,
    primary key (registration_id, field_id)
);
create index answer_field on answer (field_id);

create table upload (
    registration_id text not null references registration (id),
    field_id        text not null,
    media_type      text not null,
    content         text not null, -- base64
    added_at        timestamp not null,
    primary key (registration_id, field_id)
);

-- Whether the person wants to finish it later, although it may be complete.
alter table registration add column draft boolean not null default false;
