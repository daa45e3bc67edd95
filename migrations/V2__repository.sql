-- Where objects live, what identifies them, and what they said when.

CREATE TABLE repository (
    id            INTEGER PRIMARY KEY,
    name          TEXT NOT NULL UNIQUE,
    codepage      TEXT NOT NULL,
    database_type TEXT NOT NULL,
    version       TEXT NOT NULL
) STRICT;

CREATE TABLE folder (
    id          INTEGER PRIMARY KEY,
    repository  INTEGER NOT NULL REFERENCES repository,
    name        TEXT NOT NULL,
    owner       TEXT NOT NULL,
    description TEXT NOT NULL,
    shared      INTEGER NOT NULL,
    permissions TEXT NOT NULL,
    uuid        TEXT NOT NULL,
    UNIQUE (repository, name)
) STRICT;

-- One child of FOLDER as text, once whoever refers to it.
CREATE TABLE content (
    id         INTEGER PRIMARY KEY,
    digest     BLOB NOT NULL UNIQUE,         -- BLAKE3 of the text below; never of a text with a secret in it
    masked     INTEGER NOT NULL,             -- 1: a secret was cut out, the file's text is read anew each time
    size_bytes INTEGER NOT NULL,             -- uncompressed
    counts     TEXT NOT NULL,                -- JSON: how many SESSION, WORKFLOW, … stand in it
    xml        BLOB NOT NULL                 -- zstd
) STRICT;

-- Identity. Kind is part of it, so is the path of workflow and worklets.
CREATE TABLE object (
    id        INTEGER PRIMARY KEY,
    folder    INTEGER NOT NULL REFERENCES folder,
    kind      TEXT NOT NULL,
    path      TEXT NOT NULL,                 -- wf_load/wl_stage; empty at folder level
    name      TEXT NOT NULL,
    qualifier TEXT NOT NULL                  -- DBDNAME of a source, OBJECTTYPE of a shortcut, TYPE of a transformation
) STRICT;
CREATE INDEX object_name ON object (name, kind);
CREATE INDEX object_folder ON object (folder, kind);

-- One text that an object had, however often it came back. Typed tables hang on it.
CREATE TABLE definition (
    id      INTEGER PRIMARY KEY,
    object  INTEGER NOT NULL REFERENCES object,
    content INTEGER NOT NULL REFERENCES content,
    start   INTEGER NOT NULL,                -- bytes into the content
    length  INTEGER NOT NULL,
    line    INTEGER NOT NULL,                -- lines before it in the content
    digest  BLOB NOT NULL                    -- BLAKE3 of its text
) STRICT;
CREATE INDEX definition_object ON definition (object);
CREATE INDEX definition_content ON definition (content);

-- Which definitions stand in a content (one whose text did not change may lie in an older content).
CREATE TABLE content_definition (
    content    INTEGER NOT NULL REFERENCES content,
    definition INTEGER NOT NULL REFERENCES definition ON DELETE CASCADE,
    line       INTEGER NOT NULL,             -- lines before it in this content
    PRIMARY KEY (content, definition)
) STRICT, WITHOUT ROWID;

-- The contents each folder has had: a child with one of these digests is not parsed again.
CREATE TABLE folder_content (
    folder  INTEGER NOT NULL REFERENCES folder,
    content INTEGER NOT NULL REFERENCES content,
    PRIMARY KEY (folder, content)
) STRICT, WITHOUT ROWID;

-- The snapshots in which an object had a definition.
CREATE TABLE revision (
    id             INTEGER PRIMARY KEY,
    object         INTEGER NOT NULL REFERENCES object,
    definition     INTEGER NOT NULL REFERENCES definition,
    first_snapshot INTEGER NOT NULL REFERENCES snapshot,
    last_snapshot  INTEGER REFERENCES snapshot,   -- NULL: still so
    shadowed       INTEGER NOT NULL,         -- 1: another definition of the same ingest won
    export_file    INTEGER NOT NULL REFERENCES export_file,  -- where it was first seen
    line           INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX revision_current ON revision (object) WHERE last_snapshot IS NULL AND shadowed = 0;
CREATE INDEX revision_object ON revision (object);
CREATE INDEX revision_definition ON revision (definition);

-- Names, values and the like, each once.
CREATE TABLE text (
    id    INTEGER PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

-- For people: every object as it is now.
CREATE VIEW current_object AS
SELECT r.name AS repository, f.name AS folder, o.kind, o.path, o.name, o.qualifier,
       x.name AS file, v.line, v.first_snapshot AS since_snapshot, s.started_at AS since,
       o.id AS object, v.definition AS definition, f.id AS folder_id
FROM revision v
JOIN object o ON o.id = v.object
JOIN folder f ON f.id = o.folder
JOIN repository r ON r.id = f.repository
JOIN snapshot s ON s.id = v.first_snapshot
JOIN export_file x ON x.id = v.export_file
WHERE v.last_snapshot IS NULL AND v.shadowed = 0;

CREATE VIEW current_folder AS
SELECT r.name AS repository, f.name AS folder, f.owner, f.shared, f.permissions, f.description,
       (SELECT count(*) FROM object o JOIN revision v ON v.object = o.id
        WHERE o.folder = f.id AND v.last_snapshot IS NULL AND v.shadowed = 0) AS objects
FROM folder f JOIN repository r ON r.id = f.repository;

-- Lists of attributes, each distinct list once: sessions, extensions and overrides mostly repeat each other's settings.
CREATE TABLE attribute_list (
    list      INTEGER NOT NULL,              -- 0 is the empty list and has no rows
    number    INTEGER NOT NULL,
    name      INTEGER NOT NULL,              -- text
    partition INTEGER NOT NULL,              -- text; empty: all partitions
    value     INTEGER NOT NULL,              -- text
    PRIMARY KEY (list, number)
) STRICT, WITHOUT ROWID;
