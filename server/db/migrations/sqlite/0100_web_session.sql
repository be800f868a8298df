-- A browser's session and its sign-in are one row. The session's id is kept as its SHA-256 only: whoever reads the
-- database cannot use it. Rows without a digest come from a release that kept sessions in tables of their own.

alter table sign_in add column session_digest text;
alter table sign_in add column session_data text;
create unique index sign_in_by_session on sign_in (session_digest);
