//! What settings mean together for running: partitions, memory, errors and logs, files.

use super::findings::Findings;
use super::pushdown;
use super::transaction::resumes;
use crate::answer::assembled::{Assembled, is, place, value};
use crate::answer::buffer::{self, BUFFER, size_bytes};
use crate::answer::layers::Effective;
use crate::model::rule::running as rule;

const DYNAMIC: &str = "Dynamic Partitioning";
/// PowerCenter allocates no smaller DTM buffer.
const SMALLEST_BUFFER: u64 = 12_000_000;
/// Informatica advises against larger ones.
const LARGEST_BUFFER: u64 = 1 << 30;

pub(super) fn check(run: &Assembled<'_>, out: &mut Findings) {
    partitions(run, out);
    buffers(run, out);
    auto_memory(run, out);
    pushdown::check(run, out);
    errors(run, out);
    aggregation(run, out);
    precision(run, out);
    logs(run, out);
    files(run, out);
}

fn partitions(run: &Assembled<'_>, out: &mut Findings) {
    for one in run.layered.session.1.transformations.iter().filter(|one| one.partition_type.starts_with("DATABASE")) {
        let clashes = [
            (run.is("Commit Type", "Source") || run.is("Commit Type", "User Defined"), "source or user-defined commit"),
            (run.is("Constraint based load ordering", "YES"), "constraint-based loading"),
            (resumes(run), "recovery"),
            (pushdown::wanted(run), "pushdown"),
        ];
        for (_, what) in clashes.into_iter().filter(|(clash, _)| *clash) {
            let message = format!("{} is partitioned by the database, with {what}", one.instance);
            let place = run.layered.session.0.place(one.line);
            out.say(&rule::DATABASE_PARTITIONING_CONFLICT, &place, message);
        }
    }
    let dynamic = run.value(DYNAMIC);
    if !dynamic.is_empty() && !run.is(DYNAMIC, "Disabled") && !dynamic.contains('$') {
        dynamic_partitions(run, out);
    }
    if run.is("Is Enabled", "YES") && run.parts.iter().any(caches) {
        out.say(&rule::GRID_CACHES_APART, &run.at("Is Enabled"), "the session runs on a grid");
    }
}

fn caches(part: &crate::answer::assembled::Part) -> bool {
    matches!(part.kind.as_str(), "Aggregator" | "Joiner" | "Rank" | "Sorter" | "Lookup Procedure")
}

fn dynamic_partitions(run: &Assembled<'_>, out: &mut Findings) {
    let at = run.at(DYNAMIC);
    if run.partitions() > 1 {
        let message = format!("{DYNAMIC} is {}, and there are {} partitions", run.value(DYNAMIC), run.partitions());
        out.say(&rule::DYNAMIC_AND_MANUAL_PARTITIONS, &at, message);
    }
    let count = run.value("Number of Partitions");
    let counted = count == "$DynamicPartitionCount" || count.parse::<u64>().is_ok_and(|n| n > 1);
    if run.is(DYNAMIC, "Based on number of partitions") && !counted {
        let message = format!("Number of Partitions is {count:?}");
        out.say(&rule::DYNAMIC_PARTITION_COUNT, &run.at("Number of Partitions"), message);
    }
    if run.is(DYNAMIC, "Based on number of nodes in grid") && !run.is("Is Enabled", "YES") {
        out.say(&rule::DYNAMIC_RUNS_SINGLE, &at, "by nodes of a grid, and the session does not run on one");
    }
    for part in run.parts.iter().filter(|part| part.kind.contains("Qualifier")) {
        let why = match part {
            one if one.kind != "Source Qualifier" => "is no Source Qualifier of a database",
            one if !value(&one.attributes, "Sql Query").is_empty() => "has an SQL override",
            one if !value(&one.attributes, "Source Filter").is_empty() => "has a source filter",
            _ => continue,
        };
        out.say(&rule::DYNAMIC_RUNS_SINGLE, &at, format!("{} {why}", part.instance));
    }
}

fn buffers(run: &Assembled<'_>, out: &mut Findings) {
    let Some(buffer) = size_bytes(run.value(BUFFER)) else { return };
    let at = run.at(BUFFER);
    let count = u64::try_from(run.partitions()).unwrap_or(u64::MAX);
    if !(SMALLEST_BUFFER..=LARGEST_BUFFER).contains(&buffer) {
        out.say(&rule::BUFFER_SIZE_ODD, &at, format!("{BUFFER} is {}", run.value(BUFFER)));
    }
    if count > 1 && buffer / count < SMALLEST_BUFFER {
        let message = format!("{BUFFER} of {} is shared by {count} partitions", run.value(BUFFER));
        out.say(&rule::BUFFER_TOO_SMALL_FOR_PARTITIONS, &at, message);
    }
    if let Some((blocks, needed)) = buffer::blocks(run).filter(|(blocks, needed)| blocks < needed) {
        let message = format!("{BUFFER} of {} holds {blocks} blocks, {needed} are needed", run.value(BUFFER));
        out.say(&rule::BUFFER_BLOCKS_SHORT, &at, message);
    }
}

fn auto_memory(run: &Assembled<'_>, out: &mut Findings) {
    let (limit, percent) = (
        "Maximum Memory Allowed For Auto Memory Attributes",
        "Maximum Percentage of Total Memory Allowed For Auto Memory Attributes",
    );
    let is_auto = |all: &[Effective]| {
        all.iter().any(|one| one.name.ends_with("Cache Size") && one.value.eq_ignore_ascii_case("Auto"))
    };
    if run.parts.iter().any(|part| is_auto(&part.attributes)) {
        for name in [limit, percent].into_iter().filter(|name| size_bytes(run.value(name)) == Some(0)) {
            out.say(&rule::AUTO_MEMORY_OFF, &run.at(name), format!("{name} is 0, and caches are set to Auto"));
        }
    }
    if run.value(percent).parse::<u64>().is_ok_and(|share| share >= 50) {
        let message = format!("{percent} is {}", run.value(percent));
        out.say(&rule::AUTO_MEMORY_LARGE, &run.at(percent), message);
    }
}

