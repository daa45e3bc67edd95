//! Parameter files and resolved values against the rules about parameters.
//!
//! Owns what of a file can be judged without a session, and which odd things of a resolution are findings. What a value is,
//! `answer::resolve` says.

use crate::answer::resolve::file::Fate;
use crate::answer::resolve::token::{Class, class};
use crate::answer::resolve::{Note, Resolution, Resolved, Status};
use crate::model::credential::{MASK, marks};
use crate::model::finding::{Finding, Rule};
use crate::model::listing::{Cell, Listing};
use crate::model::parameter::{ParameterFile, Scope, Section};
use crate::model::problem::Severity;
use crate::model::rule::parameter as rules;
use std::collections::{BTreeMap, BTreeSet};

/// Looks at the lines of a parameter file.
#[must_use]
pub fn file(file: &ParameterFile) -> Vec<Finding> {
    let mut out = Vec::new();
    let mut first: BTreeMap<&Scope, &Section> = BTreeMap::new();
    for section in &file.sections {
        let mut say = |rule: &Rule, message: String| out.push(Finding::of(rule, "", &file.name, section.line, message));
        match &section.scope {
            Scope::None => {
                say(&rules::BEFORE_HEADING, format!("{} lines stand before any heading", section.parameters.len()));
            }
            Scope::Invalid(why) => say(&rules::INVALID_HEADING, format!("{}: {why}", section.heading)),
            scope => {
                if let Some(earlier) = first.get(scope) {
                    say(&rules::DUPLICATE_SECTION, repeated(section, earlier));
                } else {
                    first.insert(scope, section);
                }
                if !is_canonical(&section.heading) {
                    say(&rules::HEADING_CASE, format!("{} has a keyword in other letters", section.heading));
                }
            }
        }
        lines(file, section, &mut out);
    }
    out.sort();
    out
}

fn repeated(section: &Section, earlier: &Section) -> String {
    let known: BTreeSet<String> =
        earlier.parameters.iter().map(|one| one.name.to_ascii_lowercase().to_string()).collect();
    let lost = section.parameters.iter().filter(|one| !known.contains(one.name.to_ascii_lowercase().as_str()));
    let lost: Vec<&str> = lost.map(|one| one.name.as_str()).collect();
    let what = if lost.is_empty() { "nothing is lost".to_owned() } else { format!("lost: {}", lost.join(", ")) };
    format!("{} stands in line {} already; {what}", section.heading, earlier.line)
}

fn is_canonical(heading: &str) -> bool {
    let body = heading.trim_start_matches('[').trim_end_matches(']');
    let keyword = |part: &str| part.split_once(':').map(|(word, _)| word.to_owned());
    let mut words = body.split('.').filter_map(keyword);
    words.all(|word| ["WF", "WT", "ST", "ND", "Service"].contains(&word.as_str()))
}

fn lines(file: &ParameterFile, section: &Section, out: &mut Vec<Finding>) {
    let mut values: BTreeMap<String, &str> = BTreeMap::new();
    for one in &section.parameters {
        let mut say = |rule: &Rule, message: String| out.push(Finding::of(rule, "", &file.name, one.line, message));
        let name = one.name.as_str();
        // A comment that happens to have an = is harmless; a `$` makes it look like a line that was meant.
        let plain = name.rsplit_once('.').map_or(name, |(_, last)| last);
        if !is_name(plain) {
            if name.contains('$') {
                say(&rules::ODD_NAME, format!("`{name}` is no name"));
            }
            continue;
        }
        if matches!(class(plain), Class::BuiltIn) {
            say(&rules::BUILT_IN_IN_FILE, format!("{name} is set by the service only"));
        }
        let value = one.value.as_str();
        if value.len() >= 2 && value.starts_with('"') && value.ends_with('"') {
            say(&rules::QUOTED_VALUE, format!("the value of {name} begins and ends with a quote"));
        }
        if value.contains(MASK) || marks(value).next().is_some() {
            say(&rules::SECRET_IN_FILE, format!("{name} holds a secret"));
        }
        match values.get(name.to_ascii_lowercase().as_str()) {
            Some(earlier) if *earlier == value => out.push(Finding {
                severity: Severity::Info,
                ..Finding::of(
                    &rules::DUPLICATE_PARAMETER,
                    "",
                    &file.name,
                    one.line,
                    format!("{name} stands twice with one value"),
                )
            }),
            Some(_) => say(&rules::DUPLICATE_PARAMETER, format!("{name} stands twice with different values")),
            None => {
                values.insert(name.to_ascii_lowercase(), value);
            }
        }
    }
}

/// `$name` or `$$name` of letters, digits and underscores, perhaps with `@` (names of tables).
fn is_name(name: &str) -> bool {
    let bare = name.trim_start_matches('$');
    let inside = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '@';
    bare.len() < name.len() && !bare.is_empty() && bare.chars().all(inside)
}

