//! `catalog session-keys`.

use super::exit::{DONE, Outcome};
use super::{Format, output};
use crate::render::{json, session_file, table};

/// List the keys of session files (YAML) with what each means to PowerCenter
///
/// A session file holds one session and is read by `catalog ingest NAME.yaml`, and out of folders where its name ends in
/// .session.yaml or .session.yml. What has no key goes under `attributes` and `config_attributes` by its exact name. `ours`
/// is kept with the session and means nothing to PowerCenter.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  catalog session-keys\n  catalog session-keys --format json")]
pub(super) struct SessionKeysArgs {
    /// How the table is written
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

pub(super) fn run(args: &SessionKeysArgs) -> Outcome {
    let keys = session_file::keys();
    match args.format {
        Format::Text => output::answer(&table::table(&keys, output::width()))?,
        Format::Json => output::answer(&json::pretty(&json::listing(&keys)))?,
    }
    Ok(DONE)
}
