//! `catalog report session`.

use super::frame::{self, AsOfArgs, Frame};
use super::page::{self, WriteArgs};
use crate::answer::design::Standing;
use crate::answer::plan::Plan;
use crate::answer::report::session::{MappingPart, parts};
use crate::answer::runs::stats;
use crate::cli::comply::as_of::AsOf;
use crate::cli::comply::assess::{Wanted as Assessing, assess};
use crate::cli::comply::given::{Given, GivenArgs};
use crate::cli::exit::{Failure, Outcome, USAGE};
use crate::cli::known::{Known, KnownArgs};
use crate::cli::object::{self, Wanted};
use crate::cli::plan::Planning;
use crate::cli::settings::Settings;
use crate::cli::tune::given::{self as tuning, gather};
use crate::cli::{diff, environments, history, places};
use crate::model::object::{Kind, Stood};
use crate::model::run::KnownRun;
use crate::render::report::section::session as rendered;
use crate::render::report::table::Cell;
use crate::render::report::{Page, Section};
use crate::store::Catalog;
use crate::store::find::Object;
use std::collections::BTreeMap;

/// Write everything known of one session
///
/// Settings with who says them, parameters, connections, mapping, runs, findings, last changes, Spark settings.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  catalog report session s_m_dim_customer -o customer.html\n  \
                        catalog report session s_m_dim_customer --as-of latest -o then.html")]
pub(in crate::cli) struct SessionArgs {
    /// The session: [REPOSITORY::]FOLDER/WORKFLOW/NAME, or any clear suffix of it
    #[arg(value_name = "ADDRESS")]
    address: String,
    #[command(flatten)]
    write: WriteArgs,
    #[command(flatten)]
    as_of: AsOfArgs,
    #[command(flatten)]
    known: KnownArgs,
    #[command(flatten)]
    given: GivenArgs,
    #[command(flatten)]
    tuning: tuning::GivenArgs,
}

/// Between which snapshots something changed last, and what.
type LastChange = (String, Vec<Vec<Cell>>);

