//! What settings mean together for loading: commits, bulk load, recovery, order of targets, updates.

use super::findings::Findings;
use crate::answer::assembled::{Assembled, Part, is, place, relational, value};
use crate::answer::effective::Extension;
use crate::model::mapping::Table;
use crate::model::rule::transaction as rule;
use std::collections::{BTreeMap, BTreeSet};

const COMMIT: &str = "Commit Type";
const RECOVERY: &str = "Recovery Strategy";
const ORDER: &str = "Constraint based load ordering";
const ROWS: &str = "Treat source rows as";
const LOAD: &str = "Target load type";

pub(super) fn check(run: &Assembled<'_>, out: &mut Findings) {
    commit(run, out);
    rollback(run, out);
    for writer in run.bulk() {
        bulk(run, writer, out);
    }
    if resumes(run) {
        resume(run, out);
    }
    if run.is(ORDER, "YES") {
        order(run, out);
    }
    update(run, out);
    truncate(run, out);
}

/// True where the session goes on at its last checkpoint.
pub(super) fn resumes(run: &Assembled<'_>) -> bool {
    run.value(RECOVERY).to_ascii_lowercase().starts_with("resume from")
}

/// A part of the mapping that makes transactions, whether effective or not.
pub(super) fn control<'r>(run: &'r Assembled<'_>) -> Option<&'r Part> {
    run.parts.iter().find(|one| one.kind == "Transaction Control" || is(&one.attributes, "Generate Transaction", "YES"))
}

fn commit(run: &Assembled<'_>, out: &mut Findings) {
    let (target, user) = (run.is(COMMIT, "Target"), run.is(COMMIT, "User Defined"));
    if target && run.is("Commit On End Of File", "NO") {
        out.say(
            &rule::END_OF_FILE_COMMIT_OFF,
            &run.at("Commit On End Of File"),
            "Commit Type is Target, Commit On End Of File is NO",
        );
    }
    if user && run.value("Commit Interval") != "10000" {
        let message = format!("Commit Type is User Defined, Commit Interval is {:?}", run.value("Commit Interval"));
        out.say(&rule::COMMIT_INTERVAL_UNUSED, &run.at("Commit Interval"), message);
    }
    match control(run) {
        None if user && run.whole => {
            let message = "Commit Type is User Defined; the mapping has no Transaction Control";
            out.say(&rule::USER_COMMIT_WITHOUT_CONTROL, &run.at(COMMIT), message);
        }
        Some(part) if !user && !run.value(COMMIT).contains('$') => {
            let message = format!("Commit Type is {}; {} controls transactions", run.value(COMMIT), part.instance);
            out.say(&rule::CONTROL_WITHOUT_USER_COMMIT, &run.at(COMMIT), message);
        }
        _ => {}
    }
    let blocks = run.parts.iter().find(|one| is(&one.attributes, "Transformation Scope", "All Input"));
    if let Some(part) = blocks.filter(|_| run.is(COMMIT, "Source")) {
        let message = format!("Commit Type is Source; {} takes all input before it gives rows", part.instance);
        out.say(&rule::SOURCE_COMMIT_FALLS_BACK, &run.at(COMMIT), message);
    }
}

fn rollback(run: &Assembled<'_>, out: &mut Findings) {
    let on = "Rollback Transactions on Errors";
    if !run.is(on, "YES") {
        return;
    }
    for writer in run.writers() {
        let why = match writer {
            one if !relational(one) => "is no relational one",
            one if is(&one.attributes, LOAD, "Bulk") => "is loaded in bulk",
            _ => continue,
        };
        out.say(&rule::ROLLBACK_IMPOSSIBLE, &run.at(on), format!("target {} {why}", writer.extension.instance));
    }
}

