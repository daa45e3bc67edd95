//! Nights: how far the nightly job came.
//!
//! Owns which night is taken up. The snapshot of a night is noted in the transaction that makes the snapshot, so a night that
//! is killed and taken up never ingests twice.

use super::Catalog;
use super::error::{Result, StoreError};
use crate::model::night::{Night, StepResult};
use rusqlite::{Connection, OptionalExtension, named_params, params};
use std::collections::BTreeMap;

impl Catalog {
    /// Takes up the newest night, where it was cut short no earlier than `not_before` and ran under the same settings
    /// (`basis`); else begins one. Times are UTC.
    pub fn begin_night(&self, basis: &str, now: &str, not_before: &str) -> Result<Night> {
        const NEWEST: &str = "SELECT id, started_at, snapshot FROM night
                              WHERE ended_at IS NULL AND id = (SELECT max(id) FROM night) AND basis = ?1 AND started_at >= ?2";
        let row = |row: &rusqlite::Row<'_>| {
            Ok(Night {
                id: row.get(0)?,
                started_at: row.get(1)?,
                snapshot: row.get(2)?,
                resumed: true,
                ..Night::default()
            })
        };
        let cut_short = self.db.query_row(NEWEST, [basis, not_before], row).optional()?;
        let mut night = if let Some(night) = cut_short {
            night
        } else {
            self.db.execute("INSERT INTO night (started_at, basis) VALUES (?1, ?2)", [now, basis])?;
            Night { id: self.db.last_insert_rowid(), started_at: now.to_owned(), ..Night::default() }
        };
        night.before = self.last_night(night.id)?;
        night.steps = self.night_steps(night.id)?;
        Ok(night)
    }

    /// The snapshot of the last night before this one that came to its end; `None` where it was pruned or there was none.
    fn last_night(&self, id: i64) -> Result<Option<i64>> {
        let sql = "SELECT s.id FROM night n JOIN snapshot s ON s.id = n.snapshot AND s.pruned_at IS NULL
                   WHERE n.id < ?1 AND n.ended_at IS NOT NULL ORDER BY n.id DESC LIMIT 1";
        Ok(self.db.query_row(sql, [id], |row| row.get(0)).optional()?)
    }

    fn night_steps(&self, id: i64) -> Result<BTreeMap<String, StepResult>> {
        let mut statement = self.db.prepare_cached("SELECT step, result FROM night_step WHERE night = ?1")?;
        let rows = statement.query_map([id], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?;
        let mut steps = BTreeMap::new();
        for row in rows {
            let (step, result) = row?;
            let damaged = |error: serde_json::Error| StoreError::Damaged(format!("night {id}, {step}: {error}"));
            steps.insert(step.clone(), serde_json::from_str(&result).map_err(damaged)?);
        }
        Ok(steps)
    }

    /// The snapshot that a night's ingest made.
    pub fn night_snapshot(&self, id: i64) -> Result<Option<i64>> {
        Ok(self.db.query_row("SELECT snapshot FROM night WHERE id = ?1", [id], |row| row.get(0))?)
    }

    /// When the newest night began and ended, UTC.
    pub fn newest_night(&self) -> Result<Option<(String, Option<String>)>> {
        let sql = "SELECT started_at, ended_at FROM night ORDER BY id DESC LIMIT 1";
        Ok(self.db.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?))).optional()?)
    }

    /// Notes that a step is behind a night.
    pub fn end_step(&self, id: i64, step: &str, result: &StepResult, now: &str) -> Result<()> {
        let json = serde_json::to_string(result).map_err(|error| StoreError::Refused(error.to_string()))?;
        self.db.execute("INSERT OR REPLACE INTO night_step VALUES (?1, ?2, ?3, ?4)", params![id, step, json, now])?;
        Ok(())
    }

    /// Notes that a night came to its end.
    pub fn end_night(&self, id: i64, now: &str) -> Result<()> {
        self.db.execute("UPDATE night SET ended_at = ?2 WHERE id = ?1", params![id, now])?;
        Ok(())
    }
}

/// Notes the snapshot that a night's ingest makes, in the ingest's own transaction.
pub(super) fn made(db: &Connection, night: i64, snapshot: i64) -> Result<()> {
    db.execute(
        "UPDATE night SET snapshot = :snapshot WHERE id = :night",
        named_params! { ":night": night, ":snapshot": snapshot },
    )?;
    Ok(())
}
