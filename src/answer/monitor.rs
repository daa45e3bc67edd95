//! What operators should know in the morning: alerts out of runs, changes, promises, credentials and tests. Pure: the time
//! is given.

pub mod promise;
pub mod state;

use crate::model::alert::{Alert, AlertBook};
use crate::model::sla::Sla;

/// Everything that the rules look at.
#[derive(Debug, Clone, Default)]
pub struct Watched {}

/// All alerts that hold at `now` (UTC), worst first, then by rule and object; each fingerprint once.
#[must_use]
pub fn alerts(_watched: &Watched, _book: &AlertBook, _slas: &[Sla], _now: &str) -> Vec<Alert> {
    Vec::new()
}
