//! Links of a workflow or worklet: where they lead, and what their conditions and its Decision tasks ask for.
//!
//! A condition is only looked through for names; the expression around them is not parsed.

use super::findings::Findings;
use crate::answer::address::nearest;
use crate::answer::design::Level;
use crate::model::attribute::Attribute;
use crate::model::content::Value;
use crate::model::rule::reference as rule;
use crate::model::task::{VARIABLE_OF_DECISIONS, VARIABLES, VARIABLES_OF_SESSIONS};
use crate::model::workflow::{Link, TaskInstance, Workflow};
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn check(level: &Level<'_>, out: &mut Findings) {
    let workflow = level.workflow;
    let names: Vec<String> = workflow.task_instances.iter().map(|one| one.name.to_string()).collect();
    for link in &workflow.links {
        for end in [&link.from, &link.to].into_iter().filter(|end| !names.iter().any(|name| name == end.as_str())) {
            let message = format!("link {} → {}: there is no task {end}{}", link.from, link.to, hint(end, &names));
            out.at(&rule::LINK_TO_MISSING_TASK, level.stored, link.line, message);
        }
        condition(level, &link.condition, link.line, &names, out);
    }
    for decision in decisions(level) {
        condition(level, &decision.value, decision.line, &names, out);
    }
    circles(level, out);
    let reached: BTreeSet<&str> = workflow.links.iter().map(|link| link.to.as_str()).collect();
    for task in workflow.task_instances.iter().filter(|one| one.task_type != "Start" && one.enabled) {
        if !reached.contains(task.name.as_str()) {
            let message = format!("no link leads to {}", task.name);
            out.at(&rule::TASK_NEVER_REACHED, level.stored, task.line, message);
        }
    }
}

fn hint(wanted: &str, names: &[String]) -> String {
    nearest(wanted, names).first().map(|name| format!("; did you mean {name}?")).unwrap_or_default()
}

/// Tells the first link of each circle that is met walking from task to task.
fn circles(level: &Level<'_>, out: &mut Findings) {
    let mut next: BTreeMap<&str, Vec<&Link>> = BTreeMap::new();
    for link in &level.workflow.links {
        next.entry(&link.from).or_default().push(link);
    }
    let mut done = BTreeSet::new();
    for start in next.keys().copied() {
        // Each step is a task and how many of its links were followed.
        let mut path: Vec<(&str, usize)> = vec![(start, 0)];
        while let Some((task, at)) = path.last().copied() {
            let link = next.get(task).and_then(|links| links.get(at)).filter(|_| !done.contains(task));
            let Some(link) = link else {
                done.insert(task);
                path.pop();
                continue;
            };
            if let Some(step) = path.last_mut() {
                step.1 += 1;
            }
            if path.iter().any(|(name, _)| *name == link.to) {
                let message = format!("link {} → {} leads back", link.from, link.to);
                out.at(&rule::LINKS_IN_CIRCLE, level.stored, link.line, message);
            } else {
                path.push((&link.to, 0));
            }
        }
    }
}

/// A name that a condition asks for.
#[derive(Debug, PartialEq, Eq)]
enum Asked<'c> {
    /// `$$name`
    Variable(&'c str),
    /// `$task.attribute`
    Task(&'c str, &'c str),
}

/// What the Decision tasks of a workflow or worklet decide by.
fn decisions<'a>(level: &Level<'a>) -> impl Iterator<Item = &'a Attribute> {
    let inside = level.inside;
    let definitions = level.stored.content.definitions.iter().filter(move |one| one.key.path == inside);
    let tasks = definitions.filter_map(|one| match &one.value {
        Value::Task(task) if task.task_type == "Decision" => Some(task),
        _ => None,
    });
    tasks.flat_map(|task| task.attributes.iter().filter(|one| one.name == "Decision Name"))
}

