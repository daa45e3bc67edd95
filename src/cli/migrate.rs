//! `catalog migrate`: plan first, then write, then report.

mod assess;
mod frame;
mod gather;
mod powermart;
mod session_files;
mod spark;
mod target;
mod write;

use super::audited::{actor, audited_reading};
use super::exit::{DONE, Failure, NO, Outcome, USAGE};
use super::known::{Known, KnownArgs};
use super::settings::Settings;
use super::tune::given::GivenArgs;
use super::vault::allow;
use super::{object, output};
use crate::answer::migrate::version::Version;
use crate::answer::migrate::{Found, Moved, Report};
use crate::model::Text;
use crate::model::audit::{Act, Action};
use crate::model::role::Right;
use crate::render::migrate::{self as rendered, parameters};
use crate::render::{file_name, json};
use crate::store::Catalog;
use assess::{AssessArgs, AssessFormat};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use write::OutFile;

/// The report goes to stdout.
const STDOUT: &str = "-";

/// Move sessions and workflows: to another environment, another version of PowerCenter, YAML or Spark
///
/// Connections, server paths and parameters become those of --to-env by `environments.yaml`; --to-version makes explicit what
/// another version would take otherwise. A file for PowerCenter holds everything that the object needs; a session that is not
/// reusable goes with its workflow. --dry-run prints the plan as a diff and writes nothing. Secrets never go along. Exit code
/// 1 where something could not be moved, or not as it was.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  catalog migrate s_m_dim_calendar --to spark -o moved\n  \
                        catalog migrate wf_sales_daily --to-version 10.5 --dry-run\n  \
                        catalog migrate workflow:wf_housekeeping --to powermart -o moved --report moved.txt")]
pub(super) struct MigrateArgs {
    /// Sessions and workflows, by their addresses
    #[arg(value_name = "SESSION|WORKFLOW", conflicts_with_all = ["assess", "all", "print_points"], required_unless_present_any = ["assess", "all", "print_points"])]
    targets: Vec<String>,
    /// The form to write
    #[arg(long, value_enum, value_name = "FORM", default_value = "powermart", conflicts_with_all = ["assess", "all", "print_points"])]
    to: To,
    /// The environment to move to
    #[arg(long, value_name = "NAME", group = "environment_named", conflicts_with_all = ["assess", "all", "print_points"])]
    to_env: Option<String>,
    /// The version of PowerCenter (10.5) or of its repository (189.98) to move to
    #[arg(long, value_name = "VERSION", conflicts_with_all = ["assess", "all", "print_points"])]
    to_version: Option<String>,
    /// The folder to write to; it is made where it is not there
    #[arg(short, long, value_name = "DIR", conflicts_with_all = ["assess", "all", "print_points"], required_unless_present_any = ["dry_run", "assess", "all", "print_points"])]
    output: Option<PathBuf>,
    /// Print the plan and write nothing
    #[arg(long, conflicts_with_all = ["assess", "all", "print_points"])]
    dry_run: bool,
    /// Write over files that are there
    #[arg(long, conflicts_with_all = ["assess", "all", "print_points"])]
    force: bool,
    /// Where the report is written; `-` is stdout
    #[arg(long, value_name = "FILE", default_value = "-", conflicts_with_all = ["assess", "all", "print_points"])]
    report: PathBuf,
    #[command(flatten)]
    given: GivenArgs,
    #[command(flatten)]
    assess: AssessArgs,
}

/// What a move writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum To {
    /// Files that PowerCenter imports
    Powermart,
    /// Session files, one for each session
    Yaml,
    /// A folder for each session: plan, Spark settings, parameters, README
    Spark,
}

impl To {
    fn word(self) -> &'static str {
        match self {
            Self::Powermart => "powermart",
            Self::Yaml => "yaml",
            Self::Spark => "spark",
        }
    }
}

pub(super) fn run(args: &MigrateArgs, settings: &Settings) -> Outcome {
    if args.assess.wanted() {
        return assess::run(&args.assess, settings);
    }
    let version = args.to_version.as_deref().map(version).transpose()?;
    if version.is_some() && args.to != To::Powermart {
        let message = format!("--to-version says nothing to {}", args.to.word());
        return Err(Failure::new(USAGE, message).hint("only files for PowerCenter have a version: --to powermart"));
    }
    if args.dry_run {
        let catalog = Catalog::open_read(&settings.catalog)?;
        let (report, _) = planned(args, settings, &catalog, version)?;
        return told(args, &report);
    }
    let dir = args.output.as_deref().unwrap_or(Path::new("."));
    if args.report.as_os_str() != STDOUT && !args.force {
        write::require_free(&args.report)?;
    }
    let subjects = args.targets.iter().map(|one| format!("object:{one}").into()).collect();
    let detail = format!("migrate to {} in {}", args.to.word(), dir.display());
    let act = Act { action: Action::Export, subjects, detail };
    let report = audited_reading(settings, &actor(settings), &act, || {
        let catalog = Catalog::open_read(&settings.catalog)?;
        allow(settings, &catalog, Right::Report, "")?;
        let (report, files) = planned(args, settings, &catalog, version)?;
        write::all(dir, &files, args.force)?;
        Ok((report, format!("{} files", files.len())))
    })?;
    told(args, &report)
}

