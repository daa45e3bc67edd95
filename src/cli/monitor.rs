//! `catalog monitor …`.

pub(in crate::cli) mod check;
mod list;
pub(in crate::cli) mod promises;
mod send;
pub(in crate::cli) mod watched;

use super::exit::Outcome;
use super::settings::Settings;

/// See what broke its promise or is unusual, and tell it
#[derive(Debug, clap::Subcommand)]
pub(super) enum MonitorCommand {
    /// Evaluate the rules once, print alerts, tell sinks
    Check(check::CheckArgs),
    /// List alerts, and what was told to whom
    List(list::ListArgs),
}

pub(super) fn run(command: &MonitorCommand, settings: &Settings) -> Outcome {
    match command {
        MonitorCommand::Check(args) => check::run(args, settings),
        MonitorCommand::List(args) => list::run(args, settings),
    }
}
