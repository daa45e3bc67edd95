//! Runs in a line each, place by place: many thousand sessions with their newest runs, without holding them all.

use super::list::platform;
use crate::model::Text;
use crate::model::run::{Line, Lines, Rows, Status};
use crate::store::Catalog;
use crate::store::error::Result;
use rusqlite::{Row, named_params};

const PLACES: &str = "
    SELECT id, repository, folder, workflow, path, session FROM run_place
    WHERE :folder IS NULL OR folder = :folder
    ORDER BY repository, folder, workflow, path, session, id";

/// Newest first, so that the index ends the search. What an error says is read only of what ended badly.
const RUNS: &str = "
    SELECT r.id, r.platform, r.started_at, r.ended_at, r.status, r.source_rows, r.source_failed_rows, r.target_rows,
           r.target_failed_rows, ec.value, e.value, coalesce(r.workflow_run_id, r.run_id)
    FROM run r
    LEFT JOIN text ec ON ec.id = r.error_code AND r.status IN (3, 4, 5, 15)
    LEFT JOIN text e ON e.id = r.error AND r.status IN (3, 4, 5, 15)
    WHERE r.place = :place AND r.started_at <= :until
    ORDER BY r.started_at DESC, r.id DESC LIMIT :most";

impl Catalog {
    /// Start of the newest run that began by a time, in the folder of a name or in all; `None` where none did.
    pub fn newest_run(&self, until: &str, folder: Option<&str>) -> Result<Option<String>> {
        const NEWEST: &str = "
            SELECT max((SELECT max(r.started_at) FROM run r WHERE r.place = p.id AND r.started_at <= :until))
            FROM run_place p WHERE :folder IS NULL OR p.folder = :folder";
        let params = named_params! { ":until": until, ":folder": folder };
        Ok(self.db.prepare_cached(NEWEST)?.query_row(params, |row| row.get(0))?)
    }

    /// Hands the newest runs of each place over that began by a time, oldest first, `most` at most of each place; places in
    /// the order of their names.
    pub fn run_lines<E: From<crate::store::StoreError>>(
        &self,
        until: &str,
        folder: Option<&str>,
        most: i64,
        take: &mut dyn FnMut(Lines) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        for (id, place) in self.line_places(folder)? {
            let runs = self.lines_of(id, until, most)?;
            if !runs.is_empty() {
                take(Lines { runs, ..place })?;
            }
        }
        Ok(())
    }

    fn line_places(&self, folder: Option<&str>) -> Result<Vec<(i64, Lines)>> {
        let mut statement = self.db.prepare_cached(PLACES)?;
        let rows = statement.query_map(named_params! { ":folder": folder }, |row| {
            let place = Lines {
                repository: text(row, 1)?,
                folder: text(row, 2)?,
                workflow: text(row, 3)?,
                path: text(row, 4)?,
                session: text(row, 5)?,
                runs: Vec::new(),
            };
            Ok((row.get(0)?, place))
        })?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    fn lines_of(&self, place: i64, until: &str, most: i64) -> Result<Vec<Line>> {
        let mut statement = self.db.prepare_cached(RUNS)?;
        let rows = statement.query_map(named_params! { ":place": place, ":until": until, ":most": most }, |row| {
            let status: i64 = row.get(4)?;
            let status = usize::try_from(status - 1).ok().and_then(|at| Status::ALL.get(at));
            Ok(Line {
                id: row.get(0)?,
                platform: platform(row.get_ref(1)?.as_str()?),
                started_at: row.get(2)?,
                ended_at: row.get(3)?,
                status: status.map_or(Status::Unknown, |(status, _)| *status),
                source: Rows { good: row.get(5)?, failed: row.get(6)? },
                target: Rows { good: row.get(7)?, failed: row.get(8)? },
                error_code: text(row, 9)?,
                error: text(row, 10)?,
                workflow_run: row.get(11)?,
            })
        })?;
        let mut runs: Vec<Line> = rows.collect::<std::result::Result<_, _>>()?;
        runs.reverse();
        Ok(runs)
    }
}

/// A text; empty where there is none.
fn text(row: &Row<'_>, at: usize) -> rusqlite::Result<Text> {
    Ok(row.get_ref(at)?.as_str_or_null()?.unwrap_or_default().into())
}
