//! Reports as one self-contained HTML file: a page of sections, made of texts, facts, tables and charts.
//!
//! Owns the pieces and how large a page may be. Pieces hold plain text; that nothing in it is obeyed by a browser is the
//! template's and `seen`'s. Nothing is loaded from anywhere.

pub mod chart;
pub mod companion;
pub mod compliance;
pub mod data;
mod fit;
pub mod seal;
pub mod section;
mod seen;
mod svg;
pub mod table;
pub mod verified;
mod view;

use askama::Template;
use chart::Chart;
use data::Data;
use table::Table;

/// Most bytes of a page: what a mail server takes and a browser opens at once.
pub const MOST: usize = 5_000_000;
/// The script of every page. It sorts and filters; the page is whole without it.
const SCRIPT: &str = include_str!("../../templates/report.js");
/// SHA-256 of the script in base64, which the page's policy names: no other script runs in it.
const SCRIPT_HASH: &str = "3sD9okMhoQyfGSFhLrNlejk68rNviYG1Nib/9aMBbwk=";
/// The style of every page.
const STYLE: &str = include_str!("../../templates/report.css");

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
    /// What a later report reads out of it.
    pub data: Data,
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

/// A page as it is written.
#[derive(Debug, Clone)]
pub struct Rendered {
    /// HTML.
    pub text: String,
    /// Rows that did not fit; companions have them.
    pub left_out: u64,
}

/// The page as HTML, at most [`MOST`] bytes: rows beyond are left out evenly over its tables and counted there. Its
/// fingerprint stands in it; see [`seal`].
#[must_use]
pub fn html(page: &Page) -> Rendered {
    let data = page.data.text();
    let mut room = MOST.saturating_sub(data.len() + fit::AROUND);
    let mut rendered = Rendered { text: String::new(), left_out: 0 };
    // An estimate decides what fits; where it was too kind, the next round has less room.
    for _ in 0..8 {
        let most = fit::rows(page, room);
        let text = seal::sealed(view::Shell::new(page, &data, most).render().unwrap_or_default());
        rendered = Rendered { text, left_out: fit::left_out(page, most) };
        if rendered.text.len() <= MOST {
            break;
        }
        room = room / 4 * 3;
    }
    rendered
}

#[cfg(test)]
#[path = "report_tests.rs"]
mod tests;
