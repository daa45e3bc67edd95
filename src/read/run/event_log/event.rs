//! Shapes of the events that are read: field names are those of Spark's `JsonProtocol`, 3.5 and 4.
//!
//! Owns nothing but these shapes. What an event says beside is passed over without being kept.

use super::scalar::{Amount, Said};
use serde::Deserialize;
use serde::de::IgnoredAny;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Any event, for its name alone.
#[derive(Deserialize)]
pub(super) struct Named<'a> {
    #[serde(rename = "Event", borrow)]
    pub(super) event: Cow<'a, str>,
}

#[derive(Deserialize)]
pub(super) struct LogStart {
    #[serde(rename = "Spark Version")]
    pub(super) version: String,
}

#[derive(Deserialize)]
pub(super) struct ApplicationStart {
    #[serde(rename = "App Name")]
    pub(super) name: String,
    #[serde(rename = "App ID")]
    pub(super) id: Option<String>,
    #[serde(rename = "App Attempt ID")]
    pub(super) attempt: Option<String>,
    #[serde(rename = "Timestamp")]
    pub(super) at: i64,
}

#[derive(Deserialize)]
pub(super) struct ApplicationEnd {
    #[serde(rename = "Timestamp")]
    pub(super) at: i64,
    /// Since Spark 4.
    #[serde(rename = "ExitCode")]
    pub(super) exit: Option<i64>,
}

#[derive(Deserialize)]
pub(super) struct Environment {
    #[serde(rename = "Spark Properties")]
    pub(super) spark: BTreeMap<String, Said>,
}

#[derive(Deserialize)]
pub(super) struct ExecutorAdded {
    #[serde(rename = "Executor ID")]
    pub(super) id: String,
    #[serde(rename = "Executor Info")]
    pub(super) info: ExecutorInfo,
}

#[derive(Deserialize)]
pub(super) struct ExecutorInfo {
    #[serde(rename = "Total Cores")]
    pub(super) cores: i64,
}

#[derive(Deserialize)]
pub(super) struct ExecutorRemoved {
    #[serde(rename = "Executor ID")]
    pub(super) id: String,
    #[serde(rename = "Removed Reason", default)]
    pub(super) reason: String,
}

#[derive(Deserialize)]
pub(super) struct BlockManagerAdded {
    #[serde(rename = "Block Manager ID")]
    pub(super) of: BlockManager,
    #[serde(rename = "Maximum Memory")]
    pub(super) memory: i64,
}

#[derive(Deserialize)]
pub(super) struct BlockManager {
    #[serde(rename = "Executor ID")]
    pub(super) executor: String,
}

#[derive(Deserialize)]
pub(super) struct JobStart {
    #[serde(rename = "Job ID")]
    pub(super) id: i64,
    #[serde(rename = "Properties", default)]
    pub(super) properties: Option<JobProperties>,
}

#[derive(Deserialize)]
pub(super) struct JobProperties {
    #[serde(rename = "spark.sql.execution.id")]
    pub(super) execution: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct JobEnd {
    #[serde(rename = "Job ID")]
    pub(super) id: i64,
    #[serde(rename = "Job Result")]
    pub(super) result: JobResult,
}

#[derive(Deserialize)]
pub(super) struct JobResult {
    #[serde(rename = "Result")]
    pub(super) word: String,
    #[serde(rename = "Exception")]
    pub(super) exception: Option<Exception>,
}

#[derive(Deserialize)]
pub(super) struct Exception {
    #[serde(rename = "Message")]
    pub(super) message: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct StageCompleted {
    #[serde(rename = "Stage Info")]
    pub(super) info: StageInfo,
}

#[derive(Deserialize)]
pub(super) struct StageInfo {
    #[serde(rename = "Stage ID")]
    pub(super) id: i64,
    #[serde(rename = "Stage Attempt ID", default)]
    pub(super) attempt: i64,
    #[serde(rename = "Submission Time")]
    pub(super) submitted: Option<i64>,
    #[serde(rename = "Completion Time")]
    pub(super) completed: Option<i64>,
}

#[derive(Deserialize)]
pub(super) struct StageExecutorMetrics {
    #[serde(rename = "Executor ID")]
    pub(super) executor: String,
    #[serde(rename = "Executor Metrics")]
    pub(super) metrics: Sampled,
}

#[derive(Deserialize)]
pub(super) struct TaskEnd<'a> {
    #[serde(rename = "Stage ID")]
    pub(super) stage: i64,
    #[serde(rename = "Stage Attempt ID", default)]
    pub(super) attempt: i64,
    #[serde(rename = "Task Info", borrow)]
    pub(super) info: TaskInfo<'a>,
    #[serde(rename = "Task Executor Metrics", default)]
    pub(super) sampled: Option<Sampled>,
    /// Absent where the executor was lost before it could tell.
    #[serde(rename = "Task Metrics", default)]
    pub(super) metrics: Option<TaskMetrics>,
}

#[derive(Deserialize)]
pub(super) struct TaskInfo<'a> {
    #[serde(rename = "Executor ID", borrow, default)]
    pub(super) executor: Cow<'a, str>,
    #[serde(rename = "Launch Time")]
    pub(super) launched: i64,
    #[serde(rename = "Finish Time")]
    pub(super) finished: i64,
    #[serde(rename = "Failed", default)]
    pub(super) failed: bool,
    #[serde(rename = "Killed", default)]
    pub(super) killed: bool,
    #[serde(rename = "Accumulables", borrow, default)]
    pub(super) accumulables: Vec<Accumulable<'a>>,
}

