//! What a source tells of a run → the run: a new one, or more of one that is known.
//!
//! Two sources tell of one run where the repository's key says so, or where folder, workflow, session, number of the run and
//! start (± 2 s: logs and repository round it apart) do. What one source leaves open another fills; of two that differ the
//! later told counts, but a run that is over stays so.

use super::place::Place;
use crate::model::run::{About, Fact, Part, Run, Status};
use crate::model::snapshot::Fate;
use crate::store::error::Result;
use crate::store::writer::Writer;
use chrono::{NaiveDateTime, TimeDelta};
use rusqlite::{OptionalExtension, Row, named_params};
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// Seconds that the starts of one run may lie apart in two sources.
pub(super) const APART: i64 = 2;

/// Place of a status in its table, from 1: RUN_STATUS_CODE.
pub(super) fn code_of(status: Status) -> i64 {
    let at = Status::ALL.iter().position(|(known, _)| *known == status).unwrap_or(13);
    i64::try_from(at + 1).unwrap_or(14)
}

/// A time some seconds away.
pub(super) fn shifted(at: &str, seconds: i64) -> String {
    let parsed = NaiveDateTime::parse_from_str(at, "%Y-%m-%dT%H:%M:%S").ok();
    let moved = parsed.and_then(|time| time.checked_add_signed(TimeDelta::seconds(seconds)));
    moved.map_or_else(|| at.to_owned(), |time| time.format("%Y-%m-%dT%H:%M:%S").to_string())
}

/// Words of a run as numbers of texts.
struct Words {
    mapping: i64,
    error_code: i64,
    error: i64,
    file: i64,
    nothing: i64,
}

/// A run that is known.
#[derive(Clone, Copy)]
struct Known {
    id: i64,
    status: i64,
    place: i64,
}

const KNOWN: &str = "SELECT id, status, place FROM run WHERE ";

fn known(row: &Row<'_>) -> rusqlite::Result<Known> {
    Ok(Known { id: row.get(0)?, status: row.get(1)?, place: row.get(2)? })
}

