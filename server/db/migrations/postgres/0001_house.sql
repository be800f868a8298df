-- Who: domains, projects, users, what users are in projects, tokens.

create table domain (
    id text primary key,
    name text not null unique,
    enabled boolean not null default true
);

create table project (
    id text primary key,
    domain_id text not null references domain (id),
    name text not null,
    enabled boolean not null default true,
    created_at timestamptz not null,
    unique (domain_id, name)
);

create table users (
    id text primary key,
    domain_id text not null references domain (id),
    name text not null,
    password_hash text not null,
    enabled boolean not null default true,
    created_at timestamptz not null,
    unique (domain_id, name)
);

create table assignment (
    user_id text not null references users (id) on delete cascade,
    project_id text not null references project (id) on delete cascade,
    role text not null,
    primary key (user_id, project_id, role)
);

create table token (
    digest text primary key,
    user_id text not null references users (id) on delete cascade,
    project_id text references project (id) on delete cascade,
    methods text not null,
    audit_id text not null,
    issued_at timestamptz not null,
    expires_at timestamptz not null
);
create index token_expiry on token (expires_at);

-- What: images. A deleted one keeps its row, so that its id is never used again.

create table image (
    id text primary key,
    name text,
    status text not null,
    visibility text not null,
    owner text not null,
    protected boolean not null,
    hidden boolean not null,
    disk_format text,
    container_format text,
    min_disk integer not null,
    min_ram integer not null,
    size bigint,
    virtual_size bigint,
    checksum text,
    sha256 text,
    sha512 text,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    deleted_at timestamptz
);
create index image_by_owner on image (owner, created_at, id);
create index image_by_visibility on image (visibility, created_at, id);
create index image_by_age on image (created_at, id);

create table image_tag (
    image_id text not null references image (id) on delete cascade,
    tag text not null,
    primary key (image_id, tag)
);

create table image_property (
    image_id text not null references image (id) on delete cascade,
    name text not null,
    value text not null,
    primary key (image_id, name)
);

create table location (
    image_id text not null references image (id) on delete cascade,
    store text not null,
    object_key text not null,
    primary key (image_id, store)
);

-- How: uploads. The row is the intent: it is there before the first byte is written.

create table upload (
    id text primary key,
    image_id text not null references image (id) on delete cascade,
    user_id text not null,
    project_id text not null,
    state text not null,
    kind text not null,
    made_image boolean not null,
    length bigint,
    received bigint not null,
    parts bigint not null,
    fence bigint not null,
    store text not null,
    object_key text not null,
    store_session text not null default '',
    digests bytea not null,
    expected_sha256 text,
    expected_sha512 text,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    expires_at timestamptz not null
);
-- One image receives from one upload at a time.
create unique index upload_open on upload (image_id) where state = 'open';
create index upload_expiry on upload (expires_at) where state = 'open';

create table upload_part (
    upload_id text not null references upload (id) on delete cascade,
    number bigint not null,
    size bigint not null,
    tag text not null,
    primary key (upload_id, number)
);

-- Bytes that nobody owns any more, until the store has let go of them.

create table reclaim (
    id text primary key,
    store text not null,
    object_key text not null,
    store_session text,
    due_at timestamptz not null
);
