//! Figures over the whole catalog, each in one statement.

use super::error::Result;
use super::{Catalog, credential, schema};
use crate::model::metric::{Assessed, Figures, LastRun};
use crate::model::run::{Platform, Status};
use rusqlite::OptionalExtension;

const OBJECTS: &str = "SELECT kind, count(*) FROM current_object GROUP BY kind ORDER BY kind";

const PROBLEMS: &str = "SELECT severity, count(*) FROM problem WHERE snapshot = (SELECT max(id) FROM snapshot)
                        GROUP BY severity ORDER BY severity";

const ALERTS: &str = "SELECT severity, count(*) FROM alert WHERE closed_at IS NULL GROUP BY severity ORDER BY severity";

const ASSESSMENTS: &str = "
    SELECT environment, snapshot, recorded_at, score_after FROM assessment a
    WHERE snapshot = (SELECT max(n.snapshot) FROM assessment n WHERE n.environment = a.environment) ORDER BY environment";

const FINDINGS: &str = "
    SELECT category, severity, status, findings FROM assessment_count WHERE environment = ?1 AND snapshot = ?2
    ORDER BY category, severity, status";

const LAST_RUNS: &str = "
    SELECT p.repository, p.folder, p.workflow, p.path, p.session, r.platform, r.started_at, r.ended_at, r.status,
           r.source_rows, r.target_rows, r.target_failed_rows
    FROM run_place p CROSS JOIN run r
    ON r.id = (SELECT n.id FROM run n WHERE n.place = p.id ORDER BY n.started_at DESC, n.id DESC LIMIT 1)
    ORDER BY p.repository, p.folder, p.workflow, p.path, p.session";

impl Catalog {
    /// Everything that is measured. `program` is the version of the program that asks.
    pub fn figures(&self, program: &str) -> Result<Figures> {
        let newest = "SELECT id, finished_at FROM snapshot ORDER BY id DESC LIMIT 1";
        let in_force: Vec<_> = credential::all(self)?.into_iter().filter(|one| one.in_force).collect();
        let size = std::fs::metadata(self.path()).map_or(0, |file| file.len());
        Ok(Figures {
            catalog: credential::catalog_id(self)?.to_string(),
            program: program.to_owned(),
            schema: schema::known_version(),
            snapshot: self.db.query_row(newest, [], |row| Ok((row.get(0)?, row.get(1)?))).optional()?,
            objects: self.counts(OBJECTS)?,
            problems: self.counts(PROBLEMS)?,
            assessments: self.assessed()?,
            alerts: self.counts(ALERTS)?,
            deliveries: self.delivery_counts()?,
            last_runs: self.last_runs()?,
            credentials: i64::try_from(in_force.len()).unwrap_or(i64::MAX),
            oldest_credential: in_force.into_iter().map(|one| one.set_at).min(),
            bytes: size,
        })
    }

    fn counts(&self, sql: &str) -> Result<Vec<(String, i64)>> {
        let mut statement = self.db.prepare_cached(sql)?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    fn delivery_counts(&self) -> Result<Vec<([String; 2], i64)>> {
        let mut statement = self.db.prepare_cached(
            "SELECT sink, state, count(*) FROM alert_delivery GROUP BY sink, state ORDER BY sink, state",
        )?;
        let rows = statement.query_map([], |row| Ok(([row.get(0)?, row.get(1)?], row.get(2)?)))?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    fn assessed(&self) -> Result<Vec<Assessed>> {
        let mut statement = self.db.prepare_cached(ASSESSMENTS)?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
        let all: Vec<(String, i64, String, i64)> = rows.collect::<std::result::Result<_, _>>()?;
        let mut counts = self.db.prepare_cached(FINDINGS)?;
        all.into_iter()
            .map(|(environment, snapshot, recorded_at, score)| {
                let rows = counts.query_map((&environment, snapshot), |row| {
                    Ok(([row.get(0)?, row.get(1)?, row.get(2)?], row.get(3)?))
                })?;
                let findings = rows.collect::<std::result::Result<_, _>>()?;
                Ok(Assessed { environment, recorded_at, score, findings })
            })
            .collect()
    }

    fn last_runs(&self) -> Result<Vec<LastRun>> {
        let mut statement = self.db.prepare_cached(LAST_RUNS)?;
        let rows = statement.query_map([], |row| {
            let status = row.get::<_, i64>(8).map(|code| usize::try_from(code - 1).unwrap_or(usize::MAX))?;
            let spark = row.get_ref(5)?.as_str()? == "spark";
            Ok(LastRun {
                place: [row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?],
                platform: if spark { Platform::Spark } else { Platform::PowerCenter },
                started_at: row.get(6)?,
                ended_at: row.get(7)?,
                status: Status::ALL.get(status).map_or(Status::Unknown, |(status, _)| *status),
                rows: [row.get(9)?, row.get(10)?, row.get(11)?],
            })
        })?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }
}
