//! Settings of executors: cores, number, coming and going, how often a task may fail.

use super::amount::written;
use super::confidence::of_rule;
use super::outcome::{Advice, PatternName, Setting};
use super::sheet::Sheet;
use super::size::{Dynamic, Frame, Ground};
use crate::model::cluster::Platform;

const AREA: &str = "executors";
const SOURCE: &str = "Cloudera, AWS EMR: five cores an executor, one place for the driver";

/// Settings of executors, or advice where the platform sets them by the kind of machine.
pub(super) fn settle(ground: &Ground<'_>, frame: &Frame<'_>, sheet: &mut Sheet<'_>) {
    if ground.has_executors() && frame.executors > 0 {
        if ground.cluster.platform == Platform::Databricks {
            sheet.advise(workers(frame));
        } else {
            sheet.put(cores(ground, frame));
            match frame.dynamic {
                Some(dynamic) => come_and_go(ground, frame, dynamic, sheet),
                None => stay(ground, frame, sheet),
            }
        }
    }
    if ground.reading.pattern.name == PatternName::Failing && ground.has_executors() {
        let why = format!(
            "{}: a task that fails for a passing reason is tried again; one that fails for its data fails 8 times",
            ground.reading.pattern.evidence
        );
        sheet.put(
            Setting::new(AREA, "spark.task.maxFailures", "8", "4")
                .by("8 where the history is failing", "own rule: twice Spark's 4")
                .because(&ground.confidence, why),
        );
    }
}

fn workers(frame: &Frame<'_>) -> Advice {
    let text = format!(
        "Databricks sets executors by the kind of machine, one a worker: take {} workers",
        frame.size.executors
    );
    Advice::new(AREA, "", text, "Databricks: one executor a worker")
        .with("workers", &frame.size.executors)
        .with("executorMemory", &written(frame.size.memory_bytes))
}

fn cores(ground: &Ground<'_>, frame: &Frame<'_>) -> Setting {
    let room = &frame.room;
    let idle = room.free_cores.saturating_sub(room.per_node.saturating_mul(frame.size.cores));
    let mut why = format!("{} tasks want {} cores in {} executors", frame.tasks, frame.total_cores, frame.executors);
    if idle > 0 {
        why.push_str(&format!("; {idle} of {} free cores of a node stay unused", room.free_cores));
    }
    let default = if ground.cluster.platform == Platform::Standalone { "" } else { "1" };
    Setting::new(AREA, "spark.executor.cores", frame.size.cores.to_string(), default)
        .by("min(K, ⌊f / e⌋, tasks that the heap feeds), at most ⌈W / I⌉ where I ≤ nodes", SOURCE)
        .with("K", &ground.constants.executor_cores)
        .with("f", &room.free_cores)
        .with("e", &room.per_node)
        .with("W", &work(ground, frame))
        .with("I", &frame.executors)
        .because(&ground.confidence, why)
}

/// Cores that the tasks want.
fn work(ground: &Ground<'_>, frame: &Frame<'_>) -> i64 {
    super::amount::parts(frame.tasks, ground.constants.tasks_per_core)
}

fn counted(ground: &Ground<'_>, frame: &Frame<'_>, key: &'static str, value: i64, default: &'static str) -> Setting {
    let node = ground.cluster.nodes;
    Setting::new(AREA, key, value.to_string(), default)
        .by("I = max(min(nodes, W, L), min(L, ⌈W / C⌉)), L = nodes × e − 1, e = min(⌊f / K⌋, ⌊node memory / container⌋)", SOURCE)
        .with("nodes", &node)
        .with("W", &work(ground, frame))
        .with("C", &frame.room.cores)
        .with("L", &frame.room.limit)
        .with("e", &frame.room.per_node)
        .with("I", &frame.executors)
}

fn stay(ground: &Ground<'_>, frame: &Frame<'_>, sheet: &mut Sheet<'_>) {
    let default = if ground.cluster.platform == Platform::Standalone { "" } else { "2" };
    let why = format!(
        "{} cores of work, of {} executors that the cluster has room for",
        work(ground, frame),
        frame.room.limit
    );
    if ground.cluster.platform == Platform::Standalone {
        // The standalone master knows no number of executors, only cores of an application.
        let cores = frame.total_cores.to_string();
        let setting = Setting::new(AREA, "spark.cores.max", cores, "")
            .by("I × C", SOURCE)
            .with("I", &frame.executors)
            .with("C", &frame.size.cores);
        sheet.put(setting.because(&ground.confidence, why.clone()));
    }
    sheet.put(
        counted(ground, frame, "spark.executor.instances", frame.executors, default).because(&ground.confidence, why),
    );
}

fn come_and_go(ground: &Ground<'_>, frame: &Frame<'_>, dynamic: Dynamic, sheet: &mut Sheet<'_>) {
    let why = if ground.cluster.dynamic_allocation {
        "the cluster profile has it on".to_owned()
    } else if let Some(idle) = ground.seen.idle.filter(|idle| *idle >= ground.constants.idle_percent) {
        format!("{idle} % of the core time of the newest Spark run was unused")
    } else if ground.seen.dynamic {
        "the newest Spark run had it on".to_owned()
    } else {
        format!("peaks: {}", ground.reading.pattern.evidence)
    };
    let rule = |key, value: &str, default| {
        Setting::new(AREA, key, value, default)
            .by(
                "on where the profile says so, volumes have peaks, or cores were idle",
                "Spark: dynamic allocation; own rule",
            )
            .because(&ground.confidence, why.clone())
    };
    sheet.put(rule("spark.dynamicAllocation.enabled", "true", "false"));
    sheet.put(rule("spark.dynamicAllocation.shuffleTracking.enabled", "true", "true"));
    sheet.put(
        Setting::new(AREA, "spark.dynamicAllocation.minExecutors", "1", "0")
            .by("1", "own rule: one stays for the next stage")
            .because(&of_rule("does not depend on the volume"), "one executor stays"),
    );
    let initial = format!("{} executors for the peak, fewer for a usual run", frame.executors);
    let initially = counted(ground, frame, "spark.dynamicAllocation.initialExecutors", dynamic.initial, "0");
    sheet.put(initially.because(&ground.confidence, initial));
    let most = format!("of {} that the cluster has room for", frame.room.limit);
    sheet.put(
        counted(ground, frame, "spark.dynamicAllocation.maxExecutors", dynamic.most, "")
            .because(&ground.confidence, most),
    );
}
