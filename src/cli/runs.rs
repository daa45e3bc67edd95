//! `catalog runs`.

mod record;

use super::exit::{DONE, Failure, INPUT, Outcome, USAGE};
use super::settings::Settings;
use super::{Format, output};
use crate::answer::address::nearest;
use crate::answer::runs::stats;
use crate::model::address::Address;
use crate::model::object::{Key, Kind};
use crate::model::run::KnownRun;
use crate::render::{json, runs as rendered, table};
use crate::store::Catalog;
use crate::store::run::{Wanted, Weight};
use std::collections::BTreeSet;

/// List the runs of a session, or figures over them
///
/// Runs come from spools of the repository's views, session logs, Spark event logs, live pulls and `runs record`; `catalog
/// ingest` reads them. A run is tied to a session by its names, whether or not the session is in the catalog.
#[derive(Debug, clap::Args)]
#[command(
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    after_help = "Examples:\n  catalog runs s_m_dim_customer\n  catalog runs s_m_dim_customer --stats\n  \
                  catalog runs s_m_dim_customer --since 2026-01-01 --format json\n  catalog runs --all\n\nTimes are local to the \
                  Integration Service that wrote them; those of Spark are UTC."
)]
pub(super) struct RunsArgs {
    #[command(subcommand)]
    command: Option<RunsCommand>,
    /// A session, by its address or a suffix of it
    #[arg(value_name = "SESSION", required_unless_present = "all")]
    session: Option<String>,
    /// Every session that ran, with how often
    #[arg(long, conflicts_with_all = ["session", "stats", "since"])]
    all: bool,
    /// Figures over the runs: success, seconds, rows, trend, errors by class
    #[arg(long)]
    stats: bool,
    /// Only runs that began on this day or later
    #[arg(long, value_name = "DAY", value_parser = day)]
    since: Option<String>,
    /// How the answer is written; JSON has the rows of every table and everything that was measured, too
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

#[derive(Debug, clap::Subcommand)]
enum RunsCommand {
    /// Write a run, or how far it is, into the catalog
    Record(record::RecordArgs),
}

pub(super) fn run(args: &RunsArgs, settings: &Settings) -> Outcome {
    if let Some(RunsCommand::Record(args)) = &args.command {
        return record::run(args, settings);
    }
    let catalog = Catalog::open_read(&settings.catalog)?;
    let Some(session) = &args.session else { return all(&catalog, args.format) };
    let weight = if args.stats || args.format == Format::Text { Weight::Light } else { Weight::Whole };
    let runs = of(&catalog, session, args.since.as_deref(), weight)?;
    match (args.stats, args.format) {
        (true, Format::Text) => output::answer(&rendered::stats_text(&stats(&runs), output::width()))?,
        (true, Format::Json) => output::answer(&json::pretty(&stats(&runs)))?,
        (false, Format::Text) => output::answer(&table::table(&rendered::listing(&runs), output::width()))?,
        (false, Format::Json) => output::answer(&json::pretty(&rendered::json(&runs)))?,
    }
    Ok(DONE)
}

/// The runs of the one session that an address means.
pub(super) fn of(
    catalog: &Catalog,
    session: &str,
    since: Option<&str>,
    weight: Weight,
) -> Result<Vec<KnownRun>, Failure> {
    let address = Address::parse(session).ok_or_else(|| Failure::new(USAGE, format!("{session} is no address")))?;
    let wanted = Wanted { session: Some(address.name()), ..Wanted::default() };
    let fits = |one: &KnownRun| address.fits(&one.run.repository, &one.run.folder, &key_of(one));
    let mut places: BTreeSet<String> = BTreeSet::new();
    let mut runs = catalog.runs(&Wanted { since, ..wanted }, weight)?;
    runs.retain(fits);
    places.extend(runs.iter().map(rendered::where_of));
    if places.len() > 1 {
        let list: Vec<String> = places.iter().map(|place| format!("  {place}")).collect();
        let message = format!("runs of {session} stand in {} places:\n{}", places.len(), list.join("\n"));
        return Err(Failure::new(INPUT, message).hint("give more of the address, from the right"));
    }
    if runs.is_empty() { Err(nothing(catalog, session, address.name(), since)?) } else { Ok(runs) }
}

fn key_of(one: &KnownRun) -> Key {
    let run = &one.run;
    let path = if run.path.is_empty() { run.workflow.clone() } else { format!("{}/{}", run.workflow, run.path).into() };
    Key { kind: Kind::Session, path, name: run.session.clone(), qualifier: crate::model::Text::default() }
}

fn nothing(catalog: &Catalog, session: &str, name: &str, since: Option<&str>) -> Result<Failure, Failure> {
    let known = catalog.sessions_that_ran()?;
    if known.is_empty() {
        return Ok(Failure::new(INPUT, "the catalog knows of no run").hint("`catalog ingest` reads spools and logs"));
    }
    let names: BTreeSet<String> = known.into_iter().map(|([.., session], _)| session).collect();
    if let Some(since) = since.filter(|_| names.contains(name)) {
        return Ok(Failure::new(INPUT, format!("{session} did not run since {since}")));
    }
    let near = nearest(name, &names.into_iter().collect::<Vec<_>>());
    let failure = Failure::new(INPUT, format!("no run of {session} is known"));
    Ok(if near.is_empty() {
        failure.hint("`catalog runs --all` shows what ran")
    } else {
        failure.hint(format!("did you mean {}?", near.join(", ")))
    })
}

fn all(catalog: &Catalog, format: Format) -> Outcome {
    let ran = catalog.sessions_that_ran()?;
    let listing = rendered::sessions(&ran);
    match format {
        Format::Text if ran.is_empty() => output::say("no run is known"),
        Format::Text => output::answer(&table::table(&listing, output::width()))?,
        Format::Json => output::answer(&json::pretty(&json::listing(&listing)))?,
    }
    Ok(DONE)
}

pub(super) fn day(text: &str) -> Result<String, String> {
    let day = chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d");
    day.map(|day| day.to_string()).map_err(|_| "not a day; write YYYY-MM-DD".to_owned())
}
