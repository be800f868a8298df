-- What one request of a browser leaves for the page that it is redirected to: messages, a refused form, a secret that is
-- shown once. Rows live for two minutes. A new table: releases before this one do not know of it.

create table flash (
    -- SHA-256 of the token in the browser's cookie.
    id text primary key,
    -- Whose page may show it; null where somebody has just signed out, or could not sign in.
    user_id text,
    -- Encrypted with a key that is derived from the token, which no row holds.
    content text not null,
    expires_at timestamptz not null
);
create index flash_by_end on flash (expires_at);
