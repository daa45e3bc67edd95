-- Connections as sessions refer to them, by name or by variable.

CREATE TABLE connection_reference (
    definition INTEGER NOT NULL REFERENCES definition ON DELETE CASCADE,
    number     INTEGER NOT NULL,
    extension  INTEGER NOT NULL,             -- number of the session extension
    reference  INTEGER NOT NULL,   -- CNXREFNAME
    type       INTEGER NOT NULL,
    subtype    INTEGER NOT NULL,
    name       INTEGER NOT NULL,
    variable   INTEGER NOT NULL,
    partition  INTEGER NOT NULL,
    PRIMARY KEY (definition, number)
) STRICT, WITHOUT ROWID;

CREATE VIEW current_connection_reference AS
SELECT c.repository, c.folder, c.kind, c.path, c.name AS object, e.value AS extension, i.value AS instance,
       t.value AS type, s.value AS subtype, n.value AS connection, v.value AS variable, p.value AS partition
FROM current_object c
JOIN connection_reference x ON x.definition = c.definition
JOIN session_extension k ON k.definition = x.definition AND k.number = x.extension
JOIN text e ON e.id = k.type
JOIN text i ON i.id = k.instance
JOIN text t ON t.id = x.type
JOIN text s ON s.id = x.subtype
JOIN text n ON n.id = x.name
JOIN text v ON v.id = x.variable
JOIN text p ON p.id = x.partition;

-- One row for each connection, however many sessions refer to it.
CREATE VIEW current_connection AS
SELECT repository, CASE WHEN connection <> '' THEN connection ELSE variable END AS connection,
       CASE WHEN connection <> '' THEN 'name' ELSE 'variable' END AS given_by,
       type, max(subtype) AS subtype, count(*) AS refs, count(DISTINCT folder || '/' || path || '/' || object) AS objects,
       sum(extension = 'READER') AS reads, sum(extension = 'WRITER') AS writes, sum(extension = 'LOOKUPEXTENSION') AS lookups
FROM current_connection_reference
WHERE connection <> '' OR variable <> ''
GROUP BY 1, 2, 3, 4;
