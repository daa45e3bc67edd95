//! How much it matters that a session is not as its template says.
//!
//! Owns the way from sheets to the words of `diff`, which judges.

use super::key::{Step, key_of};
use super::sheet::{ATTRIBUTES, CONFIG_ATTRIBUTES, EXTENSION, OURS, TRANSFORMATION};
use crate::answer::diff::change::{self, Change, Class, Risk, Told};
use crate::answer::diff::part::Fact;
use crate::answer::diff::risk;
use crate::model::Text;

/// Judges a part, or a fact of it, from the template to the session. Values are as PowerCenter spells them.
pub(super) fn of(class: Class, steps: &[Step], said: Option<&Fact>, found: Option<&Fact>) -> (Risk, &'static str) {
    let name = said.or(found).map(|fact| fact.name.as_str()).unwrap_or_default();
    let told = |fact: &Fact| Told { value: fact.value.clone(), ..Told::default() };
    let step = change::Step { kind: kind(steps, name).into(), name: role(steps) };
    let change = Change {
        class,
        path: vec![step],
        fact: (!name.is_empty()).then(|| named(steps, name)),
        before: said.map(told),
        after: found.map(told),
        ..Change::default()
    };
    risk::of(&change)
}

fn role(steps: &[Step]) -> Text {
    steps
        .last()
        .map(|step| if step.name.is_empty() { step.role.clone() } else { step.name.clone() })
        .unwrap_or_default()
}

/// The kind of part that `diff` knows it as.
fn kind<'s>(steps: &'s [Step], fact: &str) -> &'s str {
    match steps {
        [] => "session",
        [one] if matches!(one.kind.as_str(), ATTRIBUTES | CONFIG_ATTRIBUTES | OURS) => "session",
        // Attributes belong to the part around them.
        [around @ .., one] if one.kind == ATTRIBUTES => kind(around, ""),
        [.., one] if one.kind == EXTENSION => match one.role.as_str() {
            "source" | "reader" => "reader",
            "writer" => "writer",
            "lookup" => "lookup",
            _ => EXTENSION,
        },
        [.., one] if one.kind == TRANSFORMATION && matches!(fact, "partition_type" | "transformation") => {
            "instance setting"
        }
        [.., one] => &one.kind,
    }
}

/// Informatica's name of a fact.
fn named(steps: &[Step], fact: &str) -> Text {
    key_of(steps, fact).map(|key| key.attribute).filter(|name| !name.is_empty()).unwrap_or(fact).into()
}
