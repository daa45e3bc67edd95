//! Sections of reports out of what `answer::report` tells: which tables, which charts, in which words.
//!
//! Owns the cells that all of them use. No HTML, no escaping: pieces are plain text.

pub mod access;
pub mod changes;
pub mod cost;
pub mod diff;
pub mod parameter;
pub mod promise;
pub mod quality;
pub mod runs;
pub mod session;
pub mod tuning;

use super::chart::{Chart, Series, Shape};
use super::table::{Cell, Column, Table, grouped};
use super::{Block, Section, Tile, Tone};

/// Characters of a text in a cell, beyond which it is cut: error messages and statements can be pages long.
const LONGEST: usize = 300;

/// A section.
fn section(id: &str, title: &str, blocks: Vec<Block>) -> Section {
    Section { id: id.to_owned(), title: title.to_owned(), blocks }
}

/// A table. A heading that begins with `#` is of numbers.
fn table(id: &str, caption: &str, columns: &[&str], rows: Vec<Vec<Cell>>) -> Block {
    let column = |title: &&str| match title.strip_prefix('#') {
        Some(title) => Column { title: title.to_owned(), numeric: true },
        None => Column { title: (*title).to_owned(), numeric: false },
    };
    Block::Table(Table {
        id: id.to_owned(),
        caption: caption.to_owned(),
        columns: columns.iter().map(column).collect(),
        rows,
        ..Table::default()
    })
}

/// A paragraph.
fn says(text: impl Into<String>) -> Block {
    Block::Text(text.into())
}

/// A paragraph that must not be missed.
fn note(text: impl Into<String>) -> Block {
    Block::Note(text.into())
}

/// A whole number.
#[expect(clippy::cast_precision_loss, reason = "it is sorted by and drawn, never counted with")]
fn number(number: i64) -> Cell {
    Cell::Number(signed(number), number as f64)
}

/// A count.
fn count(count: u64) -> Cell {
    number(i64::try_from(count).unwrap_or(i64::MAX))
}

/// A number that may not be known.
fn maybe(known: Option<i64>) -> Cell {
    known.map_or(Cell::Empty, number)
}

/// A number with commas between thousands.
fn signed(number: i64) -> String {
    let sign = if number < 0 { "-" } else { "" };
    format!("{sign}{}", grouped(number.unsigned_abs()))
}

/// Tenths of a per cent: `87.5 %`.
#[expect(clippy::cast_precision_loss, reason = "it is sorted by, never counted with")]
fn permille(share: i64) -> Cell {
    Cell::Number(share_of(share), share as f64)
}

/// Tenths of a per cent in words.
fn share_of(permille: i64) -> String {
    format!("{}.{} %", permille / 10, (permille % 10).abs())
}

/// Seconds as people read them, sorted by what they are: `1 h 02 min`, `3 min 20 s`, `45 s`.
#[expect(clippy::cast_precision_loss, reason = "it is sorted by, never counted with")]
fn took(seconds: i64) -> Cell {
    Cell::Number(duration(seconds), seconds as f64)
}

/// Seconds in words.
fn duration(seconds: i64) -> String {
    match seconds {
        ..60 => format!("{seconds} s"),
        60..3600 => format!("{} min {:02} s", seconds / 60, seconds % 60),
        _ => format!("{} h {:02} min", grouped((seconds / 3600).unsigned_abs()), seconds % 3600 / 60),
    }
}

/// A text, cut where it is very long.
fn cut(text: &str) -> Cell {
    Cell::text(&shortened(text))
}

/// A text, cut where it is very long.
fn shortened(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{} …", &text[..at]),
        None => text.to_owned(),
    }
}

/// The first of many, and how many more there are.
fn named(first: &[String], all: u64) -> Cell {
    let more = all.saturating_sub(first.len() as u64);
    let rest = if more > 0 { format!("\nand {} more", grouped(more)) } else { String::new() };
    Cell::code(&format!("{}{rest}", first.join("\n")))
}

/// A big number.
fn tile(value: impl Into<String>, label: &str, note: impl Into<String>, tone: Tone) -> Tile {
    Tile { value: value.into(), label: label.to_owned(), note: note.into(), tone }
}

/// Values of a name, one a label.
#[expect(clippy::cast_precision_loss, reason = "it is drawn, never counted with")]
fn series(name: &str, values: impl Iterator<Item = Option<i64>>) -> Series {
    Series { name: name.to_owned(), values: values.map(|value| value.map(|value| value as f64)).collect() }
}

/// A drawing.
fn chart(id: &str, title: &str, shape: Shape, unit: &str, labels: &[String], series: Vec<Series>) -> Block {
    Block::Chart(Chart {
        id: id.to_owned(),
        title: title.to_owned(),
        shape,
        labels: labels.to_vec(),
        series,
        unit: unit.to_owned(),
        limit: None,
    })
}

/// `1 session`, `2 sessions`.
fn several(count: u64, noun: &str) -> String {
    let end = if count == 1 { "" } else { "s" };
    format!("{} {noun}{end}", grouped(count))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_and_shares_are_in_words() {
        let words = [59, 60, 3599, 3600, 90_061].map(duration);
        assert_eq!(words, ["59 s", "1 min 00 s", "59 min 59 s", "1 h 00 min", "25 h 01 min"]);
        assert_eq!([share_of(1000), share_of(7)], ["100.0 %", "0.7 %"]);
        assert_eq!(signed(-1234), "-1,234");
    }

    #[test]
    fn a_long_text_is_cut_between_characters() {
        assert_eq!(shortened(&"ä".repeat(400)).chars().count(), 302);
        assert_eq!(shortened("short"), "short");
    }
}
