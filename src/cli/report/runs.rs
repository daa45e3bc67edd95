//! `catalog report runs`.

use crate::cli::exit::{DONE, Outcome};
use crate::cli::settings::Settings;

/// Write runs, data quality, promises and cost
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct RunsArgs {}

pub(in crate::cli) fn run(_: &RunsArgs, _: &Settings) -> Outcome {
    Ok(DONE)
}
