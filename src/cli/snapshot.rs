//! `catalog snapshot`.

use super::audited::audited;
use super::exit::{DONE, Failure, Outcome};
use super::settings::Settings;
use super::{Format, holder, list, now, output};
use crate::model::audit::{Act, Action};
use crate::model::listing::{Cell, Filter, Listing};
use crate::render::{json, snapshot as rendered, table};
use crate::store::list::Noun;
use crate::store::{Catalog, prune};
use clap::Subcommand;

/// List, show or prune snapshots
#[derive(Debug, Subcommand)]
pub(super) enum SnapshotCommand {
    /// List the snapshots
    #[command(after_help = "Example:\n  catalog snapshot list")]
    List {
        /// How the rows are written
        #[arg(long, value_enum, default_value = "text")]
        format: Format,
    },
    /// Show one snapshot: its files, what stands in them, its problems
    #[command(after_help = "Example:\n  catalog snapshot show latest")]
    Show {
        /// 3, latest, latest~1, 2026-11-21, or a label
        #[arg(value_name = "SNAPSHOT", default_value = "latest")]
        snapshot: String,
        /// How it is written
        #[arg(long, value_enum, default_value = "text")]
        format: Format,
    },
    /// Forget old snapshots, and what only they show
    ///
    /// A snapshot that has a label or that a report cites is kept, and named.
    #[command(after_help = "Example:\n  catalog snapshot prune --keep 30 --dry-run")]
    Prune {
        /// Keep the newest N snapshots; labelled and cited ones stay anyway
        #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
        keep: u32,
        /// Only say what would go
        #[arg(long)]
        dry_run: bool,
        /// How the result is written
        #[arg(long, value_enum, default_value = "text")]
        format: Format,
    },
}

pub(super) fn run(command: &SnapshotCommand, settings: &Settings) -> Outcome {
    match command {
        SnapshotCommand::List { format } => {
            let catalog = Catalog::open_read(&settings.catalog)?;
            let filter = Filter { at: i64::MAX, ..Filter::default() };
            print(&catalog.list(Noun::Snapshots, &filter)?, *format)
        }
        SnapshotCommand::Show { snapshot, format } => show(snapshot, *format, settings),
        SnapshotCommand::Prune { keep, dry_run, format } => forget(*keep, *dry_run, *format, settings),
    }
}

fn forget(keep: u32, dry_run: bool, format: Format, settings: &Settings) -> Outcome {
    let catalog = Catalog::open_existing(&settings.catalog, settings.wait, &holder("snapshot prune"))?;
    let many = usize::try_from(keep).unwrap_or(usize::MAX);
    let prune = |dry_run| prune::prune(&catalog, many, dry_run, &now()).map_err(Failure::from);
    let pruned = if dry_run {
        prune(true)?
    } else {
        let subjects = prune(true)?.snapshots.iter().map(|id| format!("snapshot:{id}").into()).collect();
        let act = Act { action: Action::Prune, subjects, detail: format!("keep {keep}") };
        audited(&catalog, settings, &act, || prune(false).map(|pruned| (pruned.clone(), pruned_text(&pruned, false))))?
    };
    match format {
        Format::Json => output::answer(&json::pretty(&pruned))?,
        Format::Text => output::answer(&format!("{}\n", pruned_text(&pruned, dry_run)))?,
    }
    Ok(DONE)
}

fn pruned_text(pruned: &prune::Pruned, dry_run: bool) -> String {
    let held = |held: &prune::Held| format!("\nkept snapshot {}: {}", held.snapshot, held.reason);
    format!(
        "{}snapshots: {}, revisions: {}, definitions: {}, contents: {}{}",
        if dry_run { "would forget " } else { "forgot " },
        pruned.snapshots.len(),
        pruned.revisions,
        pruned.definitions,
        pruned.contents,
        pruned.held.iter().map(held).collect::<String>()
    )
}

fn print(listing: &Listing, format: Format) -> Outcome {
    match format {
        Format::Text => output::answer(&table::table(listing, output::width()))?,
        Format::Json => output::answer(&json::pretty(&json::listing(listing)))?,
    }
    Ok(DONE)
}

fn show(word: &str, format: Format, settings: &Settings) -> Outcome {
    let catalog = Catalog::open_read(&settings.catalog)?;
    let id = list::snapshot(&catalog, word)?;
    let mut files = Listing {
        columns: vec!["file", "size_bytes", "encoding", "created_at", "stored", "sessions", "workflows", "mappings"],
        rows: Vec::new(),
    };
    for file in catalog.files(id)? {
        let counts = catalog.file_counts(&file)?;
        let count = |name: &str| Cell::Number(counts.get(name).copied().unwrap_or(0).into());
        files.rows.push(vec![
            Cell::Text(file.row.name.clone()),
            Cell::Number(i64::try_from(file.row.size).unwrap_or(i64::MAX)),
            Cell::Text(file.row.encoding.clone()),
            Cell::Text(file.row.created_at.clone()),
            Cell::Flag(file.row.manifest.is_some()),
            count("SESSION"),
            count("WORKFLOW"),
            count("MAPPING"),
        ]);
    }
    let problems = catalog.list(Noun::Problems, &Filter { at: id, ..Filter::default() })?;
    let row = catalog.snapshots(true)?.into_iter().find(|row| row.id == id).unwrap_or_default();
    let shown = rendered::Shown { id, row, files, problems };
    match format {
        Format::Json => output::answer(&json::pretty(&rendered::json(&shown)))?,
        Format::Text => output::answer(&rendered::text(&shown, output::width()))?,
    }
    Ok(DONE)
}
