//! A table of a report: sortable and filterable with a script, whole without one.

/// A column.
#[derive(Debug, Clone, Default)]
pub struct Column {
    /// Its heading.
    pub title: String,
    /// Right-aligned, sorted as numbers.
    pub numeric: bool,
}

impl Column {
    /// A column of words.
    #[must_use]
    pub fn text(title: &str) -> Self {
        Self { title: title.to_owned(), numeric: false }
    }

    /// A column of numbers.
    #[must_use]
    pub fn number(title: &str) -> Self {
        Self { title: title.to_owned(), numeric: true }
    }
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
    /// Words that lead to an anchor of the page.
    Link(String, String),
    /// Nothing is known.
    Empty,
}

impl Cell {
    /// A count, with commas between thousands.
    #[must_use]
    pub fn count(number: u64) -> Self {
        // Counts of a report are far below the 53 bits that a float keeps, and only their order matters here.
        #[expect(clippy::cast_precision_loss)]
        Self::Number(grouped(number), number as f64)
    }

    /// Words, or nothing where there are none.
    #[must_use]
    pub fn text(text: &str) -> Self {
        if text.is_empty() { Self::Empty } else { Self::Text(text.to_owned()) }
    }

    /// A time as people read it, which may break between day and hour.
    #[must_use]
    pub fn time(text: &str) -> Self {
        Self::text(&text.replacen('T', " ", 1))
    }

    /// What can be pasted, or nothing where there is none.
    #[must_use]
    pub fn code(text: &str) -> Self {
        if text.is_empty() { Self::Empty } else { Self::Code(text.to_owned()) }
    }

    /// What is shown.
    #[must_use]
    pub fn shown(&self) -> &str {
        match self {
            Self::Text(text) | Self::Code(text) | Self::Badge(text) | Self::Number(text, _) | Self::Link(text, _) => {
                text
            }
            Self::Empty => "",
        }
    }
}

/// A number with commas between thousands.
#[must_use]
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Rows that belong together.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Group {
    /// What they have in common.
    pub title: String,
    /// The first of its rows; it reaches to the next group.
    pub from: usize,
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
    /// As long as the columns. The first cell heads its row.
    pub rows: Vec<Vec<Cell>>,
    /// Rows under headings of their own, in order; may be empty.
    pub groups: Vec<Group>,
    /// Rows that whoever made it left out.
    pub left_out: u64,
}
