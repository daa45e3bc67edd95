//! `catalog ingest`.

mod pull;

use super::audited::audited;
use super::exit::{DONE, Failure, INPUT, NO, Outcome, USAGE};
use super::settings::Settings;
use super::vault::Vault;
use super::{Format, holder, now, output, parameter_files};
use crate::ingest::{self, Options, Progress};
use crate::model::address::Address;
use crate::model::audit::{Act, Action};
use crate::model::object::Kind;
use crate::model::problem::{Problem, Severity};
use crate::model::role::Right;
use crate::model::snapshot::{Summary, Tally, Wish};
use crate::read::environment::mask;
use crate::read::run::{self, Source};
use crate::read::source::{self, Listing};
use crate::render::{json, summary};
use crate::store::Catalog;
use crate::vault::Sealer;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Read exports and runs into the catalog
///
/// Takes files, folders (recursively: .xml of PowerCenter and Informatica Developer, .xml.gz, .zip, .session.yaml, parameter files, and what tells of runs: CSV spools of
/// REP_SESS_LOG and its like, session logs, Spark event logs) and `-` for standard input. What a repository exports becomes one
/// snapshot; runs belong to none. One bad file or row never stops the others: it is reported, and the exit code is 1. Secrets are sealed to those who may open them, where the catalog has keys, and cut
/// out where it has none.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  catalog ingest tests/fixtures/example\n  \
                        catalog ingest --complete --label nightly /exports/REP_PROD\n  \
                        pmrep_output.sh | catalog ingest --repository-as REP_TEST -")]
