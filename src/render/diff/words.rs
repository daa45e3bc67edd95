//! Words for what a diff holds: the same in text and HTML.
//!
//! Owns that marks of secrets become words here and nowhere later. Makes nothing harmless for a terminal or a page: that is
//! the last step of each.

use crate::answer::diff::change::{Change, Class, Consequence, Hidden, ObjectDiff, Risk, Step, Told};
use crate::model::credential::{MASK, marks};

/// What stands between the steps of a path.
const DEEPER: &str = " › ";

/// All classes, in the order in which they are counted.
pub(super) const CLASSES: [Class; 5] = [Class::Added, Class::Removed, Class::Changed, Class::Renamed, Class::Restated];

/// All risks, the highest first.
pub(super) const RISKS: [Risk; 3] = [Risk::High, Risk::Medium, Risk::Low];

/// A class in a word.
pub(in crate::render) fn class(class: Class) -> &'static str {
    match class {
        Class::Added => "added",
        Class::Removed => "removed",
        Class::Changed => "changed",
        Class::Renamed => "renamed",
        Class::Restated => "restated",
    }
}

/// A class as a sign, for whoever sees no colour.
pub(super) fn sign(class: Class) -> char {
    match class {
        Class::Added => '+',
        Class::Removed => '-',
        Class::Changed => '~',
        Class::Renamed => '>',
        Class::Restated => '=',
    }
}

/// What a class means.
pub(super) fn meaning(class: Class) -> &'static str {
    match class {
        Class::Added => "in B only",
        Class::Removed => "in A only",
        Class::Changed => "in both, with another value",
        Class::Renamed => "in both, under another name; a guess where a likeness is given",
        Class::Restated => "in both with one value, but another layer says it",
    }
}

/// A risk in a word.
pub(in crate::render) fn risk(risk: Risk) -> &'static str {
    match risk {
        Risk::High => "high",
        Risk::Medium => "medium",
        Risk::Low => "low",
    }
}

/// What a risk means.
pub(in crate::render) fn stake(risk: Risk) -> &'static str {
    match risk {
        Risk::High => "what a load reads, writes or keeps, or whether it runs",
        Risk::Medium => "how a load does it",
        Risk::Low => "nothing that a load does",
    }
}

/// A step: `port CUSTOMER_ID`, `config reference`.
pub(super) fn step(step: &Step) -> String {
    named(&step.kind, &step.name)
}

/// Kind and name.
pub(super) fn named(kind: &str, name: &str) -> String {
    if name.is_empty() { kind.to_owned() } else { format!("{kind} {}", masked(name)) }
}

/// A path below an object: its own kind where the path is empty.
pub(in crate::render) fn path(steps: &[Step], kind: &str) -> String {
    if steps.is_empty() {
        return kind.to_owned();
    }
    steps.iter().map(step).collect::<Vec<_>>().join(DEEPER)
}

/// The part around a change, under whose name the change is listed: of a fact the part that says it, of a whole part the
/// part in which it stands.
pub(in crate::render) fn around(change: &Change) -> &[Step] {
    match (&change.fact, change.path.split_last()) {
        (None, Some((_, around))) => around,
        _ => &change.path,
    }
}

/// What changed: name of the fact, or the part with its old and new name.
pub(in crate::render) fn title(change: &Change, kind: &str) -> String {
    if let Some(fact) = &change.fact {
        return masked(fact);
    }
    let last = change.path.last();
    let part = last.map_or_else(|| kind.to_owned(), step);
    match (&change.was, last) {
        (Some(was), Some(now)) => format!("{} {} → {}", now.kind, masked(was), masked(&now.name)),
        _ => part,
    }
}

/// Whether a rename is sure.
pub(in crate::render) fn likeness(of: Class, likeness: Option<u8>) -> String {
    match (of, likeness) {
        (Class::Renamed, Some(likeness)) => format!("a guess: {likeness} % alike"),
        (Class::Renamed, None) => "same content".to_owned(),
        _ => String::new(),
    }
}

/// What can be said of a secret.
pub(super) fn hidden(hidden: Hidden) -> &'static str {
    match hidden {
        Hidden::Changed => "changed (hidden)",
        Hidden::Unknown => "unknown",
    }
}

/// A text with every mark of a sealed secret as the mark of a secret: an ID tells a reader nothing.
pub(in crate::render) fn masked(text: &str) -> String {
    let (mut out, mut from) = (String::with_capacity(text.len()), 0);
    for (range, _) in marks(text) {
        out.push_str(&text[from..range.start]);
        out.push_str(MASK);
        from = range.end;
    }
    out + &text[from..]
}

