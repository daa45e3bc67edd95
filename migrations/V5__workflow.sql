-- Workflows, worklets, tasks, and how they hang together.

-- WORKFLOW and WORKLET.
CREATE TABLE workflow (
    definition          INTEGER PRIMARY KEY REFERENCES definition ON DELETE CASCADE,
    valid               INTEGER NOT NULL,
    enabled             INTEGER NOT NULL,
    reusable            INTEGER NOT NULL,
    integration_service TEXT NOT NULL,
    scheduler           TEXT NOT NULL,
    schedule_type       TEXT NOT NULL,
    suspend_on_error    INTEGER NOT NULL,
    description         TEXT NOT NULL,
    attributes          INTEGER NOT NULL     -- list
) STRICT;

CREATE TABLE task (
    definition  INTEGER PRIMARY KEY REFERENCES definition ON DELETE CASCADE,
    type        TEXT NOT NULL,
    reusable    INTEGER NOT NULL,
    description TEXT NOT NULL,
    attributes  INTEGER NOT NULL             -- list
) STRICT;

-- TASKINSTANCE, in order.
CREATE TABLE task_instance (
    definition             INTEGER NOT NULL REFERENCES definition ON DELETE CASCADE,
    number                 INTEGER NOT NULL,
    name                   INTEGER NOT NULL,
    task                   INTEGER NOT NULL,
    type                   INTEGER NOT NULL,
    reusable               INTEGER NOT NULL,
    enabled                INTEGER NOT NULL,
    fail_parent_if_fails   INTEGER NOT NULL,
    fail_parent_if_not_run INTEGER NOT NULL,
    treat_inputs_as_and    INTEGER NOT NULL,
    attributes             INTEGER NOT NULL, -- list: ATTRIBUTE overrides of a reusable session
    overrides              INTEGER NOT NULL, -- list: CONFIGREFERENCE overrides
    PRIMARY KEY (definition, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE link (
    definition INTEGER NOT NULL REFERENCES definition ON DELETE CASCADE,
    number     INTEGER NOT NULL,
    from_task  INTEGER NOT NULL,
    to_task    INTEGER NOT NULL,
    condition  INTEGER NOT NULL,
    PRIMARY KEY (definition, number)
) STRICT, WITHOUT ROWID;

CREATE VIEW current_workflow AS
SELECT c.repository, c.folder, c.name AS workflow, w.enabled, w.valid, w.integration_service, w.schedule_type, w.suspend_on_error,
       (SELECT count(*) FROM task_instance t WHERE t.definition = c.definition) AS tasks,
       w.description, c.file, c.line, c.since, c.definition
FROM current_object c JOIN workflow w ON w.definition = c.definition
WHERE c.kind = 'workflow';

CREATE VIEW current_worklet AS
SELECT c.repository, c.folder, c.path AS workflow, c.name AS worklet, w.valid, w.reusable,
       (SELECT count(*) FROM task_instance t WHERE t.definition = c.definition) AS tasks,
       w.description, c.file, c.line, c.since, c.definition
FROM current_object c JOIN workflow w ON w.definition = c.definition
WHERE c.kind = 'worklet';

CREATE VIEW current_task_instance AS
SELECT c.repository, c.folder, c.kind AS inside_kind, c.path, c.name AS inside, t.number, n.value AS instance, k.value AS task,
       y.value AS type, t.reusable, t.enabled, t.fail_parent_if_fails, t.fail_parent_if_not_run, t.treat_inputs_as_and
FROM current_object c
JOIN task_instance t ON t.definition = c.definition
JOIN text n ON n.id = t.name
JOIN text k ON k.id = t.task
JOIN text y ON y.id = t.type;

CREATE VIEW current_link AS
SELECT c.repository, c.folder, c.path, c.name AS inside, a.value AS from_task, b.value AS to_task, k.value AS condition
FROM current_object c
JOIN link l ON l.definition = c.definition
JOIN text a ON a.id = l.from_task
JOIN text b ON b.id = l.to_task
JOIN text k ON k.id = l.condition;

-- Attributes of workflows, worklets and tasks.
CREATE VIEW current_workflow_attribute AS
SELECT c.repository, c.folder, c.kind, c.path, c.name, n.value AS attribute, v.value AS value
FROM current_object c
JOIN (SELECT definition, attributes AS list FROM workflow UNION ALL SELECT definition, attributes FROM task) l
     ON l.definition = c.definition
JOIN attribute_list a ON a.list = l.list
JOIN text n ON n.id = a.name
JOIN text v ON v.id = a.value;

-- What task instances override of their reusable session.
CREATE VIEW current_task_instance_attribute AS
SELECT c.repository, c.folder, c.kind AS inside_kind, c.path, c.name AS inside, i.value AS instance, l.layer,
       n.value AS attribute, v.value AS value
FROM current_object c
JOIN (SELECT definition, number, name, 'session' AS layer, attributes AS list FROM task_instance
      UNION ALL SELECT definition, number, name, 'config override', overrides FROM task_instance) l
     ON l.definition = c.definition
JOIN attribute_list a ON a.list = l.list
JOIN text i ON i.id = l.name
JOIN text n ON n.id = a.name
JOIN text v ON v.id = a.value;
