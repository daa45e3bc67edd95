//! Runs counted by place, all in one statement.

use crate::model::Text;
use crate::model::run::{Figures, Platform};
use crate::store::Catalog;
use crate::store::error::Result;

const FIGURES: &str = "
    SELECT r.platform, p.repository, p.folder, p.workflow, p.path, p.session, count(*), min(r.started_at), max(r.started_at),
           CAST(avg(CASE WHEN r.status = 1 THEN r.target_rows END) AS INTEGER)
    FROM run_place p CROSS JOIN run r ON r.place = p.id
    GROUP BY p.id, r.platform
    ORDER BY p.repository, p.folder, p.workflow, p.path, p.session, r.platform";

impl Catalog {
    /// The runs of every place and platform, sorted.
    pub fn run_figures(&self) -> Result<Vec<Figures>> {
        let mut statement = self.db.prepare_cached(FIGURES)?;
        let rows = statement.query_map([], |row| {
            let text = |at: usize| -> rusqlite::Result<Text> { Ok(row.get_ref(at)?.as_str()?.into()) };
            let spark = row.get_ref(0)?.as_str()? == "spark";
            Ok(Figures {
                platform: if spark { Platform::Spark } else { Platform::PowerCenter },
                repository: text(1)?,
                folder: text(2)?,
                workflow: text(3)?,
                path: text(4)?,
                session: text(5)?,
                runs: row.get(6)?,
                first: row.get(7)?,
                last: row.get(8)?,
                target_rows: row.get(9)?,
            })
        })?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }
}
