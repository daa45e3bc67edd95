//! A diff as text: side by side on a wide terminal, one below the other on a narrow one, unwrapped elsewhere.

use super::lines::{Line, Paper, Span, Tone, line, span};
use super::pieces::{self, Piece, Row, Whose, are_long, rows};
use super::words::{self, Value};
use super::{Look, count};
use crate::answer::diff::change::{Change, Class, Diff, ObjectDiff, Risk, Step, Told};
use crate::answer::diff::part::Part;
use std::collections::BTreeMap;

/// Columns from which both sides stand beside each other.
const WIDE: usize = 120;
/// Where changes stand, and their values.
const CHANGE: usize = 4;
const VALUE: usize = 6;
/// Rows around a difference of a long text that are shown although they are the same.
const AROUND: usize = 2;
/// Facts of a part that was added or removed that are listed; the others are counted.
const LISTED: usize = 12;

/// A diff as text.
pub(super) fn text(diff: &Diff, look: Look) -> String {
    let mut paper = Paper::new(look.width, look.colour);
    for (name, side) in [("A", &diff.a), ("B", &diff.b)] {
        paper.write(0, 3, &vec![span(Tone::Faint, &format!("{name}  ")), span(Tone::Plain, &words::masked(side))]);
    }
    let is_wide = look.width.is_some_and(|width| width >= WIDE);
    for object in &diff.objects {
        paper.gap();
        write_object(&mut paper, object, is_wide);
    }
    paper.gap();
    paper.write(0, 2, &line(Tone::Strong, &count::line(diff)));
    paper.text()
}

fn write_object(paper: &mut Paper, object: &ObjectDiff, is_wide: bool) {
    let (a, b) = words::addresses(object);
    let address = b.map_or_else(|| a.clone(), |b| format!("{a} → {b}"));
    let sure = words::likeness(object.class, object.likeness);
    let mut heading = vec![
        span(tone(object.class), &format!("{} ", words::class(object.class))),
        span(Tone::Strong, &format!("{} {address}", object.kind)),
    ];
    if !sure.is_empty() {
        heading.push(span(Tone::Faint, &format!(" ({sure})")));
    }
    heading.extend(risk(object.risk, &object.reason, " risk"));
    paper.write(0, 2, &heading);
    let places: Vec<&str> = [&object.a, &object.b].into_iter().flatten().map(|side| side.place.as_str()).collect();
    paper.write(2, 2, &line(Tone::Faint, &places.join(" → ")));
    let mut groups: BTreeMap<&[Step], Vec<&Change>> = BTreeMap::new();
    for change in &object.changes {
        groups.entry(words::around(change)).or_default().push(change);
    }
    for (path, changes) in groups {
        paper.gap();
        paper.write(2, 2, &line(Tone::Strong, &words::path(path, &object.kind)));
        for change in changes {
            write_change(paper, change, &object.kind, is_wide);
        }
    }
    write_consequences(paper, object);
}

fn write_consequences(paper: &mut Paper, object: &ObjectDiff) {
    if object.consequences.is_empty() {
        return;
    }
    paper.gap();
    paper.write(2, 2, &line(Tone::Strong, "what validate and tune answer differently"));
    for one in &object.consequences {
        let (what, said) = words::consequence(one);
        paper.write(CHANGE, 2, &vec![span(Tone::Plain, &format!("{what}  ")), span(Tone::Plain, &said)]);
    }
}

fn write_change(paper: &mut Paper, change: &Change, kind: &str, is_wide: bool) {
    let mut heading = vec![
        span(tone(change.class), &format!("{} {:<8}  ", words::sign(change.class), words::class(change.class))),
        span(Tone::Plain, &words::title(change, kind)),
    ];
    if let Some(secret) = change.hidden {
        heading.push(span(Tone::Plain, &format!(": {}", words::hidden(secret))));
    }
    let sure = words::likeness(change.class, change.likeness);
    if !sure.is_empty() {
        heading.push(span(Tone::Faint, &format!(" ({sure})")));
    }
    heading.extend(risk(change.risk, &change.reason, ""));
    paper.write(CHANGE, 2, &heading);
    write_values(paper, change, is_wide);
    if let Some(part) = &change.part {
        write_part(paper, part, change.class);
    }
    if !change.follows.is_empty() {
        let said = format!("references that follow: {}", follows(&change.follows));
        paper.write(VALUE, 2, &line(Tone::Faint, &said));
    }
}

