-- Connection objects: what stands behind the names that sessions use. No secret stands here, only names of credentials.
-- Intervals are times of the program (UTC): objects change between snapshots.

CREATE TABLE connection_object (
    id          INTEGER PRIMARY KEY,
    environment TEXT NOT NULL,               -- empty: every environment that has none of this name of its own
    name        TEXT NOT NULL,
    UNIQUE (environment, name)
) STRICT;

CREATE TABLE connection_revision (
    id         INTEGER PRIMARY KEY,
    object     INTEGER NOT NULL REFERENCES connection_object,
    type       TEXT NOT NULL,                -- Relational, Application, …; empty where it is not said
    subtype    TEXT NOT NULL,                -- Oracle, s3, …
    credential TEXT,                         -- name
    source     TEXT NOT NULL,                -- by hand, or the name of a file
    line       INTEGER NOT NULL,             -- in that file; 0 = none
    first_at   TEXT NOT NULL,
    last_at    TEXT                          -- the first moment at which it was not so any more; NULL: still so
) STRICT;
CREATE UNIQUE INDEX connection_revision_current ON connection_revision (object) WHERE last_at IS NULL;
CREATE INDEX connection_revision_object ON connection_revision (object);

CREATE TABLE connection_attribute (
    revision INTEGER NOT NULL REFERENCES connection_revision ON DELETE CASCADE,
    name     TEXT NOT NULL,
    value    TEXT NOT NULL,                  -- as given, with $Param… and $$… in it
    PRIMARY KEY (revision, name)
) STRICT, WITHOUT ROWID;

-- What the tests of a connection saw.
CREATE TABLE connection_test (
    id          INTEGER PRIMARY KEY,
    environment TEXT NOT NULL,               -- the one that was asked for
    name        TEXT NOT NULL,
    tested_at   TEXT NOT NULL,
    verdict     TEXT NOT NULL,               -- ok, unreachable, …
    server      TEXT NOT NULL,
    latency_ms  INTEGER,
    message     TEXT NOT NULL,
    insecure    INTEGER NOT NULL             -- 1: certificates were not verified
) STRICT;
CREATE INDEX connection_test_name ON connection_test (name, environment, tested_at);

CREATE VIEW current_connection_object AS
SELECT o.environment, o.name AS connection, r.type, r.subtype, r.credential, r.source, r.line, r.first_at AS since
FROM connection_revision r JOIN connection_object o ON o.id = r.object
WHERE r.last_at IS NULL;

CREATE VIEW current_connection_attribute AS
SELECT o.environment, o.name AS connection, a.name AS attribute, a.value
FROM connection_revision r
JOIN connection_object o ON o.id = r.object
JOIN connection_attribute a ON a.revision = r.id
WHERE r.last_at IS NULL;

-- The newest test of each connection.
CREATE VIEW current_connection_test AS
SELECT environment, name AS connection, tested_at, verdict, server, latency_ms, message, insecure
FROM connection_test t
WHERE id = (SELECT max(n.id) FROM connection_test n WHERE n.name = t.name AND n.environment = t.environment);
