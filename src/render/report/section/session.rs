//! Page `session`: everything known of one session, each kind of it in a section.
//!
//! Values are shown as they are in effect; a sealed secret stays its mark.

use super::tuning::level;
use super::{chart, count, cut, maybe, note, number, says, section, series, share_of, table, took};
use crate::answer::layers::Effective;
use crate::answer::plan::{Endpoint, Plan};
use crate::answer::report::session::MappingPart;
use crate::answer::runs::{Stats, seconds};
use crate::model::assessment::Finding;
use crate::model::object::Stood;
use crate::model::run::KnownRun;
use crate::render::report::chart::Shape;
use crate::render::report::table::Cell;
use crate::render::report::{Block, Section};
use crate::render::resolve::status;

/// Newest runs that are drawn.
const DRAWN: usize = 60;

/// What the session runs as and where.
#[must_use]
pub fn identity(plan: &Plan) -> Section {
    let one = &plan.identity;
    let said = [
        ("Session", one.address.clone()),
        ("Session object", one.task.clone()),
        ("Mapping", one.mapping.clone()),
        ("Workflow", one.workflow.clone()),
        ("Worklets", one.worklets.join("/")),
        ("Folder", one.folder.clone()),
        ("Repository", one.repository.clone()),
        ("Defined in", one.place.clone()),
    ];
    let facts = said.into_iter().filter(|(_, said)| !said.is_empty()).map(|(name, said)| (name.to_owned(), said));
    let mut blocks = vec![Block::Facts(facts.collect())];
    if let Some(position) = &plan.position {
        let names = |all: &[crate::answer::plan::Neighbour]| {
            all.iter().map(|one| one.task.clone()).collect::<Vec<_>>().join(", ")
        };
        blocks.push(Block::Facts(vec![
            ("Runs after".to_owned(), names(&position.predecessors)),
            ("Runs before".to_owned(), names(&position.successors)),
        ]));
    }
    section("session", "Session", blocks)
}

/// Settings in effect, each with who says it.
#[must_use]
pub fn settings(settings: &[Effective]) -> Section {
    let row = |one: &Effective| {
        let hidden = one.trace.split_last().map_or(&[][..], |(_, before)| before);
        let hidden: Vec<String> = hidden.iter().rev().map(|say| format!("{}: {}", say.origin, say.value)).collect();
        let place = one.trace.last().map(|say| say.place.clone()).unwrap_or_default();
        vec![
            Cell::text(&one.name),
            Cell::code(&one.value),
            Cell::text(&one.origin),
            Cell::code(&place),
            cut(&hidden.join("; ")),
        ]
    };
    let columns = ["Setting", "Value", "Said by", "Where", "Instead of"];
    let rows = settings.iter().map(row).collect();
    let blocks = vec![
        says("The innermost layer counts: product default, configuration object, session, task instance."),
        table("settings-effect", "Settings in effect", &columns, rows),
    ];
    section("settings", "Settings", blocks)
}

/// Parameters with their values.
#[must_use]
pub fn parameters(plan: &Plan) -> Section {
    let row = |one: &crate::answer::resolve::Resolved| {
        let source = [one.origin.as_str(), one.place.as_str()].join(" ");
        vec![
            Cell::code(&one.name),
            Cell::code(&one.value),
            Cell::Text(status(one.status).to_owned()),
            Cell::text(source.trim()),
            Cell::text(&one.datatype),
            Cell::text(&one.why),
        ]
    };
    let columns = ["Name", "Value", "Status", "Said by", "Type", "Why it has none"];
    let rows = plan.resolution.values.iter().map(row).collect();
    let blocks = vec![
        note("Not as-of: values that the repository saves between runs stand as the newest log told them."),
        table("parameters-resolved", "Parameters and variables", &columns, rows),
    ];
    section("parameters", "Parameters", blocks)
}

