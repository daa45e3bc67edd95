//! `catalog nightly`.
//!
//! Owns the night: which step comes when, what is noted of it, what the exit code says. Each step is a command of this program
//! that anybody can run by hand; it runs as a process of its own, so that one that fails, or dies, hides no other.

pub(super) mod child;
mod commands;

use super::exit::{DONE, Failure, INPUT, NO, Outcome, STORE};
use super::settings::Settings;
use super::{Format, holder, now, output};
use crate::answer::fingerprint::fingerprint;
use crate::model::night::{Night, State, Step, StepResult};
use crate::read::settings::nightly::Nightly;
use crate::render::{json, nightly as rendered};
use crate::store::lock::WriterLock;
use crate::store::{Catalog, StoreError};
use child::Bench;
use std::io::IsTerminal;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// A night that was cut short is taken up for so long; after that its inputs are those of another day.
const TAKEN_UP_HOURS: i64 = 12;
/// Exit code where a step could not do its work.
const STEP_FAILED: u8 = INPUT;

/// Do the night's work: ingest, validate, test, tune, comply, diff, monitor, report
///
/// What it does stands under `nightly:` in catalog.yaml (`catalog init` writes one with comments). Every step is a command of
/// this program; a step that fails hides no other. The night prints its summary where something crosses `fail_on` or failed,
/// and nothing else, so that cron mails only what matters. A night that was cut short is taken up where it stopped; two
/// nights of one catalog never run at once. Exit code 0: all steps ran and nothing crosses `fail_on`; 1: something does;
/// 3 or more: a step failed.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  catalog nightly --dry-run --config examples/nightly/catalog.yaml\n  \
                        catalog nightly --config /etc/catalog/catalog.yaml\n  \
                        catalog nightly --config /etc/catalog/catalog.yaml --json")]
pub(super) struct NightlyArgs {
    /// Print the commands of the steps, and run none
    #[arg(long)]
    dry_run: bool,
    /// Begin a new night, even where the last one was cut short
    #[arg(long)]
    fresh: bool,
    /// Print the summary in any case
    #[arg(short, long)]
    verbose: bool,
    /// Short for --format json
    #[arg(long)]
    json: bool,
    /// How the summary is written
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

pub(super) fn run(args: &NightlyArgs, settings: &Settings) -> Outcome {
    let nightly = settings.nightly.as_ref().ok_or_else(|| {
        Failure::new(INPUT, "no settings file says what a night does")
            .hint("`catalog init` writes catalog.yaml with a section `nightly:`; --config FILE names another")
    })?;
    if args.dry_run {
        return print_commands(settings, nightly);
    }
    make_room(&settings.catalog)?;
    let mut lock = settings.catalog.as_os_str().to_owned();
    lock.push("-night");
    let lock = WriterLock::take(&PathBuf::from(lock), Duration::ZERO, &holder("nightly"));
    let _lock = lock.map_err(|error| match error {
        StoreError::Busy(by) => Failure::new(STORE, format!("another night is at work: {by}"))
            .hint("this one did nothing; two nights of one catalog never run at once"),
        other => other.into(),
    })?;
    let mut working = Working::begin(args, settings, nightly)?;
    for (step, _) in Step::ALL {
        working.step(step)?;
    }
    working.open()?.end_night(working.night.id, &now())?;
    working.bench.log(&format!("night {} ends", working.night.id));
    tell(args, &working.night)
}

/// Makes the folder of the catalog, for its owner alone: the first night finds nothing.
fn make_room(catalog: &Path) -> Result<(), Failure> {
    let Some(folder) = catalog.parent().filter(|dir| !dir.as_os_str().is_empty()) else { return Ok(()) };
    let made = std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder);
    made.map_err(|error| Failure::file(folder, &error))
}

/// What stays the same during a night.
struct Working<'a> {
    settings: &'a Settings,
    nightly: &'a Nightly,
    night: Night,
    bench: Bench,
}

