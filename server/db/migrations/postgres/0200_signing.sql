-- Certificates that signatures of images are verified with, and which projects require signatures.

create table certificate (
    id text collate "C" primary key,
    -- The project that may use it; null where all may.
    project_id text collate "C",
    name text not null,
    -- X.509 in DER.
    der bytea not null,
    -- SHA-256 of the DER, in hex.
    fingerprint text collate "C" not null,
    -- SHA-256 of its public key, in hex.
    key_fingerprint text collate "C" not null,
    -- Whether it was signed with its own key.
    self_signed boolean not null,
    -- The secret in Barbican that it was copied from, with the rights of somebody of the project. It vouches for no other.
    barbican_id text collate "C",
    created_at timestamptz not null,
    created_by text collate "C" not null
);
create unique index certificate_once on certificate (coalesce(project_id, ''), fingerprint) where barbican_id is null;

create unique index certificate_of_secret on certificate (project_id, barbican_id) where barbican_id is not null;

-- Keys with which nothing is verified any more, in whatever certificate; they stay when the certificate is deleted.
create table revoked_key (
    id text collate "C" primary key,
    -- For which project; null for all.
    project_id text collate "C",
    key_fingerprint text collate "C" not null,
    revoked_at timestamptz not null,
    revoked_because text not null
);
create unique index revoked_key_once on revoked_key (key_fingerprint, coalesce(project_id, ''));

create table project_signing (
    project_id text collate "C" primary key,
    -- Whether no image of the project takes data without a valid signature.
    required boolean not null
);

-- The state of the hash for a signature that none of the image's own digests is for, and the bytes that it covers.
alter table upload add column signature_hash bytea;
