-- +goose Up

-- The line that one answers, and when its author changed it last.
alter table line add column reply_to text references line (id);
alter table line add column edited_at timestamp;
create index line_reply on line (reply_to);

-- What a line said before its author changed it, for the record.
create table former_line (
    line_id    text not null references line (id),
    text       text not null,
    written_at timestamp not null,
    primary key (line_id, written_at)
);

-- How the chat of a session is run, where a moderator has changed it.
create table chat_rule (
    session_id       text not null primary key references session (id) on delete cascade,
    slow             bigint not null, -- seconds from one line of a person to her next
    delegations_only boolean not null,
    reactions        boolean not null
);
