-- Which stores belong to this database: each persistent store holds the same marker. Not confirmed: the store may not have it yet.
create table store_marker (
    store text primary key,
    marker text not null,
    confirmed boolean not null
);
