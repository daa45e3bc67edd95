//! Runs of sessions, the rows of their tables, and what else was measured.
//!
//! Owns the tables `run*` and `workflow_run`, and the rule by which what two sources tell is one run. `place` knows the
//! sessions that ran, `merge` writes runs, `attach` gives parts to their runs, `list` reads them back. Runs belong to no
//! snapshot.

mod attach;
mod figures;
mod line;
mod list;
mod merge;
mod newest;
mod place;
mod pull;
mod recent;

pub use list::{Wanted, Weight};
pub use recent::Recent;

use super::error::Result;
use super::writer::Writer;
use crate::model::Text;
use crate::model::problem::{Problem, Severity};
use crate::model::run::{Around, Told};
use place::{Place, Places};
use rusqlite::named_params;
use rustc_hash::FxHashSet;
use std::collections::{BTreeMap, BTreeSet};

/// Sessions that a message names.
const SHOWN: usize = 5;

/// What the runs of an ingest leave for its end.
#[derive(Debug, Default)]
pub(super) struct Touched {
    /// WORKFLOW_RUN_ID of runs in worklets and of worklets.
    with_worklets: BTreeSet<i64>,
    /// Rows of tables without a run, by file: how many, and the line of the first.
    waiting: BTreeMap<String, (u64, u64)>,
    /// Places of the runs that were told.
    sessions: BTreeSet<i64>,
    /// Where runs happened.
    places: Places,
    /// Whether runs that have no key are kept; unknown until the first run.
    keyless: Option<bool>,
    /// The highest WORKFLOW_RUN_ID that was told, and the newest start.
    highest: Option<i64>,
    newest: String,
    /// Something was told of runs.
    pub(super) any: bool,
}

