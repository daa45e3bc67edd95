//! Whether a recommendation made runs slower. What did is withdrawn in favour of the value before it.
//!
//! A setting is judged by the runs that had its value: the median wall of the newest of them against that of the newest runs
//! under the value before. Runs that read other amounts are compared by wall per byte.

use super::amount::{MIB, median, read, said};
use super::constants::Constants;
use super::fixed;
use super::outcome::Setting;
use super::sheet::Held;
use crate::model::run::Status;
use crate::model::tuning::SparkRun;
use std::collections::BTreeMap;

/// Inputs that differ by more per cent than this are not the same load.
const SAME_LOAD_PERCENT: i64 = 25;

/// Keys that follow from others and are not judged alone, and limits of the cluster.
const FOLLOWS: [&str; 7] = [
    "spark.cores.max",
    "spark.default.parallelism",
    "spark.dynamicAllocation.initialExecutors",
    "spark.dynamicAllocation.maxExecutors",
    "spark.dynamicAllocation.minExecutors",
    "spark.dynamicAllocation.shuffleTracking.enabled",
    "spark.executor.memoryOverhead",
];

/// Value of a key in a run; Spark's default where the run did not set it.
fn effective<'a>(run: &'a SparkRun, setting: &'a Setting) -> &'a str {
    run.settings.get(&setting.key).map_or(setting.default.as_str(), String::as_str)
}

/// True where two texts are one value of a key: the same word, number or size.
fn same(key: &str, a: &str, b: &str) -> bool {
    let (a, b) = (a.trim().trim_end_matches(".0"), b.trim().trim_end_matches(".0"));
    let bare = if key.ends_with(".memory") { MIB } else { 1 };
    a.eq_ignore_ascii_case(b) || read(a, bare).is_some_and(|size| read(b, bare) == Some(size))
}

/// Medians of a group of runs.
struct Group {
    count: usize,
    wall: i64,
    input: i64,
}

fn group(runs: &[&SparkRun]) -> Option<Group> {
    let wall = median(runs.iter().map(|run| run.run_ms))?;
    Some(Group { count: runs.len(), wall, input: median(runs.iter().map(|run| run.input_bytes))? })
}

/// The newest good runs under a value.
fn under<'a>(good: &[&'a SparkRun], setting: &Setting, value: &str, most: usize) -> Vec<&'a SparkRun> {
    good.iter().rev().filter(|run| same(&setting.key, effective(run, setting), value)).take(most).copied().collect()
}

/// The value before: that of the newest run under another value which is older than the first of `tried`; where there is none,
/// Spark's default; else that of the newest run under another value.
fn before<'a>(good: &[&'a SparkRun], setting: &'a Setting, tried: &[&SparkRun]) -> Option<&'a str> {
    let first = tried.last().map_or("", |run| run.started_at.as_str());
    let others = || {
        good.iter()
            .rev()
            .map(|run| (*run, effective(run, setting)))
            .filter(|(_, value)| !same(&setting.key, value, &setting.value))
    };
    let older = others().find(|(run, _)| run.started_at.as_str() < first);
    let default = || others().find(|(_, value)| same(&setting.key, value, &setting.default));
    older.or_else(default).or_else(|| others().next()).map(|(_, value)| value)
}

/// True where the tried group is slower than the baseline. Wall per byte is compared crosswise, so that nothing is divided.
fn slower(tried: &Group, baseline: &Group, constants: &Constants) -> bool {
    let apart = (tried.input - baseline.input).saturating_abs();
    let same_load = tried.input <= 0
        || baseline.input <= 0
        || i128::from(apart) * 100 <= i128::from(baseline.input) * i128::from(SAME_LOAD_PERCENT);
    let (mut now, mut then) = (i128::from(tried.wall), i128::from(baseline.wall));
    if !same_load {
        now = now.saturating_mul(i128::from(baseline.input));
        then = then.saturating_mul(i128::from(tried.input));
    }
    now.saturating_mul(100) > then.saturating_mul(i128::from(100 + constants.judge_worse_percent))
}

fn verdict(setting: &Setting, good: &[&SparkRun], constants: &Constants) -> Option<Held> {
    let most = usize::try_from(constants.judge_runs).unwrap_or(usize::MAX);
    let least = usize::try_from(constants.judge_runs_min).unwrap_or(1).min(most);
    let tried = under(good, setting, &setting.value, most);
    if tried.len() < least {
        return None;
    }
    let value = before(good, setting, &tried)?;
    let baseline = under(good, setting, value, most);
    let unbounded = value.is_empty() && fixed::KEYS.contains(&setting.key.as_str());
    if baseline.len() < least || unbounded {
        return None;
    }
    let (tried, baseline) = (group(&tried)?, group(&baseline)?);
    slower(&tried, &baseline, constants).then(|| {
        let name = if value.is_empty() { "no value" } else { value };
        let why = format!(
            "{} = {} is withdrawn: {} runs took {} ms in the median ({} read), {} runs under {name} took {} ms ({} read)",
            setting.key, setting.value, tried.count, tried.wall, said(tried.input), baseline.count, baseline.wall, said(baseline.input)
        );
        Held { value: value.to_owned(), why }
    })
}

/// Recommendations that made runs slower, by key, with the value that stays. Pins are not recommendations.
pub(super) fn withdraw(settings: &[Setting], runs: &[SparkRun], constants: &Constants) -> BTreeMap<String, Held> {
    let good: Vec<&SparkRun> = runs.iter().filter(|run| run.status == Status::Succeeded).collect();
    let judged = settings.iter().filter(|setting| !setting.pinned && !FOLLOWS.contains(&setting.key.as_str()));
    judged.filter_map(|setting| Some((setting.key.clone(), verdict(setting, &good, constants)?))).collect()
}
