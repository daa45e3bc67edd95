//! Listings of nouns as of a snapshot.
//!
//! Each is one constant statement. They start at `object`, so that a filter on the name costs one scan of a narrow table and
//! the rest is looked up for the rows that remain.

use super::Catalog;
use super::error::Result;
use crate::model::listing::{Cell, Filter, Listing};
use rusqlite::types::ValueRef;
use rusqlite::{Row, named_params};

/// What can be listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Noun {
    /// Repositories
    Repositories,
    /// Folders
    Folders,
    /// Workflows
    Workflows,
    /// Worklets
    Worklets,
    /// Sessions
    Sessions,
    /// Tasks
    Tasks,
    /// Mappings and mapplets
    Mappings,
    /// Sources
    Sources,
    /// Targets
    Targets,
    /// Configuration objects
    Configs,
    /// Connections: as sessions refer to them, and the objects of those names
    Connections,
    /// Snapshots
    Snapshots,
    /// Lines of parameter files
    Parameters,
    /// Problems of a snapshot
    Problems,
}

impl Noun {
    /// Every noun by its word.
    pub const ALL: [(&'static str, Self); 14] = [
        ("repositories", Self::Repositories),
        ("folders", Self::Folders),
        ("workflows", Self::Workflows),
        ("worklets", Self::Worklets),
        ("sessions", Self::Sessions),
        ("tasks", Self::Tasks),
        ("mappings", Self::Mappings),
        ("sources", Self::Sources),
        ("targets", Self::Targets),
        ("configs", Self::Configs),
        ("connections", Self::Connections),
        ("snapshots", Self::Snapshots),
        ("parameters", Self::Parameters),
        ("problems", Self::Problems),
    ];

    /// The noun of a word.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(name, _)| *name == word).map(|(_, noun)| noun)
    }
}

/// Columns that are flags in every listing.
const FLAGS: [&str; 6] = ["valid", "reusable", "enabled", "shared", "default", "complete"];

/// The part that every object listing has in common: identity, its interval, where it stands.
macro_rules! objects {
    ($columns:literal, $joins:literal, $kinds:literal) => {
        concat!(
            "SELECT r.name, f.name, ",
            $columns,
            " FROM object o
              CROSS JOIN folder f ON f.id = o.folder
              CROSS JOIN repository r ON r.id = f.repository
              CROSS JOIN revision v ON v.object = o.id AND v.shadowed = 0 AND v.first_snapshot <= :at
                               AND (v.last_snapshot IS NULL OR v.last_snapshot >= :at) ",
            $joins,
            " WHERE o.kind IN (",
            $kinds,
            ") AND (:like IS NULL OR o.name LIKE :like)
              AND (:folder IS NULL OR f.name = :folder) AND (:repository IS NULL OR r.name = :repository)
              ORDER BY r.name, f.name, o.path, o.name, o.qualifier, o.kind"
        )
    };
}

const REPOSITORIES: &str = "
    SELECT r.name, r.version, r.codepage, r.database_type,
           (SELECT count(*) FROM folder f WHERE f.repository = r.id)
    FROM repository r
    WHERE :at IS NOT NULL AND (:like IS NULL OR r.name LIKE :like) AND (:repository IS NULL OR r.name = :repository)
      AND (:folder IS NULL OR EXISTS (SELECT 1 FROM folder f WHERE f.repository = r.id AND f.name = :folder))
    ORDER BY r.name";
const FOLDERS: &str = "
    SELECT r.name, f.name, f.owner, f.shared,
           (SELECT count(*) FROM object o JOIN revision v ON v.object = o.id
            WHERE o.folder = f.id AND v.shadowed = 0 AND v.first_snapshot <= :at
              AND (v.last_snapshot IS NULL OR v.last_snapshot >= :at)),
           f.description
    FROM folder f JOIN repository r ON r.id = f.repository
    WHERE (:like IS NULL OR f.name LIKE :like) AND (:folder IS NULL OR f.name = :folder)
      AND (:repository IS NULL OR r.name = :repository)
    ORDER BY r.name, f.name";
const WORKFLOWS: &str = objects!(
    "o.name, w.enabled, w.valid, w.integration_service, w.scheduler, w.schedule_type,
     (SELECT count(*) FROM task_instance t WHERE t.definition = v.definition)",
    "CROSS JOIN workflow w ON w.definition = v.definition",
    "'workflow'"
);
const WORKLETS: &str = objects!(
    "o.path, o.name, w.valid, w.reusable,
     (SELECT count(*) FROM task_instance t WHERE t.definition = v.definition)",
    "CROSS JOIN workflow w ON w.definition = v.definition",
    "'worklet'"
);
const SESSIONS: &str = objects!(
    "o.path, o.name, s.mapping, s.config, s.valid, s.reusable,
     CASE WHEN x.repository_version IN ('yaml', 'imx') THEN x.repository_version ELSE 'powermart' END",
    "CROSS JOIN session s ON s.definition = v.definition CROSS JOIN export_file x ON x.id = v.export_file",
    "'session'"
);
const TASKS: &str =
    objects!("o.path, o.name, t.type, t.reusable", "CROSS JOIN task t ON t.definition = v.definition", "'task'");
