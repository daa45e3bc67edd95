-- What was read, when, and what was odd in it.
-- Times of the program are UTC with Z; times of exports are local and carry no zone, as the export has them.

-- One ingest run.
CREATE TABLE snapshot (
    id          INTEGER PRIMARY KEY,
    started_at  TEXT NOT NULL,               -- 2026-11-22T01:15:00Z
    finished_at TEXT NOT NULL,
    label       TEXT UNIQUE,
    program     TEXT NOT NULL,               -- version of catalog that wrote it
    complete    INTEGER NOT NULL,            -- 1: the paths were declared whole (--complete)
    files       INTEGER NOT NULL,
    failed      INTEGER NOT NULL,            -- files of these that were not stored
    size_bytes  INTEGER NOT NULL,            -- bytes read, decompressed
    added       INTEGER NOT NULL,            -- objects
    changed     INTEGER NOT NULL,
    unchanged   INTEGER NOT NULL,
    gone        INTEGER NOT NULL,
    pruned_at   TEXT                         -- its files and problems were thrown away
) STRICT;

-- The frame of a file: what stands around the children of FOLDER, and which content stands where.
-- Held once for all files that differ in nothing but CREATION_DATE.
CREATE TABLE manifest (
    id     INTEGER PRIMARY KEY,
    digest BLOB NOT NULL UNIQUE,             -- BLAKE3 of the uncompressed body
    body   BLOB NOT NULL                     -- zstd; see store/manifest.rs
) STRICT;

-- One file of one snapshot.
CREATE TABLE export_file (
    id                 INTEGER PRIMARY KEY,
    snapshot           INTEGER NOT NULL REFERENCES snapshot,
    name               TEXT NOT NULL,        -- as the user named it; archive members as a.zip!b.xml
    size_bytes         INTEGER NOT NULL,
    encoding           TEXT NOT NULL,
    creation_date      TEXT NOT NULL,        -- as written in the export
    created_at         TEXT,                 -- 2025-09-27T10:40:38, NULL where it is no date
    repository_version TEXT NOT NULL,
    manifest           INTEGER REFERENCES manifest  -- NULL: the file was not stored, a problem says why
) STRICT;
CREATE INDEX export_file_snapshot ON export_file (snapshot);

-- Something odd in an input.
CREATE TABLE problem (
    id          INTEGER PRIMARY KEY,
    snapshot    INTEGER NOT NULL REFERENCES snapshot,
    export_file INTEGER REFERENCES export_file,
    content     INTEGER,                     -- set where the place is inside a content: it is repeated while that stays
    content_line INTEGER,                    -- lines before it in that content
    code        TEXT NOT NULL,
    severity    TEXT NOT NULL CHECK (severity IN ('info', 'warning', 'error')),
    file        TEXT NOT NULL,
    line        INTEGER NOT NULL,            -- from 1; 0 = the whole file
    message     TEXT NOT NULL
) STRICT;
CREATE INDEX problem_snapshot ON problem (snapshot);
CREATE INDEX problem_content ON problem (content) WHERE content IS NOT NULL;
