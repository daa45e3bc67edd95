//! Rows of a table as people, JSON and CSV see them.

/// One value of a row.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(untagged)]
pub enum Cell {
    /// Nothing known.
    Nothing,
    /// A count, a line, a size.
    Number(i64),
    /// Yes or no.
    Flag(bool),
    /// Anything else.
    Text(String),
}

impl Cell {
    /// The value as plain text: yes and no for flags, nothing for nothing.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Self::Nothing => String::new(),
            Self::Number(number) => number.to_string(),
            Self::Flag(true) => "yes".to_owned(),
            Self::Flag(false) => "no".to_owned(),
            Self::Text(text) => text.clone(),
        }
    }
}

/// A table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Listing {
    /// Column names, also the keys in JSON.
    pub columns: Vec<&'static str>,
    /// Rows; each has a cell for each column.
    pub rows: Vec<Vec<Cell>>,
}

/// What a listing is narrowed to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Name of the repository.
    pub repository: Option<String>,
    /// Name of the folder.
    pub folder: Option<String>,
    /// SQL LIKE pattern on the name (`%` any text, `_` any character).
    pub like: Option<String>,
    /// Number of the snapshot as of which to list.
    pub at: i64,
}
