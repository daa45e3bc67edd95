//! Sessions and configuration objects: attributes layer by layer, readers and writers, connections, commands.

use super::{Each, Table};
use crate::model::dataset::{Column, Dataset, Partition};

pub(super) const TABLES: &[Table] = &[
    SESSION,
    CONFIG,
    ATTRIBUTE,
    SESSION_TRANSFORMATION,
    SESSION_TRANSFORMATION_ATTRIBUTE,
    SESSION_EXTENSION,
    SESSION_EXTENSION_ATTRIBUTE,
    SESSION_COMPONENT,
    VALUE_PAIR,
    CONNECTION_REFERENCE,
];

const SESSION: Table = Table {
    dataset: Dataset {
        name: "session",
        meaning: "A session; one inside a workflow has it in `path`",
        columns: of_object![
            Column::text("mapping", "Mapping"),
            Column::text("config", "Configuration object it refers to"),
            Column::flag("reusable", "It is reusable"),
            Column::flag("valid", "PowerCenter called it valid"),
            Column::text("sort_order", "Sort order"),
            Column::text("description", "Description"),
            Column::text("log_file", "Session Log File Name"),
        ],
        key: &["object"],
        partition: Partition::SnapshotFolder,
        tells: &["session"],
    },
    each: Each::Folder,
    sql: standing!(
        "x.mapping, x.config, x.reusable, x.valid, x.sort_order, x.description, x.log_file",
        "CROSS JOIN session x ON x.definition = v.definition",
        "'session'",
        ""
    ),
};

const CONFIG: Table = Table {
    dataset: Dataset {
        name: "config",
        meaning: "A configuration object",
        columns: of_object![
            Column::flag("is_default", "It is the folder's default"),
            Column::text("description", "Description"),
        ],
        key: &["object"],
        partition: Partition::SnapshotFolder,
        tells: &["config"],
    },
    each: Each::Folder,
    sql: standing!("x.is_default, x.description", "CROSS JOIN config x ON x.definition = v.definition", "'config'", ""),
};

const ATTRIBUTE: Table = Table {
    dataset: Dataset {
        name: "attribute",
        meaning: "An attribute of a session, configuration object, workflow, worklet or task, on the layer that sets it",
        columns: of_object![
            Column::text("kind", "session, config, workflow, worklet, task"),
            Column::text("layer", "own; config override: what a session says otherwise than its configuration object"),
            Column::integer("number", "Place on its layer, from 0"),
            Column::text("attribute", "Attribute"),
            Column::text("partition", "Partition; empty: all"),
            Column::text("value", "Value as exported; secrets are cut out"),
        ],
        key: &["object", "layer", "number"],
        partition: Partition::SnapshotFolder,
        tells: &["attribute_list", "text"],
    },
    each: Each::Folder,
    sql: standing!(
        "o.kind, x.layer, a.number, n.value, p.value, w.value",
        "CROSS JOIN (SELECT definition, 'own' AS layer, attributes AS list FROM session
                     UNION ALL SELECT definition, 'config override', overrides FROM session
                     UNION ALL SELECT definition, 'own', attributes FROM config
                     UNION ALL SELECT definition, 'own', attributes FROM workflow
                     UNION ALL SELECT definition, 'own', attributes FROM task) x ON x.definition = v.definition
         CROSS JOIN attribute_list a ON a.list = x.list CROSS JOIN text n ON n.id = a.name
         CROSS JOIN text p ON p.id = a.partition CROSS JOIN text w ON w.id = a.value",
        "'session', 'config', 'workflow', 'worklet', 'task'",
        ", x.layer, a.number"
    ),
};

