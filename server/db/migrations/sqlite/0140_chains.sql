-- From what a token or an application credential was made: it ends with that. How many stand before it is bounded in
-- the program, since the deletion of the first deletes one after the other.

alter table token add column made_from text references token (digest) on delete cascade;
alter table token add column depth integer not null default 0;
create index token_by_parent on token (made_from);

alter table application_credential add column made_by text references application_credential (id) on delete cascade;
alter table application_credential add column depth integer not null default 0;
create index application_credential_by_maker on application_credential (made_by);
