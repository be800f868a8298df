-- Whose rights a task needs, and which slots it is done in. Rows of a release that does not know these columns get the
-- defaults: they are asked about by user and project alone, and wait with the downloads.

-- What whoever asked for it was let in with, to be asked about again; nothing in it can be used by whoever reads it.
alter table task add column grounds text not null default '';
-- `remote` where the data comes over the network, `local` where it is here already.
alter table task add column transfer text not null default 'remote';
