-- What Keystone said last of how much a project may use; `''` stands for every project of which nothing else is said.

create table keystone_limit (
    project_id text not null default '',
    resource_name text not null,
    most bigint not null,
    primary key (project_id, resource_name)
);
