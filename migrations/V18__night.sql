-- How far the nightly job came: a night that was cut short is taken up where it stopped.

CREATE TABLE night (
    id          INTEGER PRIMARY KEY,
    started_at  TEXT NOT NULL,             -- UTC
    ended_at    TEXT,                      -- UTC; NULL: it was cut short, or still goes on
    basis       TEXT NOT NULL,             -- digest of the settings it runs under
    snapshot    INTEGER                    -- what its ingest made
) STRICT;

CREATE TABLE night_step (
    night       INTEGER NOT NULL REFERENCES night,
    step        TEXT NOT NULL,
    result      TEXT NOT NULL,             -- JSON: state, counts, message
    ended_at    TEXT NOT NULL,             -- UTC
    PRIMARY KEY (night, step)
) STRICT, WITHOUT ROWID;
