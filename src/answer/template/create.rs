//! Sessions → a template: what they share stays, what differs becomes a parameter.
//!
//! Owns what becomes a parameter. Its name and default are `named`'s business.

use super::key::{Step, key_of};
use super::named::{Anchor, Book, Slot};
use super::pair::pair;
use super::sheet::{ASSIGNMENT, ATTRIBUTES, COMMAND, CONFIG_ATTRIBUTES, CONNECTION, EXTENSION, TRANSFORMATION};
use super::{Sheet, sheet};
use crate::answer::diff::part::{Fact, Part};
use crate::model::Text;
use crate::model::template::{Template, placeholder};

/// Attributes that name a table or a file: another session has another.
pub(super) const TABLES_AND_FILES: [&str; 14] = [
    "$Source connection value",
    "$Target connection value",
    "Error Log DB Connection",
    "Error Log File Name",
    "Error Log Table Name Prefix",
    "Lookup source filename",
    "Lookup table name",
    "Merge File Name",
    "Output filename",
    "Reject filename",
    "Session Log File Name",
    "Source Table Name",
    "Source filename",
    "Target Table Name",
];

/// What cannot be said by a text, and so by no parameter.
const NO_TEXTS: [&str; 3] = ["order", "reusable", "reverse"];

/// Tells whether the value of something of this name is or holds a secret.
pub type IsSecret<'s> = &'s dyn Fn(&str, &str) -> bool;

/// Makes a template of sessions; none of them makes an empty one.
#[must_use]
pub fn create(name: &str, description: &str, sheets: &[Sheet], is_secret: IsSecret<'_>) -> Template {
    let addresses = sheets.iter().map(|sheet| sheet.address.as_str().into()).collect();
    let mut making = Making { sheets, is_secret, book: Book::new(addresses, is_secret), uncovered: Vec::new() };
    let sides: Vec<Option<&Part>> = sheets.iter().map(|sheet| Some(&sheet.part)).collect();
    let part = making.join(&[], &sides);
    let (session, repository, folder) = sheet::session(&part);
    Template {
        name: name.into(),
        description: description.to_owned(),
        parameters: making.book.parameters(),
        repository,
        folder,
        session,
        uncovered: making.uncovered.iter().map(uncovered).collect(),
    }
}

struct Making<'m> {
    sheets: &'m [Sheet],
    is_secret: IsSecret<'m>,
    book: Book<'m>,
    /// What is not covered, with the sessions that have it.
    uncovered: Vec<(String, Vec<String>)>,
}

