-- With whom an image is shared, and what they say to it.

create table member (
    image_id text not null references image (id) on delete cascade,
    project_id text not null,
    status text not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    primary key (image_id, project_id)
);
create index member_by_project on member (project_id, image_id);

-- Counts the changes of a record, so that two at once cannot both be made from the same state.
alter table image add column generation bigint not null default 0;

-- Texts are ordered by their bytes, as SQLite orders them: a list reads the same on both.
alter table image alter column name type text collate "C";
alter table image alter column status type text collate "C";
alter table image alter column disk_format type text collate "C";
alter table image alter column container_format type text collate "C";
alter table image_tag alter column tag type text collate "C";

-- The orders and filters of a list that are asked for most. What is not set comes first, as in SQLite.
create index image_by_name on image (name nulls first, created_at, id);
create index image_by_update on image (updated_at, created_at, id);
create index image_by_size on image (size nulls first, created_at, id);
create index image_tag_by_tag on image_tag (tag, image_id);
create index image_property_by_name on image_property (name, image_id);
