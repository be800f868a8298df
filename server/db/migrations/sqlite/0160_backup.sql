-- Backups that are being made: while a row is valid, no object is removed from a store. New tables: releases before this
-- one do not know of them.
create table backup_hold (
    id text primary key,
    -- By the database's clock. A backup renews it; the hold of one that crashed ends by itself.
    held_until datetime not null
);

-- One row while a restore is under way: until it is done no server uses the database.
create table restore_under_way (
    id integer primary key check (id = 1),
    begun_at datetime not null
);
