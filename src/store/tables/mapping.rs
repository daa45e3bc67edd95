//! Mappings and mapplets: instances, transformations with their attributes, variables.

use super::{Each, Table};
use crate::model::dataset::{Column, Dataset, Partition};

pub(super) const TABLES: &[Table] = &[MAPPING, MAPPING_INSTANCE, TRANSFORMATION, TRANSFORMATION_ATTRIBUTE, VARIABLE];

const MAPPING: Table = Table {
    dataset: Dataset {
        name: "mapping",
        meaning: "A mapping or mapplet",
        columns: of_object![
            Column::text("kind", "mapping, mapplet"),
            Column::flag("valid", "PowerCenter called it valid"),
            Column::text("description", "Description"),
            Column::integer("transformations", "How many transformations it has"),
            Column::integer("connectors", "How many connectors it has"),
        ],
        key: &["object"],
        partition: Partition::SnapshotFolder,
        tells: &["mapping"],
    },
    each: Each::Folder,
    sql: standing!(
        "o.kind, x.valid, x.description, x.transformations, x.connectors",
        "CROSS JOIN mapping x ON x.definition = v.definition",
        "'mapping', 'mapplet'",
        ""
    ),
};

const MAPPING_INSTANCE: Table = Table {
    dataset: Dataset {
        name: "mapping_instance",
        meaning: "An instance in a mapping or mapplet",
        columns: of_object![
            Column::integer("number", "Place among the instances, from 0"),
            Column::text("instance", "Name of the instance"),
            Column::text("of", "Name of what it is an instance of"),
            Column::text("of_type", "Kind of that, as exported"),
            Column::text("database", "Database name of a source"),
        ],
        key: &["object", "number"],
        partition: Partition::SnapshotFolder,
        tells: &["mapping_instance"],
    },
    each: Each::Folder,
    sql: standing!(
        "x.number, n.value, m.value, t.value, d.value",
        "CROSS JOIN mapping_instance x ON x.definition = v.definition CROSS JOIN text n ON n.id = x.name
         CROSS JOIN text m ON m.id = x.object CROSS JOIN text t ON t.id = x.object_type
         CROSS JOIN text d ON d.id = x.database",
        "'mapping', 'mapplet'",
        ", x.number"
    ),
};

const TRANSFORMATION: Table = Table {
    dataset: Dataset {
        name: "transformation",
        meaning: "A transformation of a mapping or mapplet, or a reusable one",
        columns: of_object![
            Column::text("kind", "What it stands in: mapping, mapplet; transformation for a reusable one"),
            Column::integer("number", "Place among the transformations, from 0"),
            Column::text("transformation", "Name of the transformation"),
            Column::text("type", "Expression, Lookup Procedure, ..."),
            Column::flag("reusable", "It is reusable"),
            Column::integer("ports", "How many ports it has"),
        ],
        key: &["object", "number"],
        partition: Partition::SnapshotFolder,
        tells: &["transformation"],
    },
    each: Each::Folder,
    sql: standing!(
        "o.kind, x.number, n.value, t.value, x.reusable, x.ports",
        "CROSS JOIN transformation x ON x.definition = v.definition CROSS JOIN text n ON n.id = x.name
         CROSS JOIN text t ON t.id = x.type",
        "'mapping', 'mapplet', 'transformation'",
        ", x.number"
    ),
};

const TRANSFORMATION_ATTRIBUTE: Table = Table {
    dataset: Dataset {
        name: "transformation_attribute",
        meaning: "An attribute of a transformation",
        columns: of_object![
            Column::integer("number", "Number of the transformation, as in `transformation`"),
            Column::text("transformation", "Name of the transformation"),
            Column::integer("attribute_number", "Place among its attributes, from 0"),
            Column::text("attribute", "Attribute"),
            Column::text("partition", "Partition; empty: all"),
            Column::text("value", "Value as exported"),
        ],
        key: &["object", "number", "attribute_number"],
        partition: Partition::SnapshotFolder,
        tells: &["attribute_list", "text"],
    },
    each: Each::Folder,
    sql: standing!(
        "x.number, t.value, a.number, n.value, p.value, w.value",
        "CROSS JOIN transformation x ON x.definition = v.definition CROSS JOIN attribute_list a ON a.list = x.attributes
         CROSS JOIN text t ON t.id = x.name CROSS JOIN text n ON n.id = a.name CROSS JOIN text p ON p.id = a.partition
         CROSS JOIN text w ON w.id = a.value",
        "'mapping', 'mapplet', 'transformation'",
        ", x.number, a.number"
    ),
};

const VARIABLE: Table = Table {
    dataset: Dataset {
        name: "variable",
        meaning: "A parameter or variable of a mapping, mapplet, workflow or worklet",
        columns: of_object![
            Column::text("kind", "mapping, mapplet, workflow, worklet"),
            Column::integer("number", "Place among the variables, from 0"),
            Column::text("variable", "Name of the variable"),
            Column::text("datatype", "Type"),
            Column::text("default_value", "Default"),
            Column::flag("persistent", "Of a workflow: kept between runs; of a mapping: a variable, not a parameter"),
        ],
        key: &["object", "number"],
        partition: Partition::SnapshotFolder,
        tells: &["variable"],
    },
    each: Each::Folder,
    sql: standing!(
        "o.kind, x.number, n.value, t.value, d.value, x.persistent",
        "CROSS JOIN variable x ON x.definition = v.definition CROSS JOIN text n ON n.id = x.name
         CROSS JOIN text t ON t.id = x.datatype CROSS JOIN text d ON d.id = x.default_value",
        "'mapping', 'mapplet', 'workflow', 'worklet'",
        ", x.number"
    ),
};