fn version(word: &str) -> Result<Version, Failure> {
    Version::named(word).ok_or_else(|| {
        Failure::new(USAGE, format!("repository version {word} is not known"))
            .hint(format!("known are {}", Version::known()))
    })
}

fn told(args: &MigrateArgs, report: &Report) -> Outcome {
    let text = match args.assess.format {
        AssessFormat::Text => rendered::text(report),
        AssessFormat::Json => json::pretty(&rendered::json(report)),
        AssessFormat::Csv => return Err(Failure::new(USAGE, "only an assessment is written as CSV")),
    };
    if args.dry_run || args.report.as_os_str() == STDOUT {
        output::answer(&text)?;
    } else {
        write::one(&args.report, &text, args.force)?;
    }
    Ok(if report.left.is_empty() { DONE } else { NO })
}

/// What all forms share.
struct Moving<'a> {
    args: &'a MigrateArgs,
    catalog: &'a Catalog,
    at: i64,
    version: Option<Version>,
    /// What the environment knows.
    known: &'a Known,
    /// Subtypes of the connection objects of the environment, by name.
    connections: BTreeMap<Text, Text>,
}

/// A move, ready to be written.
#[derive(Default)]
struct Plan {
    report: Report,
    files: Vec<OutFile>,
}

impl Plan {
    fn take(&mut self, found: Found) {
        self.report.changed.extend(found.changed);
        self.report.left.extend(found.left);
        self.report.parameters.extend(found.parameters);
    }

    fn moved(&mut self, object: String, file: &str, why: impl Into<String>, place: String) {
        self.report.moved.push(Moved { object, file: file.to_owned(), why: why.into(), place });
    }
}

fn planned(
    args: &MigrateArgs,
    settings: &Settings,
    catalog: &Catalog,
    version: Option<Version>,
) -> Result<(Report, Vec<OutFile>), Failure> {
    let wanted: Vec<object::Wanted> =
        args.targets.iter().map(|text| object::wanted(catalog, text)).collect::<Result<_, _>>()?;
    let at = wanted.first().map_or(0, |one| one.at);
    if wanted.iter().any(|one| one.at != at) {
        return Err(
            Failure::new(USAGE, "the addresses are of several snapshots").hint("move one snapshot after the other")
        );
    }
    let mut known = KnownArgs::of("");
    known.environment = args.assess.known.environment.with_name(args.to_env.as_deref());
    let known = Known::gather(&known, settings, catalog, at)?;
    if let Some(name) = &args.to_env {
        target::require_environment(catalog, name, at, args.assess.known.environment.describes())?;
    }
    let there = if args.to_env.is_some() { catalog.connections(&known.environment().name, None)? } else { Vec::new() };
    let connections = there.into_iter().map(|one| (one.name, one.subtype)).collect();
    let moving = Moving { args, catalog, at, version, known: &known, connections };
    let mut plan = match args.to {
        To::Powermart => moving.powermart(&wanted)?,
        To::Yaml => moving.session_files(&wanted)?,
        To::Spark => moving.spark(&wanted)?,
    };
    if args.to != To::Spark && args.to_env.is_some() {
        moving.unresolved(&wanted, &mut plan)?;
    }
    moving.parameter_file(&mut plan);
    let mut report = plan.report;
    report.dry_run = args.dry_run;
    report.to = args.to.word();
    report.environment.clone_from(&args.to_env);
    report.version = version.map(|one| one.repository.to_owned());
    report.left.sort();
    report.left.dedup();
    // What several files hold is told once.
    let mut seen = BTreeSet::new();
    report.changed.retain(|one| seen.insert(one.clone()));
    report.files = plan.files.iter().map(|one| one.path.clone()).collect();
    Ok((report, plan.files))
}

impl Moving<'_> {
    /// What the environment knows and the files have no place for.
    fn parameter_file(&self, plan: &mut Plan) {
        if plan.report.parameters.is_empty() {
            return;
        }
        let path = format!("parameters_{}.par", file_name::safe_name(&self.known.environment().name));
        plan.files.push(OutFile { path, text: parameters::file(&plan.report.parameters) });
    }
}
