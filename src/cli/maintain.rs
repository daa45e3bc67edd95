//! `catalog check`, `backup`, `upgrade`, `vacuum`, `config`.

use super::audited::{act, actor, audited, audited_reading};
use super::exit::{DONE, NO, Outcome};
use super::settings::Settings;
use super::{Format, holder, output};
use crate::model::audit::Action;
use crate::render::{json, table};
use crate::store::{Catalog, check, maintain, schema};
use std::path::PathBuf;

/// Check the catalog: integrity, digests, intervals
///
/// SQLite's own integrity, the schema and foreign keys; every content unpacks, has its digest and holds the objects that are
/// noted of it; every definition has its text and its rows; revisions agree with the files of each kept snapshot and its
/// figures; the index of find is whole. A value changed in place inside a row is not seen. Exit code 1: damaged.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  catalog check")]
pub(super) struct CheckArgs {
    /// How the report is written
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

/// Copy the catalog while it may be in use
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  catalog backup copy.db")]
pub(super) struct BackupArgs {
    /// Where the copy goes; an existing file is never written over
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

/// Bring the catalog to the schema of this program, after a backup
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  catalog upgrade")]
pub(super) struct UpgradeArgs {}

/// Give unused space back to the file system
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  catalog vacuum")]
pub(super) struct VacuumArgs {}

/// Show the settings in force
///
/// Flag, then environment variable, then settings file, then default.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  catalog config --origin")]
pub(super) struct ConfigArgs {
    /// Also say which of them won
    #[arg(long)]
    origin: bool,
    /// How the settings are written
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

pub(super) fn check(args: &CheckArgs, settings: &Settings) -> Outcome {
    let report = check::check(&Catalog::open_read(&settings.catalog)?)?;
    match args.format {
        Format::Json => output::answer(&json::pretty(&report))?,
        Format::Text => {
            let mut text = format!(
                "{} contents, {} definitions, {} revisions: {}\n",
                report.contents,
                report.definitions,
                report.revisions,
                if report.damages.is_empty() { "sound" } else { "DAMAGED" }
            );
            for damage in &report.damages {
                text.push_str(&format!("  {}\n", table::harmless(damage)));
            }
            output::answer(&text)?;
        }
    }
    Ok(if report.damages.is_empty() { DONE } else { NO })
}

pub(super) fn backup(args: &BackupArgs, settings: &Settings) -> Outcome {
    let act = act(Action::Export, "catalog:all", format!("backup to {}", args.file.display()));
    audited_reading(settings, &actor(settings), &act, || {
        maintain::backup(&Catalog::open_read(&settings.catalog)?, &args.file)?;
        Ok(((), String::new()))
    })?;
    output::answer(&format!("{}\n", args.file.display()))?;
    Ok(DONE)
}

pub(super) fn upgrade(_: &UpgradeArgs, settings: &Settings) -> Outcome {
    if !settings.catalog.exists() {
        return Err(crate::store::StoreError::NoCatalog(settings.catalog.clone()).into());
    }
    // An older schema has no audit log yet: the upgrade that makes it is noted as soon as it is there.
    let catalog = Catalog::open_write(&settings.catalog, settings.wait, &holder("upgrade"))?;
    let schema = format!("schema {}", schema::known_version());
    audited(&catalog, settings, &act(Action::Upgrade, "catalog:all", &*schema), || Ok(((), schema.clone())))?;
    output::answer(&format!("{} has schema {}\n", settings.catalog.display(), schema::known_version()))?;
    Ok(DONE)
}

pub(super) fn vacuum(_: &VacuumArgs, settings: &Settings) -> Outcome {
    let catalog = Catalog::open_existing(&settings.catalog, settings.wait, &holder("vacuum"))?;
    let (before, after) = maintain::vacuum(&catalog)?;
    output::answer(&format!("{before} bytes before, {after} after\n"))?;
    Ok(DONE)
}

pub(super) fn config(args: &ConfigArgs, settings: &Settings) -> Outcome {
    let listing = settings.listing(args.origin);
    match args.format {
        Format::Text => output::answer(&table::table(&listing, output::width()))?,
        Format::Json => output::answer(&json::pretty(&json::listing(&listing)))?,
    }
    Ok(DONE)
}
