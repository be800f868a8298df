-- The audit log stays as it is but for the retention job. That job sets one of these two moments in the transaction in which
-- it deletes or blanks, and takes it back before it commits: outside of that transaction nothing can be changed or deleted.
create table activity_retention (
    id integer primary key check (id = 1),
    -- Older entries may be deleted.
    delete_before timestamptz,
    -- Older entries may lose their address and user agent, and nothing else.
    blank_before timestamptz,
    -- Up to this entry that has been done.
    blanked_to bigint not null default 0
);
insert into activity_retention (id) values (1);

create or replace function activity_stays() returns trigger language plpgsql as $$
declare
    blanked activity%rowtype;
begin
    if tg_op = 'DELETE' then
        if old.at < (select delete_before from activity_retention) then
            return old;
        end if;
    elsif tg_op = 'UPDATE' then
        blanked := old;
        blanked.address := '';
        blanked.user_agent := '';
        if old.at < (select blank_before from activity_retention) and new is not distinct from blanked then
            return new;
        end if;
    end if;
    raise exception 'what was done is never changed';
end $$;