impl Writer<'_> {
    /// Counts a source of runs, and forgets the rows without a run that it told before.
    pub fn begin_runs(&mut self, file: &str) -> Result<()> {
        self.summary.run_files += 1;
        self.runs.any = true;
        let file = self.texts.id(self.db, file)?;
        self.db.prepare_cached("DELETE FROM run_part WHERE run IS NULL AND file = ?1")?.execute([file])?;
        Ok(())
    }

    /// Stores what a source tells.
    pub fn told(&mut self, told: &Told, file: &str) -> Result<()> {
        self.note_pulled(told);
        match told {
            Told::Run(run) => self.run(run, file).map(drop),
            Told::Part(part) => self.part_of(part, file),
            Told::Around(around) => self.around(around),
        }
    }

    /// Notes a problem of a source of runs.
    pub fn odd_run(&mut self, problem: Problem) {
        self.note(problem);
    }

    fn around(&mut self, around: &Around) -> Result<()> {
        let repository = self.repository_told(&around.repository);
        let repository = self.texts.id(self.db, &repository)?;
        let mut text = |value: &str| self.texts.id(self.db, value);
        let (folder, workflow, worklet) = (text(&around.folder)?, text(&around.workflow)?, text(&around.worklet)?);
        let (user, service, error) = (text(&around.user)?, text(&around.service)?, text(&around.error)?);
        if around.inner_run != 0 {
            self.runs.with_worklets.insert(around.workflow_run);
        }
        self.db
            .prepare_cached(
                "INSERT OR REPLACE INTO workflow_run (repository, workflow_id, workflow_run_id, inner_run_id, outer_run_id, folder,
                     workflow, worklet, started_at, ended_at, status, recovery, user, service, error_code, error)
                 VALUES (:repository, :workflow_id, :run, :inner, :outer, :folder, :workflow, :worklet, :started_at, :ended_at,
                     :status, :recovery, :user, :service, :error_code, :error)",
            )?
            .execute(named_params! {
                ":repository": repository, ":workflow_id": around.workflow_id, ":run": around.workflow_run,
                ":inner": around.inner_run, ":outer": around.outer_run, ":folder": folder, ":workflow": workflow,
                ":worklet": worklet, ":started_at": around.started_at, ":ended_at": around.ended_at,
                ":status": merge::code_of(around.status), ":recovery": around.recovery, ":user": user,
                ":service": service, ":error_code": around.error_code, ":error": error,
            })?;
        Ok(())
    }

    /// The repository that a run is kept under.
    fn repository_told(&self, told: &str) -> Text {
        self.wish.repository_as.as_deref().unwrap_or(told).into()
    }

    /// Ends what the runs of this ingest left open: worklets around runs, rows that found no run, sessions nobody designed.
    pub(super) fn finish_runs(&mut self) -> Result<()> {
        if !self.runs.any {
            return Ok(());
        }
        self.name_worklets()?;
        self.attach_waiting()?;
        self.note_waiting()?;
        self.note_unmatched()
    }

    /// Gives each run in a worklet the place that has the worklets around it.
    fn name_worklets(&mut self) -> Result<()> {
        for workflow_run in std::mem::take(&mut self.runs.with_worklets) {
            let mut find = self.db.prepare_cached(
                "WITH RECURSIVE around (id, place, repository, workflow_id, outer, path) AS (
                     SELECT r.id, r.place, t.id, r.workflow_id, r.worklet_run_id, '' FROM run r
                     JOIN run_place p ON p.id = r.place JOIN text t ON t.value = p.repository
                     WHERE r.workflow_run_id = :run AND r.worklet_run_id <> 0
                     UNION
                     SELECT a.id, a.place, a.repository, a.workflow_id, w.outer_run_id,
                            n.value || CASE a.path WHEN '' THEN '' ELSE '/' || a.path END
                     FROM around a JOIN workflow_run w ON w.workflow_run_id = :run AND w.inner_run_id = a.outer
                          AND w.workflow_id = a.workflow_id AND w.repository = a.repository
                     JOIN text n ON n.id = w.worklet
                     WHERE a.outer <> 0 AND length(a.path) < 4096)
                 SELECT id, place, path FROM around WHERE outer = 0 AND path <> ''",
            )?;
            let rows = find
                .query_map(named_params! { ":run": workflow_run }, |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
            let found: Vec<(i64, i64, String)> = rows.collect::<std::result::Result<_, _>>()?;
            drop(find);
            for (run, place, path) in found {
                let there = Place { path: path.into(), ..self.runs.places.place(self.db, place)?.clone() };
                let place = self.runs.places.id(self.db, &there)?;
                self.db.prepare_cached("UPDATE run SET place = ?1 WHERE id = ?2")?.execute((place, run))?;
            }
        }
        Ok(())
    }

    fn note_waiting(&mut self) -> Result<()> {
        let mut left: BTreeMap<String, i64> = BTreeMap::new();
        let mut statement = self.db.prepare(
            "SELECT f.value, count(*) FROM run_part p JOIN text f ON f.id = p.file WHERE p.run IS NULL GROUP BY p.file",
        )?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            left.insert(row.get(0)?, row.get(1)?);
        }
        drop(rows);
        drop(statement);
        for (file, (_, line)) in std::mem::take(&mut self.runs.waiting) {
            let Some(rows) = left.get(&file) else { continue };
            let many = if *rows == 1 { "1 row of a table belongs" } else { &format!("{rows} rows of tables belong") };
            let text = format!(
                "{many} to no run that is known, or to one of several; they wait until its run is read (REP_SESS_LOG or a session \
                 log), this is the first"
            );
            self.note(Problem::new("run-unattached", Severity::Warning, &file, line, text));
        }
        Ok(())
    }

    /// Says which sessions ran that no workflow in the catalog has; nothing where there is no design at all.
    fn note_unmatched(&mut self) -> Result<()> {
        let designed = self.designed()?;
        let mut unknown = BTreeSet::new();
        for place in std::mem::take(&mut self.runs.sessions) {
            let Place { folder, workflow, session, .. } = self.runs.places.place(self.db, place)?;
            let stands = match folder.as_str() {
                "" => designed.iter().any(|(_, known)| known == session.as_str()),
                _ => designed.contains(&(folder.to_string(), session.to_string())),
            };
            if !stands {
                let around = [folder.as_str(), workflow.as_str()].into_iter().filter(|name| !name.is_empty());
                unknown.insert(around.chain([session.as_str()]).collect::<Vec<_>>().join("/"));
            }
        }
        let unknown: Vec<String> = unknown.into_iter().collect();
        if designed.is_empty() || unknown.is_empty() {
            return Ok(());
        }
        let more = unknown.len().saturating_sub(SHOWN);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let sessions = if unknown.len() == 1 { "session" } else { "sessions" };
        let text = format!(
            "{} {sessions} ran that no workflow in the catalog has: {}{more}; the runs are kept, ingest the exports",
            unknown.len(),
            unknown[..unknown.len().min(SHOWN)].join(", ")
        );
        self.note(Problem::new("run-unmatched", Severity::Info, "", 0, text));
        Ok(())
    }

    /// Folder and name of every task instance.
    fn designed(&self) -> Result<FxHashSet<(String, String)>> {
        let mut statement = self.db.prepare(
            "SELECT DISTINCT f.name, n.value FROM task_instance t JOIN definition d ON d.id = t.definition
             JOIN object o ON o.id = d.object JOIN folder f ON f.id = o.folder JOIN text n ON n.id = t.name",
        )?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }
}
