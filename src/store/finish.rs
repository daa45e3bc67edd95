//! The end of an ingest: sightings become revisions, figures are counted, the transaction is committed.
//!
//! Owns what `--complete` may close: only folders that were read whole and that no bad file may have held.

use super::error::Result;
use super::revision::{Closing, Conflict, Seen};
use super::snapshot::{self, Placed};
use super::writer::Writer;
use crate::model::problem::{Problem, Severity};
use crate::model::snapshot::{Fate, Summary, Tally};
use rustc_hash::FxHashSet;
use std::collections::BTreeMap;

impl Writer<'_> {
    /// Ends the ingest: revisions, figures, commit (or nothing at all for a dry run).
    pub fn finish(mut self, finished_at: &str) -> Result<Summary> {
        self.words.write_all(self.db)?;
        let mut closing = Closing::begin(self.db, self.snapshot)?;
        let (fates, conflicts) = closing.apply(std::mem::take(&mut self.sightings))?;
        for conflict in conflicts {
            self.note_conflict(&conflict, &closing)?;
        }
        self.tally(&fates)?;
        if self.wish.complete {
            self.close_gone(&mut closing, &fates)?;
            if !self.blind {
                self.close_parameters()?;
            }
        }
        drop(closing);
        self.finish_runs()?;
        self.problems.sort_by(|(_, Placed { problem: a, .. }), (_, Placed { problem: b, .. })| {
            (&a.file, a.line, a.code, &a.message).cmp(&(&b.file, b.line, b.code, &b.message))
        });
        // A night in which nothing could be read is no snapshot: it would push good ones out of `prune --keep`. Neither is one
        // that brought runs alone: they belong to none.
        let read = self.summary.failed < self.summary.files || !self.parameter_files.is_empty();
        if read {
            for (file, placed) in &self.problems {
                snapshot::insert_problem(self.db, self.snapshot, *file, placed)?;
            }
        }
        self.summary.problems = self.problems.drain(..).map(|(_, placed)| placed.problem).collect();
        snapshot::finish(self.db, self.snapshot, finished_at, &self.summary)?;
        if !read {
            snapshot::forget(self.db, self.snapshot)?;
        }
        if read {
            super::assessment::keep_audit_head(self.db, self.snapshot)?;
        }
        let kept = !self.wish.dry_run && (read || self.runs.any);
        self.summary.snapshot = (kept && read).then_some(self.snapshot);
        self.db.execute_batch(if kept { "COMMIT" } else { "ROLLBACK" })?;
        self.done = true;
        if kept {
            // Readers keep their snapshot; a busy reader only makes the file of the log stay longer.
            self.db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        }
        Ok(std::mem::take(&mut self.summary))
    }

    fn note_conflict(&mut self, conflict: &Conflict, closing: &Closing<'_>) -> Result<()> {
        let file = |seen: Seen| closing.files.get(seen.file as usize).map_or("", |file| file.name.as_str());
        let (kind, path, name): (String, String, String) =
            self.db.query_row("SELECT kind, path, name FROM object WHERE id = ?1", [conflict.object], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?))
            })?;
        let name = if path.is_empty() { name } else { format!("{path}/{name}") };
        for loser in &conflict.losers {
            self.note(Problem {
                code: "conflicting-definitions",
                severity: Severity::Warning,
                file: file(*loser).to_owned(),
                line: loser.line.into(),
                message: format!(
                    "{kind} {name} is defined otherwise in {}:{}, which is newer and counts; this one is kept as shadowed",
                    file(conflict.winner), conflict.winner.line
                ),
            });
        }
        Ok(())
    }

    fn close_gone(&mut self, closing: &mut Closing<'_>, fates: &BTreeMap<i64, Fate>) -> Result<()> {
        if self.blind {
            self.note(Problem {
                code: "complete-not-applied",
                severity: Severity::Error,
                file: String::new(),
                line: 0,
                message:
                    "an input could not be read to its end, so nothing is marked as gone; mend it and ingest again"
                        .to_owned(),
            });
            return Ok(());
        }
        let whole: FxHashSet<i64> = self.read_folders.difference(&self.doubtful).copied().collect();
        let closed = closing.close_unseen(&whole, fates, self.wish.allow_mass_removal)?;
        self.tally(&closed.gone.into_iter().map(|object| (object, Fate::Gone)).collect())?;
        for (folder, unseen, current) in closed.refused {
            let name: String =
                self.db.query_row("SELECT name FROM folder WHERE id = ?1", [folder], |row| row.get(0))?;
            self.note(Problem {
                code: "mass-removal",
                severity: Severity::Error,
                file: String::new(),
                line: 0,
                message: format!(
                    "{unseen} of {current} objects of folder {name} are not in these exports; nothing of it is marked as \
                     gone without --allow-mass-removal"
                ),
            });
        }
        Ok(())
    }

    /// Counts fates by kind, in one pass over the objects.
    fn tally(&mut self, fates: &BTreeMap<i64, Fate>) -> Result<()> {
        let mut kinds: Vec<(String, Tally)> = Vec::new();
        let mut statement = self.db.prepare_cached("SELECT id, kind FROM object")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let Some(fate) = fates.get(&row.get(0)?) else { continue };
            let kind = row.get_ref(1)?.as_str().unwrap_or_default();
            let at = kinds.iter().position(|(known, _)| known == kind).unwrap_or_else(|| {
                kinds.push((kind.to_owned(), Tally::default()));
                kinds.len() - 1
            });
            kinds[at].1.count(*fate);
        }
        for (kind, tally) in kinds {
            self.summary.kinds.entry(kind).or_default().add(tally);
        }
        Ok(())
    }
}
