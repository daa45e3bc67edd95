//! The longest and the largest sessions of a window, with a value a day for their charts.
//!
//! Owns that only the first [`SHOWN`] of each are kept: a catalog has many thousand sessions, and nobody reads them all here.

use super::ran::seconds;
use super::window::{Window, day_of};
use crate::answer::runs::spread;
use crate::model::run::{Lines, Status};
use std::collections::BTreeMap;

/// Sessions that are kept of each order.
pub const SHOWN: usize = 20;

/// What a session took and loaded in the window, by its successes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Volume {
    /// Session.
    pub session: String,
    /// Successful runs.
    pub runs: u64,
    /// Seconds of all of them.
    pub seconds: i64,
    /// Median seconds.
    pub median_seconds: Option<i64>,
    /// Seconds of the longest.
    pub longest: i64,
    /// Rows that all of them loaded.
    pub rows: i64,
    /// Median rows.
    pub median_rows: Option<i64>,
    /// Seconds and rows of the newest success of each day.
    pub by_day: BTreeMap<String, (Option<i64>, Option<i64>)>,
}

impl Volume {
    fn of(window: &Window, lines: &Lines) -> Option<Self> {
        let inside = |at: &str| window.holds(at);
        let good = lines.runs.iter().filter(|run| run.status == Status::Succeeded && inside(&run.started_at));
        let (mut took, mut loaded) = (Vec::new(), Vec::new());
        let mut volume = Self::default();
        for run in good {
            let (seconds, rows) = (seconds(run), run.target.good);
            volume.runs += 1;
            took.extend(seconds);
            loaded.extend(rows);
            volume.by_day.insert(day_of(&run.started_at).to_owned(), (seconds, rows));
        }
        volume.seconds = took.iter().copied().fold(0, i64::saturating_add);
        volume.longest = took.iter().copied().max().unwrap_or(0);
        volume.rows = loaded.iter().copied().fold(0, i64::saturating_add);
        volume.median_seconds = spread(took).map(|all| all.median);
        volume.median_rows = spread(loaded).map(|all| all.median);
        (volume.runs > 0).then(|| Self { session: lines.address(), ..volume })
    }
}

/// The first of each order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Volumes {
    /// By seconds of all runs, the most first.
    pub longest: Vec<Volume>,
    /// By rows of all runs, the most first.
    pub largest: Vec<Volume>,
}

impl Volumes {
    /// Adds the runs of a session.
    pub fn add(&mut self, window: &Window, lines: &Lines) {
        let Some(volume) = Volume::of(window, lines) else { return };
        keep(&mut self.longest, &volume, |one| one.seconds);
        keep(&mut self.largest, &volume, |one| one.rows);
    }
}

/// Puts a session where it belongs among the first; one that has nothing of it belongs nowhere.
fn keep(all: &mut Vec<Volume>, one: &Volume, by: fn(&Volume) -> i64) {
    let rank = |one: &Volume| (-by(one), one.session.clone());
    if by(one) <= 0 || (all.len() >= SHOWN && all.last().is_some_and(|last| rank(last) <= rank(one))) {
        return;
    }
    let at = all.partition_point(|known| rank(known) <= rank(one));
    all.insert(at, one.clone());
    all.truncate(SHOWN);
}
