-- Who did what to what, when, and from where. Written in the transaction of the change itself, and never changed.

create table activity (
    id bigint generated always as identity primary key,
    at timestamptz not null,
    -- Of whichever identity knows them, and their name as it was then; both empty where the server did it by itself.
    actor_id text not null,
    actor_name text not null,
    actor_project text,
    action text not null,
    target_kind text not null,
    target_id text not null,
    target_name text not null,
    -- The project in whose list it stands; none for what is the whole house's.
    owner text,
    -- Another project that it is about: the member of an image, the one that gave an image away.
    other text,
    details text not null,
    node text not null,
    request_id text not null,
    address text not null,
    user_agent text not null
);
create index activity_by_owner on activity (owner, id);
create index activity_by_other on activity (other, id) where other is not null;
create index activity_by_target on activity (target_id, id);
create index activity_by_actor on activity (actor_id, id);

create function activity_stays() returns trigger language plpgsql as $$
begin raise exception 'what was done is never changed'; end $$;
create trigger activity_stays before update or delete on activity
for each row execute function activity_stays();
create trigger activity_stays_whole before truncate on activity
for each statement execute function activity_stays();
