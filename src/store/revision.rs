//! Which definition an object had in which snapshots.
//!
//! Owns `revision`. What an ingest saw is gathered while it runs and turned into intervals once at its end: an object seen
//! as it was costs no row. Of two definitions in one ingest the newest CREATION_DATE wins, then the last file; the other
//! is kept as shadowed.

use super::error::Result;
use crate::model::snapshot::Fate;
use rusqlite::{Connection, named_params};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;

/// A definition as one file of this ingest has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    /// The definition.
    pub definition: i64,
    /// Position of its file in the ingest.
    pub file: u32,
    /// Line in its file.
    pub line: u32,
}

/// A file of this ingest, as far as revisions need to know it.
#[derive(Debug, Clone, Default)]
pub struct SeenFile {
    /// Number of `export_file`; 0 until it is stored.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// Its creation date in sortable form.
    pub created_at: String,
}

/// Everything this ingest saw, by object. Nearly every object is seen with one definition only; the others are kept apart,
/// because a million objects make every byte here a megabyte.
#[derive(Debug, Default)]
pub struct Sightings {
    /// Files by position.
    pub files: Vec<SeenFile>,
    first: FxHashMap<i64, Seen>,
    others: FxHashMap<i64, Vec<Seen>>,
}

impl Sightings {
    /// Notes a definition of an object.
    pub fn add(&mut self, object: i64, seen: Seen) {
        let first = *self.first.entry(object).or_insert(seen);
        if first.definition == seen.definition {
            if self.rank(first) < self.rank(seen) {
                self.first.insert(object, seen);
            }
            return;
        }
        let others = self.others.entry(object).or_default();
        match others.iter().position(|other| other.definition == seen.definition) {
            None => others.push(seen),
            Some(at) => {
                let known = others[at];
                if self.rank(known) < self.rank(seen)
                    && let Some(others) = self.others.get_mut(&object)
                {
                    others[at] = seen;
                }
            }
        }
    }

    /// Newer creation date, then later file, then later line.
    fn rank(&self, seen: Seen) -> (&str, u32, u32) {
        let created_at = self.files.get(seen.file as usize).map_or("", |file| file.created_at.as_str());
        (created_at, seen.file, seen.line)
    }

    /// Objects in order of their numbers, each with its definitions, the winner last.
    fn into_sorted(self) -> (Vec<SeenFile>, Vec<(i64, Vec<Seen>)>) {
        let mut objects: Vec<i64> = self.first.keys().copied().collect();
        objects.sort_unstable();
        let sorted = objects
            .into_iter()
            .map(|object| {
                let first = self.first.get(&object).copied();
                let others = self.others.get(&object).cloned().unwrap_or_default();
                let mut all: Vec<Seen> = first.into_iter().chain(others).collect();
                all.sort_by(|a, b| self.rank(*a).cmp(&self.rank(*b)));
                (object, all)
            })
            .collect();
        (self.files, sorted)
    }
}

/// Two definitions of one object in one ingest.
#[derive(Debug)]
pub struct Conflict {
    /// The object.
    pub object: i64,
    /// The one that is current.
    pub winner: Seen,
    /// The ones that are shadowed.
    pub losers: Vec<Seen>,
}

/// What `--complete` closed.
#[derive(Debug, Default)]
pub struct Closed {
    /// Objects that are gone.
    pub gone: Vec<i64>,
    /// Folders in which more than a fifth would have gone and nothing was closed: folder, unseen, current.
    pub refused: Vec<(i64, usize, usize)>,
}

#[derive(Debug, Clone, Copy)]
struct Open {
    revision: i64,
    definition: i64,
    shadowed: bool,
}

/// Turns what an ingest saw into intervals.
pub struct Closing<'c> {
    db: &'c Connection,
    snapshot: i64,
    previous: Option<i64>,
    /// Files of the ingest by position, once sightings were applied.
    pub files: Vec<SeenFile>,
    open: BTreeMap<i64, Vec<Open>>,
}

