-- What a resumable upload carries from one request, and one node, to the next.

-- As the client said it, to be told again.
alter table upload add column metadata text not null default '';
-- Until when whoever last claimed it is taken to be at work, by the database's clock.
alter table upload add column lease_until timestamptz;
-- Whether its last step was allowed: then anybody may take it after a crash.
alter table upload add column cleared boolean not null default false;
-- Where the inspection of its bytes stands.
alter table upload add column inspection bytea not null default '';
-- Why it was refused, in a code and a sentence, for whoever asks later.
alter table upload add column refusal_code text;
alter table upload add column refusal text;