impl Writer<'_> {
    /// Stores a run with its parts and facts. Returns its number.
    pub(super) fn run(&mut self, run: &Run, file: &str) -> Result<i64> {
        let words = self.words_of(run, file)?;
        let place = self.place_of(run);
        let (id, place, fate) = if let Some(known) = self.known_run(run, &place)? {
            self.more_of(known, run, &place, &words)?
        } else {
            let place = self.runs.places.id(self.db, &place)?;
            (self.new_run(run, place, &words)?, place, Fate::Added)
        };
        self.summary.runs.count(fate);
        self.runs.any = true;
        self.runs.sessions.insert(place);
        if let Some(key) = run.key.filter(|key| key.worklet_run != 0) {
            self.runs.with_worklets.insert(key.workflow_run);
        }
        for part in &run.parts {
            self.part(id, part, words.file)?;
        }
        for fact in numbered(&run.facts) {
            self.fact(id, &fact)?;
        }
        Ok(id)
    }

    fn words_of(&mut self, run: &Run, file: &str) -> Result<Words> {
        let mut text = |value: &str| self.texts.id(self.db, value);
        Ok(Words {
            mapping: text(&run.mapping)?,
            error_code: text(&run.error_code)?,
            error: text(&run.error)?,
            file: text(file)?,
            nothing: text("")?,
        })
    }

    fn place_of(&self, run: &Run) -> Place {
        Place {
            repository: self.repository_told(&run.repository),
            folder: run.folder.clone(),
            workflow: run.workflow.clone(),
            path: run.path.clone(),
            session: run.session.clone(),
        }
    }

    fn known_run(&mut self, run: &Run, place: &Place) -> Result<Option<Known>> {
        if !run.application.is_empty() {
            return self.by_application(run);
        }
        if let Some(found) = self.by_key(run, place)? {
            return Ok(Some(found));
        }
        // A million rows with keys need not be looked for by time where every known run has a key.
        if run.key.is_some() && !self.keeps_keyless()? {
            return Ok(None);
        }
        self.by_time(run, place)
    }

    fn keeps_keyless(&mut self) -> Result<bool> {
        if self.runs.keyless.is_none() {
            let sql = "SELECT EXISTS (SELECT 1 FROM run WHERE workflow_run_id IS NULL)";
            self.runs.keyless = Some(self.db.query_row(sql, [], |row| row.get(0))?);
        }
        Ok(self.runs.keyless == Some(true))
    }

    fn by_application(&self, run: &Run) -> Result<Option<Known>> {
        let mut find = self
            .db
            .prepare_cached(&format!("{KNOWN} application = ?1 AND application <> '' AND platform = 'spark'"))?;
        Ok(find.query_row([run.application.as_str()], known).optional()?)
    }

    fn by_key(&mut self, run: &Run, place: &Place) -> Result<Option<Known>> {
        let Some(key) = run.key else { return Ok(None) };
        let mut find = self.db.prepare_cached(&format!(
            "{KNOWN} workflow_run_id = ?1 AND instance_id = ?2 AND worklet_run_id = ?3 AND workflow_id = ?4"
        ))?;
        let rows = find.query_map((key.workflow_run, key.instance, key.worklet_run, key.workflow), known)?;
        let found: Vec<Known> = rows.collect::<std::result::Result<_, _>>()?;
        drop(find);
        for one in found {
            if self.runs.places.place(self.db, one.place)?.may_be(place) {
                return Ok(Some(one));
            }
        }
        Ok(None)
    }

    /// The nearest run within two seconds; of several as near, the one known longest.
    fn by_time(&mut self, run: &Run, place: &Place) -> Result<Option<Known>> {
        let mut nearest: Option<(i64, Known)> = None;
        for there in self.runs.places.like(self.db, place)? {
            let mut find = self.db.prepare_cached(
                "SELECT id, status, place, abs(strftime('%s', started_at) - strftime('%s', :started_at)) FROM run
                 WHERE place = :place AND started_at BETWEEN :from AND :to AND platform = :platform
                     AND (coalesce(workflow_run_id, run_id) IS NULL OR :run IS NULL OR coalesce(workflow_run_id, run_id) = :run)
                     AND (workflow_run_id IS NULL OR NOT :has_key) AND application = ''",
            )?;
            let rows = find.query_map(
                named_params! {
                    ":place": there, ":from": shifted(&run.started_at, -APART), ":to": shifted(&run.started_at, APART),
                    ":platform": run.platform.word(), ":started_at": run.started_at,
                    ":run": run.key.map_or(run.run_id, |key| Some(key.workflow_run)), ":has_key": run.key.is_some(),
                },
                |row| Ok((row.get(3)?, known(row)?)),
            )?;
            for found in rows {
                let (apart, one): (i64, Known) = found?;
                if nearest.is_none_or(|(least, best)| (apart, one.id) < (least, best.id)) {
                    nearest = Some((apart, one));
                }
            }
        }
        Ok(nearest.map(|(_, one)| one))
    }

    fn new_run(&mut self, run: &Run, place: i64, words: &Words) -> Result<i64> {
        if run.key.is_none() {
            self.runs.keyless = Some(true);
        }
        let mut insert = self.db.prepare_cached(
            "INSERT INTO run (place, platform, mapping, workflow_id, workflow_run_id, worklet_run_id, instance_id, run_id,
                 application, started_at, ended_at, status, source_rows, source_failed_rows, target_rows, target_failed_rows,
                 errors, error_code, error, file, line)
             VALUES (:place, :platform, :mapping, :workflow_id, :workflow_run_id, :worklet_run_id, :instance_id, :run_id,
                 :application, :started_at, :ended_at, :status, :source_rows, :source_failed_rows, :target_rows,
                 :target_failed_rows, :errors, :error_code, :error, :file, :line)",
        )?;
        insert.execute(named_params! {
            ":place": place, ":platform": run.platform.word(), ":mapping": words.mapping,
            ":workflow_id": run.key.map(|key| key.workflow), ":workflow_run_id": run.key.map(|key| key.workflow_run),
            ":worklet_run_id": run.key.map(|key| key.worklet_run), ":instance_id": run.key.map(|key| key.instance),
            ":run_id": run.run_id, ":application": run.application.as_str(), ":started_at": run.started_at,
            ":ended_at": run.ended_at, ":status": code_of(run.status), ":source_rows": run.source.good,
            ":source_failed_rows": run.source.failed, ":target_rows": run.target.good,
            ":target_failed_rows": run.target.failed, ":errors": run.errors, ":error_code": words.error_code,
            ":error": words.error, ":file": words.file, ":line": i64::try_from(run.line).unwrap_or(i64::MAX),
        })?;
        Ok(self.db.last_insert_rowid())
    }

    /// Fills what is open and takes what is newer. A run that is over is not opened again by a source that was older.
    fn more_of(&mut self, known: Known, run: &Run, told: &Place, words: &Words) -> Result<(i64, i64, Fate)> {
        let before = self.runs.places.place(self.db, known.place)?;
        // An application that is tied to a session only now was known by its own name.
        let tied = !run.application.is_empty() && !told.folder.is_empty();
        let both = if tied { told.clone() } else { before.and(told) };
        let place = self.runs.places.id(self.db, &both)?;
        let stored = usize::try_from(known.status - 1).ok().and_then(|at| Status::ALL.get(at));
        let stays = stored.is_some_and(|(status, _)| status.is_over()) && !run.status.is_over();
        let was_over = stored.is_some_and(|(status, _)| status.is_over());
        let stays = stays || run.fills && was_over;
        let status = if stays || run.status == Status::Unknown { known.status } else { code_of(run.status) };
        let mut update = self.db.prepare_cached(if run.fills { FILL.as_str() } else { TAKE.as_str() })?;
        let changed = update.execute(named_params! {
            ":id": known.id, ":nothing": words.nothing, ":place": place, ":mapping": words.mapping,
            ":workflow_id": run.key.map(|key| key.workflow), ":workflow_run_id": run.key.map(|key| key.workflow_run),
            ":worklet_run_id": run.key.map(|key| key.worklet_run), ":instance_id": run.key.map(|key| key.instance),
            ":run_id": run.run_id, ":application": run.application.as_str(), ":ended_at": run.ended_at, ":status": status,
            ":source_rows": run.source.good, ":source_failed_rows": run.source.failed, ":target_rows": run.target.good,
            ":target_failed_rows": run.target.failed, ":errors": run.errors, ":error_code": words.error_code,
            ":error": words.error, ":file": words.file, ":line": i64::try_from(run.line).unwrap_or(i64::MAX),
            ":stays": stays,
        })?;
        Ok((known.id, place, if changed == 0 { Fate::Unchanged } else { Fate::Changed }))
    }

    /// Stores rows of a table of a run.
    pub(super) fn part(&mut self, run: i64, part: &Part, file: i64) -> Result<()> {
        let mut text = |value: &str| self.texts.id(self.db, value);
        let (instance, table, partition) = (text(&part.instance)?, text(&part.table)?, text(&part.partition)?);
        let (error_code, error, nothing) = (text(&part.error_code)?, text(&part.error)?, text("")?);
        self.db.prepare_cached(PART)?.execute(named_params! {
            ":run": run, ":side": part.side.word(), ":instance": instance, ":table": table, ":partition": partition,
            ":operation": part.operation.as_str(), ":output_rows": part.output_rows, ":applied_rows": part.applied_rows,
            ":affected_rows": part.affected_rows, ":rejected_rows": part.rejected_rows,
            ":rows_per_second": part.rows_per_second, ":started_at": part.started_at, ":ended_at": part.ended_at,
            ":error_code": error_code, ":error": error, ":file": file,
            ":line": i64::try_from(part.line).unwrap_or(i64::MAX), ":nothing": nothing,
        })?;
        Ok(())
    }

    fn fact(&mut self, run: i64, fact: &Fact) -> Result<()> {
        let mut text = |value: &str| self.texts.id(self.db, value);
        let (name, partition, what, said) =
            (text(&fact.name)?, text(&fact.partition)?, text(&fact.what)?, text(&fact.said)?);
        self.db
            .prepare_cached(
                "INSERT OR REPLACE INTO run_fact (run, about, name, partition, what, value, said, line)
                 VALUES (:run, :about, :name, :partition, :what, :value, :said, :line)",
            )?
            .execute(named_params! {
                ":run": run, ":about": fact.about.word(), ":name": name, ":partition": partition, ":what": what,
                ":value": fact.value, ":said": said, ":line": i64::try_from(fact.line).unwrap_or(i64::MAX),
            })?;
        Ok(())
    }
}

