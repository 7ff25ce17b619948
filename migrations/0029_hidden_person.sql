-- +goose Up

-- Whose chat somebody does not want to read. Nobody is told of it.
create table hidden_person (
    person_id text not null references person (id),
    hidden_id text not null references person (id),
    hidden_at timestamp not null,
    primary key (person_id, hidden_id)
);
create index hidden_person_of on hidden_person (hidden_id);
