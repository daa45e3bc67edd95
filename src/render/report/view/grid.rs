//! A table as its template wants it.

use super::super::seen::{Seen, anchor};
use super::super::table::{Cell, Table, grouped};
use crate::model::comply::Severity;

/// Words that have a colour; the others look plain.
const COLOURED: &[(&str, &[&str])] = &[
    ("critical", &["critical"]),
    ("bad", &["high", "error", "failed", "missed", "expired", "refused", "removed", "not checked"]),
    ("warn", &["medium", "warning", "at-risk", "at risk", "expiring", "changed", "unused", "active"]),
    ("good", &["succeeded", "kept", "added", "fixed", "checked", "holds"]),
    ("soft", &["low", "info", "waived", "renamed", "unchanged"]),
    ("new", &["new"]),
];

/// A table.
pub(super) struct Grid<'a> {
    pub(super) id: String,
    pub(super) caption: Seen<'a>,
    pub(super) columns: Vec<(Seen<'a>, bool)>,
    pub(super) bodies: Vec<Body<'a>>,
    /// How many rows there are, with those left out.
    pub(super) all: String,
    /// How many of them are not shown; empty where all are.
    pub(super) left_out: String,
}

/// Rows under one heading.
pub(super) struct Body<'a> {
    pub(super) title: Option<Seen<'a>>,
    pub(super) rows: Vec<Vec<Held<'a>>>,
}

/// A cell.
pub(super) struct Held<'a> {
    pub(super) text: Seen<'a>,
    pub(super) look: Look,
    /// What it is sorted by where that is not its text.
    pub(super) sort: Option<f64>,
}

/// How a cell looks.
pub(super) enum Look {
    Text,
    Code,
    /// Several lines of code: they need width, or the row is taller than a screen.
    Lines,
    Badge(String),
    Number,
    Link(String),
    Empty,
}

impl<'a> Grid<'a> {
    /// The first rows of a table, at most so many.
    pub(super) fn new(table: &'a Table, most: usize, id: String) -> Self {
        let shown = table.rows.len().min(most);
        let left_out = u64::try_from(table.rows.len() - shown).unwrap_or_default() + table.left_out;
        let all = u64::try_from(table.rows.len()).unwrap_or_default() + table.left_out;
        Self {
            id,
            caption: Seen(&table.caption),
            columns: table.columns.iter().map(|column| (Seen(&column.title), column.numeric)).collect(),
            bodies: bodies(table, shown),
            all: grouped(all),
            left_out: if left_out == 0 { String::new() } else { grouped(left_out) },
        }
    }
}

fn bodies(table: &Table, shown: usize) -> Vec<Body<'_>> {
    let rows = |from: usize, to: usize| {
        let kept = table.rows.get(from..to.min(shown)).unwrap_or_default();
        kept.iter().map(|row| row.iter().map(held).collect()).collect::<Vec<_>>()
    };
    let first = table.groups.first().map_or(table.rows.len(), |group| group.from);
    let mut bodies = vec![Body { title: None, rows: rows(0, first) }];
    for (at, group) in table.groups.iter().enumerate() {
        let to = table.groups.get(at + 1).map_or(table.rows.len(), |next| next.from);
        bodies.push(Body { title: Some(Seen(&group.title)), rows: rows(group.from, to) });
    }
    bodies.retain(|body| !body.rows.is_empty());
    bodies
}

fn held(cell: &Cell) -> Held<'_> {
    let (look, sort) = match cell {
        Cell::Text(_) => (Look::Text, None),
        Cell::Code(text) if text.contains('\n') => (Look::Lines, None),
        Cell::Code(_) => (Look::Code, None),
        Cell::Badge(word) => (Look::Badge(tone(word)), rank(word)),
        Cell::Number(_, value) => (Look::Number, Some(*value)),
        Cell::Link(_, to) => (Look::Link(anchor(to)), None),
        Cell::Empty => (Look::Empty, None),
    };
    Held { text: Seen(cell.shown()), look, sort }
}

/// The colour of a word.
pub(super) fn tone(word: &str) -> String {
    let known = COLOURED.iter().find(|(_, words)| words.contains(&word));
    known.map_or("plain", |(tone, _)| tone).to_owned()
}

/// Severities are sorted by what they mean, the worst first.
fn rank(word: &str) -> Option<f64> {
    let place = Severity::ALL.iter().position(|one| one.as_str() == word)?;
    u32::try_from(place).ok().map(f64::from)
}
