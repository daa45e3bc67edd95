//! Which tables and columns hold personal, card or confidential data.
//!
//! Owns the shape of `classification.yaml`.

/// Kind of data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Class {
    /// Personal data.
    Pii,
    /// Data of payment cards.
    Pci,
    /// Anything else that is confidential.
    Confidential,
}

impl Class {
    /// Its word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pii => "pii",
            Self::Pci => "pci",
            Self::Confidential => "confidential",
        }
    }
}

/// One line of it: a pattern of tables or columns. `*` stands for any characters; case does not count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    /// What it says of them.
    pub class: Class,
    /// Tables; empty: any.
    pub table: String,
    /// Columns; empty: the table as a whole.
    pub column: String,
}

/// All of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Classification {
    /// In the order of the file.
    pub patterns: Vec<Pattern>,
}
