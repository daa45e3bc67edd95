-- Sessions and configuration objects. Attributes stand once for each layer; catalog show puts the layers together.

CREATE TABLE session (
    definition  INTEGER PRIMARY KEY REFERENCES definition ON DELETE CASCADE,
    mapping     TEXT NOT NULL,
    config      TEXT NOT NULL,               -- configuration object it refers to
    reusable    INTEGER NOT NULL,
    valid       INTEGER NOT NULL,
    sort_order  TEXT NOT NULL,
    description TEXT NOT NULL,
    log_file    TEXT NOT NULL,               -- Session Log File Name: nearly every session has its own
    attributes  INTEGER NOT NULL,            -- list: ATTRIBUTE without the log file name
    overrides   INTEGER NOT NULL             -- list: CONFIGREFERENCE
) STRICT;

CREATE TABLE config (
    definition  INTEGER PRIMARY KEY REFERENCES definition ON DELETE CASCADE,
    is_default  INTEGER NOT NULL,
    description TEXT NOT NULL,
    attributes  INTEGER NOT NULL             -- list
) STRICT;

-- SESSTRANSFORMATIONINST that is a partition point or overrides something.
CREATE TABLE session_transformation (
    definition     INTEGER NOT NULL REFERENCES definition ON DELETE CASCADE,
    number         INTEGER NOT NULL,
    instance       INTEGER NOT NULL,
    type           INTEGER NOT NULL,
    partition_type INTEGER NOT NULL,
    partitions     INTEGER NOT NULL,
    attributes     INTEGER NOT NULL,         -- list
    PRIMARY KEY (definition, number)
) STRICT, WITHOUT ROWID;

