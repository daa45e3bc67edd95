//! `catalog comply`.

use super::exit::{DONE, Outcome};
use super::settings::Settings;

/// Hold sessions, connections, credentials and roles against the rules of security and compliance
#[derive(Debug, clap::Args)]
pub(super) struct ComplyArgs {}

pub(super) fn run(_: &ComplyArgs, _: &Settings) -> Outcome {
    Ok(DONE)
}
