//! Spark settings for a session: from its attributes, the shape of its mapping, its history, its runs on Spark and a cluster.
//!
//! Each area of tuning has its file below. Data go one way: workload → `size::Ground` (what is known) → `size::Frame`
//! (sizes) → settings of each area → `judge` (what made runs slower is withdrawn, and the plan made again with the former
//! value). Pure whole-number arithmetic: the same inputs give the same bytes.
//!
//! Monotone: a session with k times the rows gets no less executor memory and no fewer partitions, and a cluster with more cores
//! no fewer executors, as long as nothing is withdrawn. Rows that only some runs have more can change the pattern.

mod allocation;
mod amount;
mod automemory;
mod broadcast;
mod checkpoint;
mod complexity;
mod confidence;
pub mod constants;
mod contradiction;
mod executors;
mod fixed;
mod jdbc;
mod judge;
mod memory;
mod network;
pub mod observed;
pub mod outcome;
mod past;
mod pattern;
mod persist;
mod refine;
mod scan;
mod season;
mod sheet;
mod shuffle;
mod size;
mod storage;
mod volume;
mod workload;

pub use amount::said as bytes_said;
pub use outcome::Tuning;
pub use workload::{row_bytes, workload};

use crate::model::cluster::Cluster;
use crate::model::tuning::Workload;
use constants::Constants;
use executors::Room;
use fixed::Fixed;
use outcome::{Basis, Size};
use sheet::{Held, Sheet};
use size::{Frame, Ground};
use std::collections::BTreeMap;

/// Rounds in which recommendations are withdrawn: a former value can lead to others that were tried too.
const ROUNDS: usize = 4;

/// Settings for a session on a cluster. `pins` win over every formula, and the rest is made to fit them.
#[must_use]
pub fn tune(workload: &Workload, cluster: &Cluster, constants: &Constants, pins: &BTreeMap<String, String>) -> Tuning {
    let ground = Ground::of(workload, cluster, constants);
    let mut held: BTreeMap<String, Held> = BTreeMap::new();
    for _ in 0..if workload.spark.is_empty() { 0 } else { ROUNDS } {
        let (_, sheet, _) = plan(&ground, pins, &held);
        let mut slower = judge::withdraw(&sheet.settings, &workload.spark, constants);
        slower.retain(|key, _| !held.contains_key(key));
        if slower.is_empty() {
            break;
        }
        held.append(&mut slower);
    }
    let (size, sheet, bytes) = plan(&ground, pins, &held);
    let (settings, advice, contradictions) = (sheet.settings, sheet.advice, sheet.contradictions);
    let basis = basis(&ground, bytes);
    Tuning {
        session: workload.session.clone(),
        basis,
        size,
        settings,
        advice,
        contradictions,
        missing: ground.missing.into_iter().collect(),
        pattern: ground.reading.pattern,
        withdrawn: held.into_values().map(|held| held.why).collect(),
    }
}

/// A plan under pins and held values: what it takes, its settings, and the bytes that it is for.
fn plan<'a>(
    ground: &Ground<'_>,
    pins: &'a BTreeMap<String, String>,
    held: &'a BTreeMap<String, Held>,
) -> (Size, Sheet<'a>, i64) {
    let mut sheet = Sheet::new(pins, held);
    let fixed = fixed(ground, pins, held, &mut sheet);
    let frame = Frame::of(ground, &fixed);
    shuffle::adaptive(ground, &frame, &mut sheet);
    for settle in [
        memory::settle,
        allocation::settle,
        shuffle::settle,
        broadcast::settle,
        scan::settle,
        jdbc::settle,
        persist::settle,
        checkpoint::settle,
        network::settle,
        storage::settle,
    ] {
        settle(ground, &frame, &mut sheet);
    }
    complexity::advice(ground.workload, ground.weight, &mut sheet.advice);
    ground.seen.advice(ground.constants, &mut sheet.advice);
    contradiction::find(ground, &frame, &mut sheet);
    sheet.finish();
    (frame.size, sheet, frame.work_bytes)
}

/// Sizing keys that are pinned, or held because a recommendation was withdrawn. Held values stop at the room of the cluster.
fn fixed(
    ground: &Ground<'_>,
    pins: &BTreeMap<String, String>,
    held: &BTreeMap<String, Held>,
    sheet: &mut Sheet<'_>,
) -> Fixed {
    let mut values: BTreeMap<&str, &str> = pins.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
    let pinned = fixed::of(&values, &mut sheet.contradictions);
    if held.is_empty() {
        return pinned;
    }
    for (key, held) in held.iter().filter(|(_, held)| !held.value.is_empty()) {
        values.entry(key).or_insert(&held.value);
    }
    let mut fixed = fixed::of(&values, &mut Vec::new());
    let room = |fixed: &Fixed| Room::of(ground.cluster, ground.constants, fixed, ground.seen.killed > 0);
    fixed.stop_at(&pinned, &room(&pinned));
    let limit = room(&fixed).limit;
    fixed.count_to(&pinned, limit);
    fixed
}

fn basis(ground: &Ground<'_>, bytes: i64) -> Basis {
    let start = |one: Option<&(&str, i64)>| one.map_or_else(String::new, |(start, _)| (*start).to_owned());
    Basis {
        runs: ground.past.runs,
        used: ground.past.series.len(),
        failed: ground.past.failed,
        oldest: start(ground.past.series.first()),
        newest: start(ground.past.series.last()),
        spark_runs: ground.seen.good.len(),
        rows: ground.load.rows,
        bytes,
        assumed: ground.load.assumed,
    }
}

#[cfg(test)]
#[path = "tune/cases_tests.rs"]
mod cases;
#[cfg(test)]
#[path = "tune/evidence_tests.rs"]
mod evidence_tests;
#[cfg(test)]
#[path = "tune/properties_tests.rs"]
mod properties_tests;
#[cfg(test)]
#[path = "tune/settings_tests.rs"]
mod settings_tests;
#[cfg(test)]
#[path = "tune/sizes_tests.rs"]
mod sizes_tests;
