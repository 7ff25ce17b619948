-- +goose Up

-- Commands that were carried out: a page that missed the answer asks again, of another process perhaps.
create table deed (
    person_id text not null references person (id),
    id        text not null,
    done_at   timestamp not null,
    primary key (person_id, id)
);
create index deed_done on deed (done_at);
