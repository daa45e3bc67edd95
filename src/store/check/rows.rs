//! Rows that must be there: of each object in its typed table, of each number in `text` and `attribute_list`.

use super::{CheckReport, Wrong, each, part};
use crate::store::error::Result;
use rusqlite::Connection;
use rustc_hash::FxHashSet;

/// Definitions of some kinds without a row in their table, and rows of definitions of other kinds.
macro_rules! typed {
    ($table:literal, $kinds:literal) => {
        (
            $table,
            concat!(
                "SELECT 'definition ' || d.id || ' has no row' FROM object o JOIN definition d ON d.object = o.id
                 WHERE o.kind IN (",
                $kinds,
                ") AND d.id NOT IN (SELECT definition FROM ",
                $table,
                ")
                 UNION ALL
                 SELECT DISTINCT 'definition ' || t.definition || ' of kind ' || o.kind || ' has a row'
                 FROM ",
                $table,
                " t JOIN definition d ON d.id = t.definition JOIN object o ON o.id = d.object
                 WHERE o.kind NOT IN (",
                $kinds,
                ")"
            ),
        )
    };
}

/// Lists in a table whose numbers are not 0, 1, 2, …
macro_rules! gaps {
    ($table:literal, $key:literal) => {
        (
            $table,
            concat!(
                "SELECT '",
                $key,
                " ' || ",
                $key,
                " || ' lacks rows' FROM ",
                $table,
                " GROUP BY ",
                $key,
                " HAVING count(*) <> max(number) + 1 OR min(number) <> 0"
            ),
        )
    };
}

const WRONG: &[Wrong] = &[
    typed!("source", "'source'"),
    typed!("target", "'target'"),
    typed!("mapping", "'mapping', 'mapplet'"),
    typed!("session", "'session'"),
    typed!("config", "'config'"),
    typed!("workflow", "'workflow', 'worklet'"),
    typed!("task", "'task'"),
    typed!("shortcut", "'shortcut'"),
    (
        "transformation",
        "SELECT 'definition ' || d.id || ' has no row' FROM object o JOIN definition d ON d.object = o.id
         WHERE o.kind = 'transformation' AND d.id NOT IN (SELECT definition FROM transformation)
         UNION ALL
         SELECT 'definition ' || m.definition || ' lacks rows, or has too many' FROM mapping m
         WHERE m.transformations <> (SELECT count(*) FROM transformation t WHERE t.definition = m.definition)",
    ),
    (
        "assessed_finding",
        "SELECT id || ' ends before it begins' FROM assessed_finding WHERE until < since OR since < first_seen
         UNION ALL
         SELECT id || ' was found in an object that is not there' FROM assessed_finding
         WHERE object <> 0 AND object NOT IN (SELECT id FROM object)
         UNION ALL
         SELECT f.id || ' began with a snapshot that was not assessed' FROM assessed_finding f
         WHERE NOT EXISTS (SELECT 1 FROM assessment a WHERE a.snapshot = f.since AND a.environment = f.environment)",
    ),
    gaps!("field", "definition"),
    gaps!("mapping_instance", "definition"),
    gaps!("variable", "definition"),
    gaps!("session_extension", "definition"),
    gaps!("connection_reference", "definition"),
    gaps!("session_component", "definition"),
    gaps!("task_instance", "definition"),
    gaps!("link", "definition"),
    (
        "value_pair",
        "SELECT 'definition ' || definition || ' lacks rows' FROM value_pair
         GROUP BY definition, owner HAVING count(*) <> max(number) + 1",
    ),
    gaps!("attribute_list", "list"),
    (
        "connection_reference",
        "SELECT 'definition ' || c.definition || ' refers from an extension that is not there'
         FROM connection_reference c LEFT JOIN session_extension e ON e.definition = c.definition AND e.number = c.extension
         WHERE e.definition IS NULL",
    ),
    ("text", "SELECT min(id) || ' and ' || max(id) || ' are one value' FROM text GROUP BY value HAVING count(*) > 1"),
    (
        "the index of find",
        "SELECT 'definition ' || id || ' is not in it' FROM definition WHERE id NOT IN (SELECT rowid FROM find)
         UNION ALL
         SELECT 'definition ' || rowid || ' is not there' FROM find WHERE rowid NOT IN (SELECT id FROM definition)",
    ),
];

/// Columns that are numbers of `text`. They have no foreign key of their own, which would cost an ingest a tenth of its
/// time; this stands in for it.
const TEXTS: &[Wrong] = &[
    ("attribute_list", "SELECT name, partition, value FROM attribute_list"),
    ("field", "SELECT name, datatype, key_type FROM field"),
    ("mapping_instance", "SELECT name, object, object_type, database FROM mapping_instance"),
    ("transformation", "SELECT name, type FROM transformation"),
    ("variable", "SELECT name, datatype, default_value FROM variable"),
    ("session_transformation", "SELECT instance, type, partition_type FROM session_transformation"),
    ("session_extension", "SELECT type, subtype, instance FROM session_extension"),
    ("session_component", "SELECT type, object, task FROM session_component"),
    ("value_pair", "SELECT name, value FROM value_pair"),
    ("task_instance", "SELECT name, task, type FROM task_instance"),
    ("link", "SELECT from_task, to_task, condition FROM link"),
    ("parameter", "SELECT heading, name, value FROM parameter"),
    ("run", "SELECT mapping, error_code, error, file FROM run"),
    ("run_part", "SELECT instance, table_name, partition, error_code, error, file FROM run_part"),
    ("run_fact", "SELECT name, partition, what, said FROM run_fact"),
    ("workflow_run", "SELECT repository, folder, workflow, worklet, user, service, error FROM workflow_run"),
    ("assessed_finding", "SELECT address, part, file, expected, actual FROM assessed_finding"),
    ("connection_reference", "SELECT reference, type, subtype, name, variable, partition FROM connection_reference"),
];

/// Columns that are lists of attributes; 0 is the empty one.
const LISTS: &[Wrong] = &[
    ("transformation", "SELECT attributes FROM transformation"),
    ("session", "SELECT attributes, overrides FROM session"),
    ("config", "SELECT attributes FROM config"),
    ("session_transformation", "SELECT attributes FROM session_transformation"),
    ("session_extension", "SELECT attributes FROM session_extension"),
    ("workflow", "SELECT attributes FROM workflow"),
    ("task", "SELECT attributes FROM task"),
    ("task_instance", "SELECT attributes, overrides FROM task_instance"),
];

pub(super) fn rows(db: &Connection, report: &mut CheckReport) {
    each(db, WRONG, report);
    numbers(db, ("text", "SELECT id FROM text"), TEXTS, report);
    numbers(db, ("attribute_list", "SELECT 0 UNION SELECT list FROM attribute_list"), LISTS, report);
}

/// Reports rows that name a number of another table that is not there.
fn numbers(db: &Connection, (of, all): Wrong, columns: &[Wrong], report: &mut CheckReport) {
    let mut known = FxHashSet::default();
    part(of, report, |_| {
        let mut statement = db.prepare(all)?;
        for id in statement.query_map([], |row| row.get::<_, i64>(0))? {
            known.insert(id?);
        }
        Ok(())
    });
    for (table, sql) in columns {
        part(table, report, |report| {
            let dangling = dangling(db, sql, &known)?;
            if dangling > 0 {
                report.damages.push(format!("{table}: {dangling} rows name a row of {of} that is not there"));
            }
            Ok(())
        });
    }
}

fn dangling(db: &Connection, sql: &'static str, known: &FxHashSet<i64>) -> Result<u64> {
    let mut statement = db.prepare(sql)?;
    let columns = statement.column_count();
    let mut rows = statement.query([])?;
    let mut dangling = 0;
    while let Some(row) = rows.next()? {
        let mut wrong = false;
        for column in 0..columns {
            wrong |= row.get::<_, Option<i64>>(column)?.is_some_and(|id| !known.contains(&id));
        }
        dangling += u64::from(wrong);
    }
    Ok(dangling)
}
