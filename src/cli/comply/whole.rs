//! Out of the catalog: what the rules about the catalog as a whole look at.

use crate::answer::comply::whole::Whole;
use crate::cli::exit::Failure;
use crate::store::Catalog;

/// Gathers it as of a snapshot.
pub(in crate::cli) fn gather(_: &Catalog, _at: i64, _environment: &str, _as_of: &str) -> Result<Whole, Failure> {
    Ok(Whole::default())
}
