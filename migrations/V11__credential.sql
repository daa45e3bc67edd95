-- Credentials, sealed. Nothing here opens one: that takes an identity, which is kept outside of the catalog.

-- What sealed values are bound to, so that one of another catalog is refused.
CREATE TABLE catalog_identity (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    id  TEXT NOT NULL                        -- 32 hexadecimal digits
) STRICT;
INSERT INTO catalog_identity VALUES (1, lower(hex(randomblob(16))));

CREATE TABLE credential (
    id         INTEGER PRIMARY KEY,
    name       TEXT NOT NULL,
    origin     TEXT NOT NULL CHECK (origin IN ('set', 'found')),
    place      TEXT NOT NULL,                -- where a found one stood
    created_at TEXT NOT NULL,
    removed_at TEXT,                         -- its values are gone
    rotate     TEXT                          -- why its value should be changed; NULL: no reason is known
) STRICT;
CREATE UNIQUE INDEX credential_name ON credential (name) WHERE removed_at IS NULL;
CREATE INDEX credential_name_ever ON credential (name);

-- One value that a credential had. The newest is the one in force.
CREATE TABLE credential_version (
    credential INTEGER NOT NULL REFERENCES credential,
    version    INTEGER NOT NULL,             -- from 1
    sealed     BLOB,                         -- an age file; NULL: purged
    mac        BLOB,                         -- keyed digest of the value; NULL: no key was at hand
    recipients TEXT NOT NULL,                -- who can open it, sorted, a space between
    set_at     TEXT NOT NULL,
    sealed_at  TEXT NOT NULL,                -- when it was last sealed anew
    PRIMARY KEY (credential, version)
) STRICT;

CREATE VIEW current_credential AS
SELECT c.name AS credential, c.origin, c.place, v.version, v.set_at, v.sealed_at, v.recipients, c.rotate
FROM credential c
JOIN credential_version v ON v.credential = c.id
WHERE c.removed_at IS NULL
  AND v.version = (SELECT max(n.version) FROM credential_version n WHERE n.credential = c.id);