/// A value as one side has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::render) enum Value {
    /// This side does not say it.
    Absent,
    /// It is a secret and nothing else.
    Secret,
    /// Said; marks in it are masked.
    Said(String),
}

/// Both values of a change, so that a reader can see that they differ: characters that cannot be seen are spelled out where
/// nothing else tells them apart.
pub(in crate::render) fn values(change: &Change) -> (Value, Value) {
    let one = |told: Option<&Told>| match told {
        None => Value::Absent,
        Some(told) => match masked(&told.value) {
            text if text == MASK => Value::Secret,
            text => Value::Said(text),
        },
    };
    let (before, after) = (one(change.before.as_ref()), one(change.after.as_ref()));
    match (&before, &after) {
        (Value::Said(a), Value::Said(b)) if a != b && blurred(a) == blurred(b) => {
            (Value::Said(spelled(a)), Value::Said(spelled(b)))
        }
        _ => (before, after),
    }
}

/// A text as an eye sees it.
fn blurred(text: &str) -> String {
    text.replace("\r\n", "\n").chars().map(|c| if c.is_whitespace() && c != '\n' { ' ' } else { c }).collect()
}

/// A text with white space other than blanks spelled out.
fn spelled(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if c.is_whitespace() && c != ' ' { out.extend(c.escape_default()) } else { out.push(c) }
    }
    out
}

/// Where a side's value comes from: `session · a.xml:12`.
pub(super) fn source(origin: &str, place: &str) -> String {
    let said: Vec<&str> = [origin, place].into_iter().filter(|text| !text.is_empty()).collect();
    said.join(" · ")
}

/// Addresses of an object, a and b; one where they are the same.
pub(in crate::render) fn addresses(object: &ObjectDiff) -> (String, Option<String>) {
    let of = |side: &Option<crate::answer::diff::change::Side>| side.as_ref().map(|side| masked(&side.address));
    match (of(&object.a), of(&object.b)) {
        (Some(a), Some(b)) if a != b => (a, Some(b)),
        (Some(only), _) | (None, Some(only)) => (only, None),
        (None, None) => (String::new(), None),
    }
}

/// What another answer would now be, in words: what it is about, and what became of it.
pub(in crate::render) fn consequence(one: &Consequence) -> (String, String) {
    let (before, after) = (masked(&one.before), masked(&one.after));
    let said = match (before.is_empty(), after.is_empty()) {
        (true, _) => format!("now: {after}"),
        (_, true) => format!("no longer: {before}"),
        _ => format!("{before} → {after}"),
    };
    (format!("{} {}", one.of, one.what), said)
}

/// `1 port`, `2 ports`; kinds of the field take an `s`, but those in -y (`property`) and -ch, -x, -s.
pub(in crate::render) fn several(count: usize, kind: &str) -> String {
    if count == 1 {
        return format!("1 {kind}");
    }
    let plural = match kind.as_bytes() {
        [.., b's' | b'x'] | [.., b'c' | b's', b'h'] => format!("{kind}es"),
        [.., before, b'y'] if !b"aeiou".contains(before) => format!("{}ies", kind.trim_end_matches('y')),
        _ => format!("{kind}s"),
    };
    format!("{count} {plural}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(before: &str, after: &str) -> (Value, Value) {
        let told = |value: &str| Some(Told { value: value.into(), ..Told::default() });
        values(&Change { before: told(before), after: told(after), ..Change::default() })
    }

    #[test]
    fn a_secret_is_a_word_and_never_its_mark() {
        assert_eq!(said("«sealed:0123456789abcdef»", "«secret»"), (Value::Secret, Value::Secret));
        let (before, _) = said("x;pwd=«sealed:0123456789abcdef»;y", "z");
        assert_eq!(before, Value::Said("x;pwd=«secret»;y".into()));
    }

    #[test]
    fn what_cannot_be_seen_is_spelled_out_where_it_is_the_difference() {
        assert_eq!(said("a b\tc", "a\tb\tc"), (Value::Said("a b\\tc".into()), Value::Said("a\\tb\\tc".into())));
        assert_eq!(said("a\r\nb", "a\nb"), (Value::Said("a\\r\\nb".into()), Value::Said("a\\nb".into())));
        assert_eq!(said("a\tb", "a\tc").0, Value::Said("a\tb".into()));
    }

    #[test]
    fn several_are_named_as_in_english() {
        let all =
            [several(1, "port"), several(2, "port"), several(3, "property"), several(2, "class"), several(2, "key")];
        assert_eq!(all, ["1 port", "2 ports", "3 properties", "2 classes", "2 keys"]);
    }
}
