//! What the rows of a table come to, in whatever order they are read.
//!
//! Owns the figures by which an export is held against its catalog: counts, sums, least and most. Any engine of SQL computes
//! them again: `count`, `sum`, `min`, `max`, and for texts the sum of `octet_length`.

use crate::model::dataset::{Cell, Column, Kind};

/// Longest text that is told as least or most, in bytes.
const SHOWN: usize = 200;

/// Figures of a table's rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tally {
    /// Rows.
    pub rows: u64,
    /// Figures of each column.
    pub columns: Vec<Figures>,
}

/// Figures of a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figures {
    /// Name of the column.
    pub name: &'static str,
    /// What its cells are.
    pub kind: Kind,
    /// Cells that hold nothing.
    pub nothing: u64,
    /// Sum of numbers; of flags those that are yes; of texts their bytes; 0 of times.
    pub sum: i128,
    /// Least number, or microseconds of the least time.
    pub least: Option<i64>,
    /// The most.
    pub most: Option<i64>,
    /// Least text by its bytes.
    pub first: Option<String>,
    /// The last.
    pub last: Option<String>,
}

impl Tally {
    /// Of no rows.
    #[must_use]
    pub fn of(columns: &[Column]) -> Self {
        let figures = |column: &Column| Figures {
            name: column.name,
            kind: column.kind,
            nothing: 0,
            sum: 0,
            least: None,
            most: None,
            first: None,
            last: None,
        };
        Self { rows: 0, columns: columns.iter().map(figures).collect() }
    }

    /// Counts a row.
    pub fn add(&mut self, cells: &[Cell<'_>]) {
        self.rows += 1;
        for (figures, cell) in self.columns.iter_mut().zip(cells) {
            figures.add(cell);
        }
    }
}

impl Figures {
    fn add(&mut self, cell: &Cell<'_>) {
        match cell {
            Cell::Nothing => self.nothing += 1,
            Cell::Flag(flag) => self.sum += i128::from(*flag),
            Cell::Integer(number) => {
                self.sum += i128::from(*number);
                self.between(*number);
            }
            Cell::Time(time) => self.between(*time),
            Cell::Text(text) => {
                self.sum += i128::try_from(text.len()).unwrap_or_default();
                if self.first.as_deref().is_none_or(|first| text.as_ref() < first) {
                    self.first = Some(text.to_string());
                }
                if self.last.as_deref().is_none_or(|last| text.as_ref() > last) {
                    self.last = Some(text.to_string());
                }
            }
        }
    }

    fn between(&mut self, number: i64) {
        self.least = Some(self.least.map_or(number, |least| least.min(number)));
        self.most = Some(self.most.map_or(number, |most| most.max(number)));
    }

    /// First and last text, where they are short enough to be told.
    #[must_use]
    pub fn told(&self) -> (Option<&str>, Option<&str>) {
        let short = |text: &Option<String>| text.as_ref().is_some_and(|text| text.len() <= SHOWN);
        let both = short(&self.first) && short(&self.last);
        (self.first.as_deref().filter(|_| both), self.last.as_deref().filter(|_| both))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_do_not_hang_on_the_order() {
        let columns = [Column::integer("n", "").or_nothing(), Column::text("t", ""), Column::flag("f", "")];
        let row = |n: Option<i64>, t: &'static str, f| {
            vec![n.map_or(Cell::Nothing, Cell::Integer), Cell::Text(t.into()), Cell::Flag(f)]
        };
        let rows = [row(Some(i64::MAX), "é", true), row(None, "a", false), row(Some(i64::MAX), "", true)];
        let (mut on, mut back) = (Tally::of(&columns), Tally::of(&columns));
        for (row, other) in rows.iter().zip(rows.iter().rev()) {
            on.add(row);
            back.add(other);
        }
        assert_eq!(on, back);
        assert_eq!((on.rows, on.columns[0].nothing, on.columns[0].sum), (3, 1, 2 * i128::from(i64::MAX)));
        assert_eq!((on.columns[1].sum, on.columns[2].sum), (3, 2));
        assert_eq!(on.columns[1].told(), (Some(""), Some("é")));
    }
}
