//! A diff as one HTML file: no network, no script, the same bytes for the same diff.
//!
//! Owns what the page shows and in which order: the highest risk first. Escaping is the template engine's; that control
//! characters and marks of direction are seen instead of obeyed is `shown`'s. No text reaches the template but through it.

mod object;

use super::count::Total;
use super::words::{self, CLASSES, RISKS};
use crate::answer::diff::change::{Diff, ObjectDiff};
use crate::model::steers;
use askama::Template;
use object::{Index, Object};
use std::cmp::Reverse;

/// Objects that the table of the summary shows at once; the others are folded away.
const FIRST: usize = 20;
/// Objects that are unfolded, from the first on.
const OPEN: usize = 20;

/// The page.
#[derive(Template)]
#[template(path = "diff.html")]
struct Page {
    a: String,
    b: String,
    program: String,
    compared: u64,
    differ: usize,
    changes: usize,
    risks: Vec<Tile>,
    classes: Vec<Tile>,
    notes: Vec<(&'static str, u64)>,
    first: Vec<Index>,
    more: Vec<Index>,
    objects: Vec<Object>,
}

/// A class or a risk: its sign, how many changes have it, and what it means.
struct Tile {
    word: &'static str,
    sign: char,
    count: usize,
    meaning: &'static str,
}

/// A diff as one HTML file. `program` is the version of the program.
#[must_use]
pub fn html(diff: &Diff, program: &str) -> String {
    let total = Total::of(diff);
    let risk = |risk| Tile {
        word: words::risk(risk),
        sign: ' ',
        count: total.changes.risk(risk),
        meaning: words::stake(risk),
    };
    let class = |class| Tile {
        word: words::class(class),
        sign: words::sign(class),
        count: total.changes.class(class),
        meaning: words::meaning(class),
    };
    let mut sorted: Vec<&ObjectDiff> = diff.objects.iter().collect();
    sorted.sort_by_key(|object| Reverse(object.risk));
    let mut first: Vec<Index> = sorted.iter().enumerate().map(|(at, object)| Index::new(object, at)).collect();
    let more = first.split_off(first.len().min(FIRST));
    let page = Page {
        a: shown(&diff.a),
        b: shown(&diff.b),
        program: shown(program),
        compared: diff.compared,
        differ: total.objects.total,
        changes: total.changes.total,
        risks: RISKS.into_iter().map(risk).collect(),
        classes: CLASSES.into_iter().map(class).collect(),
        notes: vec![
            ("noise left out", total.noise),
            ("unchanged facts of these objects", total.unchanged),
            ("secrets that nobody can compare", total.unknown),
            ("left out by --only or --ignore", diff.left_out),
        ],
        first,
        more,
        objects: sorted.iter().enumerate().map(|(at, object)| Object::new(object, at, at < OPEN)).collect(),
    };
    // Nothing in the page can fail to be written: it is all text and numbers.
    page.render().unwrap_or_default()
}

/// A text as a reader is to see it: marks of secrets masked, what would steer (or could not be seen) spelled out, line breaks
/// and tabs kept.
fn shown(text: &str) -> String {
    let masked = words::masked(text).replace("\r\n", "\n");
    let mut out = String::with_capacity(masked.len());
    for c in masked.chars() {
        if steers(c) && !matches!(c, '\n' | '\t') { out.extend(c.escape_unicode()) } else { out.push(c) }
    }
    out
}

#[cfg(test)]
#[path = "html_tests.rs"]
mod tests;
