-- One row that `/readyz` writes, to learn whether the database takes writes.
create table write_probe (
    id integer primary key check (id = 1),
    probed_at datetime not null
);
