//! What `monitor` asks of the catalog besides runs: what changed between snapshots, tests of all environments, ages of
//! credentials, how many findings were recorded.
//!
//! Owns questions over several nouns; reads only.

use super::Catalog;
use super::error::Result;
use crate::model::Text;
use crate::model::connection::StoredTest;
use rusqlite::{Row, named_params};
use rustc_hash::{FxHashMap, FxHashSet};

/// An object that has another definition in a snapshot than before it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChangedObject {
    /// Number of the snapshot.
    pub snapshot: i64,
    /// When the snapshot before it began, UTC.
    pub after: String,
    /// When it began, UTC.
    pub seen: String,
    /// Repository, folder, kind, path and name.
    pub names: [Text; 5],
    /// Number of its folder.
    pub folder: i64,
    /// Mappings of its folder that have an instance of it.
    pub mappings: Vec<Text>,
    /// Instances of it in workflows and worklets of its folder, where their name is another.
    pub instances: Vec<Text>,
}

/// Findings of a recorded assessment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CountedAssessment {
    /// Environment.
    pub environment: Text,
    /// Number of the snapshot.
    pub snapshot: i64,
    /// When the snapshot began, UTC.
    pub at: String,
    /// Findings by word of their severity.
    pub findings: Vec<(String, u64)>,
}

const CHANGED: &str = "
    SELECT v.first_snapshot, b.started_at, s.started_at, r.name, f.name, o.kind, o.path, o.name, f.id
    FROM revision v CROSS JOIN snapshot s ON s.id = v.first_snapshot
    CROSS JOIN snapshot b ON b.id = (SELECT max(id) FROM snapshot WHERE id < s.id)
    CROSS JOIN object o ON o.id = v.object CROSS JOIN folder f ON f.id = o.folder
    CROSS JOIN repository r ON r.id = f.repository
    WHERE s.started_at >= :since AND v.shadowed = 0
      AND EXISTS (SELECT 1 FROM revision e WHERE e.object = v.object AND e.shadowed = 0 AND e.last_snapshot < v.first_snapshot
                                               AND e.definition <> v.definition)
    ORDER BY v.first_snapshot, r.name, f.name, o.kind, o.path, o.name";
/// Instances of mappings that stand, with the mapping: (folder, object of the instance, mapping).
const USED: &str = "
    SELECT o.folder, t.value, o.name FROM object o CROSS JOIN revision v ON v.object = o.id
    CROSS JOIN mapping_instance i ON i.definition = v.definition CROSS JOIN text t ON t.id = i.object
    WHERE o.kind = 'mapping' AND v.last_snapshot IS NULL AND v.shadowed = 0 AND o.folder = ?1";
/// Instances of tasks that stand: (folder, task, name of the instance).
const INSTANCES: &str = "
    SELECT o.folder, t.value, n.value FROM object o CROSS JOIN revision v ON v.object = o.id
    CROSS JOIN task_instance i ON i.definition = v.definition CROSS JOIN text t ON t.id = i.task
    CROSS JOIN text n ON n.id = i.name
    WHERE o.kind IN ('workflow', 'worklet') AND v.last_snapshot IS NULL AND v.shadowed = 0 AND i.task <> i.name AND o.folder = ?1";

/// What uses an object of a folder, by the folder's number and its name.
type Uses = FxHashMap<(i64, Text), Vec<Text>>;

fn text(row: &Row<'_>, at: usize) -> rusqlite::Result<Text> {
    Ok(row.get_ref(at)?.as_str()?.into())
}

