//! Runs, their parts and their facts, read back.

use crate::model::Text;
use crate::model::run::{About, Fact, KnownRun, Part, Platform, Rows, Run, RunKey, Side, Status};
use crate::store::Catalog;
use crate::store::error::Result;
use rusqlite::{Row, named_params};

/// Which runs are asked for; `None` asks for all.
#[derive(Debug, Clone, Default)]
pub struct Wanted<'a> {
    /// Session instance.
    pub session: Option<&'a str>,
    /// Folder; runs whose folder nobody said count, too.
    pub folder: Option<&'a str>,
    /// Workflow; runs whose workflow nobody said count, too.
    pub workflow: Option<&'a str>,
    /// Worklets around it; runs of which nobody said them count, too.
    pub path: Option<&'a str>,
    /// Repository; runs whose repository nobody said count, too.
    pub repository: Option<&'a str>,
    /// The earliest start.
    pub since: Option<&'a str>,
}

/// How much is read of each run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// The run alone.
    Light,
    /// With its parts and facts.
    Whole,
}

const PLACES: &str = "
    SELECT id FROM run_place
    WHERE (:session IS NULL OR session = :session) AND (:folder IS NULL OR folder IN ('', :folder))
      AND (:workflow IS NULL OR workflow IN ('', :workflow)) AND (:path IS NULL OR path IN ('', :path))
      AND (:repository IS NULL OR repository IN ('', :repository))";

/// By session where one is asked for, so that its index serves.
const PLACES_OF: &str = "
    SELECT id FROM run_place
    WHERE session = :session AND (:folder IS NULL OR folder IN ('', :folder))
      AND (:workflow IS NULL OR workflow IN ('', :workflow)) AND (:path IS NULL OR path IN ('', :path))
      AND (:repository IS NULL OR repository IN ('', :repository))";

const RUNS: &str = "
    SELECT r.id, r.platform, p.repository, p.folder, p.workflow, p.path, p.session, mn.value, r.workflow_id, r.workflow_run_id,
           r.worklet_run_id, r.instance_id, r.run_id, r.application, r.started_at, r.ended_at, r.status, r.source_rows,
           r.source_failed_rows, r.target_rows, r.target_failed_rows, r.errors, ec.value, e.value, f.value, r.line
    FROM run_place p CROSS JOIN run r ON r.place = p.id
    CROSS JOIN text mn ON mn.id = r.mapping CROSS JOIN text ec ON ec.id = r.error_code CROSS JOIN text e ON e.id = r.error
    CROSS JOIN text f ON f.id = r.file
    WHERE p.id = :place AND (:since IS NULL OR r.started_at >= :since)
    ORDER BY r.started_at, r.id";

impl Catalog {
    /// Runs, oldest first; of one start, by number.
    pub fn runs(&self, wanted: &Wanted<'_>, weight: Weight) -> Result<Vec<KnownRun>> {
        let sql = if wanted.session.is_some() { PLACES_OF } else { PLACES };
        let mut find = self.db.prepare_cached(sql)?;
        let places = find.query_map(
            named_params! {
                ":session": wanted.session, ":folder": wanted.folder, ":workflow": wanted.workflow,
                ":path": wanted.path, ":repository": wanted.repository,
            },
            |row| row.get::<_, i64>(0),
        )?;
        let mut runs: Vec<KnownRun> = Vec::new();
        for place in places {
            let mut statement = self.db.prepare_cached(RUNS)?;
            let rows = statement.query_map(named_params! { ":place": place?, ":since": wanted.since }, known)?;
            runs.extend(rows.collect::<std::result::Result<Vec<_>, _>>()?);
        }
        runs.sort_by(|a, b| (&a.run.started_at, a.id).cmp(&(&b.run.started_at, b.id)));
        if weight == Weight::Whole {
            for one in &mut runs {
                one.run.parts = self.run_parts(one.id)?;
                one.run.facts = self.run_facts(one.id)?;
            }
        }
        Ok(runs)
    }

