-- Sources, targets, mappings, mapplets, transformations, shortcuts: what queries need of them. Ports and connectors stay
-- in the content.

CREATE TABLE source (
    definition    INTEGER PRIMARY KEY REFERENCES definition ON DELETE CASCADE,
    database_type TEXT NOT NULL,
    owner         TEXT NOT NULL,
    description   TEXT NOT NULL
) STRICT;

CREATE TABLE target (
    definition    INTEGER PRIMARY KEY REFERENCES definition ON DELETE CASCADE,
    database_type TEXT NOT NULL,
    description   TEXT NOT NULL
) STRICT;

-- SOURCEFIELD and TARGETFIELD, in order.
CREATE TABLE field (
    definition INTEGER NOT NULL REFERENCES definition ON DELETE CASCADE,
    number     INTEGER NOT NULL,
    name       INTEGER NOT NULL,
    datatype   INTEGER NOT NULL,
    precision  INTEGER,
    scale      INTEGER,
    key_type   INTEGER NOT NULL,   -- empty: not a key
    nullable   INTEGER NOT NULL,
    PRIMARY KEY (definition, number)
) STRICT, WITHOUT ROWID;

-- MAPPING and MAPPLET.
CREATE TABLE mapping (
    definition      INTEGER PRIMARY KEY REFERENCES definition ON DELETE CASCADE,
    valid           INTEGER NOT NULL,
    description     TEXT NOT NULL,
    transformations INTEGER NOT NULL,
    connectors      INTEGER NOT NULL
) STRICT;

CREATE TABLE mapping_instance (
    definition  INTEGER NOT NULL REFERENCES definition ON DELETE CASCADE,
    number      INTEGER NOT NULL,
    name        INTEGER NOT NULL,
    object      INTEGER NOT NULL,
    object_type INTEGER NOT NULL,
    database    INTEGER NOT NULL,
    PRIMARY KEY (definition, number)
) STRICT, WITHOUT ROWID;

-- Transformations of a mapping or mapplet, or a reusable one (then number is 0).
CREATE TABLE transformation (
    definition INTEGER NOT NULL REFERENCES definition ON DELETE CASCADE,
    number     INTEGER NOT NULL,
    name       INTEGER NOT NULL,
    type       INTEGER NOT NULL,
    reusable   INTEGER NOT NULL,
    ports      INTEGER NOT NULL,
    attributes INTEGER NOT NULL,             -- list
    PRIMARY KEY (definition, number)
) STRICT, WITHOUT ROWID;

-- MAPPINGVARIABLE and user-defined WORKFLOWVARIABLE.
CREATE TABLE variable (
    definition    INTEGER NOT NULL REFERENCES definition ON DELETE CASCADE,
    number        INTEGER NOT NULL,
    name          INTEGER NOT NULL,
    datatype      INTEGER NOT NULL,
    default_value INTEGER NOT NULL,
    persistent    INTEGER NOT NULL,          -- workflow: kept between runs; mapping: a variable, not a parameter
    PRIMARY KEY (definition, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE shortcut (
    definition  INTEGER PRIMARY KEY REFERENCES definition ON DELETE CASCADE,
    object_type TEXT NOT NULL,
    repository  TEXT NOT NULL,
    folder      TEXT NOT NULL,
    object      TEXT NOT NULL
) STRICT;

CREATE VIEW current_source AS
SELECT c.repository, c.folder, c.qualifier AS database, c.name AS source, s.database_type, s.owner,
       (SELECT count(*) FROM field f WHERE f.definition = c.definition) AS fields,
       s.description, c.file, c.line, c.since, c.definition
FROM current_object c JOIN source s ON s.definition = c.definition;

CREATE VIEW current_target AS
SELECT c.repository, c.folder, c.name AS target, t.database_type,
       (SELECT count(*) FROM field f WHERE f.definition = c.definition) AS fields,
       t.description, c.file, c.line, c.since, c.definition
FROM current_object c JOIN target t ON t.definition = c.definition;

CREATE VIEW current_field AS
SELECT c.repository, c.folder, c.kind, c.qualifier AS database, c.name AS "table", f.number, n.value AS field, d.value AS datatype,
       f.precision, f.scale, k.value AS key_type, f.nullable
FROM current_object c
JOIN field f ON f.definition = c.definition
JOIN text n ON n.id = f.name
JOIN text d ON d.id = f.datatype
JOIN text k ON k.id = f.key_type;

CREATE VIEW current_mapping AS
SELECT c.repository, c.folder, c.kind, c.name AS mapping, m.valid, m.transformations, m.connectors,
       m.description, c.file, c.line, c.since, c.definition
FROM current_object c JOIN mapping m ON m.definition = c.definition;

CREATE VIEW current_transformation AS
SELECT c.repository, c.folder, c.kind AS inside_kind, c.name AS inside, n.value AS transformation, y.value AS type,
       t.reusable, t.ports, t.attributes, t.definition, t.number
FROM current_object c
JOIN transformation t ON t.definition = c.definition
JOIN text n ON n.id = t.name
JOIN text y ON y.id = t.type;

CREATE VIEW current_transformation_attribute AS
SELECT t.repository, t.folder, t.inside, t.transformation, t.type, n.value AS attribute, x.value AS value
FROM current_transformation t
JOIN attribute_list a ON a.list = t.attributes
JOIN text n ON n.id = a.name
JOIN text x ON x.id = a.value;
