-- Names are searched in a folded form, which the program writes, so that it is the same on both databases whatever the locale.
-- Null where it was not written yet, as in rows of an older release: those are compared by the program, and its sweep fills them.
alter table image add column name_folded text;
-- Bytes of names and values of properties, and of tags. Null where it was not counted yet; the sweep does.
alter table image add column metadata_bytes bigint;

-- Neither is filled here: one statement for all images would lock them for as long as it runs, while an older release serves.

-- A release that does not know the folded form changes the name alone; then it is worth nothing.
create function image_name_changed() returns trigger language plpgsql as $$
begin
    if new.name is distinct from old.name then
        new.name_folded := null;
    end if;
    return new;
end $$;
create trigger image_name_changed before update of name on image
for each row execute function image_name_changed();

create index image_unfolded on image (id) where name_folded is null and name is not null and status <> 'deleted';
create index image_unmeasured on image (id) where metadata_bytes is null and status <> 'deleted';
-- What the images of a project add up to.
create index image_metadata on image (owner, metadata_bytes) where status <> 'deleted';

-- Parts of names are found by their trigrams where the extension, which comes with PostgreSQL, is installed and we may use
-- it. Without it they are found all the same, by reading more rows. No index on the folded name itself: entries of a B-tree
-- hold at most 2,704 bytes, and a name of 255 characters can be longer when it is folded.
do $$
begin
    if exists (select from pg_available_extensions where name = 'pg_trgm') then
        create extension if not exists pg_trgm;
        create index image_by_folded_name on image using gin (name_folded gin_trgm_ops) where status <> 'deleted';
    end if;
exception when insufficient_privilege then
    raise notice 'pg_trgm cannot be created here; searches of names read more rows';
end $$;
