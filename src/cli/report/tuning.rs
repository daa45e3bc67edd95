//! `catalog report tuning`.

use super::frame::{self, AsOfArgs, Frame};
use super::page::{self, WriteArgs};
use crate::answer::report::tuned::Tuned;
use crate::cli::design::{Found, Shelf};
use crate::cli::exit::{Failure, Outcome};
use crate::cli::settings::Settings;
use crate::cli::tune::given::{GivenArgs, gather};
use crate::cli::tune::{Sharing, tuned};
use crate::cli::{list, places};
use crate::render::report::section::tuning as rendered;
use crate::store::Catalog;
use std::collections::BTreeMap;

/// Write the Spark settings of every session, with their reasons
///
/// As `catalog tune --all` computes them, from runs that began by the time of the page.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  catalog report tuning -o tuning.html\n  \
                        catalog report tuning --folder SALES_DWH --what-if nodes=8 -o sales.html")]
pub(in crate::cli) struct TuningArgs {
    #[command(flatten)]
    write: WriteArgs,
    #[command(flatten)]
    as_of: AsOfArgs,
    /// Only this folder
    #[arg(long, value_name = "NAME")]
    folder: Option<String>,
    #[command(flatten)]
    given: GivenArgs,
}

pub(in crate::cli) fn run(args: &TuningArgs, settings: &Settings) -> Outcome {
    page::write(settings, &args.write, "tuning", |catalog| {
        list::require_folder(catalog, args.folder.as_deref())?;
        let as_of = args.as_of.read(catalog)?;
        let until = frame::until(catalog, &as_of)?;
        let (all, passed) = every(args, catalog, as_of.at, until)?;
        let folder = args.folder.as_deref().unwrap_or_default();
        let subtitle = if folder.is_empty() { "All folders".to_owned() } else { format!("Folder {folder}") };
        let frame = Frame { kind: "tuning", title: "Spark settings", subtitle, as_of: &as_of, environment: "", folder };
        frame::page(catalog, &frame, rendered::tuning(&all, &passed))
    })
}

/// Every session, and what walks passed over.
fn every(args: &TuningArgs, catalog: &Catalog, at: i64, until: String) -> Result<(Tuned, Vec<String>), Failure> {
    let mut given = gather(&args.given, BTreeMap::new())?;
    given.until = Some(until);
    let shelf = Shelf::with_flows(catalog, at);
    let sharing = Sharing::All(catalog.readers(at)?);
    let mut all = Tuned::default();
    places::every(&shelf, catalog, args.folder.as_deref(), &mut |top, found, _, standing| {
        if matches!(found, Found::Session)
            && let Some(tuning) = tuned(catalog, &shelf, top.folder_id, standing, &given, &sharing)?
        {
            all.add(&tuning);
        }
        Ok(())
    })?;
    shelf.check()?;
    Ok((all, shelf.passed_over()))
}
