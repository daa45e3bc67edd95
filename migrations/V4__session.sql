-- Sessions and configuration objects. Attributes stand once for each layer; catalog show puts the layers together.

CREATE TABLE session (
    definition  INTEGER PRIMARY KEY REFERENCES definition ON DELETE CASCADE,
    mapping     TEXT NOT NULL,
    config      TEXT NOT NULL,               -- configuration object it refers to
    reusable    INTEGER NOT NULL,
    valid       INTEGER NOT NULL,
    sort_order  TEXT NOT NULL,
    description TEXT NOT NULL
) STRICT;

CREATE TABLE config (
    definition  INTEGER PRIMARY KEY REFERENCES definition ON DELETE CASCADE,
    is_default  INTEGER NOT NULL,
    description TEXT NOT NULL
) STRICT;

-- Attributes of an object itself. Layer: 0 its own ATTRIBUTE (session, config, workflow, worklet, task),
-- 1 CONFIGREFERENCE of a session.
CREATE TABLE attribute (
    definition INTEGER NOT NULL REFERENCES definition ON DELETE CASCADE,
    layer      INTEGER NOT NULL,
    name       INTEGER NOT NULL,
    value      INTEGER NOT NULL,
    PRIMARY KEY (definition, layer, name)
) STRICT, WITHOUT ROWID;

-- SESSTRANSFORMATIONINST that is a partition point or overrides something.
CREATE TABLE session_transformation (
    definition     INTEGER NOT NULL REFERENCES definition ON DELETE CASCADE,
    number         INTEGER NOT NULL,
    instance       INTEGER NOT NULL,
    type           INTEGER NOT NULL,
    partition_type INTEGER NOT NULL,
    partitions     INTEGER NOT NULL,
    PRIMARY KEY (definition, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE session_transformation_attribute (
    definition INTEGER NOT NULL REFERENCES definition ON DELETE CASCADE,
    number     INTEGER NOT NULL,
    name       INTEGER NOT NULL,
    partition  INTEGER NOT NULL,   -- empty: all partitions
    value      INTEGER NOT NULL,
    PRIMARY KEY (definition, number, name, partition)
) STRICT, WITHOUT ROWID;

-- SESSIONEXTENSION of a session, or of a task instance that overrides it (then instance_number is its number, else -1).
CREATE TABLE session_extension (
    definition      INTEGER NOT NULL REFERENCES definition ON DELETE CASCADE,
    number          INTEGER NOT NULL,
    instance_number INTEGER NOT NULL,
    type            INTEGER NOT NULL,   -- READER, WRITER, LOOKUPEXTENSION, …
    subtype         INTEGER NOT NULL,
    instance        INTEGER NOT NULL,
    PRIMARY KEY (definition, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE session_extension_attribute (
    definition INTEGER NOT NULL REFERENCES definition ON DELETE CASCADE,
    number     INTEGER NOT NULL,
    name       INTEGER NOT NULL,
    partition  INTEGER NOT NULL,
    value      INTEGER NOT NULL,
    PRIMARY KEY (definition, number, name, partition)
) STRICT, WITHOUT ROWID;

-- SESSIONCOMPONENT: commands, mails, assignments around a session.
CREATE TABLE session_component (
    definition INTEGER NOT NULL REFERENCES definition ON DELETE CASCADE,
    number     INTEGER NOT NULL,
    type       INTEGER NOT NULL,
    object     INTEGER NOT NULL,
    reusable   INTEGER NOT NULL,
    task       INTEGER,      -- type of the task inside, NULL where there is none
    PRIMARY KEY (definition, number)
) STRICT, WITHOUT ROWID;

-- VALUEPAIR. Owner: the number of the session component or task instance, -1 for a task's own.
CREATE TABLE value_pair (
    definition INTEGER NOT NULL REFERENCES definition ON DELETE CASCADE,
    owner      INTEGER NOT NULL,
    number     INTEGER NOT NULL,
    name       INTEGER NOT NULL,
    value      INTEGER NOT NULL,
    PRIMARY KEY (definition, owner, number)
) STRICT, WITHOUT ROWID;

CREATE VIEW current_attribute AS
SELECT c.repository, c.folder, c.kind, c.path, c.name,
       CASE a.layer WHEN 0 THEN 'own' ELSE 'config override' END AS layer,
       n.value AS attribute, v.value AS value, c.definition
FROM current_object c
JOIN attribute a ON a.definition = c.definition
JOIN text n ON n.id = a.name
JOIN text v ON v.id = a.value;

-- The settings people ask for most. Those of the configuration object show where the session overrides them.
CREATE VIEW current_session AS
SELECT c.repository, c.folder, c.path AS workflow, c.name AS session, s.mapping,
       CASE s.reusable WHEN 1 THEN 'yes' ELSE 'no' END AS reusable,
       CASE s.valid WHEN 1 THEN 'yes' ELSE 'no' END AS valid,
       s.config,
       max(CASE WHEN n.value = 'Treat source rows as' THEN v.value END) AS treat_source_rows_as,
       max(CASE WHEN n.value = 'Commit Type' THEN v.value END) AS commit_type,
       max(CASE WHEN n.value = 'Commit Interval' THEN v.value END) AS commit_interval,
       max(CASE WHEN n.value = 'Recovery Strategy' THEN v.value END) AS recovery_strategy,
       max(CASE WHEN n.value = 'DTM buffer size' THEN v.value END) AS dtm_buffer_size,
       max(CASE WHEN n.value = 'Pushdown Optimization' THEN v.value END) AS pushdown,
       max(CASE WHEN n.value = 'Parameter Filename' THEN v.value END) AS parameter_file,
       max(CASE WHEN n.value = 'Stop on errors' THEN v.value END) AS stop_on_errors_override,
       s.description, c.file, c.line, c.since, c.definition
FROM current_object c
JOIN session s ON s.definition = c.definition
LEFT JOIN attribute a ON a.definition = c.definition
LEFT JOIN text n ON n.id = a.name
LEFT JOIN text v ON v.id = a.value
GROUP BY c.definition;

CREATE VIEW current_config AS
SELECT c.repository, c.folder, c.name AS config, g.is_default, g.description,
       (SELECT count(*) FROM attribute a WHERE a.definition = c.definition) AS attributes,
       (SELECT count(*) FROM session s JOIN revision v ON v.definition = s.definition
        JOIN object o ON o.id = v.object
        WHERE s.config = c.name AND o.folder = b.folder AND v.last_snapshot IS NULL AND v.shadowed = 0) AS sessions,
       c.file, c.line, c.since, c.definition
FROM current_object c
JOIN object b ON b.id = c.object
JOIN config g ON g.definition = c.definition;

CREATE VIEW current_command AS
SELECT c.repository, c.folder, c.path, c.name, t.value AS component, n.value AS command, v.value AS line
FROM current_object c
JOIN session_component k ON k.definition = c.definition
JOIN text t ON t.id = k.type
JOIN value_pair p ON p.definition = k.definition AND p.owner = k.number
JOIN text n ON n.id = p.name
JOIN text v ON v.id = p.value
WHERE k.task IS NOT NULL;