const MAPPINGS: &str = objects!(
    "o.kind, o.name, m.valid, m.transformations, m.connectors",
    "CROSS JOIN mapping m ON m.definition = v.definition",
    "'mapping', 'mapplet'"
);
const SOURCES: &str = objects!(
    "o.qualifier, o.name, s.database_type, s.owner,
     (SELECT count(*) FROM field x WHERE x.definition = v.definition)",
    "CROSS JOIN source s ON s.definition = v.definition",
    "'source'"
);
const TARGETS: &str = objects!(
    "o.name, t.database_type, (SELECT count(*) FROM field x WHERE x.definition = v.definition)",
    "CROSS JOIN target t ON t.definition = v.definition",
    "'target'"
);
const CONFIGS: &str = objects!(
    "o.name, c.is_default, (SELECT count(*) FROM attribute_list a WHERE a.list = c.attributes), c.description",
    "CROSS JOIN config c ON c.definition = v.definition",
    "'config'"
);
/// What sessions refer to, with the objects of the same names; objects count as they were until the next snapshot began.
const CONNECTIONS: &str = "
    WITH known AS (
        SELECT o.name, o.environment, r.type, r.subtype, r.source
        FROM connection_revision r JOIN connection_object o ON o.id = r.object
        WHERE (:like IS NULL OR o.name LIKE :like) AND CASE
            WHEN EXISTS (SELECT 1 FROM snapshot WHERE id > :at)
            THEN r.first_at <= (SELECT min(started_at) FROM snapshot WHERE id > :at)
                 AND coalesce(r.last_at > (SELECT min(started_at) FROM snapshot WHERE id > :at), 1)
            ELSE r.last_at IS NULL END
    ), objects_known AS (
        SELECT name, max(type) AS type, max(subtype) AS subtype,
               group_concat(CASE environment WHEN '' THEN '*' ELSE environment END, ', ' ORDER BY environment) AS environments,
               (SELECT group_concat(source, ', ' ORDER BY source)
                FROM (SELECT DISTINCT source FROM known s WHERE s.name = k.name)) AS sources
        FROM known k GROUP BY name
    ), reference AS (
        SELECT r.name AS repository, CASE WHEN n.value <> '' THEN n.value ELSE x.value END AS connection,
               CASE WHEN n.value <> '' THEN 'name' ELSE 'variable' END AS given_by, t.value AS type,
               max(s.value) AS subtype, count(DISTINCT v.object) AS objects, sum(e.value = 'READER') AS reads,
               sum(e.value = 'WRITER') AS writes, sum(e.value = 'LOOKUPEXTENSION') AS lookups
        FROM connection_reference c
        CROSS JOIN text n ON n.id = c.name
        CROSS JOIN text x ON x.id = c.variable
        CROSS JOIN revision v ON v.definition = c.definition AND v.shadowed = 0 AND v.first_snapshot <= :at
                         AND (v.last_snapshot IS NULL OR v.last_snapshot >= :at)
        CROSS JOIN object o ON o.id = v.object
        CROSS JOIN folder f ON f.id = o.folder
        CROSS JOIN repository r ON r.id = f.repository
        CROSS JOIN session_extension k ON k.definition = c.definition AND k.number = c.extension
        CROSS JOIN text e ON e.id = k.type
        CROSS JOIN text t ON t.id = c.type
        CROSS JOIN text s ON s.id = c.subtype
        WHERE (n.value <> '' OR x.value <> '')
          AND (:like IS NULL OR CASE WHEN n.value <> '' THEN n.value ELSE x.value END LIKE :like)
          AND (:folder IS NULL OR f.name = :folder) AND (:repository IS NULL OR r.name = :repository)
        GROUP BY 1, 2, 3, 4
    )
    SELECT f.repository, f.connection, f.given_by, f.type, CASE f.subtype WHEN '' THEN coalesce(k.subtype, '') ELSE f.subtype END,
           f.objects, f.reads, f.writes, f.lookups, coalesce(k.environments, ''), 'sessions' || coalesce(', ' || k.sources, '')
    FROM reference f LEFT JOIN objects_known k ON k.name = f.connection AND f.given_by = 'name'
    UNION ALL
    SELECT '', k.name, 'name', k.type, k.subtype, 0, 0, 0, 0, k.environments, k.sources
    FROM objects_known k
    WHERE :folder IS NULL AND :repository IS NULL
      AND NOT EXISTS (SELECT 1 FROM reference f WHERE f.connection = k.name AND f.given_by = 'name')
    ORDER BY 1, 2, 3, 4";