/// What follows a rename, counted by kind of part.
fn follows(all: &[Change]) -> String {
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for one in all {
        *kinds.entry(one.path.last().map_or("reference", |step| step.kind.as_str())).or_default() += 1;
    }
    kinds.into_iter().map(|(kind, count)| words::several(count, kind)).collect::<Vec<_>>().join(", ")
}

fn write_values(paper: &mut Paper, change: &Change, is_wide: bool) {
    if change.before.is_none() && change.after.is_none() {
        return;
    }
    let (before, after) = words::values(change);
    if let (Value::Said(a), Value::Said(b)) = (&before, &after)
        && are_long(a, b)
        && change.class != Class::Restated
    {
        return write_pieces(paper, change, &pieces::of(change, a, b), is_wide);
    }
    let (a, b) = (value(&before, Tone::Gone), value(&after, Tone::New));
    let (from, to) = (source(change.before.as_ref()), source(change.after.as_ref()));
    if is_wide {
        paper.beside(VALUE, &[lines_of(&a), from].concat(), &[lines_of(&b), to].concat());
        return;
    }
    for (sign, tone, value, source) in [("- ", Tone::Gone, a, from), ("+ ", Tone::New, b, to)] {
        let source = source.into_iter().flatten().flat_map(in_parentheses);
        paper.write(VALUE, 2, &[vec![span(tone, sign)], value, source.collect()].concat());
    }
}

fn lines_of(line: &Line) -> Vec<Line> {
    vec![line.clone()]
}

fn in_parentheses(one: Span) -> [Span; 3] {
    [span(Tone::Faint, "  ("), one, span(Tone::Faint, ")")]
}

/// Layer and place of a side, as a line; none where nothing is known of them.
fn source(told: Option<&Told>) -> Vec<Line> {
    let said = told.map_or(String::new(), |told| words::source(&told.origin, &told.place));
    if said.is_empty() { Vec::new() } else { vec![line(Tone::Faint, &said)] }
}

/// A value; in quotes where it could be taken for something else or does not show its ends.
fn value(value: &Value, tone: Tone) -> Line {
    match value {
        Value::Absent => line(Tone::Faint, "(not set)"),
        Value::Secret => line(Tone::Faint, "(hidden)"),
        Value::Said(text) if text.trim() != text || text.is_empty() || text.starts_with(['"', '(']) => {
            line(tone, &format!("\"{text}\""))
        }
        Value::Said(text) => line(tone, text),
    }
}

fn write_pieces(paper: &mut Paper, change: &Change, all: &[Piece], is_wide: bool) {
    let (from, to) = (source(change.before.as_ref()), source(change.after.as_ref()));
    let both = rows(all, &|_| true);
    let shown = shown(&both);
    if is_wide {
        let left = rows(all, &|whose| whose != Whose::After);
        let right = rows(all, &|whose| whose != Whose::Before);
        paper.beside(VALUE, &from, &to);
        each(&shown, paper, &|paper, at| beside(paper, &left[at], &right[at]));
        return;
    }
    for (sign, tone, source) in [("- ", Tone::Gone, from), ("+ ", Tone::New, to)] {
        let source: Line = source.into_iter().flatten().collect();
        paper.write(VALUE, 2, &[vec![span(tone, sign)], source].concat());
    }
    each(&shown, paper, &|paper, at| {
        for one in lines(&both[at].lines) {
            paper.write(VALUE + 2, 2, &one);
        }
    });
}

/// Rows that are shown: those that differ, and a few around them.
fn shown(rows: &[Row]) -> Vec<bool> {
    let mut shown = vec![false; rows.len()];
    for at in rows.iter().enumerate().filter(|(_, row)| !row.is_same()).map(|(at, _)| at) {
        let (from, to) = (at.saturating_sub(AROUND), (at + AROUND + 1).min(rows.len()));
        shown[from..to].fill(true);
    }
    // A gap of one row is no shorter than the row.
    for at in 1..rows.len().saturating_sub(1) {
        shown[at] = shown[at] || (shown[at - 1] && shown[at + 1]);
    }
    shown
}

