//! Only counts of a diff: `--stat`.

use super::count::Count;
use super::lines::{Line, Paper, Tone, line, span};
use super::words::{self, CLASSES, RISKS};
use super::{Look, count};
use crate::answer::diff::change::{Class, Diff, ObjectDiff};
use crate::model::listing::{Cell, Listing};
use crate::render::table::{harmless, table};
use std::collections::BTreeMap;
use unicode_width::UnicodeWidthStr;

/// Signs of the longest bar.
const BAR: usize = 30;

/// Counts of a diff: a line an object with its changes as signs, then a table by kind, then the sum.
pub(super) fn text(diff: &Diff, look: Look) -> String {
    let mut paper = Paper::new(look.width, look.colour);
    let all: Vec<(String, Count)> =
        diff.objects.iter().map(|object| (harmless(&name(object)), count::changes(object))).collect();
    let most = all.iter().map(|(_, count)| count.total).max().unwrap_or_default();
    // A name that is longer than half a terminal does not push the others away.
    let half = look.width.map_or(usize::MAX, |width| width / 2);
    let column = all.iter().map(|(name, _)| name.width()).filter(|wide| *wide <= half).max().unwrap_or_default();
    for (object, (name, count)) in diff.objects.iter().zip(&all) {
        let filler = " ".repeat(column.saturating_sub(name.width()));
        let digits = most.to_string().len();
        let mut line = vec![span(Tone::Plain, &format!("{name}{filler}")), span(Tone::Faint, " | ")];
        line.push(span(Tone::Plain, &format!("{:>digits$} {:<6} ", count.total, words::risk(object.risk))));
        line.extend(bar(count, most));
        paper.write(1, 2, &line);
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

fn name(object: &ObjectDiff) -> String {
    let (a, b) = words::addresses(object);
    let address = b.map_or_else(|| a.clone(), |b| format!("{a} → {b}"));
    format!("{} {address}", object.kind)
}

/// Changes as signs, a sign each; fewer where there are many, but one of each class at the least.
fn bar(count: &Count, most: usize) -> Line {
    let signs = |(class, own): (Class, usize)| {
        let length = if most > BAR { (own * BAR / most).max(1) } else { own };
        span(super::text::tone(class), &words::sign(class).to_string().repeat(length))
    };
    count.by_class().filter(|(_, own)| *own > 0).map(signs).collect()
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
