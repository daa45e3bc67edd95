//! What the templates of a report are given: texts only as [`Seen`], anchors made unique, rows cut to what fits.

mod drawing;
mod grid;

use super::seen::{Seen, anchor};
use super::{Block, Page, SCRIPT, SCRIPT_HASH, STYLE, Tone};
use askama::Template;
use drawing::Figure;
use grid::{Grid, Look};
use std::collections::BTreeMap;

/// The page.
#[derive(Template)]
#[template(path = "report.html")]
pub(super) struct Shell<'a> {
    style: &'static str,
    script: &'static str,
    script_hash: &'static str,
    title: Seen<'a>,
    subtitle: Seen<'a>,
    facts: Vec<(Seen<'a>, Seen<'a>)>,
    sections: Vec<Part<'a>>,
    integrity: Vec<(Seen<'a>, Seen<'a>)>,
    program: Seen<'a>,
    generated_at: Seen<'a>,
    /// JSON without angle brackets.
    data: &'a str,
}

/// A section.
struct Part<'a> {
    id: String,
    title: Seen<'a>,
    pieces: Vec<Piece<'a>>,
}

/// A block. It renders itself, so that one may stand in another.
#[derive(Template)]
#[template(path = "report_block.html")]
struct Piece<'a> {
    kind: Kind<'a>,
}

/// What a block is.
enum Kind<'a> {
    Heading(Seen<'a>),
    Text(Seen<'a>),
    Note(Seen<'a>),
    List(Vec<Seen<'a>>),
    Facts(Vec<(Seen<'a>, Seen<'a>)>),
    Tiles(Vec<Big<'a>>),
    Table(Grid<'a>),
    Chart(Figure<'a>),
    Item { id: String, title: Seen<'a>, badges: Vec<(Seen<'a>, String)>, pieces: Vec<Piece<'a>> },
    Fold { title: Seen<'a>, open: bool, pieces: Vec<Piece<'a>> },
}

/// A tile.
struct Big<'a> {
    value: Seen<'a>,
    label: Seen<'a>,
    note: Seen<'a>,
    tone: &'static str,
}

/// Hands out anchors: the second of a name gets a number.
#[derive(Default)]
struct Anchors(BTreeMap<String, u32>);

impl Anchors {
    fn take(&mut self, text: &str) -> String {
        let wanted = anchor(text);
        let count = self.0.entry(wanted.clone()).or_default();
        *count += 1;
        if *count == 1 { wanted } else { format!("{wanted}--{count}") }
    }
}

impl<'a> Shell<'a> {
    /// The view of a page whose tables show at most so many rows.
    pub(super) fn new(page: &'a Page, data: &'a str, most: usize) -> Self {
        let mut anchors = Anchors::default();
        for taken in ["main", "integrity", "contents"] {
            anchors.take(taken);
        }
        let sections = page.sections.iter().map(|section| Part {
            id: anchors.take(&section.id),
            title: Seen(&section.title),
            pieces: pieces(&section.blocks, most, &mut anchors),
        });
        Self {
            style: STYLE,
            script: SCRIPT,
            script_hash: SCRIPT_HASH,
            title: Seen(&page.title),
            subtitle: Seen(&page.subtitle),
            facts: seen(&page.facts),
            sections: sections.collect(),
            integrity: seen(&page.integrity),
            program: Seen(&page.program),
            generated_at: Seen(&page.generated_at),
            data,
        }
    }
}

fn seen(facts: &[(String, String)]) -> Vec<(Seen<'_>, Seen<'_>)> {
    facts.iter().map(|(name, value)| (Seen(name), Seen(value))).collect()
}

fn pieces<'a>(blocks: &'a [Block], most: usize, anchors: &mut Anchors) -> Vec<Piece<'a>> {
    blocks.iter().map(|block| Piece { kind: kind(block, most, anchors) }).collect()
}

fn kind<'a>(block: &'a Block, most: usize, anchors: &mut Anchors) -> Kind<'a> {
    match block {
        Block::Heading(text) => Kind::Heading(Seen(text)),
        Block::Text(text) => Kind::Text(Seen(text)),
        Block::Note(text) => Kind::Note(Seen(text)),
        Block::List(texts) => Kind::List(texts.iter().map(|text| Seen(text)).collect()),
        Block::Facts(facts) => Kind::Facts(seen(facts)),
        Block::Tiles(tiles) => Kind::Tiles(tiles.iter().map(big).collect()),
        Block::Table(table) => Kind::Table(Grid::new(table, most, anchors.take(&table.id))),
        Block::Chart(chart) => Kind::Chart(Figure::new(chart, anchors.take(&chart.id))),
        Block::Item(item) => Kind::Item {
            id: anchors.take(&item.id),
            title: Seen(&item.title),
            badges: item.badges.iter().map(|word| (Seen(word), grid::tone(word))).collect(),
            pieces: pieces(&item.blocks, most, anchors),
        },
        Block::Fold(fold) => {
            Kind::Fold { title: Seen(&fold.title), open: fold.open, pieces: pieces(&fold.blocks, most, anchors) }
        }
    }
}

fn big(tile: &super::Tile) -> Big<'_> {
    let tone = match tile.tone {
        Tone::Plain => "plain",
        Tone::Good => "good",
        Tone::Warn => "warn",
        Tone::Bad => "bad",
    };
    Big { value: Seen(&tile.value), label: Seen(&tile.label), note: Seen(&tile.note), tone }
}
