//! CSV spools of the repository's views → what they tell of runs.
//!
//! Owns which view a header belongs to and what its columns mean (REP_SESS_LOG, REP_SESS_TBL_LOG, REP_WFLOW_RUN,
//! REP_TASK_INST_RUN, OPB_SWIDGINST_LOG and the OPB tables under the others; columns read off a real repository). A row that
//! cannot be understood costs itself and nothing else. Rows that a live pull brings take the same way.

mod column;
mod record;
mod view;

pub use view::View;

use self::column::Column;
use self::record::{Records, Row};
use super::time::Order;
use crate::model::problem::{Problem, Severity};
use crate::model::run::Told;
use std::io::{self, Read};
use view::Cells;

/// What a spool gives: something told, or a row that tells nothing, with its line.
pub type Item = Result<Told, Problem>;

/// Which view the first bytes of a file are a spool of.
#[must_use]
pub fn view_of(start: &[u8]) -> Option<View> {
    let mut header = Row::default();
    let mut records = Records::new(record::text(start, "").ok()?).ok()?;
    if !records.next(&mut header).ok()? {
        return None;
    }
    View::of(&columns(&header.cells))
}

fn columns(header: &[String]) -> Vec<Option<Column>> {
    header.iter().map(|name| Column::named(name)).collect()
}

/// Reads a spool, handing over one row after the other.
///
/// # Errors
///
/// Fails where the bytes cannot be read, or where `take` does.
pub fn read<E: From<io::Error>>(
    bytes: impl Read,
    file: &str,
    take: &mut dyn FnMut(Item) -> Result<(), E>,
) -> Result<(), E> {
    let mut records = Records::new(record::text(bytes, file)?)?;
    let (mut header, mut row) = (Row::default(), Row::default());
    if !records.next(&mut header)? {
        return take(Err(not_runs(file, "it is empty")));
    }
    let Some(mut rows) = Rows::new(&header.cells, file) else {
        return take(Err(not_runs(file, "its first line names no columns of a view of runs")));
    };
    while records.next(&mut row)? {
        if row.is_decoration(&header.cells) {
            continue;
        }
        if let Some(why) = broken(&records, &rows, &row, header.cells.len()) {
            // The other lines that an open quote swallowed are read again, each for itself.
            records.again();
            take(Err(rows.bad(row.line, &why)))?;
            continue;
        }
        for item in rows.row(row.line, &row.cells) {
            take(item)?;
        }
    }
    Ok(())
}

/// Why a record is none. An open quote that a later row happens to close leaves the right number of fields: then a row lies
/// inside of a field.
fn broken<R: Read>(records: &Records<R>, rows: &Rows, row: &Row, wanted: usize) -> Option<String> {
    let got = row.cells.len();
    if got != wanted {
        return Some(format!("{got} fields where the header has {wanted}"));
    }
    let mut inside = Row::default();
    let is_row = |line: &[u8]| {
        let alone = records.alone(line, &mut inside).unwrap_or(false);
        alone && inside.cells.len() == wanted && rows.is_row(&inside)
    };
    records.continued().any(is_row).then(|| "a quote in it is not closed before the next row".to_owned())
}

fn not_runs(file: &str, why: &str) -> Problem {
    let text = format!(
        "{why}; a spool needs a header with the columns of REP_SESS_LOG, REP_SESS_TBL_LOG, REP_WFLOW_RUN, REP_TASK_INST_RUN \
         or OPB_SWIDGINST_LOG"
    );
    Problem::error("not-runs", file, text)
}

/// Rows of one view, whoever brings them.
pub struct Rows {
    file: String,
    view: View,
    columns: Vec<Option<Column>>,
    order: Order,
}

impl Rows {
    /// Rows under a header; `None` where it is no view of runs.
    #[must_use]
    pub fn new(header: &[String], file: &str) -> Option<Self> {
        let columns = columns(header);
        View::of(&columns).map(|view| Self { file: file.to_owned(), view, columns, order: Order::default() })
    }

    /// Rows of a view that was asked for by its name, whatever its columns.
    #[must_use]
    pub fn of(view: &str, header: &[String], file: &str) -> Self {
        let view = match view {
            "REP_WFLOW_RUN" => View::Workflows,
            "REP_TASK_INST_RUN" => View::Tasks,
            "REP_SESS_TBL_LOG" => View::Tables,
            "OPB_SWIDGINST_LOG" => View::Widgets,
            _ => View::Sessions,
        };
        Self { file: file.to_owned(), view, columns: columns(header), order: Order::default() }
    }

    /// What a row tells; a problem where it cannot be understood.
    pub fn row(&mut self, line: u64, cells: &[String]) -> Vec<Item> {
        let mut cells = Cells::new(&self.columns, cells, line, self.order);
        let told = self.view.told(&mut cells);
        let mut items = Vec::with_capacity(1);
        if cells.order != self.order {
            self.order = cells.order;
            let text = "this date has its day before its month; so have the ones after it, while those before were read with \
                        the month first; spool dates as YYYY-MM-DD HH24:MI:SS";
            items.push(Err(Problem::new("run-date-order", Severity::Error, &self.file, line, text)));
        }
        match told {
            Ok(Some(told)) => items.push(Ok(told)),
            Ok(None) => {}
            Err(why) => items.push(Err(self.bad(line, &why))),
        }
        items
    }

    /// True where cells make a row of the view.
    fn is_row(&self, row: &Row) -> bool {
        let mut cells = Cells::new(&self.columns, &row.cells, row.line, self.order);
        matches!(self.view.told(&mut cells), Ok(Some(_)))
    }

    fn bad(&self, line: u64, why: &str) -> Problem {
        Problem::new("run-row", Severity::Error, &self.file, line, format!("{why}; this row was not stored"))
    }
}

#[cfg(test)]
#[path = "spool_tests.rs"]
mod tests;
