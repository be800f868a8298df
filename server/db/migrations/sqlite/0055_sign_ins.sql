-- The browsers that people are signed in with: what a session is good for as long as it is here.

create table sign_in (
    id text primary key,
    -- Of whichever identity knows them, so it refers to no table of ours.
    user_id text not null,
    begun_at datetime not null,
    seen_at datetime not null,
    browser text not null,
    address text not null
);
create index sign_in_by_user on sign_in (user_id, seen_at);
create index sign_in_by_age on sign_in (seen_at);
