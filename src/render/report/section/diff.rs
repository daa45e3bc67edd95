//! Page `diff`: what changed between two ends, in counts, then object by object with both values.
//!
//! Marks of secrets are words here, as in every form of a diff.

use super::changes::{object_cells, tally_blocks};
use super::{note, section, shortened, table};
use crate::answer::diff::change::{Change, Class, Diff, ObjectDiff};
use crate::answer::report::changes::changes;
use crate::render::diff::words::{self, Value};
use crate::render::report::table::Cell;
use crate::render::report::{Block, Item, Section};

/// Objects that have a heading of their own; the changes of the others stand in one table.
const ITEMS: usize = 60;

/// The sections of the page.
#[must_use]
pub fn diff(diff: &Diff) -> Vec<Section> {
    let counted = changes(diff);
    let mut summary = tally_blocks(diff, &counted);
    if diff.is_same() {
        summary.push(note("Nothing differs."));
    }
    summary.push(table(
        "summary-objects",
        "Objects that differ, the highest risk first",
        &["Object", "Kind", "Change", "Risk", "What changed"],
        counted.objects.iter().map(|one| object_cells(one)).collect(),
    ));
    let mut all = vec![section("summary", "Summary", summary)];
    let with_changes: Vec<&ObjectDiff> =
        counted.objects.iter().filter(|one| !one.changes.is_empty() || !one.consequences.is_empty()).copied().collect();
    let (first, rest) = with_changes.split_at(with_changes.len().min(ITEMS));
    if !first.is_empty() {
        let items = first.iter().enumerate().map(|(at, one)| Block::Item(item(at, one)));
        all.push(section("objects", "Objects", items.collect()));
    }
    if !rest.is_empty() {
        let rows = rest.iter().flat_map(|one| one.changes.iter().map(|change| whole_row(one, change))).collect();
        let columns = ["Object", "Part", "What", "Change", "Risk", "Before", "After", "Why"];
        let table = table("others-changes", "Changes of the other objects", &columns, rows);
        all.push(section("others", "Other objects", vec![table]));
    }
    all
}

fn name(one: &ObjectDiff) -> String {
    let (a, b) = words::addresses(one);
    b.unwrap_or(a)
}

fn item(at: usize, one: &ObjectDiff) -> Item {
    let id = format!("object-{}", at + 1);
    let columns = ["Part", "What", "Change", "Risk", "Before", "After", "Why"];
    let rows = one.changes.iter().map(|change| row(one, change)).collect();
    let mut blocks = Vec::new();
    if let (Some(a), Some(b)) = (&one.a, &one.b)
        && a.address != b.address
    {
        blocks.push(Block::Facts(vec![
            ("Before".to_owned(), words::masked(&a.address)),
            ("After".to_owned(), words::masked(&b.address)),
        ]));
    }
    blocks.push(table(&format!("{id}-changes"), &format!("Changes of {}", name(one)), &columns, rows));
    if !one.consequences.is_empty() {
        let said = one.consequences.iter().map(|one| {
            let (what, said) = words::consequence(one);
            format!("{what}: {said}")
        });
        blocks.push(Block::List(said.collect()));
    }
    Item {
        id,
        title: name(one),
        badges: vec![words::class(one.class).to_owned(), words::risk(one.risk).to_owned()],
        blocks,
    }
}

fn row(object: &ObjectDiff, change: &Change) -> Vec<Cell> {
    let (before, after) = values(change);
    vec![
        Cell::text(&words::path(words::around(change), &object.kind)),
        Cell::text(&words::title(change, &object.kind)),
        Cell::Badge(words::class(change.class).to_owned()),
        Cell::Badge(words::risk(change.risk).to_owned()),
        before,
        after,
        Cell::text(&change.reason),
    ]
}

fn whole_row(object: &ObjectDiff, change: &Change) -> Vec<Cell> {
    std::iter::once(Cell::code(&name(object))).chain(row(object, change)).collect()
}

/// Both values. Of a part that came or went as a whole there is none to show.
fn values(change: &Change) -> (Cell, Cell) {
    if change.fact.is_none() {
        let there = || Cell::Text("there".to_owned());
        return match change.class {
            Class::Added => (Cell::Empty, there()),
            Class::Removed => (there(), Cell::Empty),
            _ => (Cell::Empty, Cell::Empty),
        };
    }
    let cell = |value: Value| match value {
        Value::Absent => Cell::Empty,
        Value::Secret => Cell::Text("hidden".to_owned()),
        Value::Said(text) if text.is_empty() => Cell::Text("empty".to_owned()),
        Value::Said(text) => Cell::Code(shortened(&text)),
    };
    let (before, after) = words::values(change);
    (cell(before), cell(after))
}
