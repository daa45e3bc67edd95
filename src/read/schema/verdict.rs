//! What the validator says → findings in our words.
//!
//! Owns the choice of the rule, the line, and how many are told. Never repeats a value of the file: a message names
//! elements, attributes and what was expected.

use super::gate::Gate;
use super::grammar::{Author, Grammar, nearest};
use crate::model::finding::{Finding, Rule};
use crate::model::problem::Severity;
use crate::model::rule::syntax;
use crate::read::secret;
use fastxml::{Error, StructuredError, ValidationErrorType};
use std::collections::HashSet;
use std::io::Read;

/// Findings told of one file.
const MOST_FINDINGS: usize = 100;
/// Errors that the validator may keep; beyond it, nobody knows how many there are.
pub(super) const MOST_ERRORS: usize = 20_000;
/// Names listed as what was expected.
const MOST_NAMES: usize = 16;
/// Bytes of a name that a message repeats; no name of an export is as long.
const MOST_OF_A_NAME: usize = 80;

/// Makes the findings of one file.
pub(super) struct Verdict<'a, R: Read> {
    file: &'a str,
    grammar: &'a Grammar,
    gate: &'a mut Gate<R>,
    /// Path of the last element that nothing declares: what stands in it is no news.
    lost: Option<String>,
    /// Kinds of objects that were told not to be covered.
    uncovered: HashSet<String>,
    findings: Vec<Finding>,
}

impl<'a, R: Read> Verdict<'a, R> {
    pub(super) fn new(file: &'a str, grammar: &'a Grammar, gate: &'a mut Gate<R>) -> Self {
        Self { file, grammar, gate, lost: None, uncovered: HashSet::new(), findings: Vec::new() }
    }

    /// The findings of a file that was read to its end, by line.
    pub(super) fn of_errors(mut self, errors: &[StructuredError]) -> Vec<Finding> {
        for error in errors {
            self.take(error);
        }
        self.findings.sort_by_key(|one| one.line);
        let rest = self.findings.split_off(self.findings.len().min(MOST_FINDINGS));
        let is_cut = errors.len() >= MOST_ERRORS;
        if !rest.is_empty() || is_cut {
            let worst = rest.iter().chain(&self.findings).map(|one| one.severity).max();
            let message = match (rest.len(), is_cut) {
                (0, _) => "and what stands further down was not looked at".to_owned(),
                (count, true) => format!("and at least {count} more"),
                (count, false) => format!("and {count} more"),
            };
            let more = Finding::of(&syntax::MORE_FINDINGS, "", self.file, 0, message);
            self.findings.push(Finding { severity: worst.unwrap_or(more.severity), ..more });
        }
        self.findings
    }

    /// The finding of a file that the parser gave up on.
    pub(super) fn of_failure(self, error: &Error) -> Finding {
        let said = without_positions(&error.to_string());
        let message = secret::cut(&said).map_or(said, |cut| cut.masked);
        Finding::of(&syntax::MALFORMED_XML, "", self.file, self.gate.line(), message)
    }

    fn take(&mut self, error: &StructuredError) {
        let path = error.location.xpath.as_deref().unwrap_or("/").to_owned();
        if self.lost.as_ref().is_some_and(|lost| path.starts_with(&format!("{lost}/"))) {
            return;
        }
        self.lost = None;
        let place = Place { path: path.split('/').skip(1).collect(), line: error.location.line.unwrap_or(0) };
        match error.error_type {
            ValidationErrorType::UnknownElement => {
                self.lost = Some(path.clone());
                self.unexpected(&place);
            }
            ValidationErrorType::InvalidAttributeValue => self.attribute(&place, &error.message),
            ValidationErrorType::TooManyOccurrences => {
                let message = format!("<{}> stands more often than it may", place.name());
                self.tell(&syntax::MISPLACED_ELEMENT, &place, message);
            }
            ValidationErrorType::TooFewOccurrences | ValidationErrorType::MissingRequiredElement => {
                self.missing(&place, error);
            }
            _ => self.content(&place, error),
        }
    }

    /// An element that nothing declares where it stands.
    fn unexpected(&mut self, place: &Place<'_>) {
        let parent = place.parent().unwrap_or("the file");
        if self.grammar.is_partial() {
            let message = format!("<{}> in <{parent}>", place.name());
            if self.uncovered.insert(message.clone()) {
                self.tell(&syntax::NOT_COVERED, place, message);
            }
            return;
        }
        let names = self.grammar.children_at(&place.path[..place.path.len().saturating_sub(1)]);
        let expected = match nearest(place.name(), &names) {
            Some(name) => format!("did you mean <{name}>?"),
            None => expected(&names),
        };
        let message = format!("<{}> in <{parent}>; {expected}", place.name());
        self.tell(&syntax::UNEXPECTED_ELEMENT, place, message);
    }

