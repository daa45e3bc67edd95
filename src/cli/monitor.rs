//! `catalog monitor …`.

pub(in crate::cli) mod promises;
pub(in crate::cli) mod watched;

use super::exit::{DONE, Outcome};
use super::settings::Settings;

/// See what broke its promise or is unusual, and tell it
#[derive(Debug, clap::Subcommand)]
pub(super) enum MonitorCommand {
    /// Evaluate the rules once, print alerts, tell sinks
    Check(CheckArgs),
}

/// Evaluate the rules once, print alerts, tell sinks
#[derive(Debug, clap::Args)]
pub(super) struct CheckArgs {}

pub(super) fn run(command: &MonitorCommand, _: &Settings) -> Outcome {
    let MonitorCommand::Check(_) = command;
    Ok(DONE)
}
