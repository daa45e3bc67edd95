//! `catalog report …`.

mod compliance;
mod diff;
mod frame;
pub(in crate::cli) mod page;
mod runs;
pub(in crate::cli) mod sections;
mod session;
mod tuning;
mod verify;

use super::exit::Outcome;
use super::settings::Settings;

/// Write reports as self-contained HTML, and check them
#[derive(Debug, clap::Subcommand)]
pub(super) enum ReportCommand {
    /// Write the compliance report of a snapshot
    Compliance(compliance::ComplianceArgs),
    /// Write everything known of one session
    Session(session::SessionArgs),
    /// Write the Spark settings of every session, with their reasons
    Tuning(tuning::TuningArgs),
    /// Write what changed between two snapshots, with risks
    Diff(diff::DiffArgs),
    /// Write runs, data quality, promises and cost
    Runs(runs::RunsArgs),
    /// Check the fingerprint and the signature of a report
    Verify(verify::VerifyArgs),
}

pub(super) fn run(command: &ReportCommand, settings: &Settings) -> Outcome {
    match command {
        ReportCommand::Compliance(args) => compliance::run(args, settings),
        ReportCommand::Verify(args) => verify::run(args, settings),
        ReportCommand::Session(args) => session::run(args, settings),
        ReportCommand::Tuning(args) => tuning::run(args, settings),
        ReportCommand::Diff(args) => diff::run(args, settings),
        ReportCommand::Runs(args) => runs::run(args, settings),
    }
}
