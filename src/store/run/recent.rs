//! The newest runs of every session that ran, in few bytes each: what later ones are held against.

use super::super::Catalog;
use crate::model::Text;
use crate::model::run::{Past, Platform, Status, seconds_of};
use crate::store::error::Result;
use rusqlite::{OptionalExtension as _, Row};
use rustc_hash::FxHashMap;

/// The newest runs of a place on one platform.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recent {
    /// What ran.
    pub platform: Platform,
    /// Repository; empty where nobody said it, as in all that follow.
    pub repository: Text,
    /// Folder.
    pub folder: Text,
    /// Workflow.
    pub workflow: Text,
    /// Worklets around it.
    pub path: Text,
    /// Session instance.
    pub session: Text,
    /// Mapping of the newest run that says it.
    pub mapping: Text,
    /// Code and words of the error that ended its newest failed run; empty where a good run came after it, or nobody said it.
    pub error: Text,
    /// Oldest first.
    pub runs: Vec<Past>,
}

/// All in the order of the table: a run is looked up in its own page nowhere.
const ALL: &str = "
    SELECT place, platform, mapping, started_at, ended_at, status, source_rows, target_rows,
           coalesce(workflow_run_id, run_id, 0) FROM run";
/// The newest of one place by its index.
const OF_PLACE: &str = "
    SELECT place, platform, mapping, started_at, ended_at, status, source_rows, target_rows,
           coalesce(workflow_run_id, run_id, 0) FROM run WHERE place = ?1 ORDER BY started_at DESC LIMIT ?2";
/// What ended the newest run of a place that failed, was aborted or terminated.
const ERROR: &str = "
    SELECT ec.value, e.value FROM run r JOIN text ec ON ec.id = r.error_code JOIN text e ON e.id = r.error
    WHERE r.place = ?1 AND (r.platform = 'spark') = ?2 AND r.status IN (3, 5, 15) ORDER BY r.started_at DESC LIMIT 1";
const PLACES: &str = "SELECT id, repository, folder, workflow, path, session FROM run_place";

/// Reading all runs is quicker than looking for those of each place while not more than so many times as many are there.
const READ_ALL: u64 = 4;

/// Runs of one place, with the mapping of the newest.
type Found = FxHashMap<(i64, bool), (i64, i64, Vec<Past>)>;

impl Catalog {
    /// The newest runs of each place and platform, `most` at most, by repository, folder, workflow, path and session. What has
    /// no readable start is left out.
    pub fn recent_runs(&self, most: usize) -> Result<Vec<Recent>> {
        let mut found = Found::default();
        let mut places = self.db.prepare_cached(PLACES)?;
        let text = |row: &Row<'_>, at: usize| -> rusqlite::Result<Text> { Ok(row.get_ref(at)?.as_str()?.into()) };
        let rows = places.query_map([], |row| {
            Ok((row.get::<_, i64>(0)?, [text(row, 1)?, text(row, 2)?, text(row, 3)?, text(row, 4)?, text(row, 5)?]))
        })?;
        let places: Vec<(i64, [Text; 5])> = rows.collect::<std::result::Result<_, _>>()?;
        let highest: i64 = self.db.query_row("SELECT coalesce(max(id), 0) FROM run", [], |row| row.get(0))?;
        let wanted = (places.len() as u64).saturating_mul(most as u64);
        if highest.unsigned_abs() <= wanted.saturating_mul(READ_ALL) {
            self.read_runs(ALL, [], &mut found)?;
        } else {
            for (place, _) in &places {
                self.read_runs(OF_PLACE, (place, i64::try_from(most).unwrap_or(i64::MAX)), &mut found)?;
            }
        }
        let names: FxHashMap<i64, [Text; 5]> = places.into_iter().collect();
        let mut all = Vec::with_capacity(found.len());
        for ((place, spark), (_, mapping, mut runs)) in found {
            runs.sort_by_key(|run| run.started);
            runs.drain(..runs.len().saturating_sub(most));
            let Some([repository, folder, workflow, path, session]) = names.get(&place).cloned() else { continue };
            let platform = if spark { Platform::Spark } else { Platform::PowerCenter };
            let mapping = self.text_numbered(mapping)?;
            let end = runs.iter().rfind(|run| run.is_good() || run.is_failed());
            let error = if end.is_some_and(Past::is_failed) { self.error_of(place, spark)? } else { Text::default() };
            all.push(Recent { platform, repository, folder, workflow, path, session, mapping, error, runs });
        }
        all.sort_by(|a, b| key(a).cmp(&key(b)));
        Ok(all)
    }

    fn read_runs(&self, sql: &str, of: impl rusqlite::Params, found: &mut Found) -> Result<()> {
        let mut statement = self.db.prepare_cached(sql)?;
        let mut rows = statement.query(of)?;
        while let Some(row) = rows.next()? {
            let Some(run) = past(row)? else { continue };
            let place = (row.get(0)?, row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)? == "spark");
            let mapping: i64 = row.get(2)?;
            let (newest, known, runs) = found.entry(place).or_insert((i64::MIN, mapping, Vec::new()));
            if run.started >= *newest {
                (*newest, *known) = (run.started, mapping);
            }
            runs.push(run);
        }
        Ok(())
    }

    fn error_of(&self, place: i64, spark: bool) -> Result<Text> {
        let mut statement = self.db.prepare_cached(ERROR)?;
        let said = statement.query_row((place, spark), |row| {
            let [code, words]: [String; 2] = [row.get(0)?, row.get(1)?];
            Ok([code, words].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(": "))
        });
        Ok(said.optional()?.unwrap_or_default().as_str().into())
    }

    fn text_numbered(&self, id: i64) -> Result<Text> {
        let mut statement = self.db.prepare_cached("SELECT value FROM text WHERE id = ?1")?;
        Ok(statement.query_row([id], |row| Ok(row.get_ref(0)?.as_str()?.into()))?)
    }
}

fn key(one: &Recent) -> (&str, &str, &str, &str, &str, Platform) {
    (&one.repository, &one.folder, &one.workflow, &one.path, &one.session, one.platform)
}

fn past(row: &Row<'_>) -> rusqlite::Result<Option<Past>> {
    let Some(started) = seconds_of(row.get_ref(3)?.as_str()?) else { return Ok(None) };
    let ended = row.get_ref(4)?.as_str_or_null()?.and_then(seconds_of);
    let status = usize::try_from(row.get::<_, i64>(5)? - 1).ok().and_then(|at| Status::ALL.get(at));
    let status = status.map_or(Status::Unknown, |(status, _)| *status);
    Ok(Some(Past::new(started, ended, status, [row.get(6)?, row.get(7)?]).within(row.get(8)?)))
}