/// What was gathered at the place where the session stands.
struct Seen {
    plan: Plan,
    parts: (Vec<MappingPart>, bool),
    runs: Vec<KnownRun>,
    objects: Vec<(&'static str, Object)>,
}

pub(in crate::cli) fn run(args: &SessionArgs, settings: &Settings) -> Outcome {
    page::write(settings, &args.write, &format!("session {}", args.address), |catalog| {
        let as_of = args.as_of.read(catalog)?;
        let wanted = Wanted { at: as_of.at, ..object::wanted(catalog, &args.address)? };
        let until = frame::until(catalog, &as_of)?;
        let seen = seen(args, settings, catalog, &wanted, &until)?;
        whole(args, settings, catalog, &as_of, &seen)
    })
}

fn seen(
    args: &SessionArgs,
    settings: &Settings,
    catalog: &Catalog,
    wanted: &Wanted,
    until: &str,
) -> Result<Seen, Failure> {
    let known = Known::gather(&args.known, settings, catalog, wanted.at)?;
    let mut given = gather(&args.tuning, BTreeMap::new())?;
    given.until = Some(until.to_owned());
    let planning = Planning::of(catalog, wanted.at, &known, given)?;
    let shelf = &planning.shelf;
    let mut found = None;
    places::session(shelf, catalog, wanted, &mut |folder, standing| {
        let Some(plan) = planning.plan(folder, standing)? else { return Ok(()) };
        let parts = parts(standing, &|kind, name| shelf.beside(folder, kind, name));
        let runs = history::of(catalog, standing, Some(until))?;
        let mut objects = vec![("session", places::own(shelf, catalog, folder, standing)?)];
        for (what, kind, name) in uses(standing) {
            objects.extend(shelf.object(folder, &kind, &name)?.map(|object| (what, object)));
        }
        found = Some(Seen { plan, parts, runs, objects });
        Ok(())
    })?;
    shelf.check()?;
    found.ok_or_else(|| Failure::new(USAGE, format!("{} is no session", wanted.text)))
}

/// What a session rests on: mapping, configuration object, workflow around it.
fn uses(standing: &Standing<'_>) -> Vec<(&'static str, Kind, String)> {
    let mut all = Vec::new();
    if let Some(layered) = &standing.session {
        let session = layered.session.1;
        all.push(("mapping", Kind::Mapping, session.mapping.to_string()));
        all.push(("configuration", Kind::Config, session.config.config.to_string()));
    }
    all.extend(standing.levels.first().map(|level| ("workflow", Kind::Workflow, level.name().to_string())));
    all
}

fn whole(
    args: &SessionArgs,
    settings: &Settings,
    catalog: &Catalog,
    as_of: &AsOf,
    seen: &Seen,
) -> Result<Page, Failure> {
    let plan = &seen.plan;
    let sections: Vec<Section> = vec![
        rendered::identity(plan),
        findings(args, settings, catalog, as_of, seen)?,
        rendered::settings(&plan.settings),
        rendered::parameters(plan),
        rendered::ends(&plan.endpoints),
        rendered::mapping(&seen.parts.0, seen.parts.1),
        rendered::runs(&seen.runs, &stats(&seen.runs)),
        changes(args, settings, catalog, as_of.at, seen)?,
        rendered::plan(plan),
    ];
    let environment = environments::environment(&args.known.environment)?.name;
    let frame = Frame {
        kind: "session",
        title: "Session",
        subtitle: plan.identity.address.clone(),
        as_of,
        environment: &environment,
        folder: &plan.identity.folder,
    };
    frame::page(catalog, &frame, sections)
}

/// Findings on the session and its mapping, out of those of its folder.
fn findings(
    args: &SessionArgs,
    settings: &Settings,
    catalog: &Catalog,
    as_of: &AsOf,
    seen: &Seen,
) -> Result<Section, Failure> {
    let given = Given::read(&args.given, settings)?;
    let assessment = assess(
        catalog,
        settings,
        &Assessing {
            at: as_of.at,
            as_of: &as_of.as_of,
            known: &args.known,
            folder: Some(&seen.plan.identity.folder),
            given: &given,
            recorded: false,
        },
    )?;
    let own: Vec<String> =
        seen.objects.iter().filter(|(what, _)| *what != "workflow").map(|(_, one)| object::address(one)).collect();
    let is_own = |address: &str| address == seen.plan.identity.address || own.iter().any(|one| one == address);
    let found: Vec<_> = assessment.findings.iter().filter(|one| is_own(&one.object)).collect();
    Ok(rendered::findings(&seen.plan, &found))
}

/// How often the session and what it uses changed, and what the last change was.
fn changes(
    args: &SessionArgs,
    settings: &Settings,
    catalog: &Catalog,
    at: i64,
    seen: &Seen,
) -> Result<Section, Failure> {
    let (mut stood, mut last) = (Vec::new(), None);
    for (what, object) in &seen.objects {
        let revisions = catalog.revisions_of(object, at)?;
        if *what != "workflow" && revisions.len() > 1 {
            last = last.max(revisions.first().map(|(snapshot, ..)| *snapshot));
        }
        stood.extend(revisions.into_iter().map(|(snapshot, time, file, line)| Stood {
            what: (*what).to_owned(),
            address: object::address(object),
            snapshot,
            at: time,
            place: format!("{file}:{line}"),
        }));
    }
    let last =
        last.map(|changed| last_change(args, settings, catalog, changed, &seen.plan.identity.address)).transpose()?;
    Ok(rendered::history(&stood, last.flatten()))
}

/// What changed of the session as it runs from the snapshot before to the one that changed it.
fn last_change(
    args: &SessionArgs,
    settings: &Settings,
    catalog: &Catalog,
    changed: i64,
    address: &str,
) -> Result<Option<LastChange>, Failure> {
    let before = catalog.snapshots(false)?.into_iter().map(|one| one.id).filter(|id| *id < changed).max();
    let Some(before) = before else { return Ok(None) };
    let ends = (format!("{address}@{before}"), format!("{address}@{changed}"));
    let found = diff::two_ends(catalog, settings, (Some(&ends.0), Some(&ends.1)), &args.known)?;
    Ok(Some((format!("{} → {}", found.a, found.b), rendered::changed(&found))))
}
