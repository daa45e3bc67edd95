//! An object as it is stored → a keyed tree. Every element and every attribute of it is in the tree.
//!
//! Owns how XML becomes parts and facts; what identifies an element is in `keys`.

use super::keys::{self, Identity};
use super::order;
use super::part::{Fact, Part};
use crate::model::Text;
use crate::model::element::Element;
use rustc_hash::{FxHashMap, FxHashSet};
use std::cmp::Ordering;
use std::fmt::Write as _;

/// Which of the objects that stand in a workflow or worklet belong to its tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Inner {
    /// None: sessions, worklets and tasks in it are objects of their own, compared apart.
    Apart,
    /// All.
    Within,
}

/// Levels of a tree. Exports have ten; what an export hides deeper hangs on the deepest part.
pub const DEEPEST: usize = 256;

/// Name of the fact that holds what stands between tags. Exports of PowerCenter have none of it.
const TEXT: &str = "text";

/// Makes the tree of an element. `place` gives `file:line` for lines before an element in the text.
#[must_use]
pub fn part(element: Element<'_, '_>, inner: Inner, place: &dyn Fn(u32) -> String) -> Part {
    let has_objects = matches!(element.name(), "WORKFLOW" | "WORKLET");
    let is_left_out: &dyn Fn(&str) -> bool = if inner == Inner::Apart && has_objects {
        &|name| matches!(name, "SESSION" | "WORKLET" | "TASK")
    } else {
        &|_| false
    };
    let identity = keys::identify(element, None);
    Growing { place, is_left_out }.grow(element, identity, 0)
}

/// A session file has a reference for each line that overrides its configuration; together they are one.
fn join_config_references(parts: &mut Vec<Part>) {
    let is_one = |part: &Part| part.kind == "config reference";
    let Some(first) = parts.iter().position(is_one) else { return };
    let named = parts[first].fact("REFOBJECTNAME").map(str::to_owned);
    let same = |part: &Part| is_one(part) && part.fact("REFOBJECTNAME") == named.as_deref();
    let (mut at, mut joined) = (0, Vec::new());
    parts.retain(|part| {
        let joins = at > first && same(part);
        at += 1;
        if joins {
            joined.extend(part.facts.iter().cloned());
        }
        !joins
    });
    let facts = &mut parts[first].facts;
    for fact in joined {
        facts.retain(|one| one.name != fact.name);
        facts.push(fact);
    }
    facts.sort_by(|one, other| one.name.cmp(&other.name));
}

struct Growing<'g> {
    place: &'g dyn Fn(u32) -> String,
    is_left_out: &'g dyn Fn(&str) -> bool,
}

impl Growing<'_> {
    fn grow(&self, element: Element<'_, '_>, identity: Identity, level: usize) -> Part {
        let place = (self.place)(element.line());
        let attributes = element.attributes().iter().filter(|one| !identity.said.contains(&one.name));
        let fact =
            |name: Text, value: &str, place: String| Fact { name, value: value.into(), place, ..Fact::default() };
        let mut facts: Vec<Fact> =
            attributes.map(|one| fact(one.name.into(), one.value.as_ref(), place.clone())).collect();
        facts.extend(element.said().map(|said| fact(TEXT.into(), said, place.clone())));
        let mut inside = Vec::new();
        for child in below(element, level) {
            match keys::fact(child) {
                Some((name, value)) => facts.push(fact(name, value, (self.place)(child.line()))),
                None if (self.is_left_out)(child.name()) => {}
                None => inside.push((child, keys::identify(child, Some(element)))),
            }
        }
        tell_apart(&mut inside);
        let grown = inside.into_iter().enumerate().map(|(at, (child, identity))| Part {
            at: u32::try_from(at).unwrap_or(u32::MAX),
            ..self.grow(child, identity, level + 1)
        });
        let mut part =
            Part { kind: identity.kind, name: identity.name, place, parts: grown.collect(), ..Part::default() };
        part.facts = facts;
        join_config_references(&mut part.parts);
        number(&mut part);
        part.facts.extend(order::facts(&part));
        part.facts.sort_by(|one, other| one.name.cmp(&other.name));
        part
    }
}

/// The children of an element; on the deepest level all that is below it, and one level further nothing more.
fn below<'t, 'a>(element: Element<'t, 'a>, level: usize) -> Vec<Element<'t, 'a>> {
    match level.cmp(&DEEPEST) {
        Ordering::Less => element.children().collect(),
        Ordering::Equal => element.descendants().collect(),
        Ordering::Greater => Vec::new(),
    }
}