-- SESSIONEXTENSION of a session, or of a task instance that overrides it (then instance_number is its number, else -1).
CREATE TABLE session_extension (
    definition      INTEGER NOT NULL REFERENCES definition ON DELETE CASCADE,
    number          INTEGER NOT NULL,
    instance_number INTEGER NOT NULL,
    type            INTEGER NOT NULL,   -- READER, WRITER, LOOKUPEXTENSION, …
    subtype         INTEGER NOT NULL,
    instance        INTEGER NOT NULL,
    attributes      INTEGER NOT NULL,        -- list
    PRIMARY KEY (definition, number)
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

-- Attributes of sessions and configuration objects, one row for each layer that sets them.
CREATE VIEW current_attribute AS
SELECT c.repository, c.folder, c.kind, c.path, c.name, l.layer, n.value AS attribute, v.value AS value, c.definition
FROM current_object c
JOIN (SELECT definition, 'session' AS layer, attributes AS list FROM session
      UNION ALL SELECT definition, 'config override', overrides FROM session
      UNION ALL SELECT definition, 'config', attributes FROM config) l ON l.definition = c.definition
JOIN attribute_list a ON a.list = l.list
JOIN text n ON n.id = a.name
JOIN text v ON v.id = a.value;

-- Attributes of readers, writers and lookups.
CREATE VIEW current_extension_attribute AS
SELECT c.repository, c.folder, c.kind, c.path, c.name, y.value AS extension, i.value AS instance, n.value AS attribute,
       p.value AS partition, v.value AS value
FROM current_object c
JOIN session_extension e ON e.definition = c.definition
JOIN attribute_list a ON a.list = e.attributes
JOIN text y ON y.id = e.type
JOIN text i ON i.id = e.instance
JOIN text n ON n.id = a.name
JOIN text p ON p.id = a.partition
JOIN text v ON v.id = a.value;

-- One row for each distinct list of session attributes, with the settings people ask for most.
CREATE VIEW attribute_list_headline AS
SELECT a.list,
       max(CASE WHEN n.value = 'Treat source rows as' THEN v.value END) AS treat_source_rows_as,
       max(CASE WHEN n.value = 'Commit Type' THEN v.value END) AS commit_type,
       max(CASE WHEN n.value = 'Commit Interval' THEN v.value END) AS commit_interval,
       max(CASE WHEN n.value = 'Recovery Strategy' THEN v.value END) AS recovery_strategy,
       max(CASE WHEN n.value = 'DTM buffer size' THEN v.value END) AS dtm_buffer_size,
       max(CASE WHEN n.value = 'Pushdown Optimization' THEN v.value END) AS pushdown,
       max(CASE WHEN n.value = 'Parameter Filename' THEN v.value END) AS parameter_file,
       max(CASE WHEN n.value = 'Stop on errors' THEN v.value END) AS stop_on_errors,
       max(CASE WHEN n.value = 'Override tracing' THEN v.value END) AS tracing
FROM attribute_list a
JOIN text n ON n.id = a.name
JOIN text v ON v.id = a.value
GROUP BY a.list;

-- Sessions as people ask for them. Stop on errors and tracing come from the session's override of its configuration
-- object, else from the object itself.
CREATE VIEW current_session AS
SELECT c.repository, c.folder, c.path AS workflow, c.name AS session, s.mapping,
       CASE s.valid WHEN 1 THEN 'yes' ELSE 'no' END AS valid,
       CASE s.reusable WHEN 1 THEN 'yes' ELSE 'no' END AS reusable,
       h.treat_source_rows_as, h.commit_type, h.commit_interval, h.recovery_strategy, h.dtm_buffer_size, h.pushdown,
       h.parameter_file, s.log_file, s.config,
       coalesce(o.stop_on_errors, k.stop_on_errors) AS stop_on_errors,
       coalesce(o.tracing, k.tracing) AS tracing,
       s.description, c.file, c.line, c.since, c.definition
FROM current_object c
JOIN session s ON s.definition = c.definition
LEFT JOIN attribute_list_headline h ON h.list = s.attributes
LEFT JOIN attribute_list_headline o ON o.list = s.overrides
LEFT JOIN (SELECT b.folder, b.name, max(g.attributes) AS attributes
           FROM config g JOIN revision v ON v.definition = g.definition JOIN object b ON b.id = v.object
           WHERE v.last_snapshot IS NULL AND v.shadowed = 0 GROUP BY b.folder, b.name) g
       ON g.folder = c.folder_id AND g.name = s.config
LEFT JOIN attribute_list_headline k ON k.list = g.attributes;

CREATE VIEW current_config AS
SELECT c.repository, c.folder, c.name AS config, CASE g.is_default WHEN 1 THEN 'yes' ELSE 'no' END AS is_default,
       (SELECT count(*) FROM attribute_list a WHERE a.list = g.attributes) AS attributes,
       (SELECT count(*) FROM session s JOIN revision v ON v.definition = s.definition
        JOIN object o ON o.id = v.object
        WHERE s.config = c.name AND o.folder = c.folder_id AND v.last_snapshot IS NULL AND v.shadowed = 0) AS sessions,
       g.description, c.file, c.line, c.since, c.definition
FROM current_object c
JOIN config g ON g.definition = c.definition;

-- Shell commands: of session components, and of Command tasks.
CREATE VIEW current_command AS
SELECT c.repository, c.folder, c.kind, c.path, c.name, coalesce(t.value, 'Command task') AS component, n.value AS command,
       v.value AS line
FROM current_object c
JOIN value_pair p ON p.definition = c.definition
LEFT JOIN session_component k ON k.definition = p.definition AND k.number = p.owner
LEFT JOIN text t ON t.id = k.type
LEFT JOIN text y ON y.id = k.task
LEFT JOIN task a ON a.definition = c.definition
JOIN text n ON n.id = p.name
JOIN text v ON v.id = p.value
WHERE y.value = 'Command' OR (a.type = 'Command' AND p.owner = -1);

-- Variables that a session sets before or after it runs.
CREATE VIEW current_assignment AS
SELECT c.repository, c.folder, c.path, c.name AS session, t.value AS component, n.value AS variable, v.value AS expression
FROM current_object c
JOIN session_component k ON k.definition = c.definition
JOIN value_pair p ON p.definition = c.definition AND p.owner = k.number
JOIN text t ON t.id = k.type
JOIN text n ON n.id = p.name
JOIN text v ON v.id = p.value
WHERE t.value LIKE '%variable assignment';

-- What sessions override of their mapping's transformations.
CREATE VIEW current_session_transformation_attribute AS
SELECT c.repository, c.folder, c.path, c.name AS session, i.value AS instance, y.value AS type, n.value AS attribute,
       p.value AS partition, v.value AS value
FROM current_object c
JOIN session_transformation s ON s.definition = c.definition
JOIN attribute_list a ON a.list = s.attributes
JOIN text i ON i.id = s.instance
JOIN text y ON y.id = s.type
JOIN text n ON n.id = a.name
JOIN text p ON p.id = a.partition
JOIN text v ON v.id = a.value;
