//! The user's words → the rooms → exit codes. The only room that prints, exits, reads the clock and the environment.
//!
//! Doc comments on arguments are the help pages; `tests/cli` runs every example in them.

mod audit;
mod audited;
mod beside;
mod changed;
mod check_log;
mod comply;
mod connection;
mod credential;
mod design;
mod diff;
mod doctor;
mod effective;
mod environments;
pub mod exit;
mod export;
mod find;
mod history;
mod ingest;
mod init;
mod key;
mod known;
mod list;
mod maintain;
mod manual;
mod membership;
mod metrics;
mod migrate;
mod monitor;
mod nightly;
mod object;
mod output;
mod parameter_files;
mod places;
mod plan;
mod progress;
mod report;
mod reseal;
mod resolve;
mod reveal;
mod role;
mod runs;
mod session_keys;
mod settings;
mod show;
mod snapshot;
mod template;
mod tune;
mod validate;
mod vault;

use clap::{Parser, Subcommand, ValueEnum};
use exit::Outcome;
use settings::{Flags, Settings};
use std::process::ExitCode;

/// A local, queryable memory of what Informatica PowerCenter sessions are configured to do
///
/// Load exports of whole repositories with `catalog ingest`, then ask: `list`, `show`, `find`, `export`.
#[derive(Debug, Parser)]
#[command(
    name = "catalog",
    version,
    max_term_width = 100,
    after_help = "Exit codes: 0 done; 1 done, and the answer is no; 2 usage; 3 input; 4 permission; 5 store; 70 a bug.\n\
                  Addresses: [kind:][REPOSITORY::]FOLDER/WORKFLOW[/WORKLET...]/NAME[@SNAPSHOT], or any clear suffix.\n\
                  Snapshots: 3, latest, latest~1, 2026-11-21, or a label."
)]
struct Cli {
    #[command(flatten)]
    flags: Flags,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make an empty catalog, and a settings file with comments
    Init(init::InitArgs),
    /// Read exports and runs into the catalog
    Ingest(ingest::IngestArgs),
    /// List repositories, folders, workflows, sessions, ...
    List(list::ListArgs),
    /// Show one object: facts, parts, and every attribute of a session with its origin
    Show(show::ShowArgs),
    /// List the keys of session files (YAML) with what each means to PowerCenter
    SessionKeys(session_keys::SessionKeysArgs),
    /// Make sessions of templates, templates of sessions, and see who drifts
    #[command(subcommand)]
    Template(template::TemplateCommand),
    /// Resolve every parameter, variable and connection token that a session uses
    Resolve(resolve::ResolveArgs),
    /// Validate sessions, workflows, mappings, parameter files and exports
    Validate(validate::ValidateArgs),
    /// List the runs of a session, or figures over them
    Runs(runs::RunsArgs),
    /// Put together all that is known of a session or workflow
    Plan(plan::PlanArgs),
    /// Print the JSON Schema of an answer
    Schema(plan::SchemaArgs),
    /// Compute Spark settings from settings, mapping, run history and a cluster
    Tune(tune::TuneArgs),
    /// Compare sessions and other objects, folders, snapshots or catalogs
    Diff(diff::DiffArgs),
    /// Hold everything against the rules of security and compliance
    Comply(comply::ComplyArgs),
    /// Write reports as self-contained HTML, and check them
    #[command(subcommand)]
    Report(report::ReportCommand),
    /// See what broke its promise or is unusual, and tell it
    #[command(subcommand)]
    Monitor(monitor::MonitorCommand),
    /// Write metrics for Prometheus, or run events for OpenLineage
    Metrics(metrics::MetricsArgs),
    /// Do the night's work: ingest, validate, test, tune, comply, diff, monitor, report
    Nightly(nightly::NightlyArgs),
    /// Check settings, keys, permissions, disk, schema and schedules
    Doctor(doctor::DoctorArgs),
    /// Find where a table, connection, parameter or word of SQL is used
    Find(find::FindArgs),
    /// Write importable POWERMART files, or tables for Parquet or PostgreSQL
    Export(export::ExportArgs),
    /// Move sessions and workflows: to another environment, version or form
    Migrate(migrate::MigrateArgs),
    /// Show, change, import, export or test connections (`list connections` lists them)
    #[command(subcommand)]
    Connection(connection::ConnectionCommand),
    /// List, show or prune snapshots
    #[command(subcommand)]
    Snapshot(snapshot::SnapshotCommand),
    /// Show and check who did what: ingests, secrets, keys, roles, tests, exports
    #[command(subcommand)]
    Audit(audit::AuditCommand),
    /// Make, list and rotate the keys that seal and open secrets
    #[command(subcommand)]
    Key(key::KeyCommand),
    /// Keep secrets sealed: set, get, rotate, verify
    #[command(subcommand)]
    Credential(credential::CredentialCommand),
    /// Say who may open what
    #[command(subcommand)]
    Role(role::RoleCommand),
    /// Check the catalog: integrity, digests, intervals
    Check(maintain::CheckArgs),
    /// Copy the catalog while it may be in use
    Backup(maintain::BackupArgs),
    /// Bring the catalog to the schema of this program, after a backup
    Upgrade(maintain::UpgradeArgs),
    /// Give unused space back to the file system
    Vacuum(maintain::VacuumArgs),
    /// Show the settings in force
    Config(maintain::ConfigArgs),
    /// Print completions for a shell
    Completions(manual::CompletionsArgs),
    /// Print the manual page
    Man(manual::ManArgs),
}

