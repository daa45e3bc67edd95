//! A template and values → a session.
//!
//! Owns what is refused: a value for nothing, no value where one is needed, a value that cannot be.

use super::fitness;
use super::key::{Step, key_of, spelt};
use super::sheet::{self, CONNECTION};
use crate::answer::diff::part::Part;
use crate::model::Text;
use crate::model::near::nearest;
use crate::model::session::Session;
use crate::model::template::{Parameter, Template, placeholder};
use std::collections::BTreeMap;

/// A session made of a template.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Applied {
    /// The session.
    pub session: Session,
    /// Its repository.
    pub repository: Text,
    /// Its folder.
    pub folder: Text,
}

/// Fills a template in; fails with everything that is wrong, in words.
pub fn apply(template: &Template, set: &[(String, String)]) -> Result<Applied, Vec<String>> {
    let values = values(template, set)?;
    let left_out = |name: &str| template.parameters.iter().any(|one| one.name == name) && !values.contains_key(name);
    let sheet = super::Sheet::alone(&template.session, &template.repository, &template.folder, "");
    let unfit = fitness::unfit(template, &sheet.part, &values);
    if !unfit.is_empty() {
        return Err(unfit);
    }
    let (session, repository, folder) = sheet::session(&filled(&sheet.part, &mut Vec::new(), &values, &left_out));
    Ok(Applied { session, repository, folder })
}

type Values<'v> = BTreeMap<&'v str, &'v str>;

fn values<'v>(template: &'v Template, set: &'v [(String, String)]) -> Result<Values<'v>, Vec<String>> {
    let mut wrong = Vec::new();
    let mut values = Values::new();
    for (name, value) in set {
        match template.parameters.iter().find(|one| one.name == name) {
            None => wrong.push(format!("there is no parameter {name}; {}", what_there_is(template, name))),
            Some(_) if values.contains_key(name.as_str()) => wrong.push(format!("{name} is set twice")),
            Some(one) => {
                wrong.extend(one.kind.check(value).err().map(|what| cannot_be(name, value, &what)));
                values.insert(name, value);
            }
        }
    }
    let unset = template.parameters.iter().filter(|one| !set.iter().any(|(name, _)| *name == one.name));
    for one in unset {
        match &one.default {
            Some(default) => drop(values.insert(&one.name, default)),
            None if one.optional => {}
            None => wrong.push(format!("{} is not set{}", one.name, told(one))),
        }
    }
    if wrong.is_empty() { Ok(values) } else { Err(wrong) }
}

fn cannot_be(name: &str, value: &str, what: &str) -> String {
    // What nobody would see stands as it would be written in a program.
    if value.is_empty() || value.contains(char::is_control) {
        return format!("{name} cannot be {value:?}; {what}");
    }
    format!("{name} cannot be {value}; {what}")
}

/// What a parameter is, for somebody who has to set it.
fn told(one: &Parameter) -> String {
    let description = if one.description.is_empty() { String::new() } else { format!(" ({})", one.description) };
    let known: Vec<&str> = one.values.iter().filter_map(|(_, value)| value.as_deref()).take(2).collect();
    if known.is_empty() { description } else { format!("{description}; for example {}", known.join(", ")) }
}

fn what_there_is(template: &Template, name: &str) -> String {
    let all: Vec<String> = template.parameters.iter().map(|one| one.name.to_string()).collect();
    match nearest(name, &all).as_slice() {
        [] => format!("there are {}", all.join(", ")),
        near => format!("did you mean {}?", near.join(", ")),
    }
}

/// A connection whose name begins with `$` is meant by variable, as in session files.
fn by_variable(connection: &mut Part) {
    let name = sheet::fact(connection, "name");
    if !name.starts_with('$') || !sheet::fact(connection, "variable").is_empty() {
        return;
    }
    for fact in &mut connection.facts {
        match fact.name.as_str() {
            "name" => fact.value = Text::default(),
            "variable" => fact.value.clone_from(&name),
            _ => {}
        }
    }
}

/// As deep as sheets are.
fn filled(part: &Part, steps: &mut Vec<Step>, values: &Values<'_>, left_out: &dyn Fn(&str) -> bool) -> Part {
    let mut out = Part { kind: part.kind.clone(), name: part.name.clone(), ..Part::default() };
    for fact in &part.facts {
        if placeholder::whole(&fact.value).is_some_and(left_out) {
            continue;
        }
        let value = placeholder::filled(&fact.value, &|name| values.get(name).copied().or(Some("")));
        let mut fact = fact.clone();
        fact.value = spelt(key_of(steps, &fact.name), &value);
        out.facts.push(fact);
    }
    if part.kind == CONNECTION {
        by_variable(&mut out);
    }
    for below in &part.parts {
        steps.push(Step { kind: below.kind.clone(), name: below.name.clone(), ..Step::default() });
        out.parts.push(filled(below, steps, values, left_out));
        steps.pop();
    }
    out
}
