-- +goose Up

-- Whom others take for the asker of a question: see server/conference/identity.go.
alter table session add column askers text not null default 'attributed';
alter table draft add column askers text not null default 'attributed';

-- The questions are made anew, since whose an anonymous one is stands in no row. What refers to them is kept meanwhile.
create table asked as select * from question;
create table voted as select * from vote;
drop table vote;
drop table question;

create table question (
    id          text not null primary key,
    session_id  text not null references session (id),
    person_id   text references person (id),
    identity    text not null,
    category    text not null,
    number      bigint not null,
    text        text not null,
    original    text not null,
    state       text not null,
    reason      text not null,
    answer      text not null,
    labels      text not null,
    addressee   text references person (id),
    merged_into text references question (id) deferrable initially deferred,
    position    double precision not null,
    votes       bigint not null,
    version     bigint not null,
    changed_by  text references person (id),
    asked_at    timestamp not null,
    changed_at  timestamp not null,
    constraint question_votes check (votes >= 0),
    constraint question_anonymous check ((identity = 'anonymous') = (person_id is null)),
    constraint question_merged check ((state = 'merged') = (merged_into is not null))
);
create unique index question_number on question (session_id, number);
create unique index question_answering on question (session_id) where state = 'answering';
create index question_of on question (person_id);

insert into question (id, session_id, person_id, identity, category, number, text, original, state, reason, answer, labels,
    position, votes, version, asked_at, changed_at)
select id, session_id, person_id, 'attributed', '', number, text, original, state, reason, '', '',
    position, votes, 1, asked_at, changed_at
from asked;
drop table asked;

-- A voice that a question has of another one that was merged into it goes with that one when the two are parted.
create table vote (
    question_id text not null references question (id),
    person_id   text not null references person (id),
    voted_at    timestamp not null,
    pooled_from text references question (id),
    primary key (question_id, person_id)
);
create index vote_of on vote (person_id);
insert into vote (question_id, person_id, voted_at) select question_id, person_id, voted_at from voted;
drop table voted;
