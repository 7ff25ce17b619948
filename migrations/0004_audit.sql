-- +goose Up

-- Append only. Written in the transaction of the change it tells of.
create table audit (
    id        text not null primary key, -- UUIDv7: in the order of writing
    at        timestamp not null,
    person_id text references person (id), -- null: the command line or the server itself
    action    text not null,
    subject   text not null,
    detail    text not null
);
