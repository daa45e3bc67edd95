//! The newest runs of every place.

use crate::model::census::{OneRun, Ran};
use crate::model::run::Status;
use crate::store::Catalog;
use crate::store::error::Result;
use rusqlite::Row;

const PLACES: &str = "
    SELECT id, repository, folder, workflow, path, session FROM run_place
    ORDER BY repository, folder, workflow, path, session";
/// By the index of places and starts, so that years of runs cost nothing.
const NEWEST: &str = "
    SELECT started_at, status, source_rows, target_rows, target_failed_rows FROM run
    WHERE place = ?1 AND started_at <= ?2 AND platform = 'powercenter' ORDER BY started_at DESC, id DESC LIMIT ?3";

impl Catalog {
    /// The newest runs of every place up to a time, at most so many of each; places without one are left out.
    pub fn newest_runs(&self, until: &str, most: u32) -> Result<Vec<Ran>> {
        let mut find = self.db.prepare_cached(PLACES)?;
        let mut newest = self.db.prepare_cached(NEWEST)?;
        let mut rows = find.query([])?;
        let mut all = Vec::new();
        while let Some(row) = rows.next()? {
            let runs = newest.query_map((row.get::<_, i64>(0)?, until, most), one)?;
            let runs: Vec<OneRun> = runs.collect::<std::result::Result<_, _>>()?;
            if !runs.is_empty() {
                all.push(Ran {
                    repository: row.get(1)?,
                    folder: row.get(2)?,
                    workflow: row.get(3)?,
                    path: row.get(4)?,
                    session: row.get(5)?,
                    runs,
                });
            }
        }
        Ok(all)
    }
}

fn one(row: &Row<'_>) -> rusqlite::Result<OneRun> {
    let status: usize = row.get::<_, i64>(1).map(|code| usize::try_from(code - 1).unwrap_or(usize::MAX))?;
    Ok(OneRun {
        started_at: row.get(0)?,
        status: Status::ALL.get(status).map_or(Status::Unknown, |(status, _)| *status),
        source_rows: row.get(2)?,
        target_rows: row.get(3)?,
        rejected_rows: row.get(4)?,
    })
}