impl<'a> Working<'a> {
    fn begin(args: &NightlyArgs, settings: &'a Settings, nightly: &'a Nightly) -> Result<Self, Failure> {
        let bench = Bench::set_up(settings, nightly)?;
        let catalog = Catalog::open_write(&settings.catalog, settings.wait, &holder("nightly"))?;
        let basis = fingerprint(&[&settings.catalog.display().to_string(), &format!("{nightly:?}")]);
        let night = catalog.begin_night(&basis, &now(), &taken_up_after(args))?;
        let how = if night.resumed { "is taken up" } else { "begins" };
        bench.log(&format!("night {} {how}", night.id));
        Ok(Self { settings, nightly, night, bench })
    }

    /// Opened for a moment: every step writes for itself.
    fn open(&self) -> Result<Catalog, Failure> {
        Ok(Catalog::open_existing(&self.settings.catalog, self.settings.wait, &holder("nightly"))?)
    }

    /// Runs a step, unless it is behind the night already, and notes what it came to.
    fn step(&mut self, step: Step) -> Result<(), Failure> {
        if self.night.steps.contains_key(step.word()) {
            return Ok(());
        }
        let result = self.result(step);
        let catalog = self.open()?;
        if step == Step::Ingest {
            self.night.snapshot = catalog.night_snapshot(self.night.id)?;
        }
        catalog.end_step(self.night.id, step.word(), &result, &now())?;
        let line = rendered::line(step, &result);
        self.bench.log(&line);
        self.night.steps.insert(step.word().to_owned(), result);
        Ok(())
    }

    fn result(&self, step: Step) -> StepResult {
        let skipped = |why: &str| StepResult { message: why.to_owned(), ..StepResult::default() };
        if self.nightly.skip.iter().any(|word| word == step.word()) {
            return skipped("left out by the settings");
        }
        if step == Step::Ingest && self.night.snapshot.is_some() {
            return StepResult {
                state: State::Done,
                message: "was done when the night was cut short".to_owned(),
                ..StepResult::default()
            };
        }
        match commands::of(step, self.settings, self.nightly, &self.night) {
            Ok(all) => self.bench.run(step, &all, self.nightly.bar(step), &self.settings.words()),
            Err(why) => skipped(why),
        }
    }
}

/// Nights that began before are not taken up.
fn taken_up_after(args: &NightlyArgs) -> String {
    let now = now();
    let Ok(time) = chrono::DateTime::parse_from_rfc3339(&now) else { return now };
    let hours = if args.fresh { -1 } else { TAKEN_UP_HOURS };
    (time - chrono::TimeDelta::hours(hours)).format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// The commands as they would run by hand; snapshots stand for those of a night that found some.
fn print_commands(settings: &Settings, nightly: &Nightly) -> Outcome {
    let night = Night { snapshot: Some(2), before: Some(1), ..Night::default() };
    let mut text = String::new();
    for (step, word) in Step::ALL {
        let skipped = nightly.skip.iter().any(|one| one == word);
        match commands::of(step, settings, nightly, &night) {
            _ if skipped => text.push_str(&format!("# {word}: left out by the settings\n")),
            Ok(all) => text.extend(all.iter().map(|one| format!("catalog {}\n", child::shown(one)))),
            Err(why) => text.push_str(&format!("# {word}: {why}\n")),
        }
    }
    output::data(&text)?;
    Ok(DONE)
}

fn tell(args: &NightlyArgs, night: &Night) -> Outcome {
    let is = |state: State| night.steps.values().any(|one| one.state == state);
    let code = match (is(State::Failed), is(State::Crossed)) {
        (true, _) => STEP_FAILED,
        (false, true) => NO,
        (false, false) => DONE,
    };
    if args.json || args.format == Format::Json {
        output::answer(&json::pretty(&rendered::json(night, code)))?;
    } else if code != DONE || args.verbose || std::io::stdout().is_terminal() {
        output::answer(&rendered::text(night, output::width()))?;
    }
    Ok(code)
}
