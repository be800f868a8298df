-- Lists at 100,000 images: every order and filter that an image's own fields give can be read from an index. Deleted images
-- keep their rows for ever, so the indexes leave them out. What is not set comes first, as in SQLite.

drop index image_by_owner;
drop index image_by_visibility;
drop index image_by_age;
drop index image_by_name;
drop index image_by_update;
drop index image_by_size;
create index image_by_owner on image (owner, created_at, id) where status <> 'deleted';
create index image_by_visibility on image (visibility, created_at, id) where status <> 'deleted';
create index image_by_age on image (created_at, id) where status <> 'deleted';
create index image_by_name on image (name nulls first, created_at, id) where status <> 'deleted';
create index image_by_update on image (updated_at, created_at, id) where status <> 'deleted';
create index image_by_size on image (size nulls first, created_at, id) where status <> 'deleted';
create index image_by_status on image (status, created_at, id) where status <> 'deleted';
create index image_by_disk_format on image (disk_format nulls first, created_at, id) where status <> 'deleted';
create index image_by_container_format on image (container_format nulls first, created_at, id) where status <> 'deleted';
create index image_by_checksum on image (checksum, created_at, id) where status <> 'deleted';
create index image_by_hash on image (sha512, created_at, id) where status <> 'deleted';
