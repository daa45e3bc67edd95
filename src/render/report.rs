//! Reports as one self-contained HTML file: a page of sections, made of texts, facts, tables and charts.
//!
//! Owns the pieces and their HTML. Everything that is shown is escaped by askama; nothing is loaded from anywhere.

pub mod chart;
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
    /// A list of name and value.
    Facts(Vec<(String, String)>),
    /// A table.
    Table(Table),
    /// A drawing, with its numbers as a table behind it.
    Chart(Chart),
}
