-- Members, roles and grants: one signed list. The views read the newest; the program believes none that is not signed by
-- the key that is pinned outside of the catalog.

CREATE TABLE membership (
    version   INTEGER PRIMARY KEY,
    body      TEXT NOT NULL,                 -- JSON, exactly as it was signed
    signature TEXT NOT NULL,                 -- minisign
    signed_at TEXT NOT NULL
) STRICT;

CREATE VIEW current_member AS
SELECT m.value ->> 'name' AS member, m.value ->> 'recipient' AS recipient
FROM membership l, json_each(l.body, '$.members') m
WHERE l.version = (SELECT max(version) FROM membership);

CREATE VIEW current_role_member AS
SELECT r.value ->> 'name' AS role, m.value AS member
FROM membership l, json_each(l.body, '$.roles') r, json_each(r.value, '$.members') m
WHERE l.version = (SELECT max(version) FROM membership);

CREATE VIEW current_grant AS
SELECT r.value ->> 'name' AS role, g.value ->> 'right' AS right, g.value ->> 'pattern' AS pattern,
       g.value ->> 'environment' AS environment
FROM membership l, json_each(l.body, '$.roles') r, json_each(r.value, '$.grants') g
WHERE l.version = (SELECT max(version) FROM membership);
