//! `catalog monitor list`.

use crate::cli::exit::{DONE, Outcome};
use crate::cli::settings::Settings;
use crate::cli::{Format, output};
use crate::render::{json, monitor, table};
use crate::store::Catalog;

/// List alerts, and what was told to whom
///
/// Open ones, with the check that opened and the last that saw each. An alert that comes back begins another episode.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  catalog monitor list\n  catalog monitor list --all --format json\n  \
                        catalog monitor list --deliveries --all")]
pub(in crate::cli) struct ListArgs {
    /// Those that have recovered and deliveries that are settled, too
    #[arg(long)]
    all: bool,
    /// Notices on their way to sinks: waiting, sent, given up
    #[arg(long)]
    deliveries: bool,
    /// How the answer is written
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

pub(super) fn run(args: &ListArgs, settings: &Settings) -> Outcome {
    let catalog = Catalog::open_read(&settings.catalog)?;
    let listing = if args.deliveries {
        monitor::deliveries(&catalog.alert_deliveries(args.all)?)
    } else {
        monitor::episodes(&catalog.alert_episodes(args.all)?)
    };
    match args.format {
        Format::Text if listing.rows.is_empty() => output::say("there is none"),
        Format::Text => output::answer(&table::table(&listing, output::width()))?,
        Format::Json => output::answer(&json::pretty(&json::listing(&listing)))?,
    }
    Ok(DONE)
}
