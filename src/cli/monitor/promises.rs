//! What was promised, out of `sla.yaml`.

use crate::cli::exit::{Failure, INPUT};
use crate::model::sla::SlaBook;
use crate::read::sla;
use chrono::{DateTime, Local, Offset};
use std::path::Path;

/// Reads the promises of a file; without one nothing was promised.
pub(in crate::cli) fn promises(path: Option<&Path>, now: &str) -> Result<SlaBook, Failure> {
    let Some(path) = path else { return Ok(SlaBook::default()) };
    let text = std::fs::read_to_string(path).map_err(|error| Failure::file(path, &error))?;
    let here = DateTime::parse_from_rfc3339(now)
        .map_or(0, |at| at.with_timezone(&Local).offset().fix().local_minus_utc() / 60);
    sla::promises(&text, here).map_err(|what| Failure::new(INPUT, format!("{}: {what}", path.display())))
}
