//! `catalog report session`.

use crate::cli::exit::{DONE, Outcome};
use crate::cli::settings::Settings;

/// Write everything known of one session
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct SessionArgs {}

pub(in crate::cli) fn run(_: &SessionArgs, _: &Settings) -> Outcome {
    Ok(DONE)
}
