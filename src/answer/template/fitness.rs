//! Can a session be made with these values?
//!
//! Owns what a value must be for the place its parameter stands in: a name, one line, a number in the range of its key. What a
//! session of the template has already is never refused.

use super::create::TABLES_AND_FILES;
use super::key::{Step, key_of};
use super::sheet::{
    ASSIGNMENT, ATTRIBUTES, COMMAND, COMPONENT, CONFIG_ATTRIBUTES, CONNECTION, EXTENSION, PARTITION, TASK,
    TRANSFORMATION,
};
use crate::answer::diff::part::{Fact, Part};
use crate::model::session_key::{SessionKey, Values};
use crate::model::template::placeholder::{self, Piece};
use crate::model::template::{Parameter, Template};
use std::collections::BTreeMap;

/// Texts that may have several lines, though they have a key.
const SEVERAL_LINES: [&str; 2] = ["description", "custom_properties"];

/// What a value is and where it is to stand.
struct Place<'p> {
    steps: &'p [Step],
    fact: &'p Fact,
    key: Option<&'static SessionKey>,
}

/// Everything that cannot be, in words, each parameter once.
pub(super) fn unfit(template: &Template, sheet: &Part, values: &BTreeMap<&str, &str>) -> Vec<String> {
    let mut fitness = Fitness { template, values, told: BTreeMap::new() };
    fitness.part(sheet, &mut Vec::new());
    let told = fitness.told;
    let in_order = template.parameters.iter().filter_map(|one| told.get(one.name.as_str()));
    in_order.cloned().collect()
}

struct Fitness<'f> {
    template: &'f Template,
    values: &'f BTreeMap<&'f str, &'f str>,
    /// By parameter.
    told: BTreeMap<&'f str, String>,
}

impl Fitness<'_> {
    /// As deep as sheets are.
    fn part(&mut self, part: &Part, steps: &mut Vec<Step>) {
        for fact in &part.facts {
            self.fact(&Place { steps, fact, key: key_of(steps, &fact.name) });
        }
        for below in &part.parts {
            steps.push(Step { kind: below.kind.clone(), name: below.name.clone(), ..Step::default() });
            self.part(below, steps);
            steps.pop();
        }
    }

    fn fact(&mut self, place: &Place<'_>) {
        let Ok(pieces) = placeholder::pieces(&place.fact.value) else { return };
        let is_parameter = |one: &Parameter| pieces.contains(&Piece::Parameter(&one.name));
        let mut all = self.template.parameters.iter().filter(|one| is_parameter(one)).peekable();
        let whole = placeholder::filled(&place.fact.value, &|name| self.values.get(name).copied().or(Some("")));
        let is_alone = placeholder::whole(&place.fact.value).is_some();
        // What is unset and alone is left out.
        if all.peek().is_some_and(|one| is_alone && !self.values.contains_key(one.name.as_str())) {
            return;
        }
        for one in all {
            let value = self.values.get(one.name.as_str()).copied().unwrap_or_default();
            let wrong = of_value(place, value).or_else(|| of_whole(place, &whole));
            if let Some(wrong) = wrong.filter(|_| !is_known(one, value)) {
                self.told.entry(&one.name).or_insert_with(|| format!("{} cannot be {value:?}; {wrong}", one.name));
            }
        }
    }
}

/// True for a value that a session has, or that the template gives.
fn is_known(one: &Parameter, value: &str) -> bool {
    let is_left_unset = one.optional && value.is_empty();
    let mut known = one.values.iter().filter_map(|(_, value)| value.as_deref()).chain(one.default.as_deref());
    is_left_unset || known.any(|known| known == value)
}

fn of_value(place: &Place<'_>, value: &str) -> Option<String> {
    let path = super::key::path(place.steps, &place.fact.name);
    let is_strange =
        |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t') || matches!(c, '\u{fffe}' | '\u{ffff}');
    if value.contains(is_strange) {
        return Some(format!("there is a control character in it ({path})"));
    }
    let is_name = is_name(place);
    if (is_name || is_one_line(place))
        && value.contains(|c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}'))
    {
        return Some(format!("it must be one line, without tabs ({path})"));
    }
    (is_name && value.trim().is_empty()).then(|| format!("it is a part of a name ({path})"))
}

fn of_whole(place: &Place<'_>, whole: &str) -> Option<String> {
    if place.steps.is_empty() && place.fact.name == "name" && whole.contains(['/', '\\']) {
        return Some("the name of a session holds no / and no \\".to_owned());
    }
    let key = place.key?;
    if let Err(what) = key.spelling(whole) {
        return Some(format!("{what} ({})", key.path()));
    }
    let is_number = key.values == Values::Number && !whole.starts_with('$');
    let (least, most) = range(key).filter(|_| is_number)?;
    let is_within = whole.parse::<i64>().is_ok_and(|number| (least..=most).contains(&number));
    (!is_within).then(|| format!("{} is from {least} to {most}", key.path()))
}

/// Least and most of a number (assumed; no manual was at hand): PowerCenter keeps these settings in 32 bits, partitions are 64 at most,
/// percents 100.
fn range(key: &SessionKey) -> Option<(i64, i64)> {
    match key.key {
        "commit_interval" | "line_buffer_length" => Some((1, i64::from(i32::MAX))),
        "stop_on_errors" => Some((0, i64::from(i32::MAX))),
        "number_of_partitions" => Some((1, 64)),
        "auto_memory_percent" => Some((0, 100)),
        _ => None,
    }
}

/// True for what is called by the value: without it, nothing is meant.
fn is_name(place: &Place<'_>) -> bool {
    let kind = place.steps.last().map(|step| step.kind.as_str());
    match (kind, place.fact.name.as_str()) {
        (None, name) => matches!(name, "name" | "mapping_name" | "repository" | "folder" | "config"),
        (Some(EXTENSION | TRANSFORMATION), name) => matches!(name, "instance" | "transformation"),
        (Some(CONNECTION), name) => matches!(name, "name" | "variable"),
        (Some(COMPONENT), name) => name == "object",
        (Some(TASK | PARTITION | COMMAND | ASSIGNMENT), name) => name == "name",
        _ => false,
    }
}

fn is_one_line(place: &Place<'_>) -> bool {
    let kind = place.steps.last().map(|step| step.kind.as_str());
    let is_attribute = matches!(kind, Some(ATTRIBUTES | CONFIG_ATTRIBUTES));
    let is_key = place.key.is_some_and(|key| matches!(key.section, "session" | "performance"));
    let is_long = place.key.is_some_and(|key| SEVERAL_LINES.contains(&key.key));
    !is_long && (is_key || is_attribute && TABLES_AND_FILES.contains(&place.fact.name.as_str()))
}