fn condition(level: &Level<'_>, text: &str, line: u32, names: &[String], out: &mut Findings) {
    let workflow = level.workflow;
    for asked in asked(text, names) {
        match asked {
            Asked::Variable(name) => {
                if !workflow.variables.iter().any(|one| one.name.eq_ignore_ascii_case(name)) {
                    let known: Vec<String> = workflow.variables.iter().map(|one| one.name.to_string()).collect();
                    let message = format!("{name} is not declared in {}{}", workflow.name, hint(name, &known));
                    out.at(&rule::UNKNOWN_WORKFLOW_VARIABLE, level.stored, line, message);
                }
            }
            Asked::Task(task, attribute) => match instance(workflow, task) {
                None => {
                    let message = format!("there is no task {task} in {}{}", workflow.name, hint(task, names));
                    out.at(&rule::CONDITION_NAMES_MISSING_TASK, level.stored, line, message);
                }
                Some(found) if !has(found, attribute) => {
                    let message = format!("{} {task} has no {attribute}", found.task_type.to_lowercase());
                    out.at(&rule::UNKNOWN_TASK_VARIABLE, level.stored, line, message);
                }
                Some(_) => {}
            },
        }
    }
}

fn instance<'w>(workflow: &'w Workflow, name: &str) -> Option<&'w TaskInstance> {
    workflow.task_instances.iter().find(|one| one.name.eq_ignore_ascii_case(name))
}

fn has(task: &TaskInstance, attribute: &str) -> bool {
    let among = |all: &[&str]| all.iter().any(|one| one.eq_ignore_ascii_case(attribute));
    among(&VARIABLES)
        || (task.task_type == "Session" && among(&VARIABLES_OF_SESSIONS))
        || (task.task_type == "Decision" && attribute.eq_ignore_ascii_case(VARIABLE_OF_DECISIONS))
}

/// The names in a condition, those in quotes and comments left out.
fn asked<'c>(condition: &'c str, tasks: &[String]) -> Vec<Asked<'c>> {
    let mut found = Vec::new();
    let mut rest = condition;
    while let Some(at) = rest.find(['$', '\'', '-']) {
        let (mark, after) = (rest.as_bytes()[at], &rest[at + 1..]);
        rest = after;
        match mark {
            b'\'' => rest = after.find('\'').map_or("", |end| &after[end + 1..]),
            b'-' if after.starts_with('-') => rest = after.find('\n').map_or("", |end| &after[end..]),
            b'$' if after.starts_with("$$") || after.starts_with("PM") => rest = after.trim_start_matches('$'),
            b'$' if after.starts_with('$') => {
                let length = word(&after[1..]);
                // The name goes with both of its `$`.
                let from = condition.len() - after.len() - 1;
                found.push(Asked::Variable(&condition[from..from + length + 2]));
                rest = &after[length + 1..];
            }
            b'$' => {
                let length = task_name(after, tasks);
                if let Some(attribute) = after[length..].strip_prefix('.').filter(|_| length > 0) {
                    found.push(Asked::Task(&after[..length], &attribute[..word(attribute)]));
                }
                rest = &after[length..];
            }
            _ => {}
        }
    }
    found
}

/// Length of the task name at the beginning of a text: the longest one that is known, else a word.
fn task_name(text: &str, tasks: &[String]) -> usize {
    let known = |name: &&String| {
        text.get(..name.len()).is_some_and(|head| head.eq_ignore_ascii_case(name))
            && text[name.len()..].starts_with('.')
    };
    tasks.iter().filter(known).map(String::len).max().unwrap_or_else(|| word(text))
}

/// Length of the word at the beginning of a text.
fn word(text: &str) -> usize {
    text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_but_not_in_quotes_and_comments() {
        let tasks = ["s a.b".to_owned()];
        let condition =
            "$$x > 1 AND $s a.b.Status = '$$no' OR $t.ErrorCode-1 -- $$gone\n AND $$$SessStartTime AND $PMx";
        let expected = [Asked::Variable("$$x"), Asked::Task("s a.b", "Status"), Asked::Task("t", "ErrorCode")];
        assert_eq!(asked(condition, &tasks), expected);
        assert_eq!(asked("$Status = SUCCEEDED", &tasks), []);
    }

    #[test]
    fn any_text_is_looked_through() {
        let mut texts = vec![String::new()];
        for _ in 0..5 {
            let longer =
                texts.iter().flat_map(|text| ['$', '\'', '-', '.', 'a', 'é', '\n'].map(|c| format!("{text}{c}")));
            texts = longer.collect();
            for text in &texts {
                assert!(asked(text, &["a".to_owned()]).len() <= text.len());
            }
        }
    }
}
