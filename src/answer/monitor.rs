//! What operators should know in the morning: alerts out of runs, changes, promises, credentials and tests. Pure: the time
//! is given.
//!
//! Owns which rules are asked of what. `model::alert::rule` lists them. Runs are local to their service, Spark's are UTC: the
//! offset of sla.yaml brings all to one clock.

mod asked;
mod calendar;
mod drift;
mod ended;
pub mod promise;
mod robust;
mod stale;
mod standing;
pub mod state;
mod unusual;
mod usual;
mod watched;

pub use watched::{Assessed, Changed, Place, Watched};

use crate::model::alert::{Alert, AlertBook};
use crate::model::run::{Past, seconds_of};
use crate::model::sla::SlaBook;
use std::collections::BTreeSet;
use usual::Series;
use watched::Now;

/// All alerts that hold at `now` (UTC), worst first, then by rule and object; each fingerprint once.
#[must_use]
pub fn alerts(watched: &Watched, book: &AlertBook, slas: &SlaBook, now: &str) -> Vec<Alert> {
    let Some(utc) = seconds_of(now) else { return Vec::new() };
    let offset = i64::from(slas.offset_minutes) * 60;
    let now = at(watched, utc, offset);
    let rules = Rules::of(book, watched);
    let several =
        watched.places.iter().map(|place| &place.repository).filter(|name| !name.is_empty()).collect::<BTreeSet<_>>();
    let mut all = standing::alerts(watched, book, now);
    all.extend(promise::due::alerts(watched, book, &slas.slas, now));
    all.extend(rules.stale.silence(now).filter(|_| !watched.places.is_empty()));
    for place in &watched.places {
        let address = place.address();
        let named = several.len() > 1 && !place.repository.is_empty();
        let object = if named { format!("{}/{address}", place.repository) } else { address };
        all.extend(rules.alerts(&object, place, &place.local(offset), now));
    }
    all.sort_by(|a, b| (b.severity, &a.rule, &a.object).cmp(&(a.severity, &b.rule, &b.object)));
    let mut seen = BTreeSet::new();
    all.retain(|alert| seen.insert(alert.fingerprint.clone()));
    all
}

/// The time on the clock of the services, and how far runs are known.
fn at(watched: &Watched, utc: i64, offset: i64) -> Now {
    let local = utc + offset;
    let newest = watched.places.iter().filter_map(|place| place.local(offset).iter().map(promise::newest).max());
    Now { utc, local, told: newest.max().unwrap_or(local).min(local) }
}

/// The rules that are asked of a session that ran.
struct Rules<'b> {
    unusual: unusual::Rules<'b>,
    ended: ended::Rules<'b>,
    stale: stale::Rule<'b>,
    drift: drift::Rule<'b>,
}

impl<'b> Rules<'b> {
    fn of(book: &'b AlertBook, watched: &'b Watched) -> Self {
        Self {
            unusual: unusual::Rules::of(book),
            ended: ended::Rules::of(book),
            stale: stale::Rule::of(book),
            drift: drift::Rule::of(book, &watched.changes),
        }
    }

    fn alerts(&self, object: &str, place: &Place, runs: &[Past], now: Now) -> Vec<Alert> {
        // A run that begins after now is of another clock, or of a test.
        let known = runs.partition_point(|run| run.started <= now.local);
        let runs = &runs[..known];
        let mut all = self.unusual.alerts(object, runs, &Series::of(runs), now);
        all.extend(self.ended.alerts(object, runs, place.error.as_str(), now));
        all.extend(self.stale.alert(object, runs, now));
        let drift = self.drift.alert(object, place, runs, &all, now);
        all.extend(drift);
        all
    }
}
