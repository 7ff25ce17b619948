-- +goose Up

-- What everybody sees of a session, and where it is in its life.
alter table session add column translations text not null default '';
alter table session add column segments text not null default '';
alter table session add column teams text not null default '';
alter table session add column capacity bigint not null default 0;
alter table session add column recorded boolean not null default false;
alter table session add column chat text not null default 'open';
alter table session add column questions text not null default 'moderated';
alter table session add column delay bigint not null default 0;
alter table session add column extension bigint not null default 0;
alter table session add column segment bigint not null default 0;

-- What the organizers are planning. Every session has a draft; it may have no time or hall yet.
create table draft (
    id            text not null primary key,
    conference_id text not null references conference (id),
    hall_id       text references hall (id),
    title         text not null,
    abstract      text not null,
    translations  text not null,
    kind          text not null,
    access        text not null,
    segments      text not null,
    languages     text not null,
    teams         text not null,
    capacity      bigint not null,
    recorded      boolean not null,
    chat          text not null,
    questions     text not null,
    starts_at     timestamp,
    ends_at       timestamp,
    version       bigint not null,
    removed       boolean not null,
    changed_by    text references person (id),
    changed_at    timestamp not null,
    constraint draft_times check ((starts_at is null) = (ends_at is null) and (starts_at is null or starts_at < ends_at))
);
create index draft_start on draft (conference_id, starts_at);
create index draft_hall on draft (hall_id);

insert into draft (id, conference_id, hall_id, title, abstract, translations, kind, access, segments, languages, teams,
    capacity, recorded, chat, questions, starts_at, ends_at, version, removed, changed_at)
select id, conference_id, hall_id, title, abstract, '', kind, access, '', languages, '',
    0, false, 'open', 'moderated', starts_at, ends_at, 1, false, starts_at
from session;

-- People are put on drafts, before anybody else sees the session: the table is made anew, to refer to them.
create table casting (
    session_id text not null references draft (id) on delete cascade,
    person_id  text not null references person (id),
    role       text not null,
    position   bigint not null,
    primary key (session_id, person_id)
);
insert into casting (session_id, person_id, role, position) select session_id, person_id, role, position from appointment;
drop table appointment;
alter table casting rename to appointment;
create index appointment_of on appointment (person_id);

-- What everybody saw after each release: the sessions and who is on them, as JSON.
create table release (
    id            text not null primary key,
    conference_id text not null references conference (id),
    number        bigint not null,
    name          text not null,
    notes         text not null,
    snapshot      text not null,
    released_by   text references person (id),
    released_at   timestamp not null
);
create unique index release_number on release (conference_id, number);

-- People who interpret together, and into what.
create table team (
    id            text not null primary key,
    conference_id text not null references conference (id),
    name          text not null,
    languages     text not null
);
create unique index team_name on team (conference_id, name);

-- When a person, a hall or a team can be had. Without any, always.
create table availability (
    id            text not null primary key,
    conference_id text not null references conference (id),
    subject_kind  text not null,
    subject_id    text not null,
    starts_at     timestamp not null,
    ends_at       timestamp not null,
    constraint availability_times check (starts_at < ends_at)
);
create index availability_of on availability (conference_id, subject_kind, subject_id);

-- Papers of a session: an address elsewhere, or a file, whose bytes are kept apart from what lists read.
create table document (
    id         text not null primary key,
    session_id text not null references draft (id) on delete cascade,
    title      text not null,
    language   text not null,
    address    text not null,
    file_name  text not null,
    media_type text not null,
    size       bigint not null,
    position   bigint not null,
    added_by   text references person (id),
    added_at   timestamp not null
);
create index document_of on document (session_id);

create table document_file (
    document_id text not null primary key references document (id) on delete cascade,
    content     text not null -- base64
);