impl Making<'_> {
    /// Puts parts that are the same together. As deep as sheets are: five.
    fn join(&mut self, steps: &[Step], sides: &[Option<&Part>]) -> Part {
        let step = steps.last().cloned().unwrap_or_default();
        let mut out = Part { kind: step.kind, name: step.name, ..Part::default() };
        for name in names(sides) {
            let values = self.values(steps, sides, &name);
            if let Some(value) = self.decide(steps, &name, values) {
                out.facts.push(Fact { name, value, ..Fact::default() });
            }
        }
        let pairing = pair(sides);
        for same in pairing.same {
            let below = [steps, &[same.step]].concat();
            match NO_TEXTS.into_iter().find(|name| differs(&same.parts, name)) {
                Some(name) => self.leave(format!("{}, whose {name} differs", way(&below)), None),
                None => out.parts.push(self.join(&below, &same.parts)),
            }
        }
        for (side, step, _) in pairing.alone {
            self.leave(way(&[steps, &[step]].concat()), self.sheets.get(side));
        }
        out
    }

    fn leave(&mut self, what: String, sheet: Option<&Sheet>) {
        let at = self.uncovered.iter().position(|(known, _)| *known == what).unwrap_or(self.uncovered.len());
        if at == self.uncovered.len() {
            self.uncovered.push((what, Vec::new()));
        }
        self.uncovered[at].1.extend(sheet.map(|sheet| sheet.address.clone()));
    }

    /// What each session says; an attribute that it leaves to its configuration object or the product is what that says.
    fn values(&self, steps: &[Step], sides: &[Option<&Part>], name: &str) -> Vec<Option<Text>> {
        let is_setting = matches!(steps, [one] if one.name.is_empty()
            && matches!(one.kind.as_str(), ATTRIBUTES | CONFIG_ATTRIBUTES));
        let said = |part: &Part| part.facts.iter().find(|fact| fact.name == name).map(|fact| fact.value.clone());
        let outer = |sheet: &Sheet| sheet.outer.get(name).filter(|_| is_setting).map(|fact| fact.value.clone());
        let each = sides.iter().zip(self.sheets);
        each.map(|(side, sheet)| side.and_then(said).or_else(|| outer(sheet))).collect()
    }

    fn decide(&mut self, steps: &[Step], name: &str, values: Vec<Option<Text>>) -> Option<Text> {
        let first = values.first().cloned().flatten();
        let is_shared = values.windows(2).all(|two| two[0] == two[1]);
        if NO_TEXTS.contains(&name) {
            return first;
        }
        let slot = Slot { steps, name, key: key_of(steps, name) };
        if values.iter().flatten().any(|value| (self.is_secret)(secret_name(steps, name), value)) {
            return Some(self.book.secret(&slot));
        }
        if is_shared && !self.is_own(steps, name, first.as_deref().unwrap_or_default()) {
            // By its name a part is told from others of its kind.
            let is_instance =
                matches!(name, "instance" | "transformation") && steps.iter().all(|step| step.name.is_empty());
            let known = is_instance.then(|| self.book.known(&values)).flatten();
            return known.or_else(|| first.map(|value| placeholder::escaped(&value).into()));
        }
        let anchor = match (steps, name) {
            ([], "name") => Anchor::Session,
            ([], "mapping_name") => Anchor::Mapping,
            _ => Anchor::None,
        };
        Some(self.book.parameter(&slot, values, anchor))
    }

    /// True for what is a session's own even where all of them have the same.
    fn is_own(&self, steps: &[Step], name: &str, value: &str) -> bool {
        let is_alone = self.sheets.len() == 1;
        match (steps.last().map(|step| step.kind.as_str()), name) {
            (None, "name" | "folder" | "repository") => true,
            (_, _) if value.is_empty() || !is_alone => false,
            (None, "mapping_name" | "description") | (Some(CONNECTION), "name" | "variable") => true,
            (Some(EXTENSION), "instance") => steps.iter().all(|step| step.name.is_empty()),
            (Some(ATTRIBUTES | CONFIG_ATTRIBUTES), name) => TABLES_AND_FILES.contains(&name),
            _ => false,
        }
    }
}

/// What is not covered, in words.
fn uncovered((what, addresses): &(String, Vec<String>)) -> String {
    match addresses.as_slice() {
        [] => what.clone(),
        [one] => format!("{what} of {one}"),
        [first, more @ ..] => format!("{what} of {first} and {} more", more.len()),
    }
}

/// The way to a part, as people name it.
fn way(steps: &[Step]) -> String {
    steps.iter().map(Step::titled).collect::<Vec<_>>().join(", ")
}

/// True where parts that are there say different things.
fn differs(parts: &[Option<&Part>], name: &str) -> bool {
    let values: Vec<Text> = parts.iter().flatten().map(|part| sheet::fact(part, name)).collect();
    values.windows(2).any(|two| two[0] != two[1])
}

/// The name by which a value is judged: a command is no name for its value, and neither is that of an instance.
fn secret_name<'n>(steps: &[Step], name: &'n str) -> &'n str {
    let kind = steps.last().map(|step| step.kind.as_str());
    if matches!(kind, None | Some(COMMAND | ASSIGNMENT | TRANSFORMATION)) { "" } else { name }
}

/// Names of facts: in the order of the first side that says them.
fn names(sides: &[Option<&Part>]) -> Vec<Text> {
    let mut names: Vec<Text> = Vec::new();
    let all = sides.iter().flatten().flat_map(|part| &part.facts);
    for fact in all {
        if !names.contains(&fact.name) {
            names.push(fact.name.clone());
        }
    }
    names
}