impl Catalog {
    /// The objects that changed in snapshots which began at a time or later, UTC, with what uses them. New objects and those
    /// that are gone did not change.
    pub fn changed_since(&self, since: &str) -> Result<Vec<ChangedObject>> {
        let mut statement = self.db.prepare_cached(CHANGED)?;
        let rows = statement.query_map(named_params! { ":since": since }, |row| {
            Ok(ChangedObject {
                snapshot: row.get(0)?,
                after: row.get(1)?,
                seen: row.get(2)?,
                names: [text(row, 3)?, text(row, 4)?, text(row, 5)?, text(row, 6)?, text(row, 7)?],
                folder: row.get(8)?,
                ..ChangedObject::default()
            })
        })?;
        let mut all: Vec<ChangedObject> = rows.collect::<std::result::Result<_, _>>()?;
        let folders: FxHashSet<i64> = all.iter().map(|one| one.folder).collect();
        let (mut used, mut instances) = (Uses::default(), Uses::default());
        for folder in folders {
            self.uses(USED, folder, &mut used)?;
            self.uses(INSTANCES, folder, &mut instances)?;
        }
        for one in &mut all {
            let key = (one.folder, one.names[4].clone());
            let of = |kinds: &[&str], uses: &Uses| {
                let fits = kinds.contains(&one.names[2].as_str());
                let mut found = uses.get(&key).filter(|_| fits).cloned().unwrap_or_default();
                found.sort();
                found.dedup();
                found
            };
            let mappings = of(&["source", "target", "transformation", "mapplet", "shortcut"], &used);
            (one.mappings, one.instances) = (mappings, of(&["session"], &instances));
        }
        Ok(all)
    }

    fn uses(&self, sql: &str, folder: i64, uses: &mut Uses) -> Result<()> {
        let mut statement = self.db.prepare_cached(sql)?;
        let mut rows = statement.query([folder])?;
        while let Some(row) = rows.next()? {
            uses.entry((row.get(0)?, text(row, 1)?)).or_default().push(text(row, 2)?);
        }
        Ok(())
    }

    /// The newest test of each connection in each environment, by environment and connection.
    pub fn newest_tests_everywhere(&self) -> Result<Vec<StoredTest>> {
        let mut statement =
            self.db.prepare_cached("SELECT DISTINCT environment FROM connection_test ORDER BY environment")?;
        let rows = statement.query_map([], |row| row.get::<_, String>(0))?;
        let environments: Vec<String> = rows.collect::<std::result::Result<_, _>>()?;
        let mut all = Vec::new();
        for environment in environments {
            all.extend(self.newest_tests(&environment)?);
        }
        Ok(all)
    }

    /// Credentials in force, by name, with when their value was set, UTC.
    pub fn credential_ages(&self) -> Result<Vec<(Text, String)>> {
        let mut statement =
            self.db.prepare_cached("SELECT credential, set_at FROM current_credential ORDER BY credential")?;
        let rows = statement.query_map([], |row| Ok((text(row, 0)?, row.get(1)?)))?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    /// The newest two recorded assessments of each environment with their findings, oldest first.
    pub fn newest_assessments(&self) -> Result<Vec<CountedAssessment>> {
        const NEWEST: &str = "
            SELECT environment, snapshot, started_at FROM (
                SELECT a.environment, a.snapshot, s.started_at,
                       row_number() OVER (PARTITION BY a.environment ORDER BY a.snapshot DESC) AS place
                FROM assessment a JOIN snapshot s ON s.id = a.snapshot)
            WHERE place <= 2 ORDER BY environment, snapshot";
        const FINDINGS: &str = "
            SELECT severity, count(*) FROM assessed_finding
            WHERE environment = ?1 AND since <= ?2 AND (until IS NULL OR until >= ?2) GROUP BY severity ORDER BY severity";
        let mut statement = self.db.prepare_cached(NEWEST)?;
        let rows = statement.query_map([], |row| {
            Ok(CountedAssessment {
                environment: text(row, 0)?,
                snapshot: row.get(1)?,
                at: row.get(2)?,
                findings: Vec::new(),
            })
        })?;
        let mut all: Vec<CountedAssessment> = rows.collect::<std::result::Result<_, _>>()?;
        for one in &mut all {
            let mut statement = self.db.prepare_cached(FINDINGS)?;
            let rows = statement.query_map((one.environment.as_str(), one.snapshot), |row| {
                Ok((row.get(0)?, row.get::<_, i64>(1)?.unsigned_abs()))
            })?;
            one.findings = rows.collect::<std::result::Result<_, _>>()?;
        }
        Ok(all)
    }
}