pub(super) struct IngestArgs {
    /// Files, folders, or `-`
    #[arg(required_unless_present = "from_connection", value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Pull the history of runs from a repository's database, through this connection; the next pull goes on where it ended
    #[arg(long, value_name = "NAME", conflicts_with_all = ["paths", "complete", "label", "params", "session"])]
    from_connection: Option<String>,
    /// With --from-connection: only what began on this day or later
    #[arg(long, value_name = "DAY", requires = "from_connection", value_parser = super::runs::day)]
    since: Option<String>,
    /// With --from-connection: longest time for the login and for each wait for rows
    #[arg(long, value_name = "SECONDS", requires = "from_connection", default_value_t = 300, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    timeout: u64,
    /// A name for the snapshot; labelled snapshots are never pruned
    #[arg(long, value_name = "NAME")]
    label: Option<String>,
    /// The paths hold everything of the folders in them: what is not there is gone
    #[arg(long)]
    complete: bool,
    /// Let --complete mark more than a fifth of a folder as gone
    #[arg(long, requires = "complete")]
    allow_mass_removal: bool,
    /// Store the repository under this name instead of the one in the exports
    #[arg(long, value_name = "NAME")]
    repository_as: Option<String>,
    /// A folder of parameter files besides those in the paths (.par, .prm, .param, .parm, .ini, .txt)
    #[arg(long, value_name = "DIR")]
    params: Vec<PathBuf>,
    /// The environment that the parameter files belong to
    #[arg(long, value_name = "NAME", default_value = "", hide_default_value = true)]
    env: String,
    /// The session, FOLDER/WORKFLOW/SESSION, that the Spark event logs in the paths are of; without it, the one whose address
    /// is the application's name
    #[arg(long, value_name = "ADDRESS")]
    session: Option<String>,
    /// The night that this is the ingest of; `catalog nightly` gives it
    #[arg(long, hide = true, value_name = "ID")]
    night: Option<i64>,
    /// Do everything but keep nothing
    #[arg(long)]
    dry_run: bool,
    /// How the summary is written
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

pub(super) fn run(args: &IngestArgs, settings: &Settings) -> Outcome {
    warn_of_network(&settings.catalog);
    if let Some(name) = &args.from_connection {
        return pull::run(name, args, settings);
    }
    let open = if args.dry_run { Catalog::open_for_trial } else { Catalog::open_write };
    let catalog = open(&settings.catalog, settings.wait, &holder("ingest"))?;
    let sealer = sealer(settings, &catalog, &args.env)?;
    let (parameters, mut odd) =
        parameter_files::gather(&args.paths, &args.params, &args.env, &settings.limits, sealer.as_deref());
    let (runs, mut odd_runs) = run_sources(args, settings);
    let others: Vec<&str> =
        parameters.iter().map(|one| one.file.name.as_str()).chain(runs.iter().map(|one| one.name.as_str())).collect();
    let is_other = |path: &PathBuf| others.iter().any(|other| Path::new(other) == path);
    let exports: Vec<PathBuf> = args.paths.iter().filter(|path| !is_other(path)).cloned().collect();
    let mut listing = source::list(&exports, &settings.limits);
    // A folder of parameter files or logs alone is no mistake.
    let holds = |folder: &str| others.iter().any(|other| Path::new(other).starts_with(folder));
    listing.problems.retain(|one| one.code != "no-exports-here" || !holds(&one.file));
    listing.problems.append(&mut odd);
    listing.problems.append(&mut odd_runs);
    let session = args.session.as_deref().map(session_parts).transpose()?;
    let (wish, limits, jobs) = (wish(args), settings.limits, settings.jobs);
    let options = Options { wish, limits, jobs, parameters, runs, session, sealer };
    let bar = bar(&listing);
    let mut progress = |step: Progress| match step {
        Progress::Bytes(bytes) => bar.inc(bytes),
        Progress::File => bar.set_message(format!("{} files", bar_files(&bar) + 1)),
    };
    let read = || ingest::run(&catalog, listing, &options, &mut progress, &now).map_err(Failure::from);
    let summary = if args.dry_run {
        read()?
    } else {
        let told = |summary| {
            let said = summary::line(&summary);
            (summary, said)
        };
        audited(&catalog, settings, &intent(args), || read().map(told))?
    };
    bar.finish_and_clear();
    match args.format {
        Format::Text => output::answer(&summary::text(&summary, output::width()))?,
        Format::Json => output::answer(&json::pretty(&summary::json(&summary)))?,
    }
    outcome(&summary)
}

/// Spools, session logs and event logs among the paths.
fn run_sources(args: &IngestArgs, settings: &Settings) -> (Vec<Source>, Vec<Problem>) {
    let named: Vec<PathBuf> = args.paths.iter().filter(|path| path.as_os_str() != "-").cloned().collect();
    let (runs, problems) = run::sources(&source::list_runs(&named, &settings.limits), &settings.limits);
    // What is wrong with a file that is named is told by the listing of exports.
    let elsewhere = |one: &Problem| !named.iter().any(|path| Path::new(&one.file) == path);
    (runs, problems.into_iter().filter(elsewhere).collect())
}

/// Folder, workflow with its worklets, and session of an address as `show` prints it; runs belong to no repository.
fn session_parts(address: &str) -> Result<[String; 3], Failure> {
    let parsed = Address::parse(address).filter(|one| one.kind.as_ref().is_none_or(|kind| *kind == Kind::Session));
    match parsed.as_ref().map(|one| one.segments.as_slice()) {
        Some([folder, around @ .., session]) if !around.is_empty() => {
            Ok([folder.to_string(), around.join("/"), session.to_string()])
        }
        _ => Err(Failure::new(
            USAGE,
            format!("--session {address} is no FOLDER/WORKFLOW/SESSION; say where the session stands"),
        )),
    }
}

/// What seals the secrets that are met, where the catalog has keys. Members that are not to be believed end the ingest:
/// cutting the secrets out instead would lose them in silence.
fn sealer(settings: &Settings, catalog: &Catalog, environment: &str) -> Result<Option<Arc<Sealer>>, Failure> {
    let Some(vault) = Vault::of(settings, catalog)? else { return Ok(None) };
    vault.require(Right::Ingest, &[("", environment)])?;
    Ok(Some(Arc::new(vault.sealer()?)))
}

/// What the audit log says of an ingest before it begins.
fn intent(args: &IngestArgs) -> Act {
    let path = |path: &PathBuf| format!("path:{}", mask("path", &path.display().to_string())).into();
    let detail = args.label.as_ref().map(|label| format!("label {label}")).unwrap_or_default();
    Act { action: Action::Ingest, subjects: args.paths.iter().chain(&args.params).map(path).collect(), detail }
}

fn wish(args: &IngestArgs) -> Wish {
    Wish {
        label: args.label.clone(),
        complete: args.complete,
        allow_mass_removal: args.allow_mass_removal,
        repository_as: args.repository_as.clone(),
        dry_run: args.dry_run,
        night: args.night,
        now: now(),
        program: env!("CARGO_PKG_VERSION").to_owned(),
    }
}

fn outcome(summary: &Summary) -> Outcome {
    if summary.files == summary.failed && summary.parameter_files == Tally::default() && summary.run_files == 0 {
        return Err(Failure::new(INPUT, "no export could be read"));
    }
    let wrong = summary.problems.iter().any(|problem| problem.severity == Severity::Error);
    Ok(if wrong { NO } else { DONE })
}

/// A bar on a terminal, nothing elsewhere.
fn bar(listing: &Listing) -> ProgressBar {
    let total: u64 = listing.inputs.iter().filter_map(|input| input.size).sum();
    let bar = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::stderr_with_hz(5));
    if !std::io::stderr().is_terminal() {
        bar.set_draw_target(ProgressDrawTarget::hidden());
    }
    let template = "{bar:30} {bytes}/{total_bytes}  {binary_bytes_per_sec}  {msg}  {eta} left";
    // The template is a constant that the tests see; a wrong one would only make the bar plain.
    bar.set_style(ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar
}

fn bar_files(bar: &ProgressBar) -> u64 {
    bar.message().split(' ').next().and_then(|n| n.parse().ok()).unwrap_or(0)
}

/// SQLite needs locks that network file systems often only pretend to have.
fn warn_of_network(catalog: &Path) {
    const NETWORK: [(u64, &str); 7] = [
        (0x6969, "NFS"),
        (0x517B, "SMB"),
        (0xFF53_4D42, "CIFS"),
        (0xFE53_4D42, "SMB2"),
        (0x0102_1997, "9P"),
        (0x6573_5546, "FUSE"),
        (0x5346_414F, "AFS"),
    ];
    let dir = catalog.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let Ok(stat) = rustix::fs::statfs(dir) else { return };
    let magic = u64::try_from(stat.f_type).unwrap_or_default();
    if let Some((_, name)) = NETWORK.iter().find(|(known, _)| *known == magic) {
        output::say(&format!(
            "warning: {} is on a network file system ({name}); keep a catalog on a local disk, or only one machine may use it",
            catalog.display()
        ));
    }
}
