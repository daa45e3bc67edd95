//! What the rules of `monitor` look at, out of the store.

use crate::answer::monitor::Watched;
use crate::cli::exit::Failure;
use crate::cli::settings::Settings;
use crate::store::Catalog;

/// Gathers everything that the rules look at.
#[allow(clippy::unnecessary_wraps, reason = "it will read the store")]
pub(in crate::cli) fn gather(_: &Catalog, _: &Settings, _: &str) -> Result<Watched, Failure> {
    Ok(Watched::default())
}
