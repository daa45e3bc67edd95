//! A parameter file → a keyed tree: sections by their headings, parameters by their names.
//!
//! Owns which of several equal names counts: the first, as with PowerCenter; the others are kept beside it.

use super::part::{Fact, Part};
use crate::model::Text;
use crate::model::parameter::{ParameterFile, Section};
use std::collections::BTreeMap;

/// Makes the tree of a parameter file.
#[must_use]
pub fn part(file: &ParameterFile) -> Part {
    let mut sections: BTreeMap<Text, Part> = BTreeMap::new();
    for section in &file.sections {
        let name = free(&section.heading, &|name| sections.contains_key(name));
        let place = format!("{}:{}", file.name, section.line);
        let part =
            Part { kind: "section".into(), name: name.clone(), place, facts: facts(file, section), ..Part::default() };
        // Lines before the first heading are mostly none at all.
        if !section.heading.is_empty() || !part.facts.is_empty() {
            sections.insert(name, part);
        }
    }
    Part {
        kind: "parameter file".into(),
        name: file.name.as_str().into(),
        place: format!("{}:1", file.name),
        parts: sections.into_values().collect(),
        ..Part::default()
    }
}

fn facts(file: &ParameterFile, section: &Section) -> Vec<Fact> {
    let mut facts: BTreeMap<Text, Fact> = BTreeMap::new();
    for parameter in &section.parameters {
        let name = free(parameter.name.trim(), &|name| facts.contains_key(name));
        let place = format!("{}:{}", file.name, parameter.line);
        facts.insert(name.clone(), Fact { name, value: parameter.value.clone(), origin: Text::default(), place });
    }
    facts.into_values().collect()
}

/// The name, or the name with the first number that is free.
fn free(name: &str, taken: &dyn Fn(&str) -> bool) -> Text {
    let mut free: Text = name.into();
    let mut number = 2;
    while taken(&free) {
        free = format!("{name} #{number}").into();
        number += 1;
    }
    free
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::parameter::{Parameter, Scope};

    fn section(heading: &str, pairs: &[(&str, &str)]) -> Section {
        let parameter =
            |(name, value): &(&str, &str)| Parameter { name: (*name).into(), value: (*value).into(), line: 2 };
        Section {
            heading: heading.into(),
            scope: Scope::None,
            line: 1,
            parameters: pairs.iter().map(parameter).collect(),
        }
    }

    #[test]
    fn equal_headings_and_names_are_kept_apart() {
        let sections = vec![
            section("", &[]),
            section("[Global]", &[("$$A", "1"), ("$$A", "2")]),
            section("[Global]", &[("$$B", "")]),
        ];
        let part = part(&ParameterFile { name: "p.txt".to_owned(), sections, passed_over: 0 });
        let told: Vec<(String, Vec<String>)> = part
            .parts
            .iter()
            .map(|one| {
                (one.name.to_string(), one.facts.iter().map(|fact| format!("{}={}", fact.name, fact.value)).collect())
            })
            .collect();
        let wanted = [("[Global]", vec!["$$A=1", "$$A #2=2"]), ("[Global] #2", vec!["$$B="])];
        assert_eq!(told, wanted.map(|(name, facts)| (name.to_owned(), facts.into_iter().map(str::to_owned).collect())));
    }
}
