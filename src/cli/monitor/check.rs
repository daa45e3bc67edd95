//! `catalog monitor check`.

use super::promises::promises;
use super::{send, watched};
use crate::answer::monitor::{self, state};
use crate::cli::exit::{DONE, Failure, INPUT, NO, Outcome};
use crate::cli::settings::Settings;
use crate::cli::vault::allow;
use crate::cli::{holder, now, output};
use crate::model::alert::{AlertBook, Sink};
use crate::model::problem::Severity;
use crate::model::role::Right;
use crate::read::alert;
use crate::render::{json, monitor as rendered};
use crate::store::Catalog;
use crate::store::lock::WriterLock;
use clap::ValueEnum;
use std::path::{Path, PathBuf};

/// Evaluate the rules once, print alerts, tell sinks
///
/// An alert is told once to every sink when it is opened, and once when it has recovered. What a sink does not take is kept
/// and tried again by the next check. Exit code 0: nothing at or above --fail-on is open; 1: something is; 3 and more: the
/// rules could not be evaluated, or a notice was given up.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  catalog monitor check --dry-run\n  catalog monitor check --fail-on error --format jsonl"
)]
pub(in crate::cli) struct CheckArgs {
    /// What is watched and who is told [default: `alerts` of catalog.yaml]
    #[arg(long, value_name = "FILE")]
    alerts: Option<PathBuf>,
    /// What was promised [default: `sla` of catalog.yaml]
    #[arg(long, value_name = "FILE")]
    sla: Option<PathBuf>,
    /// Evaluate and print alone: store nothing, tell nobody
    #[arg(long)]
    dry_run: bool,
    /// The least severity that makes the exit code 1
    #[arg(long, value_enum, value_name = "SEVERITY", default_value = "warning")]
    fail_on: FailOn,
    /// How the answer is written
    #[arg(long, value_enum, default_value = "text")]
    format: CheckFormat,
    /// The time of the check, UTC: 2026-11-29T06:00:00Z [default: now]
    #[arg(long, value_name = "TIME", value_parser = time)]
    now: Option<String>,
}

/// What makes the exit code 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FailOn {
    /// Anything that is open
    Info,
    /// Warnings and errors
    Warning,
    /// Errors
    Error,
    /// Nothing
    Never,
}

/// How the answer is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum CheckFormat {
    /// For people
    Text,
    /// For programs
    Json,
    /// One alert a line
    Jsonl,
}

/// What a check is asked.
pub(in crate::cli) struct Wish {
    /// `alerts.yaml`; `None`: nobody is told, and every rule has its defaults.
    pub alerts: Option<PathBuf>,
    /// `sla.yaml`; `None`: nothing was promised, and alerts of promises stay as they are.
    pub sla: Option<PathBuf>,
    /// Nothing is stored or sent.
    pub dry_run: bool,
    /// UTC.
    pub now: String,
}

impl Wish {
    /// What the settings name.
    pub(in crate::cli) fn of(settings: &Settings) -> Self {
        let wants = &settings.wants;
        Self { alerts: wants.alerts.clone(), sla: wants.sla.clone(), dry_run: false, now: now() }
    }
}

pub(super) fn run(args: &CheckArgs, settings: &Settings) -> Outcome {
    let usual = Wish::of(settings);
    let wish = Wish {
        alerts: args.alerts.clone().or(usual.alerts),
        sla: args.sla.clone().or(usual.sla),
        dry_run: args.dry_run,
        now: args.now.clone().unwrap_or(usual.now),
    };
    let checked = check(settings, &wish)?;
    match args.format {
        CheckFormat::Text => output::answer(&rendered::checked_text(&checked, output::width()))?,
        CheckFormat::Json => output::answer(&json::pretty(&rendered::checked_json(&checked)))?,
        CheckFormat::Jsonl => output::data(&rendered::checked_lines(&checked))?,
    }
    Ok(code(&checked, args.fail_on))
}

