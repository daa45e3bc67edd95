//! `catalog runs record`: an orchestrator writes a run back, step by step.

use crate::answer::runs::{Step, step};
use crate::cli::audited::{act, audited};
use crate::cli::exit::{DONE, Failure, INPUT, Outcome, USAGE};
use crate::cli::settings::Settings;
use crate::cli::vault::allow;
use crate::cli::{Format, design, holder, now, object, output, places};
use crate::model::address::Address;
use crate::model::audit::Action;
use crate::model::role::Right;
use crate::model::run::{KnownRun, Platform, Rows, Run, Status};
use crate::model::snapshot::Wish;
use crate::read::environment::mask;
use crate::render::{json, runs as rendered};
use crate::store::Catalog;
use crate::store::run::{Wanted, Weight};
use crate::store::writer::Writer;
use chrono::NaiveDateTime;
use clap::ValueEnum;

/// Write a run, or how far it is, into the catalog
///
/// A run is scheduled, then running, then succeeded, failed, stopped or aborted; it may be recorded from any of these on, and
/// goes only forward. Without --started, the run of the session that is not over is meant.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    catalog runs record s_m_dim_customer --status running --started 2026-11-21T02:00:00\n  \
    catalog runs record s_m_dim_customer --status succeeded --ended 2026-11-21T02:03:20 --rows 125000")]
pub(super) struct RecordArgs {
    /// A session, by its address or a suffix of it
    #[arg(value_name = "SESSION")]
    session: String,
    /// How far it is
    #[arg(long, value_enum, value_name = "STATUS")]
    status: StatusWord,
    /// When it began, or is to begin
    #[arg(long, value_name = "TIME", value_parser = time)]
    started: Option<String>,
    /// When it ended
    #[arg(long, value_name = "TIME", value_parser = time)]
    ended: Option<String>,
    /// Rows loaded
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(i64).range(0..))]
    rows: Option<i64>,
    /// Rows rejected
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(i64).range(0..))]
    rejected: Option<i64>,
    /// Rows read
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(i64).range(0..))]
    source_rows: Option<i64>,
    /// Code of the error that ended it
    #[arg(long, value_name = "CODE")]
    error_code: Option<String>,
    /// What ran it
    #[arg(long, value_enum, value_name = "PLATFORM", default_value = "spark")]
    platform: PlatformWord,
    /// ID of the Spark application, so that its event log is the same run
    #[arg(long, value_name = "ID")]
    application: Option<String>,
    /// How the answer is written
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum StatusWord {
    Scheduled,
    Running,
    Succeeded,
    Failed,
    Stopped,
    Aborted,
}

