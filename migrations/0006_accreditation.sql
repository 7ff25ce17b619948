-- +goose Up

-- Until when, and in which states, people may change what they filled in; whether that takes a decision back.
alter table conference add column modification text not null default 'until-decided';
alter table conference add column modification_closes timestamp;
alter table conference add column editing_resets boolean not null default true;

-- How many may be approved; a category without a row has no limit.
create table category_limit (
    conference_id text not null references conference (id),
    category      text not null,
    places        bigint not null,
    primary key (conference_id, category),
    constraint category_limit_places check (places >= 0)
);

-- What the organizers' list is searched and sorted by, in lower case: the name, and the delegation or organization.
alter table registration add column name_key text not null default '';
alter table registration add column place_key text not null default '';
update registration set name_key = lower(name),
    place_key = lower(coalesce((select d.name from delegation d where d.id = registration.delegation_id), organization));
drop index registration_newest;
create index registration_newest on registration (conference_id, created_at, id);
create index registration_state on registration (conference_id, state, created_at, id);
create index registration_category on registration (conference_id, category, state, created_at, id);
create index registration_delegation on registration (conference_id, delegation_id, created_at, id);
create index registration_name on registration (conference_id, name_key, id);
create index registration_place on registration (conference_id, place_key, name_key, id);
create index registration_changed on registration (conference_id, changed_at, id);

-- One decision about many registrations, or places that fell free and were given. Until it is due it can be undone, and
-- nobody has been told; from then on each person is, once.
create table sweep (
    id            text not null primary key,
    conference_id text not null references conference (id),
    person_id     text references person (id), -- null: the server itself
    decision      text not null,
    reason        text not null,
    at            timestamp not null,
    due_at        timestamp not null,
    undone_at     timestamp,
    settled_at    timestamp
);
create index sweep_due on sweep (due_at) where settled_at is null;
create index sweep_of on sweep (conference_id);

create table sweep_item (
    sweep_id        text not null references sweep (id),
    registration_id text not null references registration (id),
    was_state       text not null,
    was_reason      text not null,
    was_decided_by  text references person (id),
    was_decided_at  timestamp,
    state           text not null,
    told_at         timestamp,
    primary key (sweep_id, registration_id)
);
create index sweep_item_of on sweep_item (registration_id);
create index sweep_item_untold on sweep_item (sweep_id) where told_at is null;
