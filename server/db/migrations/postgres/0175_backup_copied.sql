-- When a backup had copied the database: whatever an upload that began later wrote is in no copy, and need not be kept for it.
alter table backup_hold add column copied_at timestamptz;

-- Finds the upload that wrote an object.
create index upload_object on upload (object_key);
