//! `catalog migrate --assess FOLDER` and `--all`: what moving sessions to Spark takes.

use crate::answer::connection::uses;
use crate::answer::design::{Standing, design};
use crate::answer::migrate::assess::{Assessing, Assessment, Said};
use crate::answer::resolve::resolve;
use crate::answer::resolve::section::Index;
use crate::answer::validate;
use crate::cli::design::{Found, Shelf};
use crate::cli::exit::{DONE, Failure, Outcome};
use crate::cli::known::{Known, KnownArgs};
use crate::cli::settings::Settings;
use crate::cli::{list, output, places, progress};
use crate::model::object::Kind;
use crate::render::csv::csv;
use crate::render::json;
use crate::render::migrate::assess as rendered;
use crate::store::Catalog;
use clap::ValueEnum;
use std::collections::BTreeSet;

/// What is assessed, and how the answer is written.
#[derive(Debug, clap::Args)]
pub(super) struct AssessArgs {
    /// Assess every session of this folder for Spark: ready, manual or blocked, with reasons, points and an order
    #[arg(long, value_name = "FOLDER", conflicts_with = "all")]
    assess: Option<String>,
    /// Assess every session of the catalog
    #[arg(long)]
    all: bool,
    /// Assess as of this snapshot
    #[arg(long, value_name = "SNAPSHOT", default_value = "latest")]
    at: String,
    #[command(flatten)]
    pub(super) known: KnownArgs,
    /// A session is dead whose last run was more than this many days before the newest run that is known
    #[arg(long, value_name = "DAYS", default_value_t = 90, value_parser = clap::value_parser!(i64).range(0..=100_000))]
    dead_after: i64,
    /// With text: the reasons of every session, with their places
    #[arg(long)]
    reasons: bool,
    /// Print the table of points: what counts how much, and why
    #[arg(long)]
    print_points: bool,
    /// How the assessment is written
    #[arg(long, value_enum, default_value = "text")]
    pub(super) format: AssessFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum AssessFormat {
    /// For people: sums first, then a row for each session
    Text,
    /// Everything; the shape is in the README
    Json,
    /// A row for each session
    Csv,
}

impl AssessArgs {
    /// True where an assessment, or its table of points, is asked for.
    pub(super) fn wanted(&self) -> bool {
        self.assess.is_some() || self.all || self.print_points
    }
}

pub(super) fn run(args: &AssessArgs, settings: &Settings) -> Outcome {
    if args.print_points {
        return print_points(args.format);
    }
    let catalog = Catalog::open_read(&settings.catalog)?;
    let at = list::snapshot(&catalog, &args.at)?;
    list::require_folder(&catalog, args.assess.as_deref())?;
    let assessment = assess(args, settings, &catalog, at)?;
    match args.format {
        AssessFormat::Text => output::answer(&rendered::text(&assessment, args.reasons, output::width()))?,
        AssessFormat::Json => output::answer(&json::pretty(&rendered::json(&assessment, at)))?,
        AssessFormat::Csv => output::data(&csv(&rendered::listing(&assessment)))?,
    }
    Ok(DONE)
}

fn print_points(format: AssessFormat) -> Outcome {
    match format {
        AssessFormat::Text => output::answer(&rendered::points_text())?,
        AssessFormat::Json => output::answer(&json::pretty(&rendered::points_json()))?,
        AssessFormat::Csv => output::data(&csv(&rendered::points_listing()))?,
    }
    Ok(DONE)
}

fn assess(args: &AssessArgs, settings: &Settings, catalog: &Catalog, at: i64) -> Result<Assessment, Failure> {
    let known = Known::gather(&args.known, settings, catalog, at)?;
    let environment = &known.environment().name;
    let objects =
        if environment.is_empty() { catalog.all_connections(None)? } else { catalog.connections(environment, None)? };
    let names: BTreeSet<String> = objects.into_iter().map(|one| one.name.to_string()).collect();
    let figures = catalog.run_figures()?;
    let shelf = Shelf::with_flows(catalog, at);
    let (indexes, mut assessing) = (known.indexes(), Assessing::new(names, &figures, args.dead_after));
    let bar = progress::counting("sessions assessed");
    places::every(&shelf, catalog, args.assess.as_deref(), &mut |top, found, _, standing| {
        let beside = |kind: &Kind, name: &str| shelf.beside(top.folder_id, kind, name);
        match found {
            Found::Workflow => assessing.flow(standing, &beside),
            Found::Session => {
                bar.inc(1);
                session(&mut assessing, standing, &beside, &known, &indexes);
            }
        }
        Ok(())
    })?;
    bar.finish_and_clear();
    shelf.check()?;
    for passed in shelf.passed_over() {
        output::say(&passed);
    }
    Ok(assessing.finish())
}

fn session(
    assessing: &mut Assessing<'_>,
    standing: &Standing<'_>,
    beside: crate::answer::design::Beside<'_>,
    known: &Known,
    indexes: &[Index<'_>],
) {
    let Some(layered) = &standing.session else { return };
    let design = design(standing, beside);
    let resolution = resolve(&known.question(&design, indexes));
    let mapping = beside(&Kind::Mapping, &layered.session.1.mapping);
    let connections = uses(layered, mapping.as_deref(), &resolution, known.environment());
    let findings = validate::session(standing, beside);
    assessing.session(
        standing,
        beside,
        &Said { resolution: &resolution, connections: &connections, findings: &findings },
    );
}
