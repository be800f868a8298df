-- What projects use, and what is promised to work under way. Both change in the transaction of whatever uses it.

create table project_usage (
    project_id text primary key,
    -- Images that are not deleted, those without data too.
    images bigint not null default 0,
    -- Images that are receiving data.
    uploading bigint not null default 0,
    -- Bytes of images, once for each place that holds them.
    stored bigint not null default 0,
    -- Bytes promised to what is on its way to a store.
    reserved bigint not null default 0,
    -- Bytes in the staging area, and promised to what is on its way there.
    staged bigint not null default 0
);

create table reservation (
    -- The id of the upload, or of other work, that holds it.
    id text primary key,
    image_id text not null,
    project_id text not null,
    -- `store` or `stage`.
    space text not null,
    bytes bigint not null,
    -- Whether it makes the image one of those that are receiving data.
    counted boolean not null
);
create index reservation_by_image on reservation (image_id);

insert into reservation (id, image_id, project_id, space, bytes, counted)
    select upload.id, upload.image_id, image.owner, 'store', coalesce(upload.length, upload.received), true
    from upload join image on image.id = upload.image_id
    where upload.state = 'open' and image.status <> 'deleted';

insert into project_usage (project_id, images, uploading, stored, reserved)
    select project_id, sum(images), sum(uploading), sum(stored), sum(reserved) from (
        select owner as project_id, 1 as images, 0 as uploading, 0 as stored, 0 as reserved
            from image where status <> 'deleted'
        union all select image.owner, 0, 0, coalesce(image.size, 0), 0
            from location join image on image.id = location.image_id where image.status <> 'deleted'
        union all select project_id, 0, 1, 0, bytes from reservation
    ) as part
    group by project_id;
