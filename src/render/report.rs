//! Reports as one self-contained HTML file: a page of sections, made of texts, facts, tables and charts.
//!
//! Owns the pieces. Pieces hold plain text.

pub mod chart;
pub mod section;
pub mod table;

use chart::Chart;
use table::Table;

/// A page.
#[derive(Debug, Clone, Default)]
pub struct Page {
    /// What it is: `Compliance report`.
    pub title: String,
    /// Of what: repository, folder, session.
    pub subtitle: String,
    /// Facts under the title: data as of, snapshot, environment.
    pub facts: Vec<(String, String)>,
    /// In order.
    pub sections: Vec<Section>,
    /// What it rests on: input digests, versions, audit head. The fingerprint is added when it is rendered.
    pub integrity: Vec<(String, String)>,
    /// Version of this program.
    pub program: String,
    /// When it was made, UTC; the as-of time where one was asked for.
    pub generated_at: String,
}

/// A section with a heading, and an entry in the table of contents.
#[derive(Debug, Clone, Default)]
pub struct Section {
    /// Anchor: `access`.
    pub id: String,
    /// Heading.
    pub title: String,
    /// In order.
    pub blocks: Vec<Block>,
}

/// A piece of a section.
#[derive(Debug, Clone)]
pub enum Block {
    /// A smaller heading.
    Heading(String),
    /// A paragraph.
    Text(String),
    /// A paragraph set apart: what must not be missed.
    Note(String),
    /// A list of short texts.
    List(Vec<String>),
    /// A list of name and value.
    Facts(Vec<(String, String)>),
    /// Big numbers beside each other.
    Tiles(Vec<Tile>),
    /// A table.
    Table(Table),
    /// A drawing, with its numbers as a table behind it.
    Chart(Chart),
    /// One of several things of a kind, with a heading of its own.
    Item(Item),
    /// Something folded away.
    Fold(Fold),
}

/// Whether a number is good news.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Tone {
    /// It is neither.
    #[default]
    Plain,
    /// All is well.
    Good,
    /// Look at it.
    Warn,
    /// Act.
    Bad,
}

/// A big number.
#[derive(Debug, Clone, Default)]
pub struct Tile {
    /// The number as it is shown.
    pub value: String,
    /// What it counts.
    pub label: String,
    /// One more line; may be empty.
    pub note: String,
    /// Its colour.
    pub tone: Tone,
}

/// One of several things of a kind. Its blocks hold no further item.
#[derive(Debug, Clone, Default)]
pub struct Item {
    /// Anchor.
    pub id: String,
    /// Heading.
    pub title: String,
    /// Words with a colour of their own, beside the heading.
    pub badges: Vec<String>,
    /// In order.
    pub blocks: Vec<Block>,
}

/// Something folded away; printed unfolded.
#[derive(Debug, Clone, Default)]
pub struct Fold {
    /// What stands there while it is folded.
    pub title: String,
    /// Unfolded from the start.
    pub open: bool,
    /// In order.
    pub blocks: Vec<Block>,
}
