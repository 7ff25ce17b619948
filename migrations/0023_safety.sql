-- +goose Up

-- How a session is guarded: whether newcomers come in, since when everything is suspended, and for whom it goes on behind
-- closed doors ('' is nobody in particular: who may be in it is as planned).
alter table session add column door text not null default 'open';
alter table session add column suspended_at timestamp;
alter table session add column closed_to text not null default '';

-- Who waits at a door that is not open, and what became of it. Who was in the room when it was locked may come back.
create table pass (
    session_id  text not null references session (id) on delete cascade,
    person_id   text not null references person (id),
    state       text not null,
    asked_at    timestamp not null,
    answered_at timestamp,
    primary key (session_id, person_id)
);
create index pass_of on pass (person_id);
