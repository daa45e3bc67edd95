//! `catalog report runs`.

use super::frame::{self, AsOfArgs, Frame};
use super::page::{self, WriteArgs};
use super::sections::{Asked, of_runs};
use crate::cli::exit::Outcome;
use crate::cli::list;
use crate::cli::settings::Settings;
use std::path::PathBuf;

/// Write runs, data quality, promises and cost
///
/// Of the 30 days up to the newest run: how runs ended, how long they took and what they loaded, refused rows, row counts unlike
/// before, successes without rows, errors. Promises come from sla.yaml, prices from prices.yaml; without prices no cost is shown.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  catalog report runs -o runs.html\n  \
                        catalog report runs --folder SALES_DWH --as-of latest -o sales.html")]
pub(in crate::cli) struct RunsArgs {
    #[command(flatten)]
    write: WriteArgs,
    #[command(flatten)]
    as_of: AsOfArgs,
    /// Only this folder
    #[arg(long, value_name = "NAME")]
    folder: Option<String>,
    /// What was promised [default: sla of catalog.yaml]
    #[arg(long, value_name = "FILE")]
    sla: Option<PathBuf>,
    /// What running costs [default: prices of catalog.yaml]
    #[arg(long, value_name = "FILE")]
    prices: Option<PathBuf>,
}

pub(in crate::cli) fn run(args: &RunsArgs, settings: &Settings) -> Outcome {
    page::write(settings, &args.write, "runs", |catalog| {
        list::require_folder(catalog, args.folder.as_deref())?;
        let as_of = args.as_of.read(catalog)?;
        let asked = Asked {
            at: as_of.at,
            as_of: as_of.as_of.clone(),
            folder: args.folder.clone(),
            sla: args.sla.clone(),
            prices: args.prices.clone(),
            ..Asked::default()
        };
        let sections = of_runs(catalog, settings, &asked)?;
        let folder = args.folder.as_deref().unwrap_or_default();
        let subtitle = if folder.is_empty() { "All folders".to_owned() } else { format!("Folder {folder}") };
        let frame =
            Frame { kind: "runs", title: "Runs and data quality", subtitle, as_of: &as_of, environment: "", folder };
        frame::page(catalog, &frame, sections)
    })
}