/// What a fact is known by: about, name, partition, what.
type Named<'f> = (About, &'f str, &'f str, &'f str);

/// Facts of one name: a log repeats a line for each partition without naming it. Those that say something else are told apart
/// by a number, so that no figure is lost.
fn numbered(facts: &[Fact]) -> Vec<Fact> {
    let mut seen: FxHashMap<Named<'_>, Vec<(Option<i64>, &str)>> = FxHashMap::default();
    let mut all = Vec::with_capacity(facts.len());
    for fact in facts {
        let said = seen.entry((fact.about, &fact.name, &fact.partition, &fact.what)).or_default();
        let own = (fact.value, fact.said.as_str());
        if said.contains(&own) {
            continue;
        }
        said.push(own);
        let mut fact = fact.clone();
        if said.len() > 1 {
            fact.partition = format!("{}#{}", fact.partition, said.len()).into();
        }
        all.push(fact);
    }
    all
}

static TAKE: LazyLock<String> = LazyLock::new(|| update(false));
static FILL: LazyLock<String> = LazyLock::new(|| update(true));

/// Columns that are numbers of texts, and those that are amounts, of a run.
const TEXTS: [&str; 3] = ["mapping", "error_code", "error"];
const AMOUNTS: [&str; 10] = [
    "workflow_id",
    "workflow_run_id",
    "worklet_run_id",
    "instance_id",
    "run_id",
    "source_rows",
    "source_failed_rows",
    "target_rows",
    "target_failed_rows",
    "errors",
];

