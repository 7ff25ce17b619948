-- +goose Up

-- How many days after the conference's last day answers are deleted, all or those to one field; 0 keeps them, or does as
-- the conference says.
alter table conference add column retention_days bigint not null default 0;
alter table form_field add column retention_days bigint not null default 0;

-- Who asked to be forgotten: the row stays, under no name, for what refers to it.
alter table person add column erased_at timestamp;

-- The chain covers a digest of what an entry says in words, which is salted: the words of an entry that named somebody who
-- was erased can go, and nobody can find them out by trying.
alter table audit add column salt text not null default '';
alter table audit add column digest text not null default '';