/// Sources, lookups and targets with their connections.
#[must_use]
pub fn ends(endpoints: &[Endpoint]) -> Section {
    let row = |one: &Endpoint| {
        vec![
            Cell::code(&one.instance),
            Cell::text(one.role),
            Cell::code(&one.table),
            Cell::text(&one.database_type),
            Cell::text(&one.access),
            Cell::code(&one.connections.join("\n")),
            Cell::text(&one.connections_by.join("\n")),
            count(one.fields.len() as u64),
        ]
    };
    let columns = ["Instance", "Role", "Table", "Type", "Reader or writer", "Connection", "Known by", "#Fields"];
    let rows = endpoints.iter().map(row).collect();
    section(
        "connections",
        "Sources, lookups, targets",
        vec![table("connections-ends", "Ends and their connections", &columns, rows)],
    )
}

/// The mapping, part by part.
#[must_use]
pub fn mapping(parts: &[MappingPart], whole: bool) -> Section {
    let row = |one: &MappingPart| {
        let said: Vec<String> =
            one.overrides.iter().map(|(name, value, origin)| format!("{name} = {value} ({origin})")).collect();
        vec![
            Cell::code(&one.instance),
            Cell::text(&one.kind),
            Cell::code(&one.object),
            number(i64::from(one.ports)),
            cut(&said.join("\n")),
        ]
    };
    let mut blocks = Vec::new();
    if !whole {
        blocks.push(note("The mapping or a mapplet of it is not in the catalog, so parts are missing here."));
    }
    let columns = ["Instance", "Type", "Stands for", "#Ports", "What the session says otherwise"];
    blocks.push(table("mapping-parts", "Parts of the mapping", &columns, parts.iter().map(row).collect()));
    section("mapping", "Mapping", blocks)
}

/// Runs, oldest first, with figures over all of them.
#[must_use]
pub fn runs(runs: &[KnownRun], stats: &Stats) -> Section {
    if runs.is_empty() {
        return section("runs", "Runs", vec![note("No run of it is known by then.")]);
    }
    let newest = &runs[runs.len().saturating_sub(DRAWN)..];
    let labels: Vec<String> = newest.iter().map(|one| one.run.started_at.clone()).collect();
    let took = series("seconds", newest.iter().map(|one| seconds(&one.run)));
    let rows = vec![
        series("rows read", newest.iter().map(|one| one.run.source.good)),
        series("rows loaded", newest.iter().map(|one| one.run.target.good)),
        series("rows refused", newest.iter().map(|one| one.run.target.failed)),
    ];
    let blocks = vec![
        Block::Facts(figures(stats)),
        chart("runs-seconds", "Seconds of the newest runs", Shape::Lines, "seconds", &labels, vec![took]),
        chart("runs-rows", "Rows of the newest runs", Shape::Lines, "rows", &labels, rows),
        run_table(runs),
    ];
    section("runs", "Runs", blocks)
}

fn figures(stats: &Stats) -> Vec<(String, String)> {
    let by: Vec<String> = stats.by_status.iter().map(|(word, n)| format!("{n} {word}")).collect();
    let mut all = vec![("Runs".to_owned(), format!("{} ({})", stats.runs, by.join(", ")))];
    let share = stats.success_permille.and_then(|share| i64::try_from(share).ok());
    all.extend(share.map(|share| ("Succeeded".to_owned(), share_of(share))));
    let spread = [("Seconds", stats.seconds), ("Rows read", stats.source_rows), ("Rows loaded", stats.target_rows)];
    for (name, spread) in spread {
        let said = spread.map(|all| {
            let of = super::signed;
            let (median, p95) = (of(all.median), of(all.p95));
            format!("median {median}, 95 of 100 at most {p95}, from {} to {}", of(all.least), of(all.most))
        });
        all.extend(said.map(|said| (name.to_owned(), said)));
    }
    all
}

fn run_table(runs: &[KnownRun]) -> Block {
    let row = |one: &KnownRun| {
        let run = &one.run;
        vec![
            Cell::time(&run.started_at),
            Cell::Badge(run.status.word().to_owned()),
            seconds(run).map_or(Cell::Empty, took),
            maybe(run.source.good),
            maybe(run.target.good),
            maybe(run.target.failed),
            Cell::text(run.platform.word()),
            Cell::code(&run.error_code),
            cut(&run.error),
        ]
    };
    let columns =
        ["Start", "Status", "#Time", "#Rows read", "#Rows loaded", "#Rows refused", "On", "Error", "What it says"];
    table("runs-all", "Runs, the newest first", &columns, runs.iter().rev().map(row).collect())
}