fn bulk(run: &Assembled<'_>, writer: &Extension<'_>, out: &mut Findings) {
    let instance = writer.extension.instance.as_str();
    let at = place(&writer.attributes, LOAD).unwrap_or_else(|| run.place.clone());
    if run.is(ROWS, "Data driven") {
        out.say(&rule::BULK_WITH_DATA_DRIVEN, &at, format!("{instance} is loaded in bulk, rows are data driven"));
    }
    if resumes(run) {
        out.say(&rule::BULK_WITH_RESUME, &at, format!("{instance} is loaded in bulk, Recovery Strategy resumes"));
    }
    let subtype = writer.connections.1.first().map_or("", |one| one.subtype.as_str());
    let interval = run.value("Commit Interval");
    match subtype {
        "Oracle" | "Microsoft SQL Server" => {
            if interval.parse::<u64>().is_ok_and(|rows| rows <= 10_000) {
                let message = format!("{instance} opens a new bulk transaction every {interval} rows ({subtype})");
                out.say(&rule::BULK_COMMIT_INTERVAL, &at, message);
            }
        }
        "DB2" | "Sybase" if interval != "10000" => {
            let message = format!("{instance} does not look at the commit interval of {interval} ({subtype})");
            out.say(&rule::BULK_COMMIT_INTERVAL, &at, message);
        }
        // DB2 and Sybase with the default interval are as they should be; a variable has no subtype.
        "DB2" | "Sybase" | "" => {}
        other => out.say(&rule::BULK_NOT_HONOURED, &at, format!("{instance} is loaded through {other}")),
    }
    if let Some(table) = run.part(instance).and_then(|one| one.table.as_ref()).filter(|_| subtype == "Oracle") {
        bulk_oracle(instance, table, &at, out);
    }
}

fn bulk_oracle(instance: &str, table: &Table, at: &str, out: &mut Findings) {
    if table.fields.iter().any(|field| !field.key_type.is_empty()) {
        out.say(&rule::BULK_ORACLE_KEYS, at, format!("the definition of {instance} has keys"));
    }
    let before_last = table.fields.split_last().map_or(&[][..], |(_, before)| before);
    if let Some(long) = before_last.iter().find(|field| field.datatype.to_lowercase().starts_with("long")) {
        out.say(&rule::BULK_ORACLE_KEYS, at, format!("{} of {instance} is a LONG before the last column", long.name));
    }
}

fn resume(run: &Assembled<'_>, out: &mut Findings) {
    let at = run.at(RECOVERY);
    for one in &run.layered.session.1.transformations {
        if one.partitions.len() > 1 && !["", "PASS THROUGH"].contains(&one.partition_type.as_str()) {
            let message = format!("{} is partitioned by {}", one.instance, one.partition_type);
            out.say(&rule::RESUME_IMPOSSIBLE, &at, message);
        }
    }
    if run.is("Is Enabled", "YES") {
        out.say(&rule::RESUME_IMPOSSIBLE, &at, "the session runs on a grid");
    }
    for part in run.kind("Source Qualifier") {
        if ["Never", ""].iter().any(|never| is(&part.attributes, "Output is repeatable", never)) {
            let message = format!("{} does not promise repeatable output", part.instance);
            out.say(&rule::RESUME_NEEDS_REPEATABLE_DATA, &at, message);
        }
    }
    if run.writers().any(relational) {
        out.say(&rule::RESUME_NEEDS_RECOVERY_TABLES, &at, "the session loads relational targets");
    }
}

fn order(run: &Assembled<'_>, out: &mut Findings) {
    let at = run.at(ORDER);
    if !run.is(ROWS, "Insert") && !run.value(ROWS).contains('$') {
        let message = format!("{ROWS} is {}", run.value(ROWS));
        out.say(&rule::CONSTRAINT_ORDER_NEEDS_INSERT, &at, message);
    }
    let tables: Vec<&Table> = run.kind("Target Definition").filter_map(|one| one.table.as_ref()).collect();
    let foreign = |table: &&Table| table.fields.iter().any(|field| field.key_type.contains("FOREIGN"));
    if run.whole && !tables.is_empty() && !tables.iter().any(foreign) {
        out.say(&rule::CONSTRAINT_ORDER_WITHOUT_KEYS, &at, "no target definition has a foreign key");
    }
    let mut connections = BTreeSet::new();
    for writer in run.writers() {
        let instance = writer.extension.instance.as_str();
        if !relational(writer) {
            out.say(&rule::CONSTRAINT_ORDER_SPLIT, &at, format!("{instance} is not loaded into a database"));
        } else if is(&writer.attributes, LOAD, "Bulk") {
            out.say(&rule::CONSTRAINT_ORDER_SPLIT, &at, format!("{instance} is loaded in bulk"));
        }
        let given = writer.connections.1.iter().map(|one| (one.name.as_str(), one.variable.as_str()));
        connections.extend(given.filter(|given| relational(writer) && *given != ("", "")));
    }
    if connections.len() > 1 {
        let message = format!("targets are loaded through {} connections", connections.len());
        out.say(&rule::CONSTRAINT_ORDER_SPLIT, &at, message);
    }
}

