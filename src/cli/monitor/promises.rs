//! What was promised, out of sla.yaml.

use crate::cli::exit::{Failure, INPUT};
use crate::model::sla::SlaBook;
use crate::read::sla;
use chrono::{Local, NaiveDateTime, TimeZone};
use std::path::Path;

/// Reads the promises of a file; no file promises nothing. `now`: UTC, as the program's clock tells it. Where the file says no
/// `utc_offset`, services keep the time of this machine.
pub(in crate::cli) fn promises(path: Option<&Path>, now: &str) -> Result<SlaBook, Failure> {
    let here = ahead(now);
    let Some(path) = path else { return Ok(SlaBook { offset_minutes: here, ..SlaBook::default() }) };
    let text = std::fs::read_to_string(path).map_err(|error| Failure::given(path, &error))?;
    sla::promises(&text, here).map_err(|error| {
        let hint = "promises are a list of name, scope and deadline, maximum_duration, minimum_rows or freshness";
        Failure::new(INPUT, format!("{}: {error}", path.display())).hint(hint)
    })
}

/// Minutes that the clock of this machine is ahead of UTC at a time.
fn ahead(now: &str) -> i32 {
    let time = NaiveDateTime::parse_from_str(now, "%Y-%m-%dT%H:%M:%SZ");
    time.map_or(0, |time| Local.from_utc_datetime(&time).offset().local_minus_utc() / 60)
}
