//! What of a session or workflow Spark cannot do as such. Advice on the nearest it has stands with each rule.

use super::findings::Findings;
use super::pushdown;
use super::transaction::resumes;
use crate::answer::assembled::{Assembled, Part, is, value};
use crate::answer::design::Level;
use crate::answer::effective::Extension;
use crate::model::finding::Rule;
use crate::model::rule::compatibility as rule;
use std::collections::BTreeMap;

pub(super) fn session(run: &Assembled<'_>, out: &mut Findings) {
    settings(run, out);
    for part in &run.parts {
        self::part(run, part, out);
    }
    for one in &run.extensions {
        extension(run, one, out);
    }
    components(run, out);
}

fn settings(run: &Assembled<'_>, out: &mut Findings) {
    let off = |name: &str| run.is(name, "None") || run.is(name, "");
    let asked: [(&Rule, &str, bool); 7] = [
        (&rule::SPARK_PUSHDOWN, "Pushdown Optimization", pushdown::wanted(run)),
        (
            &rule::SPARK_CONSTRAINT_ORDER,
            "Constraint based load ordering",
            run.is("Constraint based load ordering", "YES"),
        ),
        (&rule::SPARK_GRID, "Is Enabled", run.is("Is Enabled", "YES")),
        (&rule::SPARK_USER_COMMIT, "Commit Type", run.is("Commit Type", "User Defined")),
        (&rule::SPARK_ROW_ERROR_LOG, "Error Log Type", !off("Error Log Type")),
        (&rule::SPARK_RESUME, "Recovery Strategy", resumes(run)),
        (&rule::SPARK_INCREMENTAL_AGGREGATION, "Incremental Aggregation", run.is("Incremental Aggregation", "YES")),
    ];
    for (rule, name, _) in asked.into_iter().filter(|(.., fires)| *fires) {
        out.say(rule, &run.at(name), format!("{name} is {}", run.value(name)));
    }
    if run.is("Enable Test Load", "YES") {
        out.say(&rule::SPARK_TEST_LOAD, &run.at("Enable Test Load"), "Enable Test Load is YES");
    }
    let rows = run.value("Treat source rows as");
    if ["Update", "Delete", "Data driven"].iter().any(|one| one.eq_ignore_ascii_case(rows)) {
        let message = format!("Treat source rows as is {rows}");
        out.say(&rule::SPARK_UPDATE_STRATEGY, &run.at("Treat source rows as"), message);
    }
}

fn part(run: &Assembled<'_>, part: &Part, out: &mut Findings) {
    let rule = match part.kind.as_str() {
        "Transaction Control" => Some(&rule::SPARK_TRANSACTION_CONTROL),
        "Sequence" => Some(&rule::SPARK_SEQUENCE),
        "Stored Procedure" => Some(&rule::SPARK_STORED_PROCEDURE),
        "XML Source Qualifier" | "XML Parser" | "XML Generator" => Some(&rule::SPARK_XML),
        // A Union is a Custom transformation too, but Spark has that.
        "Custom Transformation" | "Java" | "External Procedure" | "Advanced External Procedure" => {
            (value(&part.attributes, "Module Identifier") != "pmuniontrans").then_some(&rule::SPARK_CUSTOM_CODE)
        }
        "Lookup Procedure" => lookup(part),
        _ => None,
    };
    if let Some(rule) = rule {
        out.say(rule, &run.part_place(&part.instance), format!("{} ({})", part.instance, part.kind));
    }
    let sql = ["Pre SQL", "Post SQL"].into_iter().filter(|name| !value(&part.attributes, name).is_empty());
    for name in sql {
        out.say(&rule::SPARK_SQL_AROUND, &run.part_place(&part.instance), format!("{name} of {}", part.instance));
    }
}

fn lookup(part: &Part) -> Option<&'static Rule> {
    let policy = value(&part.attributes, "Lookup policy on multiple match");
    match policy {
        _ if is(&part.attributes, "Dynamic Lookup Cache", "YES") => Some(&rule::SPARK_DYNAMIC_LOOKUP),
        "Use First Value" | "Use Last Value" | "Use Any Value" => Some(&rule::SPARK_LOOKUP_ANY_MATCH),
        _ => None,
    }
}

fn extension(run: &Assembled<'_>, one: &Extension<'_>, out: &mut Findings) {
    let (instance, subtype) = (one.extension.instance.as_str(), one.extension.subtype.as_str());
    let place = run.extension_place(one);
    let message = format!("{instance} ({subtype})");
    let by_subtype: [(&Rule, bool); 5] = [
        (&rule::SPARK_REAL_TIME, subtype.contains("CDC") || subtype.contains("JMS")),
        (&rule::SPARK_QUEUE, subtype.starts_with("MQ ") || subtype.contains("MSMQ")),
        (&rule::SPARK_MAINFRAME, subtype.starts_with("PowerExchange") && !subtype.contains("CDC")),
        (&rule::SPARK_XML, subtype.starts_with("XML ")),
        (&rule::SPARK_WEB_SERVICE, subtype.starts_with("WebServices") || subtype.starts_with("Http")),
    ];
    for (rule, _) in by_subtype.into_iter().filter(|(_, fires)| *fires) {
        out.say(rule, &place, message.as_str());
    }
    for reference in one.connections.1 {
        let rule = match reference.connection_type.as_str() {
            "FTP" => &rule::SPARK_FTP,
            "Loader" => &rule::SPARK_EXTERNAL_LOADER,
            "Queue" => &rule::SPARK_QUEUE,
            _ => continue,
        };
        out.say(rule, &place, message.as_str());
    }
    if is(&one.attributes, "Target load type", "Bulk") {
        out.say(&rule::SPARK_BULK_LOAD, &place, format!("{instance} is loaded in bulk"));
    }
    if is(&one.attributes, "Input Type", "Command") || is(&one.attributes, "Output Type", "Command") {
        out.say(&rule::SPARK_COMMAND_SOURCE, &place, message.as_str());
    }
    if !value(&one.attributes, "Reject filename").is_empty() && subtype == "Relational Writer" {
        out.say(&rule::SPARK_REJECT_FILE, &place, format!("rejected rows of {instance} go to a file"));
    }
}

fn components(run: &Assembled<'_>, out: &mut Findings) {
    let (stored, session) = run.layered.session;
    for one in &session.components {
        let is_command = one.component_type.ends_with("command");
        if is_command && (one.reusable || one.task.as_ref().is_some_and(|task| !task.pairs.is_empty())) {
            out.at(&rule::SPARK_COMMANDS, stored, one.line, one.component_type.as_str());
        }
    }
}

/// Tasks of a workflow that are no sessions, counted by kind.
pub(super) fn workflow(level: &Level<'_>, out: &mut Findings) {
    let mut kinds: BTreeMap<&str, (usize, u32)> = BTreeMap::new();
    for one in &level.workflow.task_instances {
        if !matches!(one.task_type.as_str(), "Start" | "Session" | "Worklet") {
            kinds.entry(&one.task_type).or_insert((0, one.line)).0 += 1;
        }
    }
    for (kind, (count, line)) in kinds {
        out.at(&rule::SPARK_ORCHESTRATION, level.stored, line, format!("{count} × {kind}"));
    }
}
