//! Only counts of a diff: `--stat`.

use super::lines::{Paper, Tone, line, span};
use super::words::{self, CLASSES, RISKS};
use super::{Look, count};
use crate::answer::diff::change::{Diff, ObjectDiff};
use crate::model::listing::{Cell, Listing};
use crate::render::table::table;
use std::collections::BTreeMap;

/// Signs of the longest bar.
const BAR: usize = 30;

/// Counts of a diff: a line an object with its changes as signs, then a table by kind, then the sum.
pub(super) fn text(diff: &Diff, look: Look) -> String {
    let mut paper = Paper::new(look.width, look.colour);
    let most = diff.objects.iter().map(|object| count::changes(object).total).max().unwrap_or(1).max(1);
    for object in &diff.objects {
        write_object(&mut paper, object, most);
    }
    let mut out = paper.text();
    if !diff.objects.is_empty() {
        out.push('\n');
        out.push_str(&table(&by_kind(diff), look.width));
        out.push('\n');
    }
    let mut last = Paper::new(look.width, look.colour);
    last.write(0, 2, &line(Tone::Strong, &count::line(diff)));
    out + &last.text()
}

fn write_object(paper: &mut Paper, object: &ObjectDiff, most: usize) {
    let count = count::changes(object);
    let (a, b) = words::addresses(object);
    let address = b.map_or_else(|| a.clone(), |b| format!("{a} → {b}"));
    let mut all = vec![span(Tone::Plain, &format!("{} {address}", object.kind)), span(Tone::Faint, " | ")];
    all.push(span(Tone::Plain, &format!("{} {} ", count.total, words::risk(object.risk))));
    for (class, own) in count.by_class().filter(|(_, own)| *own > 0) {
        let signs = if most > BAR { (own * BAR / most).max(1) } else { own };
        all.push(span(super::text::tone(class), &words::sign(class).to_string().repeat(signs)));
    }
    paper.write(1, 2, &all);
}

/// Objects by kind and what became of them, and their changes by risk.
fn by_kind(diff: &Diff) -> Listing {
    let mut kinds: BTreeMap<&str, Vec<&ObjectDiff>> = BTreeMap::new();
    for object in &diff.objects {
        kinds.entry(object.kind.as_str()).or_default().push(object);
    }
    let row = |(kind, objects): (&str, Vec<&ObjectDiff>)| {
        let mut cells = vec![Cell::Text(kind.to_owned())];
        for class in CLASSES {
            let own = objects.iter().filter(|object| object.class == class).count();
            cells.push(Cell::Text(own.to_string()));
        }
        for risk in RISKS {
            let own: usize = objects.iter().map(|object| count::changes(object).risk(risk)).sum();
            cells.push(Cell::Text(own.to_string()));
        }
        cells
    };
    let columns = vec!["kind", "added", "removed", "changed", "renamed", "restated", "high", "medium", "low"];
    Listing { columns, rows: kinds.into_iter().map(row).collect() }
}
