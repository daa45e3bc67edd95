//! `catalog audit`.

use super::audited::{act, actor, audited_reading};
use super::exit::{DONE, Failure, INPUT, NO, Outcome, USAGE};
use super::settings::Settings;
use super::vault::allow;
use super::{Format, output};
use crate::model::audit::{ActFilter, Action, Head};
use crate::model::role::Right;
use crate::render::csv::csv;
use crate::render::{audit as rendered, json, table};
use crate::store::{Catalog, StoreError, whole_file};
use clap::builder::PossibleValuesParser;
use clap::{Subcommand, ValueEnum};
use std::path::PathBuf;

/// Show and check who did what: ingests, secrets, keys, roles, tests, exports
#[derive(Debug, Subcommand)]
pub(super) enum AuditCommand {
    /// List acts, the oldest first
    ///
    /// An act is `done`, `failed`, or `interrupted` where the program did not live to note its outcome (or is still at it).
    #[command(after_help = "Examples:\n  catalog audit log\n  \
                            catalog audit log --subject credential:DWH --action secret-read,test --since 2026-01-01")]
    Log(LogArgs),
    /// Check that no event was changed, removed or moved
    ///
    /// Goes through the chain of digests and names the first broken link. Events cut off at the end show only against a head
    /// that was kept elsewhere. Exit code 1: broken.
    #[command(after_help = "Example:\n  catalog audit verify")]
    Verify(VerifyArgs),
    /// Print the newest event's number and digest, to be kept elsewhere
    #[command(after_help = "Example:\n  catalog audit head")]
    Head(HeadArgs),
    /// Write every event with its digest
    #[command(after_help = "Examples:\n  catalog audit export -o audit.jsonl\n  catalog audit export --format csv")]
    Export(ExportArgs),
}

/// Arguments of `audit log`.
#[derive(Debug, clap::Args)]
pub(super) struct LogArgs {
    /// Only acts on this: credential:NAME, connection:NAME, snapshot:N, or NAME alone for any kind
    #[arg(long, value_name = "SUBJECT")]
    subject: Option<String>,
    /// Only acts of this account, account@host or recipient
    #[arg(long, value_name = "WHO")]
    actor: Option<String>,
    /// Only acts of these kinds
    #[arg(long, value_name = "ACTION", value_delimiter = ',', value_parser = PossibleValuesParser::new(Action::ALL.map(|(word, _)| word)))]
    action: Vec<String>,
    /// Only acts since this day or time (UTC): 2026-11-21, 2026-11-21T01:15:00Z
    #[arg(long, value_name = "TIME", value_parser = time)]
    since: Option<String>,
    /// How the acts are written
    #[arg(long, value_enum, default_value = "text")]
    format: LogFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum LogFormat {
    /// An aligned table
    Text,
    /// An array of objects
    Json,
    /// With a header; cells that a spreadsheet would run are made harmless
    Csv,
}

/// Arguments of `audit verify`.
#[derive(Debug, clap::Args)]
pub(super) struct VerifyArgs {
    /// A head that was kept elsewhere, as `audit head` printed it: what was before it must be unchanged
    #[arg(long, value_name = "HEAD")]
    expect: Option<Head>,
    /// How the result is written
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

/// Arguments of `audit head`.
#[derive(Debug, clap::Args)]
pub(super) struct HeadArgs {
    /// An older head: exit code 1 where history up to it was rewritten
    #[arg(long, value_name = "HEAD")]
    expect: Option<Head>,
    /// How it is written
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

/// Arguments of `audit export`.
#[derive(Debug, clap::Args)]
pub(super) struct ExportArgs {
    /// The file to write; standard output where it is not given
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// How the events are written
    #[arg(long, value_enum, default_value = "json")]
    format: ExportFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ExportFormat {
    /// One object a line
    Json,
    /// With a header; cells that a spreadsheet would run are made harmless, so digests are checked against JSON
    Csv,
}

/// A day is the time of its beginning, so that texts compare as times do.
fn time(text: &str) -> Result<String, String> {
    let day = chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d").map(|day| format!("{day}T00:00:00Z"));
    let moment = chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%SZ").map(|_| text.to_owned());
    day.or(moment).map_err(|_| "give a day or a time in UTC: 2026-11-21, 2026-11-21T01:15:00Z".to_owned())
}

pub(super) fn run(command: &AuditCommand, settings: &Settings) -> Outcome {
    let catalog = Catalog::open_read(&settings.catalog)?;
    match command {
        AuditCommand::Log(args) => log(&catalog, args),
        AuditCommand::Verify(args) => verify(&catalog, args.expect.as_ref(), args.format),
        AuditCommand::Head(args) => head(&catalog, args),
        AuditCommand::Export(args) => {
            let to = args.output.as_ref().map_or("standard output".to_owned(), |path| path.display().to_string());
            let act = act(Action::Export, "audit:log", format!("to {to}"));
            audited_reading(settings, &actor(settings), &act, || {
                allow(settings, &catalog, Right::Report, "")?;
                export(&catalog, args).map(|code| (code, String::new()))
            })
        }
    }
}

fn log(catalog: &Catalog, args: &LogArgs) -> Outcome {
    let filter = ActFilter {
        subject: args.subject.clone(),
        actor: args.actor.clone(),
        actions: args.action.clone(),
        since: args.since.clone(),
    };
    let acts = catalog.acts(&filter)?;
    match args.format {
        LogFormat::Text if acts.is_empty() => output::say("nothing to list"),
        LogFormat::Text => output::answer(&table::table(&rendered::for_people(&acts), output::width()))?,
        LogFormat::Json => output::answer(&json::pretty(&acts))?,
        LogFormat::Csv => output::data(&csv(&rendered::listing(&acts)))?,
    }
    Ok(DONE)
}

fn verify(catalog: &Catalog, expect: Option<&Head>, format: Format) -> Outcome {
    let verified = catalog.verify_audit(expect)?;
    match format {
        Format::Json => output::answer(&json::pretty(&verified))?,
        Format::Text => output::answer(&rendered::verified(&verified))?,
    }
    Ok(if verified.broken.is_none() { DONE } else { NO })
}

fn head(catalog: &Catalog, args: &HeadArgs) -> Outcome {
    if args.expect.is_some() {
        return verify(catalog, args.expect.as_ref(), args.format);
    }
    let head = catalog.audit_head()?;
    match args.format {
        Format::Json => output::answer(&json::pretty(&head))?,
        Format::Text => output::answer(&format!("{head}\n"))?,
    }
    Ok(DONE)
}

fn export(catalog: &Catalog, args: &ExportArgs) -> Outcome {
    let events = catalog.audit_events()?;
    let text = match args.format {
        ExportFormat::Json => rendered::lines(&events),
        ExportFormat::Csv => csv(&rendered::events(&events)),
    };
    let Some(path) = &args.output else {
        output::data(&text)?;
        return Ok(DONE);
    };
    whole_file::write(path, &text, whole_file::USUAL).map_err(|error| match error {
        StoreError::Exists(_) => Failure::new(USAGE, format!("{} exists already", path.display())),
        StoreError::File(_, _) => error.into(),
        other => Failure::new(INPUT, other.to_string()),
    })?;
    output::answer(&format!("{}\n", path.display()))?;
    Ok(DONE)
}
