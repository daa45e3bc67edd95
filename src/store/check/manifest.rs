//! What each file of a kept snapshot holds against the revisions that cover the snapshot.

use super::CheckReport;
use crate::store::content::digest;
use crate::store::error::Result;
use crate::store::manifest::{Part, read, unpacked};
use rusqlite::Connection;
use rustc_hash::{FxHashMap, FxHashSet};

/// First and last snapshot of an interval.
type Interval = (i64, i64);

/// Who stands where and when.
struct Known {
    contents: FxHashSet<i64>,
    /// Folders that know a content.
    folders: FxHashMap<i64, Vec<i64>>,
    /// Folder and number of the definitions that stand in a content.
    standing: FxHashMap<i64, Vec<(i64, i64)>>,
    /// Intervals of a definition.
    intervals: FxHashMap<i64, Vec<Interval>>,
}

pub(super) fn manifests(db: &Connection, report: &mut CheckReport) -> Result<()> {
    let known = Known::load(db)?;
    let (mut files, mut first_seen) = (files(db)?, first_seen(db)?);
    let mut statement = db.prepare("SELECT id, digest FROM manifest ORDER BY id")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (id, stored): (i64, Vec<u8>) = (row.get(0)?, row.get(1)?);
        match unpacked(db, id).and_then(|body| Ok((read(id, &body)?, digest(&body)))) {
            Err(_) => report.damages.push(format!("manifest {id}: cannot be read")),
            Ok((_, digest)) if digest[..] != stored[..] => {
                report.damages.push(format!("manifest {id}: its digest differs"));
            }
            Ok((parts, _)) => {
                let contents = parts.into_iter().filter_map(|part| match part {
                    Part::Content(content) => Some(content),
                    Part::Text(_) => None,
                });
                let contents: FxHashSet<i64> = contents.collect();
                known.compare(id, &contents, &files.remove(&id).unwrap_or_default(), report);
                known.find(id, &contents, &first_seen.remove(&id).unwrap_or_default(), report);
            }
        }
    }
    Ok(())
}

impl Known {
    fn load(db: &Connection) -> Result<Self> {
        let mut known = Self {
            contents: FxHashSet::default(),
            folders: grouped(db, "SELECT content, folder FROM folder_content", |row| row.get(1))?,
            standing: grouped(
                db,
                "SELECT c.content, o.folder, d.id FROM content_definition c JOIN definition d ON d.id = c.definition
                 JOIN object o ON o.id = d.object",
                |row| Ok((row.get(1)?, row.get(2)?)),
            )?,
            intervals: grouped(
                db,
                "SELECT definition, first_snapshot, coalesce(last_snapshot, 9223372036854775807) FROM revision",
                |row| Ok((row.get(1)?, row.get(2)?)),
            )?,
        };
        let mut statement = db.prepare("SELECT id FROM content")?;
        for id in statement.query_map([], |row| row.get(0))? {
            known.contents.insert(id?);
        }
        Ok(known)
    }

    /// Whatever a file of a snapshot holds, some revision covers the snapshot.
    fn compare(&self, manifest: i64, contents: &FxHashSet<i64>, snapshots: &[i64], report: &mut CheckReport) {
        let mut sorted: Vec<i64> = contents.iter().copied().collect();
        sorted.sort_unstable();
        for content in sorted {
            if !self.contents.contains(&content) {
                report.damages.push(format!("manifest {manifest}: content {content} is not there"));
            } else if !self.folders.contains_key(&content) {
                // A child outside of any folder has no objects.
                if self.standing.contains_key(&content) {
                    report.damages.push(format!("manifest {manifest}: no folder knows content {content}"));
                }
            } else if let Some(at) = self.uncovered(content, snapshots) {
                report.damages.push(format!(
                    "manifest {manifest}: content {content} is in snapshot {at}, of whose objects no revision says so"
                ));
            }
        }
    }

    /// The first of some snapshots in which not all that stands in a content is covered. Which of the folders that know the
    /// content a file means is not noted apart, so one of them is enough.
    fn uncovered(&self, content: i64, snapshots: &[i64]) -> Option<i64> {
        let folders = self.folders.get(&content)?;
        let standing = self.standing.get(&content).map_or(&[][..], Vec::as_slice);
        let covered = |from: i64, to: i64| {
            folders.iter().any(|folder| {
                let mut here = standing.iter().filter(|(of, _)| of == folder).peekable();
                here.peek().is_some() && here.all(|(_, definition)| self.covers(*definition, from, to))
            })
        };
        // Nearly always one revision covers all of them.
        if covered(*snapshots.first()?, *snapshots.last()?) {
            return None;
        }
        snapshots.iter().copied().find(|at| !covered(*at, *at))
    }

    fn covers(&self, definition: i64, from: i64, to: i64) -> bool {
        self.intervals.get(&definition).is_some_and(|all| all.iter().any(|(first, last)| *first <= from && to <= *last))
    }

    /// The file in which a definition was first seen holds it.
    fn find(&self, manifest: i64, contents: &FxHashSet<i64>, seen: &[i64], report: &mut CheckReport) {
        if seen.is_empty() {
            return;
        }
        let standing = contents.iter().filter_map(|content| self.standing.get(content)).flatten();
        let held: FxHashSet<i64> = standing.map(|(_, definition)| *definition).collect();
        for definition in seen.iter().filter(|definition| !held.contains(definition)) {
            report.damages.push(format!(
                "manifest {manifest}: definition {definition} was first seen in its file, which does not hold it"
            ));
        }
    }
}

/// The kept snapshots of each manifest, in order.
fn files(db: &Connection) -> Result<FxHashMap<i64, Vec<i64>>> {
    grouped(
        db,
        "SELECT x.manifest, x.snapshot FROM export_file x JOIN snapshot s ON s.id = x.snapshot
         WHERE s.pruned_at IS NULL AND x.manifest IS NOT NULL ORDER BY x.snapshot",
        |row| row.get(1),
    )
}

/// The definitions that were first seen in a file of each manifest.
fn first_seen(db: &Connection) -> Result<FxHashMap<i64, Vec<i64>>> {
    grouped(
        db,
        "SELECT x.manifest, r.definition FROM revision r JOIN export_file x ON x.id = r.export_file
         WHERE x.manifest IS NOT NULL ORDER BY r.id",
        |row| row.get(1),
    )
}

/// Rows by the number in their first column.
fn grouped<T>(
    db: &Connection,
    sql: &'static str,
    read: impl Fn(&rusqlite::Row<'_>) -> rusqlite::Result<T>,
) -> Result<FxHashMap<i64, Vec<T>>> {
    let mut statement = db.prepare(sql)?;
    let mut rows = statement.query([])?;
    let mut all: FxHashMap<i64, Vec<T>> = FxHashMap::default();
    while let Some(row) = rows.next()? {
        all.entry(row.get(0)?).or_default().push(read(row)?);
    }
    Ok(all)
}