const SESSION_TRANSFORMATION: Table = Table {
    dataset: Dataset {
        name: "session_transformation",
        meaning: "A transformation that is a partition point of a session, or of which it overrides something",
        columns: of_object![
            Column::integer("number", "Place among them, from 0"),
            Column::text("instance", "Instance in the mapping"),
            Column::text("type", "Expression, Lookup Procedure, ..."),
            Column::text("partition_type", "How rows come to partitions; empty: no partition point"),
            Column::integer("partitions", "How many partitions"),
        ],
        key: &["object", "number"],
        partition: Partition::SnapshotFolder,
        tells: &["session_transformation"],
    },
    each: Each::Folder,
    sql: standing!(
        "x.number, i.value, t.value, p.value, x.partitions",
        "CROSS JOIN session_transformation x ON x.definition = v.definition CROSS JOIN text i ON i.id = x.instance
         CROSS JOIN text t ON t.id = x.type CROSS JOIN text p ON p.id = x.partition_type",
        "'session'",
        ", x.number"
    ),
};

const SESSION_TRANSFORMATION_ATTRIBUTE: Table = Table {
    dataset: Dataset {
        name: "session_transformation_attribute",
        meaning: "What a session overrides of a transformation",
        columns: of_object![
            Column::integer("number", "Number of the transformation, as in `session_transformation`"),
            Column::text("instance", "Instance in the mapping"),
            Column::integer("attribute_number", "Place among its attributes, from 0"),
            Column::text("attribute", "Attribute"),
            Column::text("partition", "Partition; empty: all"),
            Column::text("value", "Value as exported; secrets are cut out"),
        ],
        key: &["object", "number", "attribute_number"],
        partition: Partition::SnapshotFolder,
        tells: &["attribute_list", "text"],
    },
    each: Each::Folder,
    sql: standing!(
        "x.number, i.value, a.number, n.value, p.value, w.value",
        "CROSS JOIN session_transformation x ON x.definition = v.definition CROSS JOIN attribute_list a ON a.list = x.attributes
         CROSS JOIN text i ON i.id = x.instance CROSS JOIN text n ON n.id = a.name CROSS JOIN text p ON p.id = a.partition
         CROSS JOIN text w ON w.id = a.value",
        "'session'",
        ", x.number, a.number"
    ),
};

const SESSION_EXTENSION: Table = Table {
    dataset: Dataset {
        name: "session_extension",
        meaning: "A reader, writer or lookup of a session, or of a task instance that overrides its session's",
        columns: of_object![
            Column::text("kind", "session; workflow, worklet for a task instance in it"),
            Column::integer("number", "Place among the extensions, from 0"),
            Column::integer(
                "instance_number",
                "Number of the task instance, as in `task_instance`; -1: of the session"
            ),
            Column::text("type", "READER, WRITER, LOOKUPEXTENSION, ..."),
            Column::text("subtype", "Relational Reader, File Writer, ..."),
            Column::text("instance", "Instance in the mapping"),
        ],
        key: &["object", "number"],
        partition: Partition::SnapshotFolder,
        tells: &["session_extension"],
    },
    each: Each::Folder,
    sql: standing!(
        "o.kind, x.number, x.instance_number, t.value, s.value, i.value",
        "CROSS JOIN session_extension x ON x.definition = v.definition CROSS JOIN text t ON t.id = x.type
         CROSS JOIN text s ON s.id = x.subtype CROSS JOIN text i ON i.id = x.instance",
        "'session', 'workflow', 'worklet'",
        ", x.number"
    ),
};

const SESSION_EXTENSION_ATTRIBUTE: Table = Table {
    dataset: Dataset {
        name: "session_extension_attribute",
        meaning: "An attribute of a reader, writer or lookup",
        columns: of_object![
            Column::text("kind", "session; workflow, worklet for a task instance in it"),
            Column::integer("number", "Number of the extension, as in `session_extension`"),
            Column::text("instance", "Instance in the mapping"),
            Column::integer("attribute_number", "Place among its attributes, from 0"),
            Column::text("attribute", "Attribute"),
            Column::text("partition", "Partition; empty: all"),
            Column::text("value", "Value as exported; secrets are cut out"),
        ],
        key: &["object", "number", "attribute_number"],
        partition: Partition::SnapshotFolder,
        tells: &["attribute_list", "text"],
    },
    each: Each::Folder,
    sql: standing!(
        "o.kind, x.number, i.value, a.number, n.value, p.value, w.value",
        "CROSS JOIN session_extension x ON x.definition = v.definition CROSS JOIN attribute_list a ON a.list = x.attributes
         CROSS JOIN text i ON i.id = x.instance CROSS JOIN text n ON n.id = a.name CROSS JOIN text p ON p.id = a.partition
         CROSS JOIN text w ON w.id = a.value",
        "'session', 'workflow', 'worklet'",
        ", x.number, a.number"
    ),
};

