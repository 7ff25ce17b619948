-- +goose Up

-- The audit is a chain: each row's hash covers what it says and the hash before it. Rows from before this migration are
-- chained when the schema has been brought up to date; that, and the triggers that keep rows from being changed or
-- deleted, which the two databases write in different ways, is in store/chain.go.
alter table audit add column number bigint;
alter table audit add column hash text;
-- The token that a program came with; empty: the person herself.
alter table audit add column via text not null default '';
create unique index audit_number on audit (number);
create index audit_at on audit (at);
create index audit_action on audit (action);
create index audit_subject on audit (subject);
create index audit_person on audit (person_id);

-- The last row of the chain. Whoever adds rows locks it, last of all that she locks.
create table audit_head (
    name   text not null primary key,
    number bigint not null,
    hash   text not null
);

-- Tokens with which programs use the desk's routes. One that was revoked stays, so that the audit can be read.
create table access_token (
    id            text not null primary key,
    conference_id text not null references conference (id),
    person_id     text not null references person (id),
    name          text not null,
    scopes        text not null,
    token_hash    text not null,
    created_at    timestamp not null,
    expires_at    timestamp not null,
    used_at       timestamp,
    revoked_at    timestamp
);
create unique index access_token_hash on access_token (token_hash);
create index access_token_of on access_token (conference_id, created_at);

-- Where what happens is told to programs. The secret signs, so it is kept as it is.
create table webhook (
    id            text not null primary key,
    conference_id text not null references conference (id),
    person_id     text not null references person (id),
    address       text not null,
    events        text not null,
    secret        text not null,
    created_at    timestamp not null,
    deleted_at    timestamp
);
create index webhook_of on webhook (conference_id, created_at);

-- Written in the transaction of the change it tells of.
create table delivery (
    id         text not null primary key,
    webhook_id text not null references webhook (id),
    event      text not null,
    body       text not null,
    state      text not null,
    attempts   bigint not null,
    created_at timestamp not null,
    next_at    timestamp not null, -- the next try, while the state is waiting
    tried_at   timestamp,
    status     bigint not null, -- what the last try was answered; 0: nothing
    answer     text not null,
    took       bigint not null, -- milliseconds
    constraint delivery_state check (state in ('waiting', 'delivered', 'given-up'))
);
create index delivery_due on delivery (next_at) where state = 'waiting';
create index delivery_of on delivery (webhook_id, created_at);
