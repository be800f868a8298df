-- Who, in full: descriptions, roles with ids, roles in domains and in the whole system, application credentials, limits.

alter table domain add column description text not null default '';
alter table domain add column extra text not null default '{}';
alter table project add column description text not null default '';
alter table project add column extra text not null default '{}';
alter table users add column default_project_id text;
alter table users add column extra text not null default '{}';
-- Counts what ends every older token and session of the user: a new password, being shut out.
alter table users add column generation bigint not null default 0;

create table role (
    id text primary key,
    name text not null unique,
    description text not null default '',
    -- The four that mean something to us.
    fixed boolean not null default false
);
insert into role (id, name, description, fixed) values
    ('9fe2ff9ee4384b1894a90878d3e92bab', 'reader', 'Looks', true),
    ('5b9e1f4f7d3b4f0db2a66d5ad5b4c0f1', 'member', 'Looks, makes, changes', true),
    ('1d0a3d6a4c8e4b7f9a2b6c1e8f5d7a30', 'admin', 'Does anything', true),
    ('c3a7e5b2d1f04e6c8b9d0a1f2e3c4b5d', 'service', 'Another service of the cloud', true);

create table domain_assignment (
    user_id text not null references users (id) on delete cascade,
    domain_id text not null references domain (id) on delete cascade,
    role text not null,
    primary key (user_id, domain_id, role)
);

create table system_assignment (
    user_id text not null references users (id) on delete cascade,
    -- There is one system; its name is `all`.
    system text not null default 'all',
    role text not null,
    primary key (user_id, system, role)
);
-- Whoever ran the place goes on running it.
insert into system_assignment (user_id, role)
    select distinct assignment.user_id, 'admin'
    from assignment join project on project.id = assignment.project_id
    where project.name = 'admin' and project.domain_id = 'default' and assignment.role = 'admin';

create view role_grant as
    select user_id, role, 'project' as scope, project_id as target from assignment
    union all select user_id, role, 'domain', domain_id from domain_assignment
    union all select user_id, role, 'system', system from system_assignment;

create table application_credential (
    id text primary key,
    user_id text not null references users (id) on delete cascade,
    project_id text not null references project (id) on delete cascade,
    name text not null,
    description text not null default '',
    secret_hash text not null,
    -- Names of roles, with commas between them.
    roles text not null,
    unrestricted boolean not null,
    created_at datetime not null,
    expires_at datetime,
    unique (user_id, name)
);

alter table token add column domain_id text references domain (id) on delete cascade;
alter table token add column system_wide boolean not null default false;
alter table token add column credential_id text references application_credential (id) on delete cascade;
alter table token add column generation bigint not null default 0;

-- What a project may use at most: the default of each resource, and exceptions. `''` stands for no region.

create table registered_limit (
    id text primary key,
    service_id text not null,
    region_id text not null default '',
    resource_name text not null,
    default_limit bigint not null,
    description text,
    unique (service_id, region_id, resource_name)
);

create table project_limit (
    id text primary key,
    service_id text not null,
    region_id text not null default '',
    resource_name text not null,
    project_id text not null references project (id) on delete cascade,
    resource_limit bigint not null,
    description text,
    foreign key (service_id, region_id, resource_name)
        references registered_limit (service_id, region_id, resource_name),
    unique (service_id, region_id, resource_name, project_id)
);