fn code(checked: &state::Checked, fail_on: FailOn) -> u8 {
    if checked.told.iter().any(|one| one.given_up > 0) {
        return INPUT;
    }
    let least = match fail_on {
        FailOn::Info => Severity::Info,
        FailOn::Warning => Severity::Warning,
        FailOn::Error => Severity::Error,
        FailOn::Never => return DONE,
    };
    if checked.open().any(|(alert, _)| alert.severity >= least) { NO } else { DONE }
}

/// Evaluates the rules, stores what changed, and tells the sinks. What could not be told is said on stderr.
pub(in crate::cli) fn check(settings: &Settings, wish: &Wish) -> Result<state::Checked, Failure> {
    let book = book(wish.alerts.as_deref())?;
    let slas = promises(wish.sla.as_deref(), &wish.now)?;
    let telling = !wish.dry_run && !book.sinks.is_empty();
    // One check at a time: two would tell the same twice.
    let _alone = if wish.dry_run { None } else { Some(alone(settings)?) };
    let catalog = Catalog::open_read(&settings.catalog)?;
    if telling {
        allow(settings, &catalog, Right::Report, "")?;
    }
    let watched = watched::gather(&catalog, settings, &wish.now)?;
    let alerts = monitor::alerts(&watched, &book, &slas, &wish.now);
    let is_asked = |rule: &str| wish.sla.is_some() || !rule.starts_with("sla-");
    let change = state::change(&catalog.alert_episodes(false)?, &alerts, &is_asked);
    let mut checked = state::Checked { now: wish.now.clone(), dry_run: wish.dry_run, change, told: Vec::new() };
    drop(catalog);
    if !wish.dry_run {
        let writing = Catalog::open_existing(&settings.catalog, settings.wait, &holder("monitor check"))?;
        writing.note_alerts(&checked.change, &book.sinks, &wish.now)?;
        drop(writing);
        checked.told = send::tell(settings, &book, &wish.now)?;
    }
    for one in checked.told.iter().filter(|one| !one.trouble.is_empty()) {
        output::say(&format!("sink {}: {}", one.sink, rendered::told_words(one)));
    }
    Ok(checked)
}

/// Holds other checks of the same catalog off.
fn alone(settings: &Settings) -> Result<WriterLock, Failure> {
    let mut beside = settings.catalog.clone().into_os_string();
    beside.push("-monitor");
    if !settings.catalog.exists() {
        return Err(crate::store::StoreError::NoCatalog(settings.catalog.clone()).into());
    }
    Ok(WriterLock::take(Path::new(&beside), settings.wait, &holder("monitor check"))?)
}

/// What a file says; its paths are beside it.
fn book(path: Option<&Path>) -> Result<AlertBook, Failure> {
    let Some(path) = path else { return Ok(AlertBook::default()) };
    let text = std::fs::read_to_string(path).map_err(|error| Failure::given(path, &error))?;
    let mut book = alert::alerts(&text).map_err(|what| {
        let hint = "the keys are rules (a list of rule, scope, severity, off, thresholds), sinks (a list of name and email, \
                    webhook or file), quiet_hours and give_up";
        Failure::new(INPUT, format!("{}: {what}", path.display())).hint(hint)
    })?;
    let folder = path.parent().unwrap_or(Path::new(""));
    let beside = |name: &mut String| {
        if !name.is_empty() {
            *name = folder.join(&*name).display().to_string();
        }
    };
    for sink in &mut book.sinks {
        beside(&mut sink.ca_file);
        if let Sink::File { path } = &mut sink.sink {
            beside(path);
        }
    }
    Ok(book)
}

/// A time as the program writes it.
fn time(text: &str) -> Result<String, String> {
    let at = chrono::DateTime::parse_from_rfc3339(text).map_err(|_| "write it as 2026-11-29T06:00:00Z".to_owned())?;
    Ok(at.to_utc().format("%Y-%m-%dT%H:%M:%SZ").to_string())
}
