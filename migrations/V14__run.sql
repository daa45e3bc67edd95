-- Runs of sessions: what happened, as spools, logs, live pulls and orchestrators told it. A run belongs to no snapshot and
-- is tied to a session by its names, so that history may be read before the design, and outlives it.

-- Where runs happened: a session by its names. Empty is what no source says.
CREATE TABLE run_place (
    id         INTEGER PRIMARY KEY,
    repository TEXT NOT NULL,
    folder     TEXT NOT NULL,
    workflow   TEXT NOT NULL,
    path       TEXT NOT NULL,              -- worklets around it, a/b
    session    TEXT NOT NULL,              -- the session's instance; the name of a Spark application that is tied to none
    UNIQUE (session, folder, workflow, path, repository)
) STRICT;

-- Words are numbers of `text`. Times are local to the service that wrote them, those of Spark are UTC.
CREATE TABLE run (
    id                 INTEGER PRIMARY KEY,
    place              INTEGER NOT NULL REFERENCES run_place,
    platform           TEXT NOT NULL CHECK (platform IN ('powercenter', 'spark')),
    mapping            INTEGER NOT NULL,   -- text
    workflow_id        INTEGER,            -- the four by which the repository knows it, or none of them
    workflow_run_id    INTEGER,
    worklet_run_id     INTEGER,
    instance_id        INTEGER,
    run_id             INTEGER,            -- number of the workflow run, known from a log alone
    application        TEXT NOT NULL,      -- ID of a Spark application
    started_at         TEXT NOT NULL,
    ended_at           TEXT,
    status             INTEGER NOT NULL CHECK (status BETWEEN 1 AND 15),
    source_rows        INTEGER,
    source_failed_rows INTEGER,
    target_rows        INTEGER,
    target_failed_rows INTEGER,
    errors             INTEGER,
    error_code         INTEGER NOT NULL,   -- text
    error              INTEGER NOT NULL,   -- text
    file               INTEGER NOT NULL,   -- text: the source that told it last
    line               INTEGER NOT NULL
) STRICT;

-- Not unique: two repositories may have one key, and not every spool says which repository it is of.
CREATE INDEX run_key ON run (workflow_run_id, instance_id, worklet_run_id, workflow_id) WHERE workflow_run_id IS NOT NULL;
CREATE INDEX run_application ON run (application) WHERE application <> '';
CREATE INDEX run_at ON run (place, started_at);