const SESSION_COMPONENT: Table = Table {
    dataset: Dataset {
        name: "session_component",
        meaning: "A command, mail or assignment around a session",
        columns: of_object![
            Column::integer("number", "Place among the components, from 0"),
            Column::text("type", "Pre-session command, On success email, ..."),
            Column::text("component", "Name of the component"),
            Column::flag("reusable", "It is a reusable task"),
            Column::text("task", "Type of the task inside; nothing: there is none").or_nothing(),
        ],
        key: &["object", "number"],
        partition: Partition::SnapshotFolder,
        tells: &["session_component"],
    },
    each: Each::Folder,
    sql: standing!(
        "x.number, t.value, m.value, x.reusable, (SELECT k.value FROM text k WHERE k.id = x.task)",
        "CROSS JOIN session_component x ON x.definition = v.definition CROSS JOIN text t ON t.id = x.type
         CROSS JOIN text m ON m.id = x.object",
        "'session'",
        ", x.number"
    ),
};

const VALUE_PAIR: Table = Table {
    dataset: Dataset {
        name: "value_pair",
        meaning: "A line of a command, or an assignment",
        columns: of_object![
            Column::text("kind", "session, task, workflow, worklet"),
            Column::integer("owner", "Number of the session component or task instance; -1: the task's own"),
            Column::integer("number", "Place among the pairs of the owner, from 0"),
            Column::text("pair", "Name of the command, or of the variable"),
            Column::text("value", "Command line, or expression; secrets are cut out"),
        ],
        key: &["object", "owner", "number"],
        partition: Partition::SnapshotFolder,
        tells: &["value_pair"],
    },
    each: Each::Folder,
    sql: standing!(
        "o.kind, x.owner, x.number, n.value, w.value",
        "CROSS JOIN value_pair x ON x.definition = v.definition CROSS JOIN text n ON n.id = x.name
         CROSS JOIN text w ON w.id = x.value",
        "'session', 'task', 'workflow', 'worklet'",
        ", x.owner, x.number"
    ),
};

const CONNECTION_REFERENCE: Table = Table {
    dataset: Dataset {
        name: "connection_reference",
        meaning: "A connection as a reader, writer or lookup refers to it",
        columns: of_object![
            Column::text("kind", "session; workflow, worklet for a task instance in it"),
            Column::integer("number", "Place among the references, from 0"),
            Column::integer("extension", "Number of the extension, as in `session_extension`"),
            Column::text("instance", "Instance in the mapping"),
            Column::text("reference", "CNXREFNAME"),
            Column::text("type", "Relational, Application, ..."),
            Column::text("subtype", "Oracle, s3, ..."),
            Column::text("connection", "Name of the connection; empty where a variable gives it"),
            Column::text("variable", "Variable that gives it"),
            Column::text("partition", "Partition; empty: all"),
        ],
        key: &["object", "number"],
        partition: Partition::SnapshotFolder,
        tells: &["connection_reference"],
    },
    each: Each::Folder,
    sql: standing!(
        "o.kind, x.number, x.extension, coalesce((SELECT i.value FROM session_extension k JOIN text i ON i.id = k.instance
             WHERE k.definition = x.definition AND k.number = x.extension), ''),
         e.value, t.value, s.value, c.value, w.value, p.value",
        "CROSS JOIN connection_reference x ON x.definition = v.definition CROSS JOIN text e ON e.id = x.reference
         CROSS JOIN text t ON t.id = x.type CROSS JOIN text s ON s.id = x.subtype CROSS JOIN text c ON c.id = x.name
         CROSS JOIN text w ON w.id = x.variable CROSS JOIN text p ON p.id = x.partition",
        "'session', 'workflow', 'worklet'",
        ", x.number"
    ),
};
