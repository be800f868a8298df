-- Names are searched in a folded form, which the program writes: `lower` of SQLite knows ASCII alone. Null where it was not
-- written yet, as in rows of an older release: those are compared by the program, and its sweep fills them.
alter table image add column name_folded text;
-- Bytes of names and values of properties, and of tags. Null where it was not counted yet; the sweep does.
alter table image add column metadata_bytes bigint;

-- Neither is filled here: one statement for all images would lock them for as long as it runs, while an older release serves.

-- A release that does not know the folded form changes the name alone; then it is worth nothing.
create trigger image_name_changed after update of name on image
when new.name is not old.name and new.name_folded is not null
begin update image set name_folded = null where id = new.id; end;

-- A search among all images reads names off the index that gives the order, and only what fits off the table.
drop index image_by_age;
create index image_by_age on image (created_at, id, name_folded, name) where status <> 'deleted';
drop index image_by_name;
create index image_by_name on image (name, created_at, id, name_folded) where status <> 'deleted';
create index image_unfolded on image (id) where name_folded is null and name is not null and status <> 'deleted';
create index image_unmeasured on image (id) where metadata_bytes is null and status <> 'deleted';
-- What the images of a project add up to.
create index image_metadata on image (owner, metadata_bytes) where status <> 'deleted';
