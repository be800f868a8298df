-- Metadata definitions: which properties resources may have, and what they mean.

create table metadef_namespace (
    name text collate "C" primary key,
    display_name text collate "C",
    description text,
    visibility text collate "C" not null,
    protected boolean not null,
    -- The project that owns it.
    owner text collate "C" not null,
    created_at timestamptz not null,
    -- Null while it is as it was shipped or loaded.
    updated_at timestamptz
);
create index metadef_namespace_by_age on metadef_namespace (created_at, name);
create index metadef_namespace_by_owner on metadef_namespace (owner);

create table metadef_resource_type (
    name text collate "C" primary key,
    created_at timestamptz not null,
    updated_at timestamptz
);

-- For which types of resources a namespace is.
create table metadef_association (
    namespace text collate "C" not null references metadef_namespace (name) on update cascade on delete cascade,
    resource_type text collate "C" not null references metadef_resource_type (name) on update cascade,
    prefix text,
    properties_target text,
    created_at timestamptz not null,
    updated_at timestamptz,
    primary key (namespace, resource_type)
);
create index metadef_association_by_type on metadef_association (resource_type, namespace);

create table metadef_property (
    namespace text collate "C" not null references metadef_namespace (name) on update cascade on delete cascade,
    name text collate "C" not null,
    -- A JSON object.
    definition text not null,
    primary key (namespace, name)
);

create table metadef_object (
    namespace text collate "C" not null references metadef_namespace (name) on update cascade on delete cascade,
    name text collate "C" not null,
    description text,
    -- A JSON list of names.
    required text not null,
    -- A JSON object: a definition under each name.
    properties text not null,
    created_at timestamptz not null,
    updated_at timestamptz,
    primary key (namespace, name)
);

create table metadef_tag (
    namespace text collate "C" not null references metadef_namespace (name) on update cascade on delete cascade,
    name text collate "C" not null,
    created_at timestamptz not null,
    updated_at timestamptz,
    primary key (namespace, name)
);

-- Which of the definitions that come with Vitrine were written, and what was written.
create table metadef_shipped (
    namespace text primary key,
    -- The revision of the catalogue that was looked at last.
    revision bigint not null,
    -- SHA-256 of the namespace as it was written.
    digest text not null
);
