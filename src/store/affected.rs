//! What must be looked at again after a change: the objects that changed, and those that refer to them, up to workflows.
//!
//! Owns which references count: session → mapping, configuration object, tasks; workflow → tasks, scheduler; mapping → what
//! stands in it; shortcut → what it leads to. They are followed by name alone, over all folders: an object too many costs
//! milliseconds, one too few would leave a finding that is not so any more. Parameters, connections and runs are not its
//! business.

use super::Catalog;
use super::error::Result;
use super::object::key_of;
use crate::model::Text;
use crate::model::object::Kind;
use rusqlite::Connection;
use rustc_hash::FxHashSet;
use std::collections::BTreeSet;

/// Definitions that refer to a text, by its number.
const BY_TEXT: &[&str] = &[
    "SELECT definition, task FROM task_instance",
    "SELECT definition, object FROM session_component",
    "SELECT definition, object FROM mapping_instance",
];
/// Definitions that refer to a name.
const BY_NAME: &[&str] = &[
    "SELECT definition, mapping FROM session",
    "SELECT definition, config FROM session",
    "SELECT definition, object FROM shortcut",
    "SELECT definition, scheduler FROM workflow",
];
/// Objects whose definition began or ended between two snapshots.
const TOUCHED: &str = "
    SELECT DISTINCT o.id, o.folder, o.path, o.name FROM revision v JOIN object o ON o.id = v.object
    WHERE v.shadowed = 0 AND (v.first_snapshot > ?1 AND v.first_snapshot <= ?2
                              OR v.last_snapshot >= ?1 AND v.last_snapshot < ?2)";
const OF_DEFINITION: &str = "
    SELECT DISTINCT o.id, o.folder, o.path, o.name FROM revision v JOIN object o ON o.id = v.object
    WHERE v.definition = ?1 AND v.shadowed = 0 AND v.first_snapshot <= ?2
      AND (v.last_snapshot IS NULL OR v.last_snapshot >= ?2)";
const AT_TOP: &str =
    "SELECT id FROM object WHERE folder = ?1 AND path = '' AND name = ?2 AND kind IN ('workflow', 'worklet')";

/// An object at folder level: number of its folder, kind and name.
pub type Top = (i64, Kind, Text);

impl Catalog {
    /// The objects of [`Catalog::touched_since`], by what they are called.
    pub fn affected_between(&self, before: i64, at: i64) -> Result<BTreeSet<Top>> {
        let mut statement =
            self.db.prepare_cached("SELECT kind, path, name, qualifier, folder FROM object WHERE id = ?1")?;
        let mut found = BTreeSet::new();
        for id in self.touched_since(before, at)? {
            let top = statement.query_row([id], |row| {
                let key = key_of(row, 0);
                Ok((row.get(4)?, key))
            });
            let (folder, key) = top?;
            let key = key?;
            found.insert((folder, key.kind, key.name));
        }
        Ok(found)
    }

    /// Numbers of the objects at folder level that are not sure to be as they were, as of the later of two snapshots: changed
    /// themselves or in a part, come, gone, or reaching something of that kind.
    pub fn touched_since(&self, before: i64, at: i64) -> Result<BTreeSet<i64>> {
        let mut closure = Closure { db: &self.db, tops: BTreeSet::new(), names: FxHashSet::default() };
        let mut next = closure.add(TOUCHED, (before, at))?;
        while !next.is_empty() {
            let definitions = closure.referring(&next)?;
            next = FxHashSet::default();
            for definition in definitions {
                next.extend(closure.add(OF_DEFINITION, (definition, at))?);
            }
        }
        Ok(closure.tops)
    }
}

struct Closure<'c> {
    db: &'c Connection,
    tops: BTreeSet<i64>,
    /// Names that were followed.
    names: FxHashSet<String>,
}

impl Closure<'_> {
    /// Adds the tops of the objects that a statement tells; returns names that are to be followed.
    fn add(&mut self, sql: &'static str, params: (i64, i64)) -> Result<FxHashSet<String>> {
        let mut statement = self.db.prepare_cached(sql)?;
        let mut rows = statement.query(params)?;
        let mut fresh = FxHashSet::default();
        while let Some(row) = rows.next()? {
            let (object, folder, path, name): (i64, i64, String, String) =
                (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
            let name = match path.split('/').next().filter(|first| !first.is_empty()) {
                None => {
                    self.tops.insert(object);
                    name
                }
                Some(first) => {
                    let mut tops = self.db.prepare_cached(AT_TOP)?;
                    for top in tops.query_map((folder, first), |row| row.get::<_, i64>(0))? {
                        self.tops.insert(top?);
                    }
                    first.to_owned()
                }
            };
            if self.names.insert(name.clone()) {
                fresh.insert(name);
            }
        }
        Ok(fresh)
    }

    /// Definitions that refer to one of these names, whenever they stood.
    fn referring(&self, names: &FxHashSet<String>) -> Result<BTreeSet<i64>> {
        let mut found = BTreeSet::new();
        let texts = self.numbers(names)?;
        for sql in BY_TEXT {
            let mut statement = self.db.prepare_cached(sql)?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                if texts.contains(&row.get(1)?) {
                    found.insert(row.get(0)?);
                }
            }
        }
        for sql in BY_NAME {
            let mut statement = self.db.prepare_cached(sql)?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                if names.contains(row.get_ref(1)?.as_str().unwrap_or_default()) {
                    found.insert(row.get(0)?);
                }
            }
        }
        Ok(found)
    }

    /// Numbers of the texts that are one of these names.
    fn numbers(&self, names: &FxHashSet<String>) -> Result<FxHashSet<i64>> {
        let mut statement = self.db.prepare_cached("SELECT id, value FROM text")?;
        let mut rows = statement.query([])?;
        let mut numbers = FxHashSet::default();
        while let Some(row) = rows.next()? {
            if names.contains(row.get_ref(1)?.as_str().unwrap_or_default()) {
                numbers.insert(row.get(0)?);
            }
        }
        Ok(numbers)
    }
}
