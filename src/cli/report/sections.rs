//! Everything a report tells besides findings: gathered out of the catalog, judged by `answer::report`, put into sections.
//!
//! Owns up to when a report tells. Never walks sessions: what is asked of all of them is asked by SQL.

mod access;
mod changes;
mod given;
mod parameters;
mod runs;

use crate::cli::exit::Failure;
use crate::cli::settings::Settings;
use crate::render::report::Section;
use crate::store::Catalog;
use given::Given;
use std::path::PathBuf;

/// What sections are asked for.
#[derive(Debug, Clone, Default)]
pub(in crate::cli) struct Asked {
    /// Number of the snapshot.
    pub at: i64,
    /// Nothing from after this time is shown, UTC: `2026-11-29T00:00:00Z`. Where the snapshot ended later, its end counts.
    pub as_of: String,
    /// The snapshot that changes are told since; `None`: the one before.
    pub previous: Option<i64>,
    /// Environment whose parameter files and connections are taken.
    pub environment: String,
    /// Only this folder.
    pub folder: Option<String>,
    /// `classification.yaml`; `None`: what the settings name, if anything.
    pub classification: Option<PathBuf>,
    /// `sla.yaml`; `None`: what the settings name, if anything.
    pub sla: Option<PathBuf>,
    /// `prices.yaml`; `None`: what the settings name, if anything.
    pub prices: Option<PathBuf>,
}

/// What stays the same while sections are made.
struct Asking<'a> {
    catalog: &'a Catalog,
    settings: &'a Settings,
    asked: &'a Asked,
    given: Given,
    /// Nothing from after it is shown, UTC.
    until: String,
}

impl<'a> Asking<'a> {
    fn of(catalog: &'a Catalog, settings: &'a Settings, asked: &'a Asked) -> Result<Self, Failure> {
        let ended = catalog.snapshots(true)?.into_iter().find(|one| one.id == asked.at).map(|one| one.finished_at);
        let until = ended.filter(|ended| *ended > asked.as_of).unwrap_or_else(|| asked.as_of.clone());
        Ok(Self { catalog, settings, asked, given: Given::read(settings, asked, &until)?, until })
    }

    fn folder(&self) -> Option<&str> {
        self.asked.folder.as_deref()
    }

    /// The same as a run has its times: without a zone.
    fn until_local(&self) -> &str {
        self.until.trim_end_matches('Z')
    }
}

/// Access, changes, runs with data quality, promises and cost, parameters: in this order. A section of which nothing is known
/// says so; cost is left out where there are no prices.
pub(in crate::cli) fn sections(catalog: &Catalog, settings: &Settings, asked: &Asked) -> Result<Vec<Section>, Failure> {
    let asking = Asking::of(catalog, settings, asked)?;
    let mut all = vec![access::section(&asking)?, changes::section(&asking)?];
    all.extend(runs::sections(&asking)?);
    all.push(parameters::section(&asking)?);
    Ok(all)
}

/// Runs, data quality, promises and cost alone.
pub(in crate::cli) fn of_runs(catalog: &Catalog, settings: &Settings, asked: &Asked) -> Result<Vec<Section>, Failure> {
    runs::sections(&Asking::of(catalog, settings, asked)?)
}
