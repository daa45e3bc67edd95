//! Objects, and what describes data: sources, targets, their fields, shortcuts.

use super::{Each, Table};
use crate::model::dataset::{Column, Dataset, Partition};

pub(super) const TABLES: &[Table] = &[OBJECT, SOURCE, TARGET, FIELD, SHORTCUT];

const OBJECT: Table = Table {
    dataset: Dataset {
        name: "object",
        meaning: "An object of any kind",
        columns: of_object![
            Column::text("kind", "session, workflow, mapping, source, ..."),
            Column::text("qualifier", "DBDNAME of a source, OBJECTTYPE of a shortcut, TYPE of a transformation; else empty"),
            Column::text("file", "Export in which this text of it was first seen"),
            Column::integer("line", "Line in it"),
            Column::integer("since_snapshot", "Snapshot in which this text of it was first seen"),
            Column::text("digest", "BLAKE3 of its text, hexadecimal"),
        ],
        key: &["object"],
        partition: Partition::SnapshotFolder,
        tells: &["object", "revision", "definition", "folder", "repository"],
    },
    each: Each::Folder,
    sql: "SELECT f.name, r.name, o.id, o.path, o.name, o.kind, o.qualifier, x.name, v.line, v.first_snapshot, lower(hex(d.digest))
          FROM object o CROSS JOIN revision v ON v.object = o.id AND v.shadowed = 0 AND v.first_snapshot <= :at
               AND (v.last_snapshot IS NULL OR v.last_snapshot >= :at)
          CROSS JOIN folder f ON f.id = o.folder CROSS JOIN repository r ON r.id = f.repository
          CROSS JOIN export_file x ON x.id = v.export_file CROSS JOIN definition d ON d.id = v.definition
          WHERE o.folder = :each ORDER BY o.kind, o.id",
};

const SOURCE: Table = Table {
    dataset: Dataset {
        name: "source",
        meaning: "A source",
        columns: of_object![
            Column::text("database", "Database name (DBDNAME)"),
            Column::text("database_type", "Kind of database"),
            Column::text("owner", "Owner of the table"),
            Column::text("description", "Description"),
        ],
        key: &["object"],
        partition: Partition::SnapshotFolder,
        tells: &["source"],
    },
    each: Each::Folder,
    sql: standing!(
        "o.qualifier, x.database_type, x.owner, x.description",
        "CROSS JOIN source x ON x.definition = v.definition",
        "'source'",
        ""
    ),
};

const TARGET: Table = Table {
    dataset: Dataset {
        name: "target",
        meaning: "A target",
        columns: of_object![
            Column::text("database_type", "Kind of database"),
            Column::text("description", "Description"),
        ],
        key: &["object"],
        partition: Partition::SnapshotFolder,
        tells: &["target"],
    },
    each: Each::Folder,
    sql: standing!(
        "x.database_type, x.description",
        "CROSS JOIN target x ON x.definition = v.definition",
        "'target'",
        ""
    ),
};

const FIELD: Table = Table {
    dataset: Dataset {
        name: "field",
        meaning: "A field of a source or target",
        columns: of_object![
            Column::text("kind", "source, target"),
            Column::integer("number", "Place among the fields, from 0"),
            Column::text("field", "Name of the field"),
            Column::text("datatype", "Type, as the database calls it"),
            Column::integer("precision", "Precision").or_nothing(),
            Column::integer("scale", "Scale").or_nothing(),
            Column::text("key_type", "PRIMARY KEY, FOREIGN KEY, ...; empty: no key"),
            Column::flag("is_nullable", "It may hold NULL"),
        ],
        key: &["object", "number"],
        partition: Partition::SnapshotFolder,
        tells: &["field"],
    },
    each: Each::Folder,
    sql: standing!(
        "o.kind, x.number, n.value, d.value, x.precision, x.scale, k.value, x.nullable",
        "CROSS JOIN field x ON x.definition = v.definition CROSS JOIN text n ON n.id = x.name
         CROSS JOIN text d ON d.id = x.datatype CROSS JOIN text k ON k.id = x.key_type",
        "'source', 'target'",
        ", x.number"
    ),
};

const SHORTCUT: Table = Table {
    dataset: Dataset {
        name: "shortcut",
        meaning: "A shortcut, and what it points to",
        columns: of_object![
            Column::text("object_type", "Kind of what it points to, as exported"),
            Column::text("to_repository", "Repository of it"),
            Column::text("to_folder", "Folder of it"),
            Column::text("to_object", "Its name"),
        ],
        key: &["object"],
        partition: Partition::SnapshotFolder,
        tells: &["shortcut"],
    },
    each: Each::Folder,
    sql: standing!(
        "x.object_type, x.repository, x.folder, x.object",
        "CROSS JOIN shortcut x ON x.definition = v.definition",
        "'shortcut'",
        ""
    ),
};