/// Gives siblings of one kind and name what tells them apart, as far as they say anything that does.
fn tell_apart(siblings: &mut [(Element<'_, '_>, Identity)]) {
    let mut alike: FxHashMap<(Text, Text), Vec<usize>> = FxHashMap::default();
    for (at, (_, identity)) in siblings.iter().enumerate() {
        alike.entry((identity.kind.clone(), identity.name.clone())).or_default().push(at);
    }
    for group in alike.into_values().filter(|group| group.len() > 1) {
        let elements: Vec<Element<'_, '_>> = group.iter().map(|at| siblings[*at].0).collect();
        let differing = (!siblings[group[0]].1.is_known).then(|| differing(&elements));
        for (at, element) in group.into_iter().zip(elements) {
            let name = &mut siblings[at].1.name;
            match &differing {
                Some(differing) => *name = values(element, differing),
                None => extend(name, element),
            }
        }
    }
}

fn extend(name: &mut Text, element: Element<'_, '_>) {
    for value in keys::apart(element.name()).iter().filter_map(|attribute| element.find(attribute)) {
        let _ = write!(name, " ({value})");
    }
}

/// The attributes in which any of several elements differs from another.
fn differing<'t>(alike: &[Element<'t, '_>]) -> FxHashSet<&'t str> {
    let mut seen: FxHashMap<&str, (&str, usize)> = FxHashMap::default();
    let mut differ = FxHashSet::default();
    for attribute in alike.iter().flat_map(|element| element.attributes()) {
        let (first, count) = seen.entry(attribute.name).or_insert((&attribute.value, 0));
        *count += 1;
        if *first != attribute.value {
            differ.insert(attribute.name);
        }
    }
    differ.extend(seen.iter().filter(|(_, (_, count))| *count < alike.len()).map(|(name, _)| *name));
    differ
}

/// The values of some attributes, in their order.
fn values(element: Element<'_, '_>, of: &FxHashSet<&str>) -> Text {
    let attributes = element.attributes().iter().filter(|one| of.contains(one.name));
    attributes.map(|one| one.value.as_ref()).collect::<Vec<_>>().join(" ").into()
}

/// Sorts facts and parts, and numbers what still has the name of another: by what it says, never by where it stands.
fn number(part: &mut Part) {
    part.facts.sort_by(|one, other| (&one.name, &one.value).cmp(&(&other.name, &other.value)));
    numbered(&mut part.facts, |fact| Text::clone(&fact.name), |fact, name| fact.name = name);
    part.facts.sort_by(|one, other| one.name.cmp(&other.name));
    part.parts.sort_by(|one, other| (&one.kind, &one.name).cmp(&(&other.kind, &other.name)));
    for run in part.parts.chunk_by_mut(|one, other| (&one.kind, &one.name) == (&other.kind, &other.name)) {
        if run.len() > 1 {
            run.sort_by(by_content);
        }
    }
    for kind in part.parts.chunk_by_mut(|one, other| one.kind == other.kind) {
        numbered(kind, |part| part.name.clone(), |part, name| part.name = name);
    }
    part.parts.sort_by(|one, other| (&one.kind, &one.name).cmp(&(&other.kind, &other.name)));
}

/// Gives the second of one name ` #2` behind it, and so on, past names that stand there already.
fn numbered<T>(all: &mut [T], name: impl Fn(&T) -> Text, rename: impl Fn(&mut T, Text)) {
    if all.windows(2).all(|two| name(&two[0]) != name(&two[1])) {
        return;
    }
    let mut taken: FxHashSet<Text> = all.iter().map(&name).collect();
    let (mut last, mut count) = (None, 1);
    for one in all {
        let own = name(one);
        if last.as_ref() != Some(&own) {
            (last, count) = (Some(own), 1);
            continue;
        }
        let free = loop {
            count += 1;
            let tried: Text = format!("{own} #{count}").trim_start().into();
            if taken.insert(tried.clone()) {
                break tried;
            }
        };
        rename(one, free);
    }
}

/// Orders parts by what they say. Trees are at most [`DEEPEST`] levels deep.
fn by_content(one: &Part, other: &Part) -> Ordering {
    let facts = |part: &Part| part.facts.iter().map(|fact| (fact.name.clone(), fact.value.clone())).collect::<Vec<_>>();
    let key = |part: &Part| (part.kind.clone(), part.name.clone(), facts(part), part.parts.len());
    key(one).cmp(&key(other)).then_with(|| {
        let inner = one.parts.iter().zip(&other.parts).map(|(one, other)| by_content(one, other));
        inner.fold(Ordering::Equal, Ordering::then)
    })
}
