//! Whether a session still runs: its runs, and how long ago the last one was.
//!
//! Time is told by the history itself: the newest run that the catalog knows is "now". So an old history declares nothing
//! dead that was alive when it was taken, and the same catalog gives the same answer on any day.

use crate::model::run::{Figures, Platform, Run};
use chrono::NaiveDate;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Runs of a session.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Ran {
    /// Runs on PowerCenter.
    pub runs: i64,
    /// Runs on Spark.
    pub spark_runs: i64,
    /// Start of the oldest.
    pub first: String,
    /// Start of the newest.
    pub last: String,
    /// Runs on PowerCenter a day, in hundredths, over the days from the first to the last, both counted.
    pub per_day_hundredths: i64,
    /// Rows that a good run loads in the mean.
    pub target_rows: Option<i64>,
}

/// Whether a session runs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Activity {
    /// It ran lately.
    Active,
    /// Its last run is longer ago than was asked for.
    Dead,
    /// It has no run, though runs of its folder are known.
    Never,
    /// Nothing is known of runs of its folder.
    #[default]
    Unknown,
}

impl Activity {
    /// Its word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Dead => "dead",
            Self::Never => "never",
            Self::Unknown => "unknown",
        }
    }
}

/// The runs that are known, by session.
pub(super) struct History<'a> {
    by_session: BTreeMap<&'a str, Vec<&'a Figures>>,
    /// Repository, which may be empty, and folder of everything that ran.
    folders: BTreeSet<(&'a str, &'a str)>,
    newest: Option<NaiveDate>,
    dead_after: i64,
}

fn day(at: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(at.get(..10)?, "%Y-%m-%d").ok()
}

impl<'a> History<'a> {
    pub(super) fn new(all: &'a [Figures], dead_after: i64) -> Self {
        let mut by_session: BTreeMap<&str, Vec<&Figures>> = BTreeMap::new();
        for one in all {
            by_session.entry(&one.session).or_default().push(one);
        }
        let folders = all.iter().map(|one| (one.repository.as_str(), one.folder.as_str())).collect();
        Self { by_session, folders, newest: all.iter().filter_map(|one| day(&one.last)).max(), dead_after }
    }

    /// The runs of a place, and what they say.
    pub(super) fn of(&self, place: &Run) -> (Option<Ran>, Activity) {
        let own: Vec<&Figures> = self
            .by_session
            .get(place.session.as_str())
            .into_iter()
            .flatten()
            .copied()
            .filter(|one| one.are_of(place))
            .collect();
        let Some(ran) = ran(&own) else {
            let ran = |repository: &str| self.folders.contains(&(repository, place.folder.as_str()));
            let known = ran(&place.repository) || ran("");
            return (None, if known { Activity::Never } else { Activity::Unknown });
        };
        let ago = self.newest.zip(day(&ran.last)).map_or(0, |(newest, last)| (newest - last).num_days());
        let activity = if ago > self.dead_after { Activity::Dead } else { Activity::Active };
        (Some(ran), activity)
    }
}

fn ran(own: &[&Figures]) -> Option<Ran> {
    let newest = own.iter().max_by(|a, b| (&a.last, a.runs).cmp(&(&b.last, b.runs)))?;
    let count = |platform: Platform| own.iter().filter(|one| one.platform == platform).map(|one| one.runs).sum();
    let first = own.iter().map(|one| one.first.as_str()).min().unwrap_or_default();
    let runs: i64 = count(Platform::PowerCenter);
    let days = day(first).zip(day(&newest.last)).map_or(1, |(first, last)| (last - first).num_days() + 1).max(1);
    Some(Ran {
        runs,
        spark_runs: count(Platform::Spark),
        first: first.to_owned(),
        last: newest.last.clone(),
        per_day_hundredths: runs.saturating_mul(100) / days,
        target_rows: newest.target_rows,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figures(folder: &str, session: &str, runs: i64, first: &str, last: &str) -> Figures {
        Figures {
            folder: folder.into(),
            session: session.into(),
            runs,
            first: format!("{first}T01:00:00"),
            last: format!("{last}T01:00:00"),
            ..Figures::default()
        }
    }

    fn place(folder: &str, session: &str) -> Run {
        Run { folder: folder.into(), session: session.into(), ..Run::default() }
    }

    #[test]
    fn the_newest_run_of_all_says_when_now_is() {
        let all = [
            figures("F", "s_new", 20, "2026-01-01", "2026-01-10"),
            figures("F", "s_old", 1, "2025-10-12", "2025-10-12"),
            figures("F", "s_edge", 3, "2025-10-12", "2025-10-13"),
        ];
        let history = History::new(&all, 89);
        let said = |folder: &str, session: &str| history.of(&place(folder, session)).1;
        assert_eq!(said("F", "s_new"), Activity::Active);
        assert_eq!(said("F", "s_old"), Activity::Dead, "90 days");
        assert_eq!(said("F", "s_edge"), Activity::Active, "89 days");
        assert_eq!(said("F", "s_none"), Activity::Never);
        assert_eq!(said("G", "s_none"), Activity::Unknown);
        assert_eq!(said("G", "s_new"), Activity::Unknown, "it is another folder's");
        let ran = history.of(&place("F", "s_new")).0.unwrap();
        assert_eq!((ran.runs, ran.per_day_hundredths), (20, 200));
    }

    #[test]
    fn odd_times_say_nothing() {
        let all = [figures("F", "s", 1, "é", "never")];
        assert_eq!(History::new(&all, 0).of(&place("F", "s")).1, Activity::Active);
    }
}