    /// Folder, workflow with worklets, and session of everything that ran, sorted, with how often.
    pub fn sessions_that_ran(&self) -> Result<Vec<([String; 3], i64)>> {
        let mut statement = self.db.prepare_cached(
            "SELECT p.folder, p.workflow || CASE p.path WHEN '' THEN '' ELSE '/' || p.path END AS path, p.session, count(*)
             FROM run_place p JOIN run r ON r.place = p.id GROUP BY p.folder, path, p.session
             ORDER BY p.folder, path, p.session",
        )?;
        let rows = statement.query_map([], |row| Ok(([row.get(0)?, row.get(1)?, row.get(2)?], row.get(3)?)))?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    /// Parts of a run, in a fixed order.
    pub fn run_parts(&self, run: i64) -> Result<Vec<Part>> {
        let mut statement = self.db.prepare_cached(
            "SELECT p.side, i.value, t.value, n.value, p.operation, p.output_rows, p.applied_rows, p.affected_rows,
                    p.rejected_rows, p.rows_per_second, p.started_at, p.ended_at, c.value, e.value, p.line
             FROM run_part p JOIN text i ON i.id = p.instance JOIN text t ON t.id = p.table_name
             JOIN text n ON n.id = p.partition JOIN text c ON c.id = p.error_code JOIN text e ON e.id = p.error
             WHERE p.run = ?1 ORDER BY p.side, i.value, n.value, p.operation",
        )?;
        let rows = statement.query_map([run], part)?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    /// Facts of a run, in a fixed order.
    pub fn run_facts(&self, run: i64) -> Result<Vec<Fact>> {
        let mut statement = self.db.prepare_cached(
            "SELECT x.about, n.value, p.value, w.value, x.value, s.value, x.line FROM run_fact x
             JOIN text n ON n.id = x.name JOIN text p ON p.id = x.partition JOIN text w ON w.id = x.what
             JOIN text s ON s.id = x.said
             WHERE x.run = ?1 ORDER BY x.about, n.value, p.value, w.value",
        )?;
        let rows = statement.query_map([run], |row| {
            let about: String = row.get(0)?;
            let text = |at: usize| row.get::<_, String>(at).map(Into::into);
            Ok(Fact {
                about: About::named(&about).unwrap_or(About::Run),
                name: text(1)?,
                partition: text(2)?,
                what: text(3)?,
                value: row.get(4)?,
                said: text(5)?,
                line: row.get::<_, i64>(6).map(|line| u64::try_from(line).unwrap_or(0))?,
            })
        })?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }
}

/// What ran it, by its word.
pub(super) fn platform(word: &str) -> Platform {
    if word == "spark" { Platform::Spark } else { Platform::PowerCenter }
}

fn known(row: &Row<'_>) -> rusqlite::Result<KnownRun> {
    let text = |at: usize| -> rusqlite::Result<Text> { Ok(row.get_ref(at)?.as_str()?.into()) };
    let key = match (row.get(8)?, row.get(9)?, row.get(10)?, row.get(11)?) {
        (Some(workflow), Some(workflow_run), Some(worklet_run), Some(instance)) => {
            Some(RunKey { workflow, workflow_run, worklet_run, instance })
        }
        _ => None,
    };
    let status: usize = row.get::<_, i64>(16).map(|code| usize::try_from(code - 1).unwrap_or(usize::MAX))?;
    let run = Run {
        platform: platform(row.get_ref(1)?.as_str()?),
        repository: text(2)?,
        folder: text(3)?,
        workflow: text(4)?,
        path: text(5)?,
        session: text(6)?,
        mapping: text(7)?,
        key,
        run_id: row.get(12)?,
        application: text(13)?,
        started_at: row.get(14)?,
        ended_at: row.get(15)?,
        status: Status::ALL.get(status).map_or(Status::Unknown, |(status, _)| *status),
        source: Rows { good: row.get(17)?, failed: row.get(18)? },
        target: Rows { good: row.get(19)?, failed: row.get(20)? },
        errors: row.get(21)?,
        error_code: text(22)?,
        error: text(23)?,
        line: row.get::<_, i64>(25).map(|line| u64::try_from(line).unwrap_or(0))?,
        ..Run::default()
    };
    Ok(KnownRun { id: row.get(0)?, run, file: row.get(24)? })
}

fn part(row: &Row<'_>) -> rusqlite::Result<Part> {
    let text = |at: usize| row.get::<_, String>(at).map(Into::into);
    let side: String = row.get(0)?;
    Ok(Part {
        side: Side::named(&side),
        instance: text(1)?,
        table: text(2)?,
        partition: text(3)?,
        operation: text(4)?,
        output_rows: row.get(5)?,
        applied_rows: row.get(6)?,
        affected_rows: row.get(7)?,
        rejected_rows: row.get(8)?,
        rows_per_second: row.get(9)?,
        started_at: row.get(10)?,
        ended_at: row.get(11)?,
        error_code: text(12)?,
        error: text(13)?,
        line: row.get::<_, i64>(14).map(|line| u64::try_from(line).unwrap_or(0))?,
    })
}
