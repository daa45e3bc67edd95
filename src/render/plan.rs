//! A plan as JSON (its shape is published: `catalog schema plan`) and as text.

use super::table::harmless;
use super::{resolve, validate};
use crate::answer::plan::{Plan, Task, VERSION};
use crate::answer::resolve::Status;
use serde_json::{Value, json};
use std::fmt::Write as _;

/// The JSON Schema of a plan, draft 2020-12.
pub const SCHEMA: &str = include_str!("../../templates/plan.schema.json");

/// A plan of a session as JSON.
#[must_use]
pub fn json(plan: &Plan) -> Value {
    let parameters = resolve::json(&plan.resolution);
    let findings = validate::json(&plan.findings);
    json!({
        "plan_version": VERSION,
        "session": plan.identity,
        "settings": plan.settings,
        "parameter_files": parameters["parameter_files"],
        "parameters": parameters["values"],
        "endpoints": plan.endpoints,
        "findings": findings["findings"],
        "spark": plan.tuning,
        "execution": plan.execution,
        "position": plan.position,
    })
}

/// A workflow: its tasks in order, each with the plan of its session.
pub struct Step {
    /// Worklets around the task, `wl_a/wl_b`; empty at the top.
    pub path: String,
    /// The task.
    pub task: Task,
    /// The plan, for a session.
    pub plan: Option<Plan>,
}

/// A workflow as JSON.
#[must_use]
pub fn workflow_json(address: &str, snapshot: i64, steps: &[Step]) -> Value {
    let step = |one: &Step| {
        json!({
            "path": one.path, "task": one.task.task, "task_type": one.task.task_type, "level": one.task.level,
            "circular": one.task.circular, "enabled": one.task.enabled, "waits_for_all": one.task.waits_for_all,
            "predecessors": one.task.predecessors, "plan": one.plan.as_ref().map(json),
        })
    };
    json!({
        "plan_version": VERSION, "workflow": address, "snapshot": snapshot,
        "tasks": steps.iter().map(step).collect::<Vec<_>>(),
    })
}

/// A plan of a session as text.
#[must_use]
pub fn text(plan: &Plan, width: Option<usize>) -> String {
    let mut out = format!("{}\n", harmless(&plan.identity.address));
    let identity = &plan.identity;
    let _ = writeln!(
        out,
        "  mapping {}, snapshot {} ({})",
        harmless(&identity.mapping),
        identity.snapshot,
        harmless(&identity.place)
    );
    position(&mut out, plan);
    endpoints(&mut out, plan);
    parameters(&mut out, plan);
    out.push_str("\nEXECUTION\n");
    for one in &plan.execution {
        let options: Vec<String> = one.options.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let options = if options.is_empty() { String::new() } else { format!(" ({})", options.join(", ")) };
        let _ = writeln!(out, "  {}: {}", one.topic, harmless(&one.settings.join(", ")));
        let _ = writeln!(out, "      {}{options}", harmless(&one.advice));
    }
    findings(&mut out, plan);
    out.push_str("\nSPARK\n");
    for line in super::tune::text(&plan.tuning, width).lines().skip(1) {
        let _ = writeln!(out, "{}{line}", if line.is_empty() { "" } else { "  " });
    }
    out
}

fn position(out: &mut String, plan: &Plan) {
    let Some(position) = &plan.position else { return };
    let near = |all: &[crate::answer::plan::Neighbour]| {
        let one = |near: &crate::answer::plan::Neighbour| {
            let condition = if near.condition.is_empty() { String::new() } else { format!(" if {}", near.condition) };
            harmless(&format!("{}{condition}", near.task))
        };
        if all.is_empty() { "nothing".to_owned() } else { all.iter().map(one).collect::<Vec<_>>().join(", ") }
    };
    let all = if position.predecessors.len() > 1 && position.waits_for_all { " (all of them)" } else { "" };
    let disabled = if position.enabled { "" } else { "; disabled" };
    let (before, after) = (near(&position.predecessors), near(&position.successors));
    let _ = writeln!(out, "  after {before}{all}, before {after}; level {}{disabled}", position.level);
}

fn endpoints(out: &mut String, plan: &Plan) {
    out.push_str("\nDATA\n");
    for one in &plan.endpoints {
        let connections = if one.connections.is_empty() {
            one.connections_by.first().map_or(String::new(), |how| format!(" via {}", harmless(how)))
        } else {
            format!(" via {}", harmless(&one.connections.join(", ")))
        };
        let kind = if one.database_type.is_empty() { String::new() } else { format!(" ({})", one.database_type) };
        let width = one.row_bytes.map_or(String::new(), |bytes| format!(", {bytes} B a row"));
        let _ = writeln!(
            out,
            "  {} {} = {}{}{connections}{width}",
            one.role,
            harmless(&one.instance),
            harmless(&one.table),
            harmless(&kind)
        );
    }
}

fn parameters(out: &mut String, plan: &Plan) {
    if plan.resolution.values.is_empty() {
        return;
    }
    out.push_str("\nPARAMETERS\n");
    for one in &plan.resolution.values {
        let name = harmless(&one.name);
        let _ = match one.status {
            Status::Unresolved => writeln!(out, "  {name} has no value: {}", harmless(&one.why)),
            Status::Runtime => writeln!(out, "  {name} is known only when the session runs"),
            _ => writeln!(out, "  {name} = {}  ({})", harmless(&one.value), harmless(&one.origin)),
        };
    }
}

fn findings(out: &mut String, plan: &Plan) {
    if plan.findings.is_empty() {
        return;
    }
    out.push_str("\nFINDINGS\n");
    for one in &plan.findings {
        let _ = writeln!(out, "  {} {}: {}", one.severity.as_str(), one.code, harmless(&one.message));
    }
}

/// A workflow as text: its tasks in order, and how each session is sized.
#[must_use]
pub fn workflow_text(address: &str, steps: &[Step]) -> String {
    let mut out = format!("{}\n", harmless(address));
    for one in steps {
        let depth = one.path.split('/').filter(|part| !part.is_empty()).count();
        let near: Vec<String> = one.task.predecessors.iter().map(|near| near.task.clone()).collect();
        let after = if near.is_empty() { String::new() } else { format!(" after {}", near.join(", ")) };
        let disabled = if one.task.enabled { "" } else { " (disabled)" };
        let circular = if one.task.circular { " (in a circle of links)" } else { "" };
        let _ = writeln!(
            out,
            "{}{} {} {}{}{disabled}{circular}",
            "  ".repeat(depth + 1),
            one.task.level,
            one.task.task_type,
            harmless(&one.task.task),
            harmless(&after)
        );
        if let Some(plan) = &one.plan {
            let size = &plan.tuning.size;
            let worst =
                plan.findings.iter().filter(|one| one.severity == crate::model::problem::Severity::Error).count();
            let _ = writeln!(
                out,
                "{}{} executors with {} cores, {} shuffle partitions; {worst} errors",
                "  ".repeat(depth + 3),
                size.executors,
                size.cores,
                size.partitions
            );
        }
    }
    out
}
