//! How far live pulls have come.
//!
//! Owns the table `run_pull`. A pull goes on after the highest WORKFLOW_RUN_ID that is known, but for runs that were under way
//! then: from the first of those it is read again. One that has been under way for more than `OPEN_DAYS` days before the
//! newest run is given up: a service that died leaves such rows for ever.

use super::Told;
use crate::store::Catalog;
use crate::store::error::Result;
use crate::store::writer::Writer;
use rusqlite::{OptionalExtension, named_params};

/// Days after which a run that never ended is not waited for.
const OPEN_DAYS: i64 = 7;
/// Hours before the newest start from which rows of tables are read again: they have no number of their run.
const AGAIN: &str = "-24 hours";

impl Writer<'_> {
    /// Notes what a pull tells: the highest number and the newest start.
    pub(super) fn note_pulled(&mut self, told: &Told) {
        let (run, started) = match told {
            Told::Run(run) => (run.key.map(|key| key.workflow_run), Some(run.started_at.as_str())),
            Told::Around(around) => (Some(around.workflow_run), Some(around.started_at.as_str())),
            Told::Part(_) => (None, None),
        };
        self.runs.highest = self.runs.highest.max(run);
        if let Some(started) = started.filter(|at| *at > self.runs.newest.as_str()) {
            started.clone_into(&mut self.runs.newest);
        }
    }

    /// Writes down how far a pull has come.
    pub fn pulled(&mut self, connection: &str) -> Result<()> {
        let Some(highest) = self.runs.highest else { return Ok(()) };
        self.db.execute(
            "INSERT INTO run_pull (connection, through, newest) VALUES (:connection, :through, :newest)
             ON CONFLICT DO UPDATE SET through = max(through, excluded.through), newest = max(newest, excluded.newest)",
            named_params! { ":connection": connection, ":through": highest, ":newest": self.runs.newest },
        )?;
        Ok(())
    }
}

impl Catalog {
    /// The WORKFLOW_RUN_ID after which the next pull goes on, and the day since which rows of tables are read again; nothing
    /// before the first pull.
    pub fn pull_from(&self, connection: &str) -> Result<(Option<i64>, Option<String>)> {
        let sql = "SELECT through, newest, date(newest, ?2) FROM run_pull WHERE connection = ?1";
        let found: Option<(i64, String, Option<String>)> = self
            .db
            .query_row(sql, (connection, AGAIN), |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
            .optional()?;
        let Some((through, newest, day)) = found else { return Ok((None, None)) };
        let open: Option<i64> = self.db.query_row(
            "SELECT min(workflow_run_id) FROM run WHERE workflow_run_id <= :through AND status IN (6, 7, 8, 9, 10, 11)
                 AND started_at >= strftime('%Y-%m-%dT%H:%M:%S', :newest, :days)",
            named_params! { ":through": through, ":newest": newest, ":days": format!("-{OPEN_DAYS} days") },
            |row| row.get(0),
        )?;
        Ok((Some(open.map_or(through, |open| through.min(open - 1))), day))
    }
}
