-- What comply found, as it was recorded: a finding stands over an interval of snapshots, so a night that changes little
-- writes little, and first seen, fixed and the trend are questions about intervals.

-- One row an assessment that was recorded. It stays when its snapshot is pruned: the trend keeps its past.
CREATE TABLE assessment (
    snapshot     INTEGER NOT NULL REFERENCES snapshot,
    environment  TEXT NOT NULL,
    recorded_at  TEXT NOT NULL,            -- UTC
    basis        TEXT NOT NULL,            -- digest of everything that counts besides objects: rule pack, rulebook, classification, parameters
    program      TEXT NOT NULL,
    score_before INTEGER NOT NULL,         -- tenths, as if there were no waivers
    score_after  INTEGER NOT NULL,         -- tenths
    PRIMARY KEY (snapshot, environment)
) STRICT, WITHOUT ROWID;

-- How many findings an assessment had, as they were judged on that day.
CREATE TABLE assessment_count (
    snapshot    INTEGER NOT NULL REFERENCES snapshot,
    environment TEXT NOT NULL,
    category    TEXT NOT NULL,
    severity    TEXT NOT NULL CHECK (severity IN ('critical', 'high', 'medium', 'low', 'info')),
    status      TEXT NOT NULL CHECK (status IN ('active', 'waived', 'expired')),
    findings    INTEGER NOT NULL,
    PRIMARY KEY (snapshot, environment, category, severity, status)
) STRICT, WITHOUT ROWID;

CREATE TABLE assessed_finding (
    id          INTEGER PRIMARY KEY,
    environment TEXT NOT NULL,
    object      INTEGER NOT NULL,          -- the object that was looked at: a workflow with all in it, a session alone, a mapping; 0: the catalog as a whole
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
    first_seen  INTEGER NOT NULL REFERENCES snapshot,  -- earlier than `since` where only its words or its line changed since
    since       INTEGER NOT NULL REFERENCES snapshot,
    until       INTEGER REFERENCES snapshot            -- the last snapshot assessed with it; NULL: still
) STRICT;
CREATE INDEX assessed_finding_now ON assessed_finding (environment, object) WHERE until IS NULL;
CREATE INDEX assessed_finding_then ON assessed_finding (environment, object, until) WHERE until IS NOT NULL;

-- What was asked of the objects of the newest assessment of an environment, each distinct answer once.
CREATE TABLE assessed_answer (
    id   INTEGER PRIMARY KEY,
    said TEXT NOT NULL UNIQUE              -- lines; see store/assessment/asked.rs
) STRICT;
CREATE TABLE assessed_object (
    environment TEXT NOT NULL,
    object      INTEGER NOT NULL,          -- as in assessed_finding
    asked       INTEGER NOT NULL REFERENCES assessed_answer,
    PRIMARY KEY (environment, object)
) STRICT, WITHOUT ROWID;

-- The audit log's head as of the end of an ingest.
CREATE TABLE snapshot_audit (
    snapshot INTEGER PRIMARY KEY REFERENCES snapshot ON DELETE CASCADE,
    sequence INTEGER NOT NULL,
    digest   TEXT NOT NULL
) STRICT;