const CONNECTION_COLUMNS: &[&str] = &[
    "repository",
    "connection",
    "given_by",
    "type",
    "subtype",
    "objects",
    "reads",
    "writes",
    "lookups",
    "environments",
    "known",
];
const SNAPSHOTS: &str = "
    SELECT s.id, s.label, s.started_at, s.files, s.failed, s.added, s.changed, s.unchanged, s.gone, s.complete
    FROM snapshot s
    WHERE s.id <= :at AND s.pruned_at IS NULL AND (:like IS NULL OR s.label LIKE :like)
      AND :folder IS NULL AND :repository IS NULL
    ORDER BY s.id";
const PARAMETERS: &str = "
    SELECT f.environment, f.name, h.value, n.value, v.value, p.line
    FROM parameter_file f
    CROSS JOIN parameter_text t ON t.file = f.id
    CROSS JOIN parameter_revision r ON r.text = t.id AND r.first_snapshot <= :at
                     AND (r.last_snapshot IS NULL OR r.last_snapshot >= :at)
    CROSS JOIN parameter p ON p.parameter_text = t.id
    CROSS JOIN text h ON h.id = p.heading
    CROSS JOIN text n ON n.id = p.name
    CROSS JOIN text v ON v.id = p.value
    WHERE (:like IS NULL OR n.value LIKE :like) AND :folder IS NULL AND :repository IS NULL
    ORDER BY f.environment, f.name, p.line";
const PROBLEMS: &str = "
    SELECT p.severity, p.code, p.file, p.line, p.message FROM problem p
    WHERE p.snapshot = :at AND (:like IS NULL OR p.code LIKE :like OR p.file LIKE :like)
      AND :folder IS NULL AND :repository IS NULL
    ORDER BY p.file, p.line, p.code, p.id";

impl Noun {
    fn statement(self) -> (&'static str, &'static [&'static str]) {
        match self {
            Self::Repositories => (REPOSITORIES, &["repository", "version", "codepage", "database_type", "folders"]),
            Self::Folders => (FOLDERS, &["repository", "folder", "owner", "shared", "objects", "description"]),
            Self::Workflows => (
                WORKFLOWS,
                &[
                    "repository",
                    "folder",
                    "workflow",
                    "enabled",
                    "valid",
                    "integration_service",
                    "scheduler",
                    "schedule",
                    "tasks",
                ],
            ),
            Self::Worklets => (WORKLETS, &["repository", "folder", "path", "worklet", "valid", "reusable", "tasks"]),
            Self::Sessions => (
                SESSIONS,
                &["repository", "folder", "path", "session", "mapping", "config", "valid", "reusable", "dialect"],
            ),
            Self::Tasks => (TASKS, &["repository", "folder", "path", "task", "type", "reusable"]),
            Self::Mappings => {
                (MAPPINGS, &["repository", "folder", "kind", "mapping", "valid", "transformations", "connectors"])
            }
            Self::Sources => {
                (SOURCES, &["repository", "folder", "database", "source", "database_type", "owner", "fields"])
            }
            Self::Targets => (TARGETS, &["repository", "folder", "target", "database_type", "fields"]),
            Self::Configs => (CONFIGS, &["repository", "folder", "config", "default", "attributes", "description"]),
            Self::Connections => (CONNECTIONS, CONNECTION_COLUMNS),
            Self::Snapshots => (
                SNAPSHOTS,
                &[
                    "snapshot",
                    "label",
                    "started_at",
                    "files",
                    "failed",
                    "new",
                    "changed",
                    "unchanged",
                    "gone",
                    "complete",
                ],
            ),
            Self::Parameters => (PARAMETERS, &["environment", "file", "heading", "parameter", "value", "line"]),
            Self::Problems => (PROBLEMS, &["severity", "code", "file", "line", "message"]),
        }
    }
}

impl Catalog {
    /// Lists a noun.
    pub fn list(&self, noun: Noun, filter: &Filter) -> Result<Listing> {
        if let Some(pattern) = &filter.like {
            super::find::require_short("pattern", pattern.chars().count())?;
        }
        let (sql, columns) = noun.statement();
        let mut statement = self.db.prepare(sql)?;
        let mut rows = statement.query(named_params! {
            ":at": filter.at, ":like": filter.like, ":folder": filter.folder, ":repository": filter.repository,
        })?;
        let mut listing = Listing { columns: columns.to_vec(), rows: Vec::new() };
        while let Some(row) = rows.next()? {
            let cells = columns.iter().enumerate().map(|(at, name)| cell(row, at, name));
            listing.rows.push(cells.collect::<Result<_>>()?);
        }
        Ok(listing)
    }
}

fn cell(row: &Row<'_>, at: usize, column: &str) -> Result<Cell> {
    Ok(match row.get_ref(at)? {
        ValueRef::Integer(number) if FLAGS.contains(&column) => Cell::Flag(number != 0),
        ValueRef::Integer(number) => Cell::Number(number),
        ValueRef::Text(text) => Cell::Text(String::from_utf8_lossy(text).into_owned()),
        _ => Cell::Nothing,
    })
}
