-- With whom an image is shared, and what they say to it.

create table member (
    image_id text not null references image (id) on delete cascade,
    project_id text not null,
    status text not null,
    created_at datetime not null,
    updated_at datetime not null,
    primary key (image_id, project_id)
);
create index member_by_project on member (project_id, image_id);

-- Counts the changes of a record, so that two at once cannot both be made from the same state.
alter table image add column generation bigint not null default 0;

-- The orders and filters of a list that are asked for most.
create index image_by_name on image (name, created_at, id);
create index image_by_update on image (updated_at, created_at, id);
create index image_by_size on image (size, created_at, id);
create index image_tag_by_tag on image_tag (tag, image_id);
create index image_property_by_name on image_property (name, image_id);
