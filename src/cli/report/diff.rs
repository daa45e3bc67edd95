//! `catalog report diff`.

use crate::cli::exit::{DONE, Outcome};
use crate::cli::settings::Settings;

/// Write what changed between two snapshots, with risks
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct DiffArgs {}

pub(in crate::cli) fn run(_: &DiffArgs, _: &Settings) -> Outcome {
    Ok(DONE)
}