/// What the rules and `validate` find.
#[must_use]
pub fn findings(plan: &Plan, found: &[&Finding]) -> Section {
    let row = |one: &&Finding| {
        vec![
            Cell::text(one.rule),
            Cell::Badge(one.severity.as_str().to_owned()),
            Cell::Badge(one.status.as_str().to_owned()),
            Cell::text(&one.part),
            cut(&one.expected),
            cut(&one.actual),
            Cell::code(&format!("{}:{}", one.file, one.line)),
            Cell::time(&one.first_seen),
        ]
    };
    let columns = ["Rule", "Severity", "Status", "Part", "Expected", "Actual", "Where", "First seen"];
    let rules = table("findings-rules", "Findings of the rules", &columns, found.iter().map(row).collect());
    let row = |one: &crate::model::finding::Finding| {
        vec![
            Cell::code(one.code),
            Cell::Badge(one.severity.as_str().to_owned()),
            Cell::text(&one.message),
            Cell::code(&format!("{}:{}", one.file, one.line)),
        ]
    };
    let columns = ["Code", "Severity", "What stands there", "Where"];
    let rows = plan.findings.iter().map(row).collect();
    section("findings", "Findings", vec![rules, table("findings-validate", "What `validate` says", &columns, rows)])
}

/// Since when it and what it uses are as they are; `last` is what changed when one of them last did.
#[must_use]
pub fn history(stood: &[Stood], last: Option<(String, Vec<Vec<Cell>>)>) -> Section {
    let row = |one: &Stood| {
        let snapshot = number(one.snapshot);
        vec![Cell::text(&one.what), Cell::code(&one.address), snapshot, Cell::time(&one.at), Cell::code(&one.place)]
    };
    let columns = ["What", "Address", "#Since snapshot", "Its time", "First seen in"];
    let rows = stood.iter().map(row).collect();
    let mut blocks = vec![table("changes-revisions", "How often it and what it uses changed", &columns, rows)];
    match last {
        None => blocks.push(note("Nothing changed since the first snapshot that has it.")),
        Some((between, rows)) => {
            let columns = ["Object", "Kind", "Change", "Risk", "What changed"];
            blocks.push(table("changes-last", &format!("What the last change was: {between}"), &columns, rows));
        }
    }
    section("changes", "Last changes", blocks)
}

/// Spark settings and what to do.
#[must_use]
pub fn plan(plan: &Plan) -> Section {
    let row = |one: &crate::answer::tune::outcome::Setting| {
        vec![
            Cell::code(&one.key),
            Cell::code(&one.value),
            Cell::text(level(one.confidence.level)),
            cut(&one.why),
            Cell::text(one.source),
        ]
    };
    let tuning = &plan.tuning;
    let columns = ["Setting", "Value", "Confidence", "Why", "Source"];
    let rows = tuning.settings.iter().map(row).collect();
    let mut blocks = vec![table("plan-settings", "Spark settings", &columns, rows)];
    let remarks: Vec<String> = tuning.contradictions.iter().chain(&tuning.missing).cloned().collect();
    if !remarks.is_empty() {
        blocks.push(says("What speaks against each other, and what is missing:"));
        blocks.push(Block::List(remarks));
    }
    let rows = plan.execution.iter().map(|one| {
        vec![
            Cell::text(one.topic),
            Cell::code(&one.settings.join("\n")),
            Cell::text(&one.advice),
            Cell::code(&one.place),
        ]
    });
    let columns = ["Topic", "Settings", "What to do on Spark", "Where"];
    blocks.push(table("plan-policies", "What settings come to on Spark", &columns, rows.collect()));
    section("plan", "Plan", blocks)
}

/// What changed last, as rows.
#[must_use]
pub fn changed(diff: &crate::answer::diff::change::Diff) -> Vec<Vec<Cell>> {
    diff.objects.iter().map(super::changes::object_cells).collect()
}
