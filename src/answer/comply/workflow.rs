//! A workflow or worklet: its task instances, its links, its schedule.

use super::asking::{Asking, few};
use super::failure::{caught, on_failure};
use super::{command, failure, logging, path};
use crate::answer::design::Level;
use crate::model::comply::auditability::{HIDDEN_OVERRIDE, RUNS_BY_ITSELF};
use crate::model::comply::reliability::{DISABLED, INVALID, NEXT_RUNS_ANYWAY, PARENT_SUCCEEDS, SKIPPED_UNSEEN};
use crate::model::content::{Definition, Value};
use crate::model::object::Kind;
use crate::model::workflow::{Link, TaskInstance};

/// Types of tasks that do work.
const WORK: [&str; 3] = ["Session", "Worklet", "Command"];

pub(super) fn check(level: &Level<'_>, ask: &mut Asking<'_>) {
    let is_it = |one: &&Definition| matches!(&one.value, Value::Workflow(own) if std::ptr::eq(&raw const **own, level.workflow));
    let own = level.stored.content.definitions.iter().find(is_it);
    let place = level.stored.place(own.map_or(0, |one| one.line));
    let is_workflow = level.instance.is_none() && own.is_some_and(|one| one.key.kind == Kind::Workflow);
    if ask.asks(&INVALID) && !level.workflow.valid {
        ask.fires(&INVALID, "ISVALID", &place, "YES", "NO");
    }
    instances(level, ask);
    links(level, ask);
    command::workflow(level, ask);
    if is_workflow {
        whole(level, &place, ask);
    }
}

/// What only a workflow has, and no worklet.
fn whole(level: &Level<'_>, place: &str, ask: &mut Asking<'_>) {
    if !level.workflow.enabled {
        ask.fires(&DISABLED, "ISENABLED", place, "YES", "NO");
    }
    if ask.asks(&RUNS_BY_ITSELF) {
        let kind = level.workflow.schedule_type.as_str();
        if ["CONTINUOUS", "ONSERVERINIT"].contains(&kind) {
            ask.fires(&RUNS_BY_ITSELF, "SCHEDULETYPE", place, "ONDEMAND or a time", kind);
        } else if kind.is_empty() && !level.workflow.scheduler.is_empty() {
            ask.not_checked(&RUNS_BY_ITSELF, "the schedule stands in a reusable scheduler");
        }
    }
    failure::workflow(level, place, ask);
    logging::workflow(level, place, ask);
    path::workflow(level, ask);
}

fn instances(level: &Level<'_>, ask: &mut Asking<'_>) {
    for rule in [&DISABLED, &PARENT_SUCCEEDS, &HIDDEN_OVERRIDE] {
        ask.asks(rule);
    }
    for one in &level.workflow.task_instances {
        let place = || level.stored.place(one.line);
        if !one.enabled {
            ask.fires(&DISABLED, &one.name, &place(), "ISENABLED YES", "NO");
        }
        let works = WORK.contains(&one.task_type.as_str());
        if works && !one.fail_parent_if_fails && !caught(level, &one.name) {
            let actual = "FAIL_PARENT_IF_INSTANCE_FAILS NO, and no link on failure";
            ask.fires(&PARENT_SUCCEEDS, &one.name, &place(), "YES", actual);
        }
        if one.reusable && one.task_type == "Session" {
            overridden(one, place, ask);
        }
    }
}

fn overridden(one: &TaskInstance, place: impl Fn() -> String, ask: &mut Asking<'_>) {
    let own = one.attributes.iter().chain(&one.config.attributes).map(|attribute| attribute.name.as_str());
    let readers = one.extensions.iter().map(|extension| extension.instance.as_str());
    let names: Vec<&str> = own.chain(readers).collect();
    if !names.is_empty() {
        let actual = format!("overrides {}", few(names));
        ask.fires(&HIDDEN_OVERRIDE, &one.name, &place(), "the reusable session as it stands", &actual);
    }
}

fn links(level: &Level<'_>, ask: &mut Asking<'_>) {
    let [anyway, skipped] = [&NEXT_RUNS_ANYWAY, &SKIPPED_UNSEEN].map(|rule| ask.asks(rule));
    let find = |name: &str| level.workflow.task_instances.iter().find(|one| one.name == name);
    let works = |name: &str| find(name).filter(|one| WORK.contains(&one.task_type.as_str()));
    for link in &level.workflow.links {
        let Some(to) = works(&link.to) else { continue };
        let place = || level.stored.place(link.line);
        if anyway && link.condition.trim().is_empty() && !level.workflow.suspend_on_error && works(&link.from).is_some()
        {
            let part = format!("link {} → {}", link.from, link.to);
            let expected = format!("${}.Status = SUCCEEDED", link.from);
            ask.fires(&NEXT_RUNS_ANYWAY, &part, &place(), &expected, "no condition");
        }
        if skipped && !to.fail_parent_if_not_run && depends_on_data(link) && !other_case(link, level) {
            let part = format!("link {} → {}", link.from, link.to);
            let actual = super::asking::told(&link.condition);
            ask.fires(&SKIPPED_UNSEEN, &part, &place(), "a link for the other case, or fail parent", &actual);
        }
    }
}

/// True for a condition that asks for more than the status of tasks, and does not ask for a failure.
fn depends_on_data(link: &Link) -> bool {
    let statuses = |rest: &str| {
        let name = rest.trim_start_matches('$').split(|c: char| !c.is_alphanumeric() && c != '_' && c != '.').next();
        name.and_then(|name| name.rsplit_once('.')).is_some_and(|(_, what)| {
            ["status", "prevtaskstatus"].iter().any(|status| what.eq_ignore_ascii_case(status))
        })
    };
    let mut names = link.condition.match_indices('$').map(|(at, _)| &link.condition[at..]);
    !on_failure(&link.condition) && names.any(|rest| !rest.starts_with("$$$") && !statuses(rest))
}

/// True where the task before has a link with another condition, which may be taken instead.
fn other_case(link: &Link, level: &Level<'_>) -> bool {
    let other = |one: &&Link| one.from == link.from && one.to != link.to && one.condition != link.condition;
    level.workflow.links.iter().any(|one| other(&one))
}
