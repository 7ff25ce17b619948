-- +goose Up

-- What people are still to be told, written in the change that it tells of: the server makes mail of it, which goes into
-- the outbox, and takes it away with that.
create table tiding (
    id              text not null primary key, -- of the mail to come
    conference_id   text not null references conference (id),
    person_id       text references person (id), -- nobody: somebody who is invited
    registration_id text references registration (id),
    delegation_id   text references delegation (id),
    invitation_id   text references invitation (id),
    kind            text not null,
    reason          text not null,
    actor_id        text references person (id), -- who did it, where the mail says so
    created_at      timestamp not null
);
create index tiding_oldest on tiding (created_at, id);
create index tiding_person on tiding (person_id);
create index tiding_actor on tiding (actor_id);
create index tiding_registration on tiding (registration_id);
create index tiding_delegation on tiding (delegation_id);
create index tiding_invitation on tiding (invitation_id);

-- The outbox has invitations too, whose people have no account yet. The secret of their link is in none: it is made when
-- a mail is handed over.
create table mail_with_invitations (
    id              text not null primary key,
    conference_id   text not null references conference (id),
    person_id       text references person (id),
    registration_id text references registration (id),
    invitation_id   text references invitation (id),
    kind            text not null,
    language        text not null,
    address         text not null,
    subject         text not null,
    text            text not null,
    calendar        text not null, -- an iCalendar file that goes with it, or nothing
    state           text not null,
    version         bigint not null,
    attempts        bigint not null,
    answer          text not null, -- what the last try was answered
    created_at      timestamp not null,
    changed_at      timestamp not null,
    next_at         timestamp not null, -- the next try, while the state is queued
    sent_at         timestamp,
    constraint mail_state check (state in ('draft', 'queued', 'sent', 'bounced', 'failed', 'dropped'))
);
insert into mail_with_invitations (id, conference_id, person_id, registration_id, kind, language, address, subject, text, calendar,
    state, version, attempts, answer, created_at, changed_at, next_at, sent_at)
select id, conference_id, person_id, registration_id, kind, language, address, subject, text, calendar,
    state, version, attempts, answer, created_at, changed_at, next_at, sent_at
from mail;
drop table mail;
alter table mail_with_invitations rename to mail;
create index mail_of on mail (conference_id, created_at);
create index mail_due on mail (next_at) where state = 'queued';
create index mail_to on mail (registration_id);
create index mail_person on mail (person_id);
create index mail_invitation on mail (invitation_id);
