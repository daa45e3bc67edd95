//! `catalog metrics`.

use super::exit::{DONE, Outcome};
use super::settings::Settings;

/// Write metrics for Prometheus, or run events for OpenLineage
#[derive(Debug, clap::Args)]
pub(super) struct MetricsArgs {}

pub(super) fn run(_: &MetricsArgs, _: &Settings) -> Outcome {
    Ok(DONE)
}
