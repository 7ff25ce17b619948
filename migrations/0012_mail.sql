-- +goose Up

-- How a conference's mail goes out. Without a row, at once.
create table mail_rule (
    conference_id text not null primary key references conference (id),
    held          boolean not null -- mail stays a draft until an organizer sends it
);

-- What organizers wrote instead of the texts that we ship.
create table mail_template (
    conference_id text not null references conference (id),
    kind          text not null,
    language      text not null,
    subject       text not null,
    text          text not null,
    changed_by    text references person (id),
    changed_at    timestamp not null,
    primary key (conference_id, kind, language)
);
create index mail_template_by on mail_template (changed_by);

-- In which language a person is written to. Without a row, in English.
create table mail_language (
    person_id text not null primary key references person (id),
    language  text not null
);

-- The outbox: mail of the organizers, from the draft to what the mail server answered. Links to sign in are not in it.
create table mail (
    id              text not null primary key,
    conference_id   text not null references conference (id),
    person_id       text not null references person (id),
    registration_id text references registration (id),
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
create index mail_of on mail (conference_id, created_at);
create index mail_due on mail (next_at) where state = 'queued';
create index mail_to on mail (registration_id);
create index mail_person on mail (person_id);
