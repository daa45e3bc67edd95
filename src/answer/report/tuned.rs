//! Spark settings of many sessions, one row each, and how often each value was chosen.

use crate::answer::tune::outcome::{Level, PatternName, Tuning};
use std::collections::BTreeMap;

/// What is chosen for a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its address.
    pub session: String,
    /// How its volume moves.
    pub pattern: PatternName,
    /// Runs that rows were taken from.
    pub runs: usize,
    /// Runs on Spark that were looked at.
    pub spark_runs: usize,
    /// Rows that the plan is for.
    pub rows: Option<i64>,
    /// Bytes that the plan is for.
    pub bytes: i64,
    /// Nothing tells the volume.
    pub assumed: bool,
    /// Executors, cores of one, heap of one in bytes, shuffle partitions.
    pub size: [i64; 4],
    /// How sure its least sure value is.
    pub confidence: Option<Level>,
    /// Contradictions and inputs that are missing.
    pub remarks: Vec<String>,
}

/// A setting over all sessions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Chosen {
    /// How often each value was chosen.
    pub values: BTreeMap<String, u64>,
    /// Values by confidence: low, medium, high.
    pub by_level: [u64; 3],
    /// Where its formula is from.
    pub source: &'static str,
    /// What Spark takes otherwise.
    pub default: String,
}

/// All of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tuned {
    /// In the order of the walk.
    pub sessions: Vec<Row>,
    /// By key.
    pub settings: BTreeMap<String, Chosen>,
    /// Sessions by confidence: low, medium, high.
    pub by_level: [u64; 3],
}

fn place(level: Level) -> usize {
    match level {
        Level::Low => 0,
        Level::Medium => 1,
        Level::High => 2,
    }
}

impl Tuned {
    /// Adds a session.
    pub fn add(&mut self, tuning: &Tuning) {
        for setting in &tuning.settings {
            let chosen = self.settings.entry(setting.key.clone()).or_default();
            *chosen.values.entry(setting.value.clone()).or_default() += 1;
            chosen.by_level[place(setting.confidence.level)] += 1;
            chosen.source = setting.source;
            chosen.default.clone_from(&setting.default);
        }
        let confidence = tuning.settings.iter().map(|one| one.confidence.level).min();
        if let Some(level) = confidence {
            self.by_level[place(level)] += 1;
        }
        let size = &tuning.size;
        self.sessions.push(Row {
            session: tuning.session.clone(),
            pattern: tuning.pattern.name,
            runs: tuning.basis.used,
            spark_runs: tuning.basis.spark_runs,
            rows: tuning.basis.rows,
            bytes: tuning.basis.bytes,
            assumed: tuning.basis.assumed,
            size: [size.executors, size.cores, size.memory_bytes, size.partitions],
            confidence,
            remarks: tuning.contradictions.iter().chain(&tuning.missing).cloned().collect(),
        });
    }
}