impl TaskInfo<'_> {
    /// True where its work counts: `TaskInfo.successful` of Spark.
    pub(super) fn succeeded(&self) -> bool {
        !self.failed && !self.killed
    }
}

#[derive(Deserialize)]
pub(super) struct Accumulable<'a> {
    #[serde(rename = "ID")]
    pub(super) id: i64,
    /// What this task added.
    #[serde(rename = "Update", default)]
    pub(super) update: Amount,
    /// `sql` where it is a metric of a plan.
    #[serde(rename = "Metadata", borrow, default)]
    pub(super) metadata: Cow<'a, str>,
}

/// Polled metrics; every one is zero where nobody looked while the task ran.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Sampled {
    #[serde(rename = "JVMHeapMemory")]
    pub(super) heap: i64,
    #[serde(rename = "ProcessTreeJVMRSSMemory")]
    jvm_resident: i64,
    #[serde(rename = "ProcessTreePythonRSSMemory")]
    python_resident: i64,
    #[serde(rename = "ProcessTreeOtherRSSMemory")]
    other_resident: i64,
}

impl Sampled {
    /// Resident memory of the executor with the processes below it.
    pub(super) fn resident(&self) -> i64 {
        self.jvm_resident.saturating_add(self.python_resident).saturating_add(self.other_resident)
    }
}

/// What a task cost.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct TaskMetrics {
    #[serde(rename = "Executor Deserialize Time")]
    pub(super) deserialize_ms: i64,
    #[serde(rename = "Executor Run Time")]
    pub(super) run_ms: i64,
    #[serde(rename = "Executor CPU Time")]
    pub(super) cpu_ns: i64,
    #[serde(rename = "Peak Execution Memory")]
    pub(super) peak_execution: i64,
    #[serde(rename = "Result Size")]
    pub(super) result: i64,
    #[serde(rename = "JVM GC Time")]
    pub(super) gc_ms: i64,
    #[serde(rename = "Memory Bytes Spilled")]
    pub(super) memory_spill: i64,
    #[serde(rename = "Disk Bytes Spilled")]
    pub(super) disk_spill: i64,
    #[serde(rename = "Shuffle Read Metrics")]
    pub(super) shuffle_read: ShuffleRead,
    #[serde(rename = "Shuffle Write Metrics")]
    pub(super) shuffle_write: ShuffleWrite,
    #[serde(rename = "Input Metrics")]
    pub(super) input: Input,
    #[serde(rename = "Output Metrics")]
    pub(super) output: Output,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct ShuffleRead {
    #[serde(rename = "Remote Bytes Read")]
    remote: i64,
    #[serde(rename = "Local Bytes Read")]
    local: i64,
    #[serde(rename = "Fetch Wait Time")]
    pub(super) wait_ms: i64,
}

impl ShuffleRead {
    /// Bytes from here and elsewhere; what was read to disk is a part of the latter.
    pub(super) fn bytes(&self) -> i64 {
        self.remote.saturating_add(self.local)
    }
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct ShuffleWrite {
    #[serde(rename = "Shuffle Bytes Written")]
    pub(super) bytes: i64,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Input {
    #[serde(rename = "Bytes Read")]
    pub(super) bytes: i64,
    #[serde(rename = "Records Read")]
    pub(super) rows: i64,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Output {
    #[serde(rename = "Bytes Written")]
    pub(super) bytes: i64,
    #[serde(rename = "Records Written")]
    pub(super) rows: i64,
}

impl TaskMetrics {
    /// Makes what is below zero nothing; true where something was.
    pub(super) fn lift(&mut self) -> bool {
        let all = [
            &mut self.deserialize_ms,
            &mut self.run_ms,
            &mut self.cpu_ns,
            &mut self.peak_execution,
            &mut self.result,
            &mut self.gc_ms,
            &mut self.memory_spill,
            &mut self.disk_spill,
            &mut self.shuffle_read.remote,
            &mut self.shuffle_read.local,
            &mut self.shuffle_read.wait_ms,
            &mut self.shuffle_write.bytes,
            &mut self.input.bytes,
            &mut self.input.rows,
            &mut self.output.bytes,
            &mut self.output.rows,
        ];
        let mut below = false;
        for amount in all.into_iter().filter(|amount| **amount < 0) {
            *amount = 0;
            below = true;
        }
        below
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ExecutionStart {
    pub(super) execution_id: i64,
    #[serde(default)]
    pub(super) modified_configs: BTreeMap<String, Said>,
    // Walked by `plan`; named here so that a plan is known to be there.
    #[serde(rename = "sparkPlanInfo")]
    _plan: IgnoredAny,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct AdaptiveUpdate {
    pub(super) execution_id: i64,
    #[serde(rename = "sparkPlanInfo")]
    _plan: IgnoredAny,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ExecutionEnd {
    pub(super) execution_id: i64,
    /// Empty where it went well; absent before Spark 3.4.
    pub(super) error_message: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct DriverUpdates {
    pub(super) accum_updates: Vec<(i64, i64)>,
}
