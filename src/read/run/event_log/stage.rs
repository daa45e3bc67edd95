//! Stages: how long their tasks took and what they moved.
//!
//! Owns the durations of the tasks of stages that are not complete; a stage that is becomes a few figures.

use super::event::TaskMetrics;
use crate::model::Text;
use crate::model::run::{About, Fact};
use std::collections::{BTreeMap, BTreeSet};

/// Stages whose figures are kept: those whose tasks ran longest.
const MOST_STAGES: usize = 1_000;

/// `STAGE`, `ATTEMPT`.
pub(super) type Key = (i64, i64);

/// A stage under way.
#[derive(Default)]
struct Running {
    tasks: i64,
    durations: Vec<i64>,
    reads: Vec<i64>,
    task_ms: i64,
    shuffle_write: i64,
    input: i64,
    disk_spill: i64,
    memory_spill: i64,
}

/// A stage that is complete.
struct Ended {
    task_ms: i64,
    facts: Vec<Fact>,
}

/// Stages of a log.
#[derive(Default)]
pub(super) struct Stages {
    running: BTreeMap<Key, Running>,
    complete: BTreeSet<Key>,
    ended: BTreeMap<Key, Ended>,
    left_out: u64,
}

impl Stages {
    /// A task has ended; `took` is `None` where it failed, was killed or has no possible duration. What ends after its stage
    /// is complete (the loser of a speculation) does not count.
    pub(super) fn task(&mut self, key: Key, took: Option<i64>, metrics: Option<&TaskMetrics>) {
        if self.complete.contains(&key) {
            return;
        }
        let stage = self.running.entry(key).or_default();
        stage.tasks += 1;
        let Some(metrics) = metrics else { return };
        if let Some(took) = took {
            stage.durations.push(took);
            stage.reads.push(metrics.shuffle_read.bytes());
            stage.input = stage.input.saturating_add(metrics.input.bytes);
        }
        stage.task_ms = stage.task_ms.saturating_add(metrics.run_ms);
        stage.shuffle_write = stage.shuffle_write.saturating_add(metrics.shuffle_write.bytes);
        stage.disk_spill = stage.disk_spill.saturating_add(metrics.disk_spill);
        stage.memory_spill = stage.memory_spill.saturating_add(metrics.memory_spill);
    }

    /// A stage is complete; `wall_ms` from its submission on, where both times are known.
    pub(super) fn complete(&mut self, key: Key, wall_ms: Option<i64>, line: u64) {
        self.complete.insert(key);
        let stage = self.running.remove(&key).unwrap_or_default();
        self.ended.insert(key, Ended { task_ms: stage.task_ms, facts: facts(key, stage, wall_ms, line) });
        if self.ended.len() >= 2 * MOST_STAGES {
            self.thin();
        }
    }

    fn thin(&mut self) {
        let mut by_time: Vec<(i64, Key)> = self.ended.iter().map(|(key, stage)| (-stage.task_ms, *key)).collect();
        by_time.sort_unstable();
        for (_, key) in by_time.split_off(MOST_STAGES.min(by_time.len())) {
            self.ended.remove(&key);
            self.left_out += 1;
        }
    }

    /// How many were begun or completed.
    pub(super) fn count(&self) -> i64 {
        i64::try_from(self.complete.len() + self.running.len()).unwrap_or(i64::MAX)
    }

    /// Closes what is open and gives every fact, by stage, with the number of stages that were left out.
    pub(super) fn done(mut self) -> (Vec<Fact>, u64) {
        let open: Vec<Key> = self.running.keys().copied().collect();
        for key in open {
            self.complete(key, None, 0);
        }
        self.thin();
        (self.ended.into_values().flat_map(|stage| stage.facts).collect(), self.left_out)
    }
}

fn facts((id, attempt): Key, mut stage: Running, wall_ms: Option<i64>, line: u64) -> Vec<Fact> {
    stage.durations.sort_unstable();
    stage.reads.sort_unstable();
    let amounts = [
        ("tasks", Some(stage.tasks)),
        ("longest_task_ms", stage.durations.last().copied()),
        ("median_task_ms", median(&stage.durations)),
        ("task_ms", Some(stage.task_ms)),
        ("most_shuffle_read_bytes", stage.reads.last().copied()),
        ("median_shuffle_read_bytes", median(&stage.reads)),
        ("shuffle_write_bytes", Some(stage.shuffle_write)),
        ("input_bytes", Some(stage.input)),
        ("disk_spill_bytes", Some(stage.disk_spill)),
        ("memory_spill_bytes", Some(stage.memory_spill)),
        ("wall_ms", wall_ms),
    ];
    let name: Text = format!("{id}.{attempt}").into();
    let known = amounts.into_iter().filter_map(|(what, value)| value.map(|value| (what, value)));
    let fact = |(what, value): (&str, i64)| Fact {
        about: About::Stage,
        name: name.clone(),
        partition: Text::default(),
        what: what.into(),
        value: Some(value),
        said: Text::default(),
        line,
    };
    known.map(fact).collect()
}

/// Median by nearest rank of what is sorted: the value at place ⌈n / 2⌉.
fn median(sorted: &[i64]) -> Option<i64> {
    sorted.get(sorted.len().saturating_sub(1) / 2).copied()
}
