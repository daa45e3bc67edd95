-- What comply found, as it was recorded: a finding stands over an interval of snapshots, so a night that changes little
-- writes little, and first seen, fixed and the trend are questions about intervals.

-- One row an assessment that was recorded.
CREATE TABLE assessment (
    snapshot    INTEGER NOT NULL REFERENCES snapshot,
    environment TEXT NOT NULL,
    recorded_at TEXT NOT NULL,             -- UTC
    basis       TEXT NOT NULL,             -- digest of everything that counts besides objects: rule pack, rulebook, classification, parameters
    program     TEXT NOT NULL,
    PRIMARY KEY (snapshot, environment)
) STRICT, WITHOUT ROWID;

CREATE TABLE assessed_finding (
    id          INTEGER PRIMARY KEY,
    environment TEXT NOT NULL,
    object      INTEGER,                   -- the object that was looked at: a workflow with all in it, a session alone, a mapping; NULL: the catalog as a whole
    fingerprint TEXT NOT NULL,
    rule        TEXT NOT NULL,
    severity    TEXT NOT NULL CHECK (severity IN ('critical', 'high', 'medium', 'low', 'info')),
    address     INTEGER NOT NULL,          -- text
    part        INTEGER NOT NULL,          -- text
    file        INTEGER NOT NULL,          -- text
    line        INTEGER NOT NULL,
    expected    INTEGER NOT NULL,          -- text
    actual      INTEGER NOT NULL,          -- text
    digest      TEXT NOT NULL,
    since       INTEGER NOT NULL,          -- snapshot
    until       INTEGER                    -- the last snapshot with it; NULL: still
) STRICT;
CREATE INDEX assessed_finding_now ON assessed_finding (environment, object) WHERE until IS NULL;
CREATE INDEX assessed_finding_known_by ON assessed_finding (fingerprint);

-- The audit log's head as of the end of an ingest.
CREATE TABLE snapshot_audit (
    snapshot INTEGER PRIMARY KEY REFERENCES snapshot ON DELETE CASCADE,
    sequence INTEGER NOT NULL,
    digest   TEXT NOT NULL
) STRICT;