/// Looks at what became of the names that a session or workflow uses.
#[must_use]
pub fn resolution(resolution: &Resolution, place: &str) -> Vec<Finding> {
    let mut out = Vec::new();
    let object = resolution.address.as_str();
    for named in &resolution.files {
        let message = match &named.fate {
            Fate::Missing => format!("the {} names {}, which is not at hand", named.by, named.name),
            Fate::Ambiguous(files) => {
                format!("the {} names {}, which may be {}", named.by, named.name, files.join(" or "))
            }
            Fate::InForce(_) | Fate::PassedOver(_) => continue,
        };
        out.push(at(&rules::PARAMETER_FILE_MISSING, object, &named.place, message));
    }
    // What a missing file may define is told once, not for each name.
    let file_missing = !out.is_empty();
    for one in &resolution.values {
        value(one, object, place, file_missing, &mut out);
    }
    out.sort();
    out.dedup();
    out
}

fn value(one: &Resolved, object: &str, place: &str, file_missing: bool, out: &mut Vec<Finding>) {
    let used = one.uses.first().map_or(place, |first| first.place.as_str());
    if one.status == Status::Unresolved && !file_missing {
        out.push(at(&rules::UNRESOLVED_PARAMETER, object, used, format!("{}: {}", one.name, one.why)));
    }
    for note in &one.notes {
        if let Some(rule) = rule_of(note) {
            let place = if note.place.is_empty() { used } else { &note.place };
            out.push(at(rule, object, place, note.message.clone()));
        }
    }
    let says = one.trace.iter().find(|step| step.number == 3).map_or(&[][..], |step| &step.says);
    if let Some((winner, hidden)) = says.split_last() {
        for say in hidden.iter().filter(|say| say.value != winner.value) {
            let message = format!("{} of {} is hidden by {}", one.name, say.origin, winner.origin);
            out.push(at(&rules::SHADOWED_PARAMETER, object, &say.place, message));
        }
    }
}

fn rule_of(note: &Note) -> Option<&'static Rule> {
    rules::RULES.iter().copied().find(|rule| rule.code == note.code)
}

fn at(rule: &Rule, object: &str, place: &str, message: String) -> Finding {
    let (file, line) = place.rsplit_once(':').unwrap_or((place, ""));
    Finding::of(rule, object, file, line.parse().unwrap_or_default(), message)
}

/// Lines that nothing asks for and sections that hold for nothing, as `answer::asked` lists them.
#[must_use]
pub fn unused(listing: &Listing) -> Vec<Finding> {
    let text = |cell: Option<&Cell>| match cell {
        Some(Cell::Text(text)) => text.clone(),
        _ => String::new(),
    };
    let finding = |row: &Vec<Cell>| {
        let line = if let Some(Cell::Number(line)) = row.get(1) { line.unsigned_abs() } else { 0 };
        let (heading, name) = (text(row.get(2)), text(row.get(3)));
        let (rule, message) = if name.is_empty() {
            (&rules::UNMATCHED_SECTION, format!("{heading}: {}", text(row.get(4))))
        } else {
            (&rules::UNUSED_PARAMETER, format!("nothing asks for {name} of {heading}"))
        };
        Finding::of(rule, "", &text(row.first()), line, message)
    };
    // Lines without a heading and headings that mean nothing are told with their file.
    let own = |row: &&Vec<Cell>| !text(row.get(3)).is_empty() || text(row.get(4)).starts_with("the section");
    listing.rows.iter().filter(own).map(finding).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::parameter::Parameter;

    fn section(heading: &str, scope: Scope, line: u64, lines: &[(&str, &str)]) -> Section {
        let parameter = |(at, (name, value)): (usize, &(&str, &str))| Parameter {
            name: (*name).into(),
            value: (*value).into(),
            line: line + 1 + at as u64,
        };
        Section { heading: heading.into(), scope, line, parameters: lines.iter().enumerate().map(parameter).collect() }
    }

    #[test]
    fn each_odd_line_has_its_code() {
        let lines = [
            ("$$A", "1"),
            ("$$A", "2"),
            ("$$A", "1"),
            ("$$B ", "x"),
            ("# a", "b"),
            ("$PMSessionName", "s"),
            ("$$Q", "\"q\""),
            ("$ParamPassword", MASK),
        ];
        let sections = vec![
            section("", Scope::None, 1, &[("$$X", "1")]),
            section("[Global]", Scope::Global, 3, &lines),
            section("[F.S:x]", Scope::Invalid("why"), 20, &[]),
            section("[global]", Scope::Global, 30, &[("$$NEW", "1")]),
            section("[F.wf:w]", Scope::Workflow("F".into(), vec!["w".into()]), 40, &[]),
        ];
        let found = file(&ParameterFile { name: "p".to_owned(), sections, passed_over: 0 });
        let said: Vec<(u64, &str)> = found.iter().map(|one| (one.line, one.code)).collect();
        let expected = [
            (1, "parameter-before-heading"),
            (5, "duplicate-parameter"),
            (6, "duplicate-parameter"),
            (7, "odd-parameter-name"),
            (9, "built-in-in-file"),
            (10, "quoted-value"),
            (11, "secret-in-parameter-file"),
            (20, "invalid-heading"),
            (30, "duplicate-section"),
            (40, "heading-case"),
        ];
        assert_eq!(said, expected);
        assert!(found.iter().any(|one| one.message.contains("lost: $$NEW")));
    }
}