fn errors(run: &Assembled<'_>, out: &mut Findings) {
    let (kind, source) = ("Error Log Type", "Log Source Row Data");
    let set = |name: &str| run.settings.iter().find(|one| one.name == name);
    let missing: &[&str] = match run.value(kind).to_ascii_lowercase().as_str() {
        "relational database" if run.value("Error Log DB Connection").is_empty() => &["Error Log DB Connection"],
        "flat file" if set("Error Log File Name").is_some_and(|one| one.value.is_empty()) => &["Error Log File Name"],
        _ => &[],
    };
    for name in missing {
        let message = format!("{kind} is {}, {name} is empty", run.value(kind));
        out.say(&rule::ERROR_LOG_INCOMPLETE, &run.at(kind), message);
    }
    if run.is(source, "YES") && run.is(kind, "None") {
        let message = format!("{source} is YES, {kind} is None");
        out.say(&rule::SOURCE_ROWS_WITHOUT_ERROR_LOG, &run.at(source), message);
    }
    if run.value("Stop on errors") == "0" {
        out.say(&rule::NEVER_STOPS_ON_ERRORS, &run.at("Stop on errors"), "Stop on errors is 0");
    }
    if run.is("Enable Test Load", "YES") {
        out.say(&rule::TEST_LOAD, &run.at("Enable Test Load"), "Enable Test Load is YES");
    }
}

fn aggregation(run: &Assembled<'_>, out: &mut Findings) {
    let on = "Incremental Aggregation";
    if run.is(on, "YES") {
        let at = run.at(on);
        if run.is("Is Enabled", "YES") {
            out.say(&rule::INCREMENTAL_AGGREGATION_CONFLICT, &at, "the session runs on a grid");
        }
        if run.whole && run.kind("Aggregator").next().is_none() {
            out.say(&rule::INCREMENTAL_AGGREGATION_CONFLICT, &at, "the mapping has no Aggregator");
        }
        for one in run.extensions.iter().filter(|one| one.extension.subtype.contains("CDC")) {
            let message = format!("{} reads changes as they happen", one.extension.instance);
            out.say(&rule::INCREMENTAL_AGGREGATION_CONFLICT, &at, message);
        }
    }
    let reset = "Reinitialize aggregate cache";
    if run.is(reset, "YES") {
        out.say(&rule::AGGREGATE_CACHE_RESET, &run.at(reset), format!("{reset} is YES"));
    }
}

fn precision(run: &Assembled<'_>, out: &mut Findings) {
    let high = "Enable high precision";
    let kept = if run.is(high, "YES") { 28 } else { 15 };
    let most =
        |one: &&crate::model::mapping::Port| one.datatype == "decimal" && one.precision.is_some_and(|n| n > kept);
    for part in &run.parts {
        let over = part.ports.iter().filter(most).count();
        if let Some(port) = part.ports.iter().find(most) {
            let message = format!(
                "{over} decimal ports of {} have more than {kept} digits, {} has {}",
                part.instance,
                port.name,
                port.precision.unwrap_or_default()
            );
            out.say(&rule::DECIMAL_AS_DOUBLE, &run.at(high), message);
        }
    }
}

fn logs(run: &Assembled<'_>, out: &mut Findings) {
    let (by, text) = ("Save session log by", "Write Backward Compatible Session Log File");
    if run.is(by, "Session timestamp") {
        out.say(&rule::LOGS_KEPT_FOR_EVER, &run.at(by), format!("{by} is {}", run.value(by)));
    }
    if run.is(text, "NO") {
        out.say(&rule::BINARY_SESSION_LOG, &run.at(text), format!("{text} is NO"));
    }
}

/// A directory and the file name that PowerCenter appends to it.
const PATHS: [(&str, &str); 6] = [
    ("Session Log File directory", "Session Log File Name"),
    ("Source file directory", "Source filename"),
    ("Output file directory", "Output filename"),
    ("Merge File Directory", "Merge File Name"),
    ("Reject file directory", "Reject filename"),
    ("Lookup source file directory", "Lookup source filename"),
];

fn files(run: &Assembled<'_>, out: &mut Findings) {
    let all = std::iter::once(&run.settings).chain(run.extensions.iter().map(|one| &one.attributes));
    for attributes in all {
        for (directory, name) in PATHS {
            let file = value(attributes, name);
            if is_full_path(file) && !is(attributes, directory, "") {
                let at = place(attributes, name).unwrap_or_else(|| run.place.clone());
                let message = format!("{name} is {file:?}, {directory} is {:?}", value(attributes, directory));
                out.say(&rule::DIRECTORY_BEFORE_FULL_PATH, &at, message);
            }
        }
    }
}

/// `/data/x`, `\\host\x`, `C:\x`, `$PMSourceFileDir/x`.
fn is_full_path(name: &str) -> bool {
    let drive = name.as_bytes().get(1) == Some(&b':') && name.as_bytes()[0].is_ascii_alphabetic();
    let variable = name.strip_prefix("$PM").and_then(|rest| rest.split(['/', '\\']).next());
    drive || name.starts_with(['/', '\\']) || variable.is_some_and(|one| one.ends_with("Dir"))
}
