//! What the runs on PowerCenter say in numbers: how many ended how, and the rows of those that ended well.
//!
//! Owns which run counts: rows come from runs that succeeded, never from others, whose rows are cut short.

use super::amount::rank;
use super::constants::Constants;
use crate::model::run::Status;
use crate::model::tuning::PastRun;

/// History of a session, summed up.
#[derive(Debug, Default)]
pub(super) struct Past<'a> {
    /// Runs that were looked at.
    pub runs: usize,
    /// Runs that ended, well or in an error; those that somebody stopped or disabled say nothing.
    pub finished: usize,
    /// Runs that ended in an error.
    pub failed: usize,
    /// Runs that ended in an error since the last good one.
    pub failed_in_a_row: usize,
    /// Good runs without rows.
    pub silent: usize,
    /// Start and rows of the good runs that tell them, oldest first.
    pub series: Vec<(&'a str, i64)>,
    /// Their rows, sorted.
    pub sorted: Vec<i64>,
    /// Seconds and rows of the newest good run that tells both.
    pub newest_speed: Option<(i64, i64)>,
    /// Good runs that read rows and loaded none, and good runs that tell both.
    pub loaded_nothing: (usize, usize),
}

/// Rows of a run: those read, else those loaded. A negative count tells nothing.
fn rows(run: &PastRun) -> Option<i64> {
    run.source_rows.filter(|rows| *rows >= 0).or(run.target_rows.filter(|rows| *rows >= 0))
}

impl<'a> Past<'a> {
    /// Sums up the newest runs of a history that is given oldest first.
    pub(super) fn of(history: &'a [PastRun], constants: &Constants) -> Self {
        let most = usize::try_from(constants.history_runs).unwrap_or(usize::MAX);
        let newest = &history[history.len().saturating_sub(most)..];
        let mut past = Self { runs: newest.len(), ..Self::default() };
        for run in newest {
            past.add(run);
        }
        past.sorted = past.series.iter().map(|(_, rows)| *rows).collect();
        past.sorted.sort_unstable();
        past
    }

    fn add(&mut self, run: &'a PastRun) {
        match run.status {
            Status::Succeeded => self.add_good(run),
            Status::Failed | Status::Aborted | Status::Terminated => {
                self.finished += 1;
                self.failed += 1;
                self.failed_in_a_row += 1;
            }
            _ => {}
        }
    }

    fn add_good(&mut self, run: &'a PastRun) {
        self.finished += 1;
        self.failed_in_a_row = 0;
        let Some(rows) = rows(run) else {
            self.silent += 1;
            return;
        };
        self.series.push((&run.started_at, rows));
        if let Some(seconds) = run.seconds.filter(|seconds| *seconds >= 0) {
            self.newest_speed = Some((seconds, rows));
        }
        if let (Some(read), Some(loaded)) = (run.source_rows, run.target_rows) {
            self.loaded_nothing.0 += usize::from(read > 0 && loaded == 0);
            self.loaded_nothing.1 += 1;
        }
    }

    /// Nearest-rank median of rows.
    pub(super) fn median(&self) -> Option<i64> {
        rank(&self.sorted, 50)
    }

    /// Nearest-rank 95th percentile of rows.
    pub(super) fn p95(&self) -> Option<i64> {
        rank(&self.sorted, 95)
    }
}
