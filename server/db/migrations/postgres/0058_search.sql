-- A search of names among all images reads them off the index that gives the order, and only what fits off the table.

drop index image_by_age;
create index image_by_age on image (created_at, id, name) where status <> 'deleted';