/// Writes the rows that are shown; of the others, how many they are.
fn each(shown: &[bool], paper: &mut Paper, write: &dyn Fn(&mut Paper, usize)) {
    let mut same = 0;
    for (at, is_shown) in shown.iter().enumerate() {
        if *is_shown {
            write_gap(paper, std::mem::take(&mut same));
            write(paper, at);
        } else {
            same += 1;
        }
    }
    write_gap(paper, same);
}

fn write_gap(paper: &mut Paper, same: usize) {
    if same > 0 {
        paper.write(VALUE + 2, 2, &line(Tone::Faint, &format!("… {} the same", words::several(same, "line"))));
    }
}

fn beside(paper: &mut Paper, left: &Row, right: &Row) {
    let (left, right) = (lines(&left.beside(right)), lines(&right.beside(left)));
    for (a, b) in left.into_iter().zip(right) {
        paper.beside(VALUE, &[a], &[b]);
    }
}

fn lines(row: &[Vec<Piece>]) -> Vec<Line> {
    row.iter().map(|pieces| pieces.iter().enumerate().flat_map(|(at, piece)| spans(piece, at == 0)).collect()).collect()
}

/// A piece; in marks where one side has it. How far a line is indented stays outside of them.
fn spans(piece: &Piece, is_first: bool) -> [Span; 2] {
    let text = piece.text.as_str();
    let inner = if is_first && !text.trim().is_empty() { text.trim_start() } else { text };
    let indent = span(Tone::Plain, &text[..text.len() - inner.len()]);
    let marked = match piece.whose {
        Whose::Both => span(Tone::Plain, inner),
        Whose::Before => span(Tone::Gone, &format!("[-{inner}-]")),
        Whose::After => span(Tone::New, &format!("{{+{inner}+}}")),
    };
    [indent, marked]
}

/// A part that is new or gone: what it says, and how much stands in it.
fn write_part(paper: &mut Paper, part: &Part, class: Class) {
    let (sign, tone) = if class == Class::Removed { ("- ", Tone::Gone) } else { ("+ ", Tone::New) };
    paper.write(VALUE, 2, &line(Tone::Faint, &part.place));
    for fact in part.facts.iter().take(LISTED) {
        let said = match words::masked(&fact.value) {
            text if text == crate::model::credential::MASK => Value::Secret,
            text => Value::Said(text),
        };
        let name = span(Tone::Plain, &format!("{} = ", words::masked(&fact.name)));
        paper.write(VALUE, 2, &[vec![span(tone, sign), name], value(&said, tone)].concat());
    }
    let mut more: Vec<String> = Vec::new();
    if part.facts.len() > LISTED {
        more.push(format!("{} more", part.facts.len() - LISTED));
    }
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for inner in &part.parts {
        *kinds.entry(inner.kind.as_str()).or_default() += 1;
    }
    more.extend(kinds.into_iter().map(|(kind, count)| words::several(count, kind)));
    if !more.is_empty() {
        paper.write(VALUE, 2, &line(Tone::Faint, &format!("… {} (--format json has them whole)", more.join(", "))));
    }
}

pub(super) fn tone(class: Class) -> Tone {
    match class {
        Class::Added => Tone::New,
        Class::Removed => Tone::Gone,
        Class::Changed | Class::Renamed => Tone::Other,
        Class::Restated => Tone::Faint,
    }
}

/// A risk and its reason, as the end of a heading.
fn risk(risk: Risk, reason: &str, unit: &str) -> Line {
    let tone = match risk {
        Risk::High => Tone::Alarm,
        Risk::Medium => Tone::Other,
        Risk::Low => Tone::Faint,
    };
    let why = if reason.is_empty() { String::new() } else { format!(": {reason}") };
    let word: Span = span(tone, &format!("{}{unit}", words::risk(risk)));
    vec![span(Tone::Faint, " · "), word, span(Tone::Faint, &words::masked(&why))]
}
