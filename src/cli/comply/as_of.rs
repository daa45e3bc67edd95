//! `--as-of`: which snapshot is looked at, and by which time waivers and ages are judged.
//!
//! Owns the reading of the word. A day means its end, so that everything of that day counts.

use crate::cli::exit::{Failure, INPUT};
use crate::cli::{list, now};
use crate::store::Catalog;
use chrono::{NaiveDate, NaiveDateTime};

/// A snapshot, and the time by which it is judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::cli) struct AsOf {
    /// Number of the snapshot.
    pub(in crate::cli) at: i64,
    /// UTC, `2026-11-29T23:59:59Z`.
    pub(in crate::cli) as_of: String,
}

impl AsOf {
    /// Reads a word: nothing (the newest snapshot, judged now), a day (the newest snapshot up to it, judged at its end), a time
    /// `2026-11-29T02:00:00Z` (the newest snapshot up to it), or a snapshot (judged at its time).
    pub(in crate::cli) fn read(catalog: &Catalog, word: Option<&str>) -> Result<Self, Failure> {
        let Some(word) = word else { return Ok(Self { at: list::snapshot(catalog, "latest")?, as_of: now() }) };
        if word.len() == 10 && NaiveDate::parse_from_str(word, "%Y-%m-%d").is_ok() {
            return Self::up_to(catalog, word, format!("{word}T23:59:59Z"));
        }
        if NaiveDateTime::parse_from_str(word, "%Y-%m-%dT%H:%M:%SZ").is_ok() {
            return Self::up_to(catalog, word, word.to_owned());
        }
        let at = list::snapshot(catalog, word).map_err(|failure| {
            if looks_like_a_day(word) {
                let hint = "write 2026-12-31, 2026-12-31T02:00:00Z (UTC), or a snapshot";
                return Failure::new(INPUT, format!("{word} is neither a day, a time nor a snapshot")).hint(hint);
            }
            failure
        })?;
        let time = catalog.snapshots(false)?.into_iter().find(|one| one.id == at).map(|one| one.started_at);
        Ok(Self { at, as_of: time.unwrap_or_else(now) })
    }

    fn up_to(catalog: &Catalog, word: &str, as_of: String) -> Result<Self, Failure> {
        let all = catalog.snapshots(false)?;
        match all.iter().rev().find(|one| one.started_at <= as_of) {
            Some(found) => Ok(Self { at: found.id, as_of }),
            None if all.is_empty() => list::snapshot(catalog, "latest").map(|at| Self { at, as_of }),
            None => Err(Failure::new(INPUT, format!("there is no snapshot up to {word}"))
                .hint("`catalog snapshot list` shows them")),
        }
    }
}

/// True for `2026-02-30` and whatever follows.
fn looks_like_a_day(word: &str) -> bool {
    let fits = |(at, byte): (usize, u8)| if at == 4 || at == 7 { byte == b'-' } else { byte.is_ascii_digit() };
    word.len() >= 10 && word.bytes().take(10).enumerate().all(fits)
}
