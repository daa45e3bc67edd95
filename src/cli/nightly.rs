//! `catalog nightly`.

use super::exit::{DONE, Outcome};
use super::settings::Settings;

/// Do the night's work: ingest, validate, test, tune, comply, diff, monitor, report
#[derive(Debug, clap::Args)]
pub(super) struct NightlyArgs {}

pub(super) fn run(_: &NightlyArgs, _: &Settings) -> Outcome {
    Ok(DONE)
}