impl<'c> Closing<'c> {
    /// Loads the open intervals.
    pub fn begin(db: &'c Connection, snapshot: i64) -> Result<Self> {
        const PREVIOUS: &str = "SELECT max(id) FROM snapshot WHERE id < ?1";
        let previous = db.query_row(PREVIOUS, [snapshot], |row| row.get(0))?;
        let mut statement =
            db.prepare("SELECT id, object, definition, shadowed FROM revision WHERE last_snapshot IS NULL")?;
        let mut rows = statement.query([])?;
        let mut open: BTreeMap<i64, Vec<Open>> = BTreeMap::new();
        while let Some(row) = rows.next()? {
            let one = Open { revision: row.get(0)?, definition: row.get(2)?, shadowed: row.get(3)? };
            open.entry(row.get(1)?).or_default().push(one);
        }
        Ok(Self { db, snapshot, previous, files: Vec::new(), open })
    }

    /// Writes the intervals of everything seen; returns the fate of each object and the conflicts, by object.
    pub fn apply(&mut self, sightings: Sightings) -> Result<(BTreeMap<i64, Fate>, Vec<Conflict>)> {
        let (files, sorted) = sightings.into_sorted();
        self.files = files;
        let (mut fates, mut conflicts) = (BTreeMap::new(), Vec::new());
        for (object, mut seen) in sorted {
            let Some(winner) = seen.pop() else { continue };
            fates.insert(object, self.object(object, winner, &seen)?);
            if !seen.is_empty() {
                conflicts.push(Conflict { object, winner, losers: seen });
            }
        }
        Ok((fates, conflicts))
    }

    fn object(&mut self, object: i64, winner: Seen, losers: &[Seen]) -> Result<Fate> {
        let open = self.open.remove(&object).unwrap_or_default();
        for old in open.iter().filter(|old| old.shadowed && !losers.iter().any(|l| l.definition == old.definition)) {
            self.close(old.revision)?;
        }
        for loser in losers {
            if !open.iter().any(|old| old.shadowed && old.definition == loser.definition) {
                self.insert(object, *loser, true)?;
            }
        }
        match open.iter().find(|old| !old.shadowed) {
            Some(current) if current.definition == winner.definition => return Ok(Fate::Unchanged),
            Some(current) => self.close(current.revision)?,
            None => {}
        }
        self.insert(object, winner, false)?;
        Ok(if open.iter().any(|old| !old.shadowed) { Fate::Changed } else { Fate::Added })
    }

    /// Closes what was not seen in folders that were read whole.
    pub fn close_unseen(
        &mut self,
        folders: &FxHashSet<i64>,
        seen: &BTreeMap<i64, Fate>,
        allow_mass_removal: bool,
    ) -> Result<Closed> {
        let mut closed = Closed::default();
        let mut sorted: Vec<i64> = folders.iter().copied().collect();
        sorted.sort_unstable();
        for folder in sorted {
            let mut statement = self.db.prepare_cached("SELECT id FROM object WHERE folder = ?1 ORDER BY id")?;
            let ids = statement.query_map([folder], |row| row.get(0))?.collect::<std::result::Result<Vec<i64>, _>>()?;
            let unseen: Vec<i64> = ids.iter().copied().filter(|id| self.open.contains_key(id)).collect();
            let current =
                ids.iter().filter(|id| seen.get(id).is_some_and(|f| *f != Fate::Added)).count() + unseen.len();
            if unseen.len() * 5 > current && !allow_mass_removal {
                closed.refused.push((folder, unseen.len(), current));
                continue;
            }
            for object in unseen {
                for old in self.open.remove(&object).unwrap_or_default() {
                    self.close(old.revision)?;
                }
                closed.gone.push(object);
            }
        }
        Ok(closed)
    }

    fn close(&self, revision: i64) -> Result<()> {
        self.db
            .prepare_cached("UPDATE revision SET last_snapshot = ?1 WHERE id = ?2")?
            .execute((self.previous, revision))?;
        Ok(())
    }

    fn insert(&self, object: i64, seen: Seen, shadowed: bool) -> Result<()> {
        self.db
            .prepare_cached(
                "INSERT INTO revision (object, definition, first_snapshot, shadowed, export_file, line)
                 VALUES (:object, :definition, :snapshot, :shadowed, :file, :line)",
            )?
            .execute(named_params! {
                ":object": object,
                ":definition": seen.definition,
                ":snapshot": self.snapshot,
                ":shadowed": shadowed,
                ":file": self.files.get(seen.file as usize).map(|file| file.id),
                ":line": seen.line,
            })?;
        Ok(())
    }
}