/// A name that a source leaves open stays, and one that only fills counts where none was said. A row is only touched where
/// something changes, so that a spool read a second time writes nothing.
fn update(fills: bool) -> String {
    let text = |name: &&str| {
        let (first, then) =
            if fills { ((*name).to_owned(), format!(":{name}")) } else { (format!(":{name}"), (*name).to_owned()) };
        format!("CASE {first} WHEN :nothing THEN {then} ELSE {first} END")
    };
    let amount = |name: &&str| {
        if fills { format!("coalesce({name}, :{name})") } else { format!("coalesce(:{name}, {name})") }
    };
    let ended = if fills { "coalesce(ended_at, :ended_at)" } else { "coalesce(:ended_at, ended_at)" };
    let mut all: Vec<(String, String)> = vec![
        ("place".to_owned(), ":place".to_owned()),
        ("status".to_owned(), ":status".to_owned()),
        ("ended_at".to_owned(), format!("CASE WHEN :stays THEN ended_at ELSE {ended} END")),
        ("application".to_owned(), "CASE :application WHEN '' THEN application ELSE :application END".to_owned()),
    ];
    all.extend(TEXTS.iter().map(|name| ((*name).to_owned(), text(name))));
    all.extend(AMOUNTS.iter().map(|name| ((*name).to_owned(), amount(name))));
    let set: Vec<String> = all.iter().map(|(name, value)| format!("{name} = {value}")).collect();
    let changes: Vec<String> = all.iter().map(|(name, value)| format!("{name} IS NOT {value}")).collect();
    format!(
        "UPDATE run SET {}, file = :file, line = :line WHERE id = :id AND ({})",
        set.join(", "),
        changes.join(" OR ")
    )
}

const PART: &str = "
    INSERT INTO run_part (run, side, instance, table_name, partition, operation, output_rows, applied_rows, affected_rows,
        rejected_rows, rows_per_second, started_at, ended_at, error_code, error, file, line)
    VALUES (:run, :side, :instance, :table, :partition, :operation, :output_rows, :applied_rows, :affected_rows,
        :rejected_rows, :rows_per_second, :started_at, :ended_at, :error_code, :error, :file, :line)
    ON CONFLICT (run, side, instance, partition, operation) WHERE run IS NOT NULL DO UPDATE SET
        table_name = CASE excluded.table_name WHEN :nothing THEN table_name ELSE excluded.table_name END,
        output_rows = coalesce(excluded.output_rows, output_rows),
        applied_rows = coalesce(excluded.applied_rows, applied_rows),
        affected_rows = coalesce(excluded.affected_rows, affected_rows),
        rejected_rows = coalesce(excluded.rejected_rows, rejected_rows),
        rows_per_second = coalesce(excluded.rows_per_second, rows_per_second),
        started_at = coalesce(excluded.started_at, started_at), ended_at = coalesce(excluded.ended_at, ended_at),
        error_code = CASE excluded.error_code WHEN :nothing THEN error_code ELSE excluded.error_code END,
        error = CASE excluded.error WHEN :nothing THEN error ELSE excluded.error END,
        file = excluded.file, line = excluded.line";
