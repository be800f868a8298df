-- How often a task was begun and came to no end. The fence also counts the times that a worker was stopped on purpose.
alter table task add column attempts bigint not null default 0;

-- When the last byte of an upload became durable. Empty while none has, or where an older release took it.
alter table upload add column received_at datetime;

-- What the retention job looks for.
create index upload_over on upload (updated_at) where state in ('done', 'ended');
-- Whether a deleted image has been reduced to its id, so that the id is never used again.
alter table image add column stripped boolean not null default false;
create index image_tombstone on image (deleted_at) where status = 'deleted' and not stripped;
create index reclaim_due on reclaim (due_at);