fn update(run: &Assembled<'_>, out: &mut Findings) {
    let modes = ["Update as Update", "Update as Insert", "Update else Insert"];
    for writer in run.writers().filter(|one| relational(one)) {
        let on: Vec<&str> = modes.into_iter().filter(|mode| is(&writer.attributes, mode, "YES")).collect();
        if let Some(last) = on.last().filter(|_| on.len() > 1) {
            let at = place(&writer.attributes, last).unwrap_or_else(|| run.place.clone());
            let message = format!("{} of {} are on", on.join(" and "), writer.extension.instance);
            out.say(&rule::CONFLICTING_UPDATE_MODES, &at, message);
        }
        needs_key(run, writer.extension.instance.as_str(), out);
    }
    let strategy = run.kind("Update Strategy").next();
    match strategy {
        Some(part) if !run.is(ROWS, "Data driven") && !run.value(ROWS).contains('$') => {
            let message = format!("{} flags rows, {ROWS} is {}", part.instance, run.value(ROWS));
            out.say(&rule::UPDATE_STRATEGY_IGNORED, &run.at(ROWS), message);
        }
        None if run.whole && run.is(ROWS, "Data driven") && !run.parts.iter().any(may_flag) => {
            let message = format!("{ROWS} is Data driven; the mapping has no Update Strategy");
            out.say(&rule::DATA_DRIVEN_WITHOUT_STRATEGY, &run.at(ROWS), message);
        }
        _ => {}
    }
}

/// Other parts that may flag rows: custom code, lookups with a dynamic cache, readers of changes.
fn may_flag(part: &Part) -> bool {
    is(&part.attributes, "Update Strategy Transformation", "YES")
        || is(&part.attributes, "Dynamic Lookup Cache", "YES")
        || part.kind.contains("App ")
}

fn needs_key(run: &Assembled<'_>, instance: &str, out: &mut Findings) {
    let rows = run.value(ROWS);
    if !["Update", "Delete", "Data driven"].iter().any(|one| one.eq_ignore_ascii_case(rows)) {
        return;
    }
    let Some(part) = run.part(instance) else { return };
    let Some(table) = part.table.as_ref().filter(|table| !table.fields.is_empty()) else { return };
    let keyed = table.fields.iter().any(|field| field.key_type.contains("PRIMARY"));
    if !keyed && value(&part.attributes, "Update Override").is_empty() {
        let message = format!("{ROWS} is {rows}; the definition of {instance} has no primary key");
        out.say(&rule::UPDATE_NEEDS_KEY, &run.at(ROWS), message);
    }
}

fn truncate(run: &Assembled<'_>, out: &mut Findings) {
    let option = "Truncate target table option";
    // By table, connection and variable: the instances that truncate it, and where it is said.
    let mut tables: BTreeMap<[String; 3], Vec<(&str, String)>> = BTreeMap::new();
    for writer in run.writers().filter(|one| is(&one.attributes, option, "YES")) {
        let instance = writer.extension.instance.as_str();
        let Some(part) = run.part(instance) else { continue };
        let renamed = value(&part.attributes, "Target Table Name");
        let table = if renamed.is_empty() { part.object.as_str() } else { renamed };
        let (name, variable) =
            writer.connections.1.first().map_or(("", ""), |one| (one.name.as_str(), one.variable.as_str()));
        let at = place(&writer.attributes, option).unwrap_or_else(|| run.place.clone());
        let key = [table.to_lowercase(), name.to_owned(), variable.to_owned()];
        tables.entry(key).or_default().push((instance, at));
    }
    for ([table, ..], writers) in tables.into_iter().filter(|(_, writers)| writers.len() > 1) {
        let names: Vec<&str> = writers.iter().map(|(name, _)| *name).collect();
        out.say(&rule::TRUNCATE_SHARED_TABLE, &writers[1].1, format!("{} truncate {table}", names.join(" and ")));
    }
    let retry = "Session retry on deadlock";
    let normal = |one: &Extension<'_>| relational(one) && !is(&one.attributes, LOAD, "Bulk");
    if run.is(retry, "YES") && !run.writers().any(normal) {
        out.say(&rule::DEADLOCK_RETRY_UNUSED, &run.at(retry), "no relational target is loaded in normal mode");
    }
}
