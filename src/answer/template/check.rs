//! Does a session do as a template says?
//!
//! Owns what counts as drift: whatever the template says otherwise, but for the places of its parameters, and whatever the session
//! overrides in a part that the template speaks of. Parts that it does not speak of are told apart, as not covered.

use super::key::{Step, key_of, path, spelt, worded};
use super::pair::pair;
use super::sheet::{ASSIGNMENT, ATTRIBUTES, COMMAND, CONFIG_ATTRIBUTES, CONNECTION, OURS};
use super::{Sheet, risk, sheet};
use crate::answer::diff::change::{Class, Risk, Told};
use crate::answer::diff::part::{Fact, Part};
use crate::model::Text;
use crate::model::template::Template;
use crate::model::template::placeholder::{self, Piece};
use serde::Serialize;
use std::collections::BTreeMap;

/// Something that is not as the template says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Drift {
    /// From the template to the session: `added` is what the session alone says.
    pub class: Class,
    /// As session files name it: `session.commit_interval`.
    pub key: String,
    /// What the template says, or what would be in effect if the session said nothing; `null`: nothing.
    pub expected: Option<Told>,
    /// What is in effect; `null`: nothing.
    pub found: Option<Told>,
    /// How much it may matter.
    pub risk: Risk,
    /// Why.
    pub reason: &'static str,
}

/// A session held against a template.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Checked {
    /// Full address.
    pub address: String,
    /// `file:line`
    pub place: String,
    /// What is not as the template says.
    pub drift: Vec<Drift>,
    /// Parts of the session that the template does not speak of.
    pub not_covered: Vec<String>,
}

/// The sheet of a template; `file` is what places in it are called by.
#[must_use]
pub fn of_template(template: &Template, file: &str) -> Sheet {
    Sheet::alone(&template.session, &template.repository, &template.folder, file)
}

/// Holds a session against a template.
#[must_use]
pub fn check(template: &Sheet, session: &Sheet) -> Checked {
    let mut checking = Checking { session, bound: BTreeMap::new(), out: Checked::default() };
    checking.out.address.clone_from(&session.address);
    checking.out.place.clone_from(&session.part.place);
    checking.bind(&template.part, &session.part);
    checking.compare(&[], Some(&template.part), Some(&session.part));
    checking.out
}

struct Checking<'c> {
    session: &'c Sheet,
    /// What parameters are in this session, where one is the whole of a value.
    bound: BTreeMap<String, Text>,
    out: Checked,
}

impl Checking<'_> {
    fn bind(&mut self, template: &Part, session: &Part) {
        for fact in &template.facts {
            let found = session.facts.iter().find(|one| one.name == fact.name);
            if let Some((name, found)) = placeholder::whole(&fact.value).zip(found) {
                self.bound.entry(name.to_owned()).or_insert_with(|| found.value.clone());
            }
        }
        for same in pair(&[Some(template), Some(session)]).same {
            if let [Some(template), Some(session)] = same.parts[..] {
                self.bind(template, session);
            }
        }
    }

    fn compare(&mut self, steps: &[Step], template: Option<&Part>, session: Option<&Part>) {
        let facts = |part: Option<&Part>| part.map(|part| part.facts.clone()).unwrap_or_default();
        let (said, found) = (facts(template), facts(session));
        let is_left =
            |fact: &&Fact| !(steps.is_empty() && is_identity(fact) || is_by_variable(template, session, fact));
        for fact in said.iter().filter(is_left) {
            self.fact(steps, fact, found.iter().find(|one| one.name == fact.name));
        }
        for fact in found.iter().filter(|fact| said.iter().all(|one| one.name != fact.name)) {
            self.added(steps, fact);
        }
        let pairing = pair(&[template, session]);
        for same in &pairing.same {
            if let [template, session] = same.parts[..] {
                let mut step = same.step.clone();
                name_of(&mut step, session);
                self.compare(&[steps, &[step]].concat(), template, session);
            }
        }
        for (side, step, part) in pairing.alone {
            self.alone(steps, side == 0, &step, part);
        }
    }

    fn fact(&mut self, steps: &[Step], said: &Fact, found: Option<&Fact>) {
        // An attribute that the session says nothing of is what lies around it.
        let found = found.or_else(|| self.outer(steps, &said.name));
        let Some(found) = found else {
            // A parameter may be left unset.
            if placeholder::whole(&said.value).is_none() {
                self.drift(Class::Removed, steps, Some(said), None);
            }
            return;
        };
        if !self.fits(steps, said, &found.value) {
            let (said, found) = (said.clone(), found.clone());
            self.drift(Class::Changed, steps, Some(&said), Some(&found));
        }
    }

    fn outer(&self, steps: &[Step], name: &str) -> Option<&Fact> {
        let is_setting = |one: &Step| matches!(one.kind.as_str(), ATTRIBUTES | CONFIG_ATTRIBUTES);
        let is_own = matches!(steps, [one] if is_setting(one) && one.name.is_empty());
        self.session.outer.get(name).filter(|_| is_own)
    }

    fn added(&mut self, steps: &[Step], found: &Fact) {
        let outer = self.outer(steps, &found.name).cloned();
        if outer.as_ref().is_none_or(|outer| outer.value != found.value) {
            self.drift(Class::Added, steps, outer.as_ref(), Some(found));
        }
    }

    fn alone(&mut self, steps: &[Step], is_expected: bool, step: &Step, part: &Part) {
        let what = step.titled();
        if is_expected {
            let said = Fact { name: "".into(), value: what.into(), origin: "".into(), place: part.place.clone() };
            let judged = risk::of(Class::Removed, &[steps, std::slice::from_ref(step)].concat(), Some(&said), None);
            self.push(Class::Removed, part_path(steps, step), (Some(told(&said, None)), None), judged);
        } else {
            let within: Vec<String> = steps.iter().map(Step::titled).collect();
            self.out.not_covered.push([within.as_slice(), &[what]].concat().join(", "));
        }
    }

    /// True where a value is what the template says, whatever its parameters are.
    fn fits(&self, steps: &[Step], said: &Fact, found: &str) -> bool {
        let key = key_of(steps, &said.name);
        if let Some(name) = placeholder::whole(&said.value) {
            return self.bound.get(name).is_none_or(|bound| bound == found);
        }
        let Ok(pieces) = placeholder::pieces(&said.value) else { return said.value == found };
        let expected: Vec<Option<&str>> = pieces
            .iter()
            .map(|piece| match piece {
                Piece::Literal(text) => Some(*text),
                Piece::Parameter(name) => self.bound.get(*name).map(Text::as_str),
            })
            .collect();
        if expected.iter().all(Option::is_some) {
            let whole: String = expected.into_iter().flatten().collect();
            return whole == found || spelt(key, &whole) == found;
        }
        matches(&expected, found)
    }

    fn drift(&mut self, class: Class, steps: &[Step], said: Option<&Fact>, found: Option<&Fact>) {
        let name = said.or(found).map(|fact| fact.name.clone()).unwrap_or_default();
        // What the session says may look like a placeholder and is none.
        let fill = |fact: &Fact| {
            let value = placeholder::filled(&fact.value, &|name| self.bound.get(name).map(Text::as_str)).into();
            Fact { value, ..fact.clone() }
        };
        let said = said.map(fill);
        let judged = risk::of(class, steps, said.as_ref(), found);
        let told = |fact: &Fact| self::told(fact, Some(worded(key_of(steps, &name), &fact.value)));
        let told = (said.as_ref().map(told), found.map(told));
        self.push(class, path(steps, &name), told, judged);
    }

    fn push(
        &mut self,
        class: Class,
        key: String,
        (expected, found): (Option<Told>, Option<Told>),
        (risk, reason): (Risk, &'static str),
    ) {
        self.out.drift.push(Drift { class, key, expected, found, risk, reason });
    }
}

