-- Parameter files, as they were in each snapshot, and values that session logs tell.

-- A parameter file of an environment; the environment is empty where none was named.
CREATE TABLE parameter_file (
    id          INTEGER PRIMARY KEY,
    environment TEXT NOT NULL,
    name        TEXT NOT NULL,
    UNIQUE (environment, name)
) STRICT;

-- One text that a parameter file had, in UTF-8, secrets cut out.
CREATE TABLE parameter_text (
    id         INTEGER PRIMARY KEY,
    file       INTEGER NOT NULL REFERENCES parameter_file,
    digest     BLOB NOT NULL,                -- BLAKE3 of the text
    size_bytes INTEGER NOT NULL,             -- uncompressed
    text       BLOB NOT NULL,                -- zstd
    UNIQUE (file, digest)
) STRICT;

-- The snapshots in which a parameter file had a text.
CREATE TABLE parameter_revision (
    id             INTEGER PRIMARY KEY,
    text           INTEGER NOT NULL REFERENCES parameter_text,
    first_snapshot INTEGER NOT NULL REFERENCES snapshot,
    last_snapshot  INTEGER REFERENCES snapshot   -- NULL: still so
) STRICT;
CREATE INDEX parameter_revision_text ON parameter_revision (text);

-- The name=value lines of a text, in order. Names and values are as written, spaces too.
CREATE TABLE parameter (
    parameter_text INTEGER NOT NULL REFERENCES parameter_text ON DELETE CASCADE,
    line           INTEGER NOT NULL,         -- from 1
    heading        INTEGER NOT NULL,         -- text; empty before the first heading
    heading_line   INTEGER NOT NULL,
    name           INTEGER NOT NULL,         -- text
    value          INTEGER NOT NULL,         -- text
    PRIMARY KEY (parameter_text, line)
) STRICT, WITHOUT ROWID;

-- What the repository keeps of a variable between runs, as the newest session log that was looked at states it.
CREATE TABLE saved_value (
    folder    TEXT NOT NULL,
    workflow  TEXT NOT NULL,
    session   TEXT NOT NULL,                 -- empty: a variable of the workflow
    name      TEXT NOT NULL,                 -- in lower case
    value     TEXT NOT NULL,
    log       TEXT NOT NULL,                 -- file:line
    logged_at TEXT NOT NULL,                 -- 2020-11-06T06:52:26, local time of the service
    PRIMARY KEY (folder, workflow, session, name)
) STRICT, WITHOUT ROWID;

CREATE VIEW current_parameter AS
SELECT f.environment, f.name AS file, h.value AS heading, n.value AS parameter, v.value AS value, p.line,
       r.first_snapshot AS since_snapshot
FROM parameter_revision r
JOIN parameter_text t ON t.id = r.text
JOIN parameter_file f ON f.id = t.file
JOIN parameter p ON p.parameter_text = t.id
JOIN text h ON h.id = p.heading
JOIN text n ON n.id = p.name
JOIN text v ON v.id = p.value
WHERE r.last_snapshot IS NULL;
