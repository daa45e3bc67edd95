//! Data quality by what runs say: refused rows, row counts unlike before, successes without rows.
//!
//! A row count is held against the median (nearest rank) of the successful runs before it: at least [`EARLIER`] of them, of the
//! newest that are at hand; it is told where it is more than half off. Nothing is concluded from runs that failed.

use super::window::Window;
use crate::answer::runs::spread;
use crate::model::run::{Line, Lines, Status};

/// Earlier successful runs that a median needs.
pub const EARLIER: usize = 5;

/// A session that refused rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Refused {
    /// Session.
    pub session: String,
    /// Runs that refused some.
    pub runs: u64,
    /// Start of the newest of them.
    pub newest: String,
    /// Rows loaded by these runs.
    pub loaded: i64,
    /// Rows refused by them, read or loaded.
    pub refused: i64,
}

impl Refused {
    /// Share of refused rows, in tenths of a per cent.
    #[must_use]
    pub fn permille(&self) -> i64 {
        let all = self.loaded.saturating_add(self.refused);
        if all > 0 { self.refused.saturating_mul(1000) / all } else { 0 }
    }
}

/// A session whose newest success loaded unusually many or few rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Deviation {
    /// Session.
    pub session: String,
    /// Start of the run.
    pub at: String,
    /// Rows that it loaded.
    pub rows: i64,
    /// Median of the runs before it.
    pub median: i64,
    /// How many runs that is of.
    pub of: usize,
    /// How far it is off, in per cent of the median: -100 to …
    pub percent: i64,
}

/// A session that succeeded without loading a row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Nothing {
    /// Session.
    pub session: String,
    /// Runs that did so.
    pub runs: u64,
    /// All its successes that tell rows.
    pub of: u64,
    /// Start of the newest of them.
    pub newest: String,
    /// Rows that it read; `None` where no source says it.
    pub read: Option<i64>,
}

/// What is to be looked at.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Quality {
    refused: Vec<Refused>,
    deviations: Vec<Deviation>,
    nothing: Vec<Nothing>,
    /// Sessions whose newest success could be held against earlier ones.
    pub compared: u64,
    /// Sessions with a success in the window that tells rows.
    pub told: u64,
}

fn loaded(run: &Line) -> Option<i64> {
    run.target.good.filter(|_| run.status == Status::Succeeded)
}

impl Quality {
    /// Adds the runs of a session.
    pub fn add(&mut self, window: &Window, lines: &Lines) {
        let inside: Vec<&Line> = lines.runs.iter().filter(|run| window.holds(&run.started_at)).collect();
        self.refuse(&inside, lines);
        self.load_nothing(&inside, lines);
        self.deviate(window, lines);
    }

    fn refuse(&mut self, inside: &[&Line], lines: &Lines) {
        let refused = |run: &Line| run.source.failed.unwrap_or(0).saturating_add(run.target.failed.unwrap_or(0));
        let mut row = Refused::default();
        for run in inside.iter().filter(|run| refused(run) > 0) {
            row.runs += 1;
            row.newest.clone_from(&run.started_at);
            row.loaded = row.loaded.saturating_add(run.target.good.unwrap_or(0));
            row.refused = row.refused.saturating_add(refused(run));
        }
        if row.runs > 0 {
            self.refused.push(Refused { session: lines.address(), ..row });
        }
    }

    fn load_nothing(&mut self, inside: &[&Line], lines: &Lines) {
        let all: Vec<(&&Line, i64)> = inside.iter().filter_map(|run| Some((run, loaded(run)?))).collect();
        self.told += u64::from(!all.is_empty());
        let none = all.iter().filter(|(_, rows)| *rows == 0);
        if let Some((run, _)) = none.clone().next_back() {
            self.nothing.push(Nothing {
                session: lines.address(),
                runs: none.count() as u64,
                of: all.len() as u64,
                newest: run.started_at.clone(),
                read: run.source.good,
            });
        }
    }

    fn deviate(&mut self, window: &Window, lines: &Lines) {
        let good: Vec<(&Line, i64)> = lines.runs.iter().filter_map(|run| Some((run, loaded(run)?))).collect();
        let Some(((run, rows), before)) = good.split_last().filter(|((run, _), _)| window.holds(&run.started_at))
        else {
            return;
        };
        if before.len() < EARLIER {
            return;
        }
        self.compared += 1;
        let Some(median) = spread(before.iter().map(|(_, rows)| *rows).collect()).map(|all| all.median) else { return };
        if median > 0 && rows.abs_diff(median).saturating_mul(2) > median.unsigned_abs() {
            let percent = rows.saturating_sub(median).saturating_mul(100) / median;
            let (session, at) = (lines.address(), run.started_at.clone());
            self.deviations.push(Deviation { session, at, rows: *rows, median, of: before.len(), percent });
        }
    }

    /// Sessions that refused rows, the most rows first.
    #[must_use]
    pub fn refused(&self) -> Vec<&Refused> {
        let mut all: Vec<&Refused> = self.refused.iter().collect();
        all.sort_by(|a, b| (b.refused, &a.session).cmp(&(a.refused, &b.session)));
        all
    }

    /// Sessions with an unusual row count, the farthest off first.
    #[must_use]
    pub fn deviations(&self) -> Vec<&Deviation> {
        let mut all: Vec<&Deviation> = self.deviations.iter().collect();
        all.sort_by(|a, b| (b.percent.abs(), &a.session).cmp(&(a.percent.abs(), &b.session)));
        all
    }

    /// Sessions that succeeded without rows, the most often first.
    #[must_use]
    pub fn nothing(&self) -> Vec<&Nothing> {
        let mut all: Vec<&Nothing> = self.nothing.iter().collect();
        all.sort_by(|a, b| (b.runs, &a.session).cmp(&(a.runs, &b.session)));
        all
    }
}
