//! `catalog report diff`.

use super::frame::{self, AsOfArgs, Frame};
use super::page::{self, WriteArgs};
use crate::cli::exit::{Failure, INPUT, Outcome};
use crate::cli::known::KnownArgs;
use crate::cli::settings::Settings;
use crate::cli::{diff, environments};
use crate::render::report::section::diff as rendered;
use crate::store::Catalog;

/// Write what changed between two snapshots, with risks
///
/// A and B are what `catalog diff` takes: snapshots (@3, @latest~1, @2026-11-21, @LABEL), folders (folder:NAME) or objects.
/// Without both, the newest snapshot is compared with the one before it.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  catalog report diff @latest @latest -o diff.html\n  \
                        catalog report diff s_m_dim_customer wlt_load_apac/s_m_fact_sales -o two.html")]
pub(in crate::cli) struct DiffArgs {
    /// An address, folder:NAME, or a snapshot
    #[arg(value_name = "A")]
    a: Option<String>,
    /// The same, to compare A with
    #[arg(value_name = "B", requires = "a")]
    b: Option<String>,
    #[command(flatten)]
    write: WriteArgs,
    #[command(flatten)]
    as_of: AsOfArgs,
    #[command(flatten)]
    known: KnownArgs,
}

pub(in crate::cli) fn run(args: &DiffArgs, settings: &Settings) -> Outcome {
    let named: Vec<&str> = args.a.iter().chain(&args.b).map(String::as_str).collect();
    page::write(settings, &args.write, format!("diff {}", named.join(" ")).trim(), |catalog| {
        let as_of = args.as_of.read(catalog)?;
        let (a, b) = ends(args, catalog, as_of.at)?;
        let found = diff::two_ends(catalog, settings, (a.as_deref(), b.as_deref()), &args.known)?;
        let subtitle = format!("{} → {}", found.a, found.b);
        let environment = environments::environment(&args.known.environment)?.name;
        let frame =
            Frame { kind: "diff", title: "Changes", subtitle, as_of: &as_of, environment: &environment, folder: "" };
        frame::page(catalog, &frame, rendered::diff(&found))
    })
}

/// The ends, with what is left out put in as of the snapshot of the page.
fn ends(args: &DiffArgs, catalog: &Catalog, at: i64) -> Result<(Option<String>, Option<String>), Failure> {
    if args.a.is_some() || args.as_of.as_of.is_none() {
        return Ok((args.a.clone(), args.b.clone()));
    }
    let before = catalog.snapshots(false)?.into_iter().map(|one| one.id).filter(|id| *id < at).max();
    let before = before.ok_or_else(|| {
        Failure::new(INPUT, format!("there is no snapshot before {at} to compare with"))
            .hint("`catalog snapshot list` shows them")
    })?;
    Ok((Some(format!("@{before}")), Some(format!("@{at}"))))
}
