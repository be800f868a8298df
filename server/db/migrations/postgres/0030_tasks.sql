-- Work that is done later, by whichever node takes it.

create table task (
    id text primary key,
    kind text not null,
    status text not null,
    project_id text not null,
    user_id text not null,
    request_id text not null,
    -- The image that it is about, once there is one.
    image_id text,
    -- What was asked and what came of it, in JSON.
    input text not null,
    result text,
    message text not null default '',
    -- Whoever holds the lease works on it, and the number tells one holder from the next. Milliseconds since 1970 by
    -- the database's clock.
    fence bigint not null default 0,
    lease_until bigint not null default 0,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    expires_at timestamptz
);
-- One image has one import under way at a time.
create unique index task_open on task (image_id) where status in ('pending', 'processing');
create index task_due on task (lease_until) where status in ('pending', 'processing');
create index task_by_age on task (created_at, id);
create index task_by_image on task (image_id, created_at);
create index task_expiry on task (expires_at);
