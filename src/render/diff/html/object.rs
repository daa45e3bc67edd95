//! What the page shows of an object: its row in the summary, and its table of changes.

use super::super::count;
use super::super::pieces::{self, Piece, Whose, are_long};
use super::super::words::{self, Value};
use super::shown;
use crate::answer::diff::change::{Change, Class, ObjectDiff, Risk, Side, Step, Told};
use crate::answer::diff::part::Part;
use std::collections::BTreeMap;

/// Changes that the summary names.
const NAMED: usize = 3;
/// Rows of a part, or references that follow, that are shown unfolded.
const UNFOLDED: usize = 6;

/// An object in the summary.
pub(super) struct Index {
    pub(super) id: String,
    pub(super) class: &'static str,
    pub(super) sign: char,
    pub(super) risk: &'static str,
    pub(super) kind: String,
    pub(super) address: String,
    pub(super) counts: Vec<(&'static str, usize)>,
    pub(super) most: String,
}

impl Index {
    pub(super) fn new(object: &ObjectDiff, at: usize) -> Self {
        let count = count::changes(object);
        let (a, b) = words::addresses(object);
        Self {
            id: id(at),
            class: words::class(object.class),
            sign: words::sign(object.class),
            risk: words::risk(object.risk),
            kind: shown(&object.kind),
            address: shown(&b.unwrap_or(a)),
            counts: count.by_risk().filter(|(_, own)| *own > 0).map(|(risk, own)| (words::risk(risk), own)).collect(),
            most: most(object),
        }
    }
}

fn id(at: usize) -> String {
    format!("object-{}", at + 1)
}

/// What matters most in an object, in a few words.
fn most(object: &ObjectDiff) -> String {
    let at_most = |change: &&Change| change.risk == object.risk;
    let mut named: Vec<String> = object
        .changes
        .iter()
        .filter(at_most)
        .take(NAMED)
        .map(|change| shown(&words::title(change, &object.kind)))
        .collect();
    named.dedup();
    let more = object.changes.iter().filter(at_most).count().saturating_sub(NAMED);
    match (named.is_empty(), more) {
        (true, _) => shown(&object.reason),
        (_, 0) => named.join(", "),
        _ => format!("{} and {more} more", named.join(", ")),
    }
}

/// An object and its changes.
pub(super) struct Object {
    pub(super) id: String,
    pub(super) class: &'static str,
    pub(super) sign: char,
    pub(super) risk: &'static str,
    pub(super) kind: String,
    pub(super) name: String,
    pub(super) sure: String,
    pub(super) reason: String,
    pub(super) sides: Vec<(&'static str, String, String)>,
    pub(super) sum: String,
    pub(super) is_open: bool,
    pub(super) groups: Vec<Group>,
    pub(super) consequences: Vec<(String, String)>,
}

/// Changes of one part.
pub(super) struct Group {
    pub(super) path: String,
    pub(super) rows: Vec<Row>,
}

/// A change.
pub(super) struct Row {
    pub(super) class: &'static str,
    pub(super) sign: char,
    pub(super) title: String,
    pub(super) sure: String,
    pub(super) secret: &'static str,
    pub(super) risk: &'static str,
    pub(super) reason: String,
    pub(super) before: Cell,
    pub(super) after: Cell,
    pub(super) follows: Vec<String>,
    pub(super) is_folded: bool,
}

/// What one side says.
#[derive(Default)]
pub(super) struct Cell {
    /// A word in the place of a value: not set, empty, hidden.
    pub(super) word: &'static str,
    pub(super) bits: Vec<Bit>,
    pub(super) source: String,
    /// A whole part, and what stands in it, row by row.
    pub(super) rows: Vec<PartRow>,
    pub(super) is_folded: bool,
}

/// A piece of a value.
pub(super) struct Bit {
    pub(super) is_before: bool,
    pub(super) is_after: bool,
    pub(super) text: String,
}

/// A part or a fact of one.
pub(super) struct PartRow {
    /// How deep it stands, at most 6.
    pub(super) depth: usize,
    pub(super) is_part: bool,
    pub(super) name: String,
    pub(super) value: String,
}

impl Object {
    pub(super) fn new(object: &ObjectDiff, at: usize, is_open: bool) -> Self {
        let mut groups: BTreeMap<&[Step], Vec<Row>> = BTreeMap::new();
        for change in &object.changes {
            groups.entry(words::around(change)).or_default().push(Row::new(change, &object.kind));
        }
        let kind = shown(&object.kind);
        let group = |(path, rows): (&[Step], Vec<Row>)| Group { path: shown(&words::path(path, &object.kind)), rows };
        let (a, b) = words::addresses(object);
        let side = |name: &'static str, side: &Option<Side>| match side {
            Some(side) => (name, shown(&side.address), shown(&side.place)),
            None => (name, "not there".to_owned(), String::new()),
        };
        let said = |one| {
            let (what, said) = words::consequence(one);
            (shown(&what), shown(&said))
        };
        Self {
            id: id(at),
            class: words::class(object.class),
            sign: words::sign(object.class),
            risk: words::risk(object.risk),
            kind,
            name: shown(&b.unwrap_or(a)),
            sure: words::likeness(object.class, object.likeness),
            reason: shown(&object.reason),
            sides: vec![side("A", &object.a), side("B", &object.b)],
            sum: sum(object),
            is_open: is_open || object.risk == Risk::High,
            groups: groups.into_iter().map(group).collect(),
            consequences: object.consequences.iter().map(said).collect(),
        }
    }
}

/// Counts of an object in a line.
fn sum(object: &ObjectDiff) -> String {
    let count = count::changes(object);
    let mut said: Vec<String> = if object.changes.is_empty() {
        vec!["no change below it".to_owned()]
    } else {
        let risks: Vec<String> = count
            .by_risk()
            .filter(|(_, own)| *own > 0)
            .map(|(risk, own)| format!("{own} {}", words::risk(risk)))
            .collect();
        vec![format!("{}: {}", words::several(count.total, "change"), risks.join(", "))]
    };
    let others =
        [("noise left out", object.noise), ("unchanged", object.unchanged), ("unknown secrets", object.unknown)];
    said.extend(others.into_iter().filter(|(_, own)| *own > 0).map(|(what, own)| format!("{what}: {own}")));
    said.join(" · ")
}

impl Row {
    fn new(change: &Change, kind: &str) -> Self {
        let (before, after) = cells(change);
        let follows = all_that_follow(change, kind);
        Self {
            class: words::class(change.class),
            sign: words::sign(change.class),
            title: shown(&words::title(change, kind)),
            sure: words::likeness(change.class, change.likeness),
            secret: change.hidden.map_or("", words::hidden),
            risk: words::risk(change.risk),
            reason: shown(&change.reason),
            before,
            after,
            is_folded: follows.len() > UNFOLDED,
            follows,
        }
    }
}

/// References that follow a rename, and what follows them, in order; without recursion, however deep it goes. Their paths
/// are told from where the renamed part stands.
fn all_that_follow(change: &Change, kind: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut open: Vec<&Change> = change.follows.iter().rev().collect();
    while let Some(one) = open.pop() {
        let path = one.path.strip_prefix(words::around(change)).unwrap_or(&one.path);
        let part = shown(&words::path(path, kind));
        let was = one.was.as_ref().map_or(String::new(), |was| format!(" (was {})", shown(was)));
        let fact = one.fact.as_ref().map_or(String::new(), |fact| format!(": {}", shown(fact)));
        out.push(format!("{part}{was}{fact}"));
        open.extend(one.follows.iter().rev());
    }
    out
}

fn cells(change: &Change) -> (Cell, Cell) {
    if let Some(part) = &change.part {
        let there = whole(part);
        return if change.class == Class::Removed { (there, absent()) } else { (absent(), there) };
    }
    if change.fact.is_none() {
        return renamed(change);
    }
    let (before, after) = words::values(change);
    let (from, to) = (change.before.as_ref(), change.after.as_ref());
    match (&before, &after) {
        (Value::Said(a), Value::Said(b)) if are_long(a, b) && change.class != Class::Restated => {
            let all = pieces::of(change, a, b);
            (cut(&all, Whose::After, from), cut(&all, Whose::Before, to))
        }
        _ => (cell(&before, from), cell(&after, to)),
    }
}

fn absent() -> Cell {
    Cell { word: "not there", ..Cell::default() }
}

/// Names of a part that was renamed.
fn renamed(change: &Change) -> (Cell, Cell) {
    let name =
        |text: &str, told: Option<&Told>| Cell { bits: vec![bit(text)], source: source(told), ..Cell::default() };
    let last = change.path.last();
    match (&change.was, last) {
        (Some(was), Some(now)) => (name(was, change.before.as_ref()), name(&now.name, change.after.as_ref())),
        _ => (Cell::default(), Cell::default()),
    }
}

fn bit(text: &str) -> Bit {
    Bit { is_before: false, is_after: false, text: shown(text) }
}

fn source(told: Option<&Told>) -> String {
    told.map_or(String::new(), |told| shown(&words::source(&told.origin, &told.place)))
}

fn cell(value: &Value, told: Option<&Told>) -> Cell {
    let (word, bits) = match value {
        Value::Absent => ("not set", Vec::new()),
        Value::Secret => ("hidden", Vec::new()),
        Value::Said(text) if text.is_empty() => ("empty", Vec::new()),
        Value::Said(text) => ("", vec![bit(text)]),
    };
    Cell { word, bits, source: source(told), ..Cell::default() }
}

/// The pieces of one side: all but those of the other.
fn cut(all: &[Piece], other: Whose, told: Option<&Told>) -> Cell {
    let one = |piece: &Piece| Bit {
        is_before: piece.whose == Whose::Before,
        is_after: piece.whose == Whose::After,
        text: shown(&piece.text),
    };
    let bits = all.iter().filter(|piece| piece.whose != other).map(one).collect();
    Cell { bits, source: source(told), ..Cell::default() }
}

/// A part with everything in it, row by row; without recursion, however deep it goes.
fn whole(part: &Part) -> Cell {
    let mut rows = Vec::new();
    let mut open = vec![(0, part)];
    while let Some((depth, part)) = open.pop() {
        let row =
            |is_part, name: String, value: String, depth: usize| PartRow { depth: depth.min(6), is_part, name, value };
        if depth > 0 {
            rows.push(row(true, shown(&words::named(&part.kind, &part.name)), shown(&part.place), depth));
        }
        rows.extend(part.facts.iter().map(|fact| row(false, shown(&fact.name), shown(&fact.value), depth)));
        open.extend(part.parts.iter().rev().map(|inner| (depth + 1, inner)));
    }
    Cell { source: shown(&part.place), is_folded: rows.len() > UNFOLDED, rows, ..Cell::default() }
}
