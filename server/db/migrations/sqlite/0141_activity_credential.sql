-- The application credential with which something was done, beside its user; both empty without one.

alter table activity add column credential_id text not null default '';
alter table activity add column credential_name text not null default '';
