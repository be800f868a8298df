-- The audit log stays as it is but for the retention job. That job sets one of these two moments in the transaction in which
-- it deletes or blanks, and takes it back before it commits: outside of that transaction nothing can be changed or deleted.
create table activity_retention (
    id integer primary key check (id = 1),
    -- Older entries may be deleted.
    delete_before datetime,
    -- Older entries may lose their address and user agent, and nothing else.
    blank_before datetime,
    -- Up to this entry that has been done.
    blanked_to bigint not null default 0
);
insert into activity_retention (id) values (1);

drop trigger activity_stays_as_it_is;
create trigger activity_stays_as_it_is before update on activity
when not (
    old.at < coalesce((select blank_before from activity_retention), '')
    and new.address = '' and new.user_agent = ''
    and new.id is old.id and new.at is old.at and new.actor_id is old.actor_id and new.actor_name is old.actor_name
    and new.actor_project is old.actor_project and new.action is old.action and new.target_kind is old.target_kind
    and new.target_id is old.target_id and new.target_name is old.target_name and new.owner is old.owner
    and new.other is old.other and new.details is old.details and new.node is old.node
    and new.request_id is old.request_id
)
begin select raise(abort, 'what was done is never changed'); end;

drop trigger activity_stays;
create trigger activity_stays before delete on activity
when not (old.at < coalesce((select delete_before from activity_retention), ''))
begin select raise(abort, 'what was done is never forgotten'); end;