impl StatusWord {
    fn status(self) -> Status {
        match self {
            Self::Scheduled => Status::Scheduled,
            Self::Running => Status::Running,
            Self::Succeeded => Status::Succeeded,
            Self::Failed => Status::Failed,
            Self::Stopped => Status::Stopped,
            Self::Aborted => Status::Aborted,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum PlatformWord {
    Spark,
    Powercenter,
}

fn time(text: &str) -> Result<String, String> {
    let text = text.strip_suffix('Z').unwrap_or(text).replace(' ', "T");
    let parsed = NaiveDateTime::parse_from_str(&text, "%Y-%m-%dT%H:%M:%S");
    parsed.map(|at| at.format("%Y-%m-%dT%H:%M:%S").to_string()).map_err(|_| "write YYYY-MM-DDTHH:MM:SS".to_owned())
}

pub(super) fn run(args: &RecordArgs, settings: &Settings) -> Outcome {
    let catalog = Catalog::open_existing(&settings.catalog, settings.wait, &holder("runs record"))?;
    allow(settings, &catalog, Right::Ingest, "")?;
    let place = standing(&catalog, &args.session)?;
    let before = runs_there(&catalog, &place, args)?;
    let run = wanted(args, place, before.as_ref())?;
    check(&run, before.as_ref())?;
    let detail = format!("run of {} {}", run.started_at, run.status.word());
    let subject = format!("session:{}/{}/{}", run.folder, run.workflow, run.session);
    audited(&catalog, settings, &act(Action::Ingest, &subject, &*detail), || {
        let mut writer = Writer::begin(&catalog, wish())?;
        writer.told(&crate::model::run::Told::Run(Box::new(run.clone())), "runs record")?;
        writer.finish(&now())?;
        Ok(((), detail.clone()))
    })?;
    let kept = runs_at(&catalog, &run)?;
    match args.format {
        Format::Text => {
            let id = kept.first().map_or(0, |one| one.id);
            output::answer(&format!("run {id}: {} {} since {}\n", run.session, run.status.word(), run.started_at))?;
        }
        Format::Json => output::answer(&json::pretty(&rendered::json(&kept)))?,
    }
    Ok(DONE)
}

fn wish() -> Wish {
    Wish { now: now(), program: env!("CARGO_PKG_VERSION").to_owned(), ..Wish::default() }
}

/// The session that is meant, as a run names it.
fn standing(catalog: &Catalog, session: &str) -> Result<Run, Failure> {
    let wanted = object::wanted(catalog, session)?;
    let shelf = design::Shelf::new(catalog, wanted.at);
    let mut address = String::new();
    places::session(&shelf, catalog, &wanted, &mut |_, standing| {
        address.clone_from(&standing.address);
        Ok(())
    })?;
    let parsed = Address::parse(&address).ok_or_else(|| Failure::new(USAGE, format!("{address} is no address")))?;
    let [folder, workflow, path @ .., name] = &parsed.segments[..] else {
        return Err(Failure::new(INPUT, format!("{session} is no session of a workflow")));
    };
    Ok(Run {
        repository: parsed.repository.clone().unwrap_or_default(),
        folder: folder.clone(),
        workflow: workflow.clone(),
        path: path.join("/").into(),
        session: name.clone(),
        ..Run::default()
    })
}

/// The run that is meant, where it is known: the one of that start, else the one that is not over.
fn runs_there(catalog: &Catalog, place: &Run, args: &RecordArgs) -> Result<Option<KnownRun>, Failure> {
    let all = catalog.runs(&of(place), Weight::Light)?;
    let mut found: Vec<KnownRun> = match &args.started {
        Some(started) => all.into_iter().filter(|one| one.run.started_at == *started).collect(),
        None => all.into_iter().filter(|one| !one.run.status.is_over() && one.run.platform == platform(args)).collect(),
    };
    if found.len() > 1 {
        let starts: Vec<&str> = found.iter().map(|one| one.run.started_at.as_str()).collect();
        let message = format!("{} runs of {} are not over: {}", found.len(), args.session, starts.join(", "));
        return Err(Failure::new(USAGE, message).hint("say which with --started"));
    }
    Ok(found.pop())
}

fn platform(args: &RecordArgs) -> Platform {
    match args.platform {
        PlatformWord::Spark => Platform::Spark,
        PlatformWord::Powercenter => Platform::PowerCenter,
    }
}

fn of(run: &Run) -> Wanted<'_> {
    Wanted {
        session: Some(&run.session),
        folder: Some(&run.folder),
        workflow: Some(&run.workflow),
        path: Some(&run.path),
        repository: Some(&run.repository),
        since: None,
    }
}

fn runs_at(catalog: &Catalog, run: &Run) -> Result<Vec<KnownRun>, Failure> {
    let mut all = catalog.runs(&of(run), Weight::Whole)?;
    all.retain(|one| one.run.started_at == run.started_at);
    Ok(all)
}

fn wanted(args: &RecordArgs, place: Run, before: Option<&KnownRun>) -> Result<Run, Failure> {
    let known = before.map(|one| &one.run);
    let started = args.started.clone().or_else(|| known.map(|run| run.started_at.clone()));
    let Some(started_at) = started else {
        return Err(Failure::new(USAGE, format!("no run of {} is under way", args.session)).hint("say --started TIME"));
    };
    Ok(Run {
        platform: known.map_or(platform(args), |run| run.platform),
        application: args
            .application
            .clone()
            .map_or_else(|| known.map(|r| r.application.clone()).unwrap_or_default(), Into::into),
        started_at,
        ended_at: args.ended.clone(),
        status: args.status.status(),
        source: Rows { good: args.source_rows, failed: None },
        target: Rows { good: args.rows, failed: args.rejected },
        error_code: args.error_code.as_deref().map(|code| mask("error-code", code)).unwrap_or_default(),
        ..place
    })
}

/// Refuses steps backward and times that cannot be.
fn check(run: &Run, before: Option<&KnownRun>) -> Result<(), Failure> {
    if let Some(before) = before
        && step(before.run.status, run.status) == Step::Backward
    {
        let message = format!("the run is {} and cannot become {}", before.run.status.word(), run.status.word());
        return Err(
            Failure::new(USAGE, message).hint("a run goes scheduled → running → succeeded, failed, stopped or aborted")
        );
    }
    match &run.ended_at {
        Some(ended) if *ended < run.started_at => {
            Err(Failure::new(USAGE, format!("it cannot end at {ended}, before it starts at {}", run.started_at)))
        }
        Some(_) if !run.status.is_over() => Err(Failure::new(USAGE, "a run that is not over has no end")),
        _ => Ok(()),
    }
}