/// True for what another way to name a connection changes, where the template leaves its name free: by variable, no subtype is
/// said.
fn is_by_variable(template: Option<&Part>, session: Option<&Part>, fact: &Fact) -> bool {
    let Some((template, session)) = template.zip(session).filter(|(one, _)| one.kind == CONNECTION) else {
        return false;
    };
    let is_free = placeholder::whole(&sheet::fact(template, "name")).is_some();
    let is_named = sheet::fact(template, "variable").is_empty() && sheet::fact(session, "name").is_empty();
    is_free && is_named && matches!(fact.name.as_str(), "variable" | "subtype")
}

/// What tells a session from others, and nothing of what it does.
fn is_identity(fact: &Fact) -> bool {
    match fact.name.as_str() {
        "name" | "repository" | "folder" | "description" => true,
        "mapping_name" => fact.value.is_empty(),
        _ => false,
    }
}

fn told(fact: &Fact, value: Option<Text>) -> Told {
    let value = value.unwrap_or_else(|| fact.value.clone());
    Told { value, origin: fact.origin.clone(), place: fact.place.clone() }
}

/// The name by which people know a part that was found by its role.
fn name_of(step: &mut Step, session: Option<&Part>) {
    let is_set = matches!(step.kind.as_str(), ATTRIBUTES | CONFIG_ATTRIBUTES | OURS);
    if step.name.is_empty() && !is_set {
        let name = if matches!(step.kind.as_str(), COMMAND | ASSIGNMENT) { "name" } else { "instance" };
        step.name = session.map(|part| sheet::fact(part, name)).unwrap_or_default();
    }
}

fn part_path(steps: &[Step], step: &Step) -> String {
    let whole = path(&[steps, std::slice::from_ref(step)].concat(), "");
    whole.trim_end_matches('.').to_owned()
}

/// True where a text is made of these pieces in this order, with any text where there is none. Greedy from the left is enough,
/// because the last piece must end it.
pub(super) fn matches(pieces: &[Option<&str>], text: &str) -> bool {
    let mut rest = text;
    let mut is_free = false;
    for (at, piece) in pieces.iter().enumerate() {
        let Some(piece) = piece else {
            is_free = true;
            continue;
        };
        let is_last = at + 1 == pieces.len();
        let after = match (is_free, is_last) {
            (true, true) => return rest.ends_with(piece),
            (true, false) => rest.split_once(piece).map(|(_, after)| after),
            (false, _) => rest.strip_prefix(piece),
        };
        let Some(after) = after else { return false };
        (rest, is_free) = (after, false);
    }
    is_free || rest.is_empty()
}

#[cfg(test)]
#[path = "check_tests.rs"]
mod tests;
