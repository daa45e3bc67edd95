//! Tables as they leave the catalog: their columns, and the cells of a row.
//!
//! Owns what a reader of an export must know of a table, whatever it is written as. Knows neither SQL nor file formats.
//! Numbers of texts, lists and definitions, which mean something inside of one catalog only, are resolved before.

use std::borrow::Cow;

/// What the cells of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// UTF-8.
    Text,
    /// A whole number, 64 bits.
    Integer,
    /// Yes or no.
    Flag,
    /// A moment, UTC, in microseconds.
    Moment,
    /// A date with a time of day of a place that is not told, in microseconds.
    Local,
}

impl Kind {
    /// Its word, as `export --schema` prints it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Integer => "integer",
            Self::Flag => "flag",
            Self::Moment => "moment",
            Self::Local => "local time",
        }
    }
}

/// A column of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Name.
    pub name: &'static str,
    /// What its cells are.
    pub kind: Kind,
    /// A cell may hold nothing.
    pub nullable: bool,
    /// What it says, with its unit.
    pub meaning: &'static str,
}

impl Column {
    /// A column of texts.
    #[must_use]
    pub const fn text(name: &'static str, meaning: &'static str) -> Self {
        Self { name, kind: Kind::Text, nullable: false, meaning }
    }

    /// A column of whole numbers.
    #[must_use]
    pub const fn integer(name: &'static str, meaning: &'static str) -> Self {
        Self { name, kind: Kind::Integer, nullable: false, meaning }
    }

    /// A column of yes and no.
    #[must_use]
    pub const fn flag(name: &'static str, meaning: &'static str) -> Self {
        Self { name, kind: Kind::Flag, nullable: false, meaning }
    }

    /// A column of times of the program. A text that is no time comes out as nothing.
    #[must_use]
    pub const fn moment(name: &'static str, meaning: &'static str) -> Self {
        Self { name, kind: Kind::Moment, nullable: true, meaning }
    }

    /// A column of times that a source wrote without a zone. A text that is no time comes out as nothing.
    #[must_use]
    pub const fn local(name: &'static str, meaning: &'static str) -> Self {
        Self { name, kind: Kind::Local, nullable: true, meaning }
    }

    /// The same, where a cell may hold nothing.
    #[must_use]
    pub const fn or_nothing(self) -> Self {
        Self { nullable: true, ..self }
    }
}

/// Which rows stand together, and what their place says instead of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Partition {
    /// All rows; the table knows no snapshot.
    None,
    /// Rows by folder; the table knows no snapshot. The first column is the folder.
    Folder,
    /// Rows as they stand in a snapshot.
    Snapshot,
    /// Rows as they stand in a snapshot, by folder. The first column is the folder.
    SnapshotFolder,
}

impl Partition {
    /// True where rows are those of one snapshot.
    #[must_use]
    pub fn has_snapshot(self) -> bool {
        matches!(self, Self::Snapshot | Self::SnapshotFolder)
    }

    /// True where rows stand by folder.
    #[must_use]
    pub fn has_folder(self) -> bool {
        matches!(self, Self::Folder | Self::SnapshotFolder)
    }

    /// The columns that stand in the path of a file, and not in it.
    #[must_use]
    pub fn columns(self) -> &'static [&'static str] {
        match self {
            Self::None => &[],
            Self::Folder => &["folder"],
            Self::Snapshot => &["snapshot"],
            Self::SnapshotFolder => &["snapshot", "folder"],
        }
    }
}

/// A table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dataset {
    /// Name.
    pub name: &'static str,
    /// What a row is.
    pub meaning: &'static str,
    /// Its columns, without `snapshot`.
    pub columns: &'static [Column],
    /// Columns by which a row is known within a catalog, and within a snapshot where it has one.
    pub key: &'static [&'static str],
    /// Which rows stand together.
    pub partition: Partition,
    /// Tables of the catalog whose rows it tells.
    pub tells: &'static [&'static str],
}

/// The column that tables with snapshots have before all others.
pub const SNAPSHOT: Column = Column::integer("snapshot", "Number of the snapshot in which the row stands");

impl Dataset {
    /// Columns of a file: those that its path does not say.
    #[must_use]
    pub fn in_file(&self) -> &'static [Column] {
        if self.partition.has_folder() { self.columns.get(1..).unwrap_or_default() } else { self.columns }
    }

    /// All columns as a reader sees them: `snapshot` first, where rows have one.
    #[must_use]
    pub fn seen(&self) -> Vec<Column> {
        let snapshot = self.partition.has_snapshot().then_some(SNAPSHOT);
        snapshot.into_iter().chain(self.columns.iter().copied()).collect()
    }
}

/// One cell of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell<'r> {
    /// Nothing.
    Nothing,
    /// A text.
    Text(Cow<'r, str>),
    /// A whole number.
    Integer(i64),
    /// Yes or no.
    Flag(bool),
    /// Microseconds since 1970-01-01T00:00:00, UTC or local as the column says.
    Time(i64),
}