    fn missing(&mut self, place: &Place<'_>, error: &StructuredError) {
        // The path ends with the element itself or, once that is closed, with its parent.
        let name = error.node_name.as_deref().unwrap_or_else(|| place.name()).to_owned();
        let mut path = place.path.clone();
        if path.last() != Some(&name.as_str()) {
            path.push(&name);
        }
        let names = self.grammar.children_at(&path);
        let message = format!("<{}> lacks a child; {}", clipped(&name), expected(&names));
        self.tell(&syntax::MISSING_ELEMENT, place, message);
    }

    fn attribute(&mut self, place: &Place<'_>, said: &str) {
        let element = place.name();
        let Some(name) = quoted_after(said, "attribute '") else {
            let message = format!("<{element}> has a type that it may not have");
            return self.tell(&syntax::INVALID_CONTENT, place, message);
        };
        if said.ends_with("is not allowed") {
            let names = self.grammar.attributes_at(&place.path);
            let guess = nearest(name, &names).map_or_else(String::new, |near| format!("; did you mean {near}?"));
            let message = format!("attribute {} of <{element}> is not known{guess}", clipped(name));
            return self.tell(&syntax::UNKNOWN_ATTRIBUTE, place, message);
        }
        if said.ends_with("is missing") {
            let message = format!("<{element}> has no {name}");
            return self.tell(&syntax::MISSING_ATTRIBUTE, place, message);
        }
        let (words, kind) = self.grammar.values_at(&place.path, name);
        let expected = if words.is_empty() { kind.to_owned() } else { listed(&words, " or ") };
        let message = format!("{name} of <{element}> has another value than expected: {expected}");
        self.tell(&syntax::WRONG_VALUE, place, message);
    }

    /// Whatever else is wrong inside of an element.
    fn content(&mut self, place: &Place<'_>, error: &StructuredError) {
        let name = error.node_name.as_deref().unwrap_or_else(|| place.name());
        if error.message.contains("contains text") {
            let line = self.gate.text_line(place.line);
            let message = format!("text in <{}>, which holds none", clipped(name));
            return self.tell_at(&syntax::UNEXPECTED_TEXT, line, message);
        }
        if error.message.contains("is not expected here") || error.message.contains("out of sequence") {
            let parent = place.parent().unwrap_or("the file");
            let wanted = error.expected.as_deref().map_or_else(String::new, |names| format!("; expected {names}"));
            let message = format!("<{}> stands out of order or once too often in <{parent}>{wanted}", place.name());
            return self.tell(&syntax::MISPLACED_ELEMENT, place, message);
        }
        let message = match error.error_type {
            ValidationErrorType::IdentityConstraint => "a key is missing, doubled, or refers to nothing".to_owned(),
            _ => format!("the content of <{}> is not what its type allows", clipped(name)),
        };
        self.tell(&syntax::INVALID_CONTENT, place, message);
    }

    fn tell(&mut self, rule: &'static Rule, place: &Place<'_>, message: String) {
        let line = self.gate.tag_line(place.line);
        self.tell_at(rule, line, message);
    }

    fn tell_at(&mut self, rule: &'static Rule, line: u64, message: String) {
        let mut finding = Finding::of(rule, "", self.file, line, message);
        if self.grammar.author == Author::User && rule.severity == Severity::Warning {
            finding.severity = Severity::Error;
        }
        self.findings.push(finding);
    }
}

/// Where the validator was.
struct Place<'a> {
    /// Names from the root down, as written.
    path: Vec<&'a str>,
    /// As the validator counts it.
    line: usize,
}

impl<'a> Place<'a> {
    fn name(&self) -> &'a str {
        clipped(self.path.last().copied().unwrap_or_default())
    }

    fn parent(&self) -> Option<&'a str> {
        self.path.len().checked_sub(2).map(|at| clipped(self.path[at]))
    }
}

/// The parser's words without its places: it counts bytes from the root, people count lines.
fn without_positions(said: &str) -> String {
    let mut rest = said;
    let starts = ["parse error: ", "parse error at ", "not well-formed: ", "attribute error: "];
    while let Some(inner) = starts.iter().find_map(|start| rest.strip_prefix(start)) {
        rest = inner;
    }
    if let Some(place) = rest.strip_prefix("position ") {
        rest = place.trim_start_matches(|c: char| c.is_ascii_digit()).trim_start_matches(": ");
    }
    let mut parts = rest.split(" at position ");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |all, part| all + part.trim_start_matches(|c: char| c.is_ascii_digit()))
}

/// A name is the file's own text, and may be of any length.
pub(super) fn clipped(name: &str) -> &str {
    &name[..name.floor_char_boundary(MOST_OF_A_NAME)]
}

fn quoted_after<'a>(text: &'a str, before: &str) -> Option<&'a str> {
    let rest = text.split_once(before)?.1;
    rest.split('\'').next()
}

fn expected(names: &[&str]) -> String {
    if names.is_empty() { "nothing may stand there".to_owned() } else { format!("expected {}", listed(names, ", ")) }
}

fn listed(names: &[&str], between: &str) -> String {
    let shown = names.iter().take(MOST_NAMES).copied().collect::<Vec<_>>().join(between);
    if names.len() > MOST_NAMES { format!("{shown} …") } else { shown }
}
