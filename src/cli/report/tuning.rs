//! `catalog report tuning`.

use crate::cli::exit::{DONE, Outcome};
use crate::cli::settings::Settings;

/// Write the Spark settings of every session, with their reasons
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct TuningArgs {}

pub(in crate::cli) fn run(_: &TuningArgs, _: &Settings) -> Outcome {
    Ok(DONE)
}
