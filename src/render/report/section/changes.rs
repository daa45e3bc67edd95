//! Section `changes`: what changed since an earlier snapshot, by kind and risk, and object by object.

use super::{count, note, says, section, several, table, tile};
use crate::answer::diff::change::{Diff, ObjectDiff, Risk};
use crate::answer::report::changes::{Changes, Tally, changes as counted};
use crate::render::diff::words;
use crate::render::report::table::{Cell, grouped};
use crate::render::report::{Block, Section, Tone};

/// Changes that are named of an object.
const NAMED: usize = 4;

/// What is known of the changes.
#[derive(Debug, Clone)]
pub enum Known {
    /// There is no earlier snapshot.
    First,
    /// A diff, and how many changed objects were too many to look into.
    Diff(Box<Diff>, u64),
}

/// The section.
#[must_use]
pub fn changes(known: &Known) -> Section {
    let blocks = match known {
        Known::First => vec![note("There is no earlier snapshot to compare with.")],
        Known::Diff(diff, unseen) => told(diff, *unseen),
    };
    section("changes", "Changes", blocks)
}

fn told(diff: &Diff, unseen: u64) -> Vec<Block> {
    let counted = counted(diff);
    let mut blocks = tally_blocks(diff, &counted);
    if unseen > 0 {
        let objects = several(unseen, "object");
        blocks.push(note(format!(
            "{objects} changed beyond those that are looked into here, so their risk is not known; `catalog report diff` looks \
             into all."
        )));
    }
    let columns = ["Object", "Kind", "Change", "Risk", "What changed"];
    let rows = counted.objects.iter().map(|one| object_cells(one)).collect();
    blocks.push(table("changes-objects", "Changed objects, the highest risk first", &columns, rows));
    blocks
}

/// What was compared, how many changed by risk, and by kind.
pub(super) fn tally_blocks(diff: &Diff, counted: &Changes<'_>) -> Vec<Block> {
    let [low, medium, high] = counted.all.by_risk;
    let is = |many: u64, tone: Tone| if many > 0 { tone } else { Tone::Good };
    let tiles = vec![
        tile(grouped(high), "objects with a change of high risk", words::stake(Risk::High), is(high, Tone::Bad)),
        tile(grouped(medium), "of medium risk", words::stake(Risk::Medium), is(medium, Tone::Warn)),
        tile(grouped(low), "of low risk", words::stake(Risk::Low), Tone::Plain),
    ];
    let row = |(kind, tally): (&&str, &Tally)| {
        let [low, medium, high] = tally.by_risk;
        let numbers = [tally.added, tally.changed, tally.removed, tally.renamed, high, medium, low];
        std::iter::once(Cell::text(kind)).chain(numbers.map(count)).collect()
    };
    let columns = ["Kind", "#Added", "#Changed", "#Removed", "#Renamed", "#High risk", "#Medium risk", "#Low risk"];
    let rows = counted.by_kind.iter().map(row).collect();
    vec![
        says(format!("From {} to {}. {} were compared.", diff.a, diff.b, several(diff.compared, "object"))),
        Block::Tiles(tiles),
        table("changes-kinds", "Changed objects by kind", &columns, rows),
    ]
}

/// An object in a row: address, kind, class, risk, what changed.
pub(super) fn object_cells(one: &ObjectDiff) -> Vec<Cell> {
    let (a, b) = words::addresses(one);
    vec![
        Cell::code(&b.unwrap_or(a)),
        Cell::text(&one.kind),
        Cell::Badge(words::class(one.class).to_owned()),
        Cell::Badge(words::risk(one.risk).to_owned()),
        Cell::text(&what(one)),
    ]
}

/// The changes that matter most, with why.
fn what(one: &ObjectDiff) -> String {
    let mut said: Vec<String> = Vec::new();
    let mut sorted: Vec<&crate::answer::diff::change::Change> = one.changes.iter().collect();
    sorted.sort_by_key(|change| std::cmp::Reverse(change.risk));
    for change in sorted.iter().take(NAMED) {
        let part = words::path(words::around(change), &one.kind);
        let title = words::title(change, &one.kind);
        let why = if change.reason.is_empty() { String::new() } else { format!(" ({})", change.reason) };
        said.push(format!("{part}: {title} {}{why}", words::class(change.class)));
    }
    let more = one.changes.len().saturating_sub(NAMED);
    if more > 0 {
        said.push(format!("and {more} more"));
    }
    if said.is_empty() { one.reason.clone() } else { said.join("\n") }
}