-- Rows of a source, target or transformation, by partition where they are told apart. Those whose run is not known wait with
-- what is said of it.
CREATE TABLE run_part (
    id              INTEGER PRIMARY KEY,
    run             INTEGER REFERENCES run ON DELETE CASCADE,
    repository      TEXT,                  -- these seven only while there is no run
    folder          TEXT,
    session         TEXT,
    workflow_id     INTEGER,
    workflow_run_id INTEGER,
    worklet_run_id  INTEGER,
    instance_id     INTEGER,
    side            TEXT NOT NULL CHECK (side IN ('source', 'target', 'transformation')),
    instance        INTEGER NOT NULL,      -- text
    table_name      INTEGER NOT NULL,      -- text
    partition       INTEGER NOT NULL,      -- text; empty where all are summed up
    operation       TEXT NOT NULL,
    output_rows     INTEGER,
    applied_rows    INTEGER,
    affected_rows   INTEGER,
    rejected_rows   INTEGER,
    rows_per_second INTEGER,
    started_at      TEXT,
    ended_at        TEXT,
    error_code      INTEGER NOT NULL,      -- text
    error           INTEGER NOT NULL,      -- text
    file            INTEGER NOT NULL,      -- text
    line            INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX run_part_of ON run_part (run, side, instance, partition, operation) WHERE run IS NOT NULL;
CREATE INDEX run_part_waiting ON run_part (workflow_id, instance_id) WHERE run IS NULL;

-- Everything else that was measured or stated of a run.
CREATE TABLE run_fact (
    run       INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
    about     TEXT NOT NULL,
    name      INTEGER NOT NULL,            -- text
    partition INTEGER NOT NULL,            -- text
    what      INTEGER NOT NULL,            -- text: the measure with its unit
    value     INTEGER,
    said      INTEGER NOT NULL,            -- text
    line      INTEGER NOT NULL,
    PRIMARY KEY (run, about, name, partition, what)
) STRICT, WITHOUT ROWID;

-- Runs of workflows (inner_run_id 0) and of worklets in them (the WORKLET_RUN_ID of the tasks inside).
CREATE TABLE workflow_run (
    repository      INTEGER NOT NULL,      -- text
    workflow_id     INTEGER NOT NULL,
    workflow_run_id INTEGER NOT NULL,
    inner_run_id    INTEGER NOT NULL,
    outer_run_id    INTEGER NOT NULL,
    folder          INTEGER NOT NULL,      -- text
    workflow        INTEGER NOT NULL,      -- text
    worklet         INTEGER NOT NULL,      -- text
    started_at      TEXT NOT NULL,
    ended_at        TEXT,
    status          INTEGER NOT NULL CHECK (status BETWEEN 1 AND 15),
    recovery        INTEGER NOT NULL,
    user            INTEGER NOT NULL,      -- text
    service         INTEGER NOT NULL,      -- text
    error_code      INTEGER NOT NULL,
    error           INTEGER NOT NULL,      -- text
    PRIMARY KEY (workflow_run_id, inner_run_id, workflow_id, repository)
) STRICT, WITHOUT ROWID;

-- How far live pulls have come: the highest WORKFLOW_RUN_ID that was seen, and the newest start.
CREATE TABLE run_pull (
    connection TEXT PRIMARY KEY,
    through    INTEGER NOT NULL,
    newest     TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- RUN_TYPE 2 is taken for a recovery; no source says it for certain.
CREATE VIEW current_workflow_run AS
SELECT rn.value AS repository, f.value AS folder, w.value AS workflow, l.value AS worklet, r.workflow_run_id, r.started_at, r.ended_at,
       CAST(strftime('%s', r.ended_at) - strftime('%s', r.started_at) AS INTEGER) AS seconds, r.status AS status_code, r.recovery,
       u.value AS user, s.value AS service, r.error_code, e.value AS error
FROM workflow_run r
JOIN text rn ON rn.id = r.repository JOIN text f ON f.id = r.folder JOIN text w ON w.id = r.workflow
JOIN text l ON l.id = r.worklet JOIN text u ON u.id = r.user JOIN text s ON s.id = r.service JOIN text e ON e.id = r.error;

CREATE VIEW current_run AS
SELECT r.id, r.platform, p.repository, p.folder, p.workflow, p.path, p.session,
       mn.value AS mapping, r.started_at, r.ended_at,
       CAST(strftime('%s', r.ended_at) - strftime('%s', r.started_at) AS INTEGER) AS seconds,
       CASE r.status WHEN 1 THEN 'succeeded' WHEN 2 THEN 'disabled' WHEN 3 THEN 'failed' WHEN 4 THEN 'stopped' WHEN 5 THEN 'aborted'
           WHEN 6 THEN 'running' WHEN 7 THEN 'suspending' WHEN 8 THEN 'suspended' WHEN 9 THEN 'stopping' WHEN 10 THEN 'aborting'
           WHEN 11 THEN 'waiting' WHEN 12 THEN 'scheduled' WHEN 13 THEN 'unscheduled' WHEN 15 THEN 'terminated' ELSE 'unknown' END AS status,
       r.source_rows, r.source_failed_rows, r.target_rows, r.target_failed_rows, r.errors, ec.value AS error_code, e.value AS error,
       coalesce(r.workflow_run_id, r.run_id) AS workflow_run_id, r.application, f.value AS file, r.line
FROM run r JOIN run_place p ON p.id = r.place JOIN text mn ON mn.id = r.mapping
JOIN text ec ON ec.id = r.error_code JOIN text e ON e.id = r.error JOIN text f ON f.id = r.file;

CREATE VIEW current_run_part AS
SELECT p.run, r.session, r.started_at AS run_started_at, p.side, i.value AS instance, t.value AS table_name, n.value AS partition,
       p.operation, p.output_rows, p.applied_rows, p.affected_rows, p.rejected_rows, p.rows_per_second, p.started_at, p.ended_at,
       ec.value AS error_code, e.value AS error, f.value AS file, p.line
FROM run_part p LEFT JOIN current_run r ON r.id = p.run
JOIN text i ON i.id = p.instance JOIN text t ON t.id = p.table_name JOIN text n ON n.id = p.partition
JOIN text ec ON ec.id = p.error_code JOIN text e ON e.id = p.error JOIN text f ON f.id = p.file;

CREATE VIEW current_run_fact AS
SELECT x.run, x.about, n.value AS name, p.value AS partition, w.value AS what, x.value, s.value AS said, x.line
FROM run_fact x
JOIN text n ON n.id = x.name JOIN text p ON p.id = x.partition JOIN text w ON w.id = x.what JOIN text s ON s.id = x.said;