/// How an answer is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// For programs; the shapes are in the README
    Json,
}

/// Runs the program on the words of the command line.
#[must_use]
pub fn main() -> ExitCode {
    if !nightly::child::bound_to_parent() {
        return ExitCode::from(exit::NO);
    }
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version go to stdout with 0, mistakes to stderr with 2.
            let code = if error.use_stderr() { exit::USAGE } else { exit::DONE };
            let _ = error.print();
            return ExitCode::from(code);
        }
    };
    match run(&cli) {
        Ok(code) => ExitCode::from(code),
        Err(failure) => {
            output::say(&failure.to_string());
            ExitCode::from(failure.code)
        }
    }
}

fn run(cli: &Cli) -> Outcome {
    let settings = || Settings::gather(&cli.flags, &|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
    match &cli.command {
        Command::Init(args) => init::run(args, &settings()?),
        Command::Ingest(args) => ingest::run(args, &settings()?),
        Command::List(args) => list::run(args, &settings()?),
        Command::Show(args) => show::run(args, &settings()?),
        Command::SessionKeys(args) => session_keys::run(args),
        Command::Template(command) => template::run(command, &settings()?),
        Command::Resolve(args) => resolve::run(args, &settings()?),
        Command::Validate(args) => validate::run(args, &settings()?),
        Command::Runs(args) => runs::run(args, &settings()?),
        Command::Plan(args) => plan::run(args, &settings()?),
        Command::Schema(args) => plan::schema(args),
        Command::Tune(args) => tune::run(args, &settings()?),
        Command::Diff(args) => diff::run(args, &settings()?),
        Command::Comply(args) => comply::run(args, &settings()?),
        Command::Report(command) => report::run(command, &settings()?),
        Command::Monitor(command) => monitor::run(command, &settings()?),
        Command::Metrics(args) => metrics::run(args, &settings()?),
        Command::Nightly(args) => nightly::run(args, &settings()?),
        Command::Doctor(args) => doctor::run(args, &settings()?),
        Command::Find(args) => find::run(args, &settings()?),
        Command::Export(args) => export::run(args, &settings()?),
        Command::Migrate(args) => migrate::run(args, &settings()?),
        Command::Connection(command) => connection::run(command, &settings()?),
        Command::Snapshot(command) => snapshot::run(command, &settings()?),
        Command::Audit(command) => audit::run(command, &settings()?),
        Command::Key(command) => key::run(command, &settings()?),
        Command::Credential(command) => credential::run(command, &settings()?),
        Command::Role(command) => role::run(command, &settings()?),
        Command::Check(args) => maintain::check(args, &settings()?),
        Command::Backup(args) => maintain::backup(args, &settings()?),
        Command::Upgrade(args) => maintain::upgrade(args, &settings()?),
        Command::Vacuum(args) => maintain::vacuum(args, &settings()?),
        Command::Config(args) => maintain::config(args, &settings()?),
        Command::Completions(args) => manual::completions(args),
        Command::Man(args) => manual::man(args),
    }
}

/// The program's own clock: UTC, seconds. SOURCE_DATE_EPOCH stops it, for catalogs that must come out the same.
fn now() -> String {
    let stopped = std::env::var("SOURCE_DATE_EPOCH").ok().and_then(|seconds| seconds.parse().ok());
    let stopped = stopped.and_then(|seconds| chrono::DateTime::from_timestamp(seconds, 0));
    stopped.unwrap_or_else(chrono::Utc::now).format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// What a second writer is told of this one.
fn holder(command: &str) -> String {
    format!("`catalog {command}` (process {}, since {})", std::process::id(), now())
}
