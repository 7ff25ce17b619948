-- +goose Up

-- In which way somebody takes part, who leads the delegation, who registered her, and whether she may be listed.
alter table registration add column participation text not null default 'speaking';
alter table registration add column head boolean not null default false;
alter table registration add column registered_by text references person (id);
alter table registration add column listed boolean not null default false;
create unique index registration_head on registration (delegation_id) where head;
create index registration_members on registration (delegation_id, participation, state);

-- Who registers the members of a delegation.
create table focal_point (
    delegation_id text not null references delegation (id),
    person_id     text not null references person (id),
    named_at      timestamp not null,
    primary key (delegation_id, person_id)
);
create index focal_point_of on focal_point (person_id);

-- How many members of a delegation may take part in a way; null: as many as they like. The rule of a delegation goes
-- before that of its category, and that before the one for all, whose category is empty. Without any there is no limit.
create table category_quota (
    conference_id text not null references conference (id),
    category      text not null,
    participation    text not null,
    places        bigint,
    primary key (conference_id, category, participation),
    constraint category_quota_places check (places >= 0)
);
create table delegation_quota (
    delegation_id text not null references delegation (id),
    participation    text not null,
    places        bigint,
    primary key (delegation_id, participation),
    constraint delegation_quota_places check (places >= 0)
);

-- Which of its members speaks for a delegation in a session.
create table speaking_seat (
    session_id    text not null references session (id) on delete cascade,
    delegation_id text not null references delegation (id),
    person_id     text not null references person (id),
    given_by      text not null references person (id),
    given_at      timestamp not null,
    primary key (session_id, delegation_id)
);
create unique index speaking_seat_person on speaking_seat (session_id, person_id);

-- Invitations by mail. The link holds a secret of which this is the hash; sending it again makes another one.
create table invitation (
    id              text not null primary key,
    conference_id   text not null references conference (id),
    email           text not null,
    name            text not null,
    category        text not null,
    delegation_id   text references delegation (id),
    organization    text not null,
    participation      text not null,
    function        text not null,
    state           text not null, -- pending, accepted, declined, revoked; expired is what the time says of a pending one
    token_hash      text not null,
    invited_by      text references person (id),
    invited_at      timestamp not null,
    sent_at         timestamp not null,
    expires_at      timestamp not null,
    answered_at     timestamp,
    registration_id text references registration (id)
);
create unique index invitation_email on invitation (conference_id, email);
create unique index invitation_token on invitation (token_hash);
create index invitation_newest on invitation (conference_id, invited_at, id);

-- Who may read the list of those who may be listed, and until when.
alter table conference add column participants text not null default 'off';
alter table conference add column participants_until timestamp;
