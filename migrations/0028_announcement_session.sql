-- +goose Up

-- The session to whose room alone something is announced; null: to all rooms of the conference.
alter table announcement add column session_id text references session (id) on delete cascade;
create index announcement_session on announcement (session_id);
