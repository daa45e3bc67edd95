//! A table of a report: sortable and filterable with a script, whole without one.

/// A column.
#[derive(Debug, Clone, Default)]
pub struct Column {
    /// Its heading.
    pub title: String,
    /// Right-aligned, sorted as numbers.
    pub numeric: bool,
}

/// A cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Words.
    Text(String),
    /// What can be pasted: an address, a value, a digest.
    Code(String),
    /// A word with a colour of its own: a severity, a status, a risk.
    Badge(String),
    /// A number as it is shown, and what it is sorted by.
    Number(String, f64),
    /// Nothing is known.
    Empty,
}

/// A table.
#[derive(Debug, Clone, Default)]
pub struct Table {
    /// Anchor.
    pub id: String,
    /// What it lists, one line.
    pub caption: String,
    /// Headings.
    pub columns: Vec<Column>,
    /// As long as the columns.
    pub rows: Vec<Vec<Cell>>,
    /// Rows that are left out of the page and stand in the companion files.
    pub left_out: u64,
}
