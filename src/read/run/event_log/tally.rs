//! Sums over all tasks of an application.
//!
//! Owns what counts: cost (time, memory, spill, shuffle) counts for every task, what was read and written only for tasks that
//! succeeded, since a failed one is run again.

use super::event::TaskEnd;

/// Nanoseconds of a millisecond.
const NS_OF_MS: i64 = 1_000_000;

/// Sums of a log.
#[derive(Default)]
pub(super) struct Tally {
    tasks: i64,
    failed: i64,
    killed: i64,
    longest_ms: i64,
    task_ms: i64,
    cpu_ns: i64,
    gc_ms: i64,
    deserialize_ms: i64,
    result: i64,
    disk_spill: i64,
    memory_spill: i64,
    shuffle_write: i64,
    shuffle_read: i64,
    fetch_wait_ms: i64,
    input_bytes: i64,
    input_rows: i64,
    output_bytes: i64,
    output_rows: i64,
    peak_resident: i64,
    peak_execution: i64,
}

fn add(sum: &mut i64, amount: i64) {
    *sum = sum.saturating_add(amount);
}

impl Tally {
    /// Adds a task that took so many milliseconds; `None` where it failed, was killed or has no possible duration.
    pub(super) fn task(&mut self, task: &TaskEnd<'_>, took: Option<i64>) {
        self.tasks += 1;
        self.killed += i64::from(task.info.killed);
        self.failed += i64::from(task.info.failed && !task.info.killed);
        self.longest_ms = self.longest_ms.max(took.unwrap_or(0));
        if let Some(sampled) = &task.sampled {
            self.resident(sampled.resident());
        }
        let Some(metrics) = &task.metrics else { return };
        add(&mut self.task_ms, metrics.run_ms);
        add(&mut self.cpu_ns, metrics.cpu_ns);
        add(&mut self.gc_ms, metrics.gc_ms);
        add(&mut self.deserialize_ms, metrics.deserialize_ms);
        add(&mut self.result, metrics.result);
        add(&mut self.disk_spill, metrics.disk_spill);
        add(&mut self.memory_spill, metrics.memory_spill);
        add(&mut self.shuffle_write, metrics.shuffle_write.bytes);
        add(&mut self.shuffle_read, metrics.shuffle_read.bytes());
        add(&mut self.fetch_wait_ms, metrics.shuffle_read.wait_ms);
        self.peak_execution = self.peak_execution.max(metrics.peak_execution);
        if task.info.succeeded() {
            add(&mut self.input_bytes, metrics.input.bytes);
            add(&mut self.input_rows, metrics.input.rows);
            add(&mut self.output_bytes, metrics.output.bytes);
            add(&mut self.output_rows, metrics.output.rows);
        }
    }

    /// A sample of resident memory; zero means that nobody looked.
    pub(super) fn resident(&mut self, bytes: i64) {
        self.peak_resident = self.peak_resident.max(bytes);
    }

    /// Tasks that ended.
    pub(super) fn tasks(&self) -> i64 {
        self.tasks
    }

    /// Rows read and written.
    pub(super) fn rows(&self) -> (i64, i64) {
        (self.input_rows, self.output_rows)
    }

    /// Each sum with its name; a polled one only where it was sampled.
    pub(super) fn amounts(&self) -> Vec<(&'static str, i64)> {
        let mut all = vec![
            ("tasks", self.tasks),
            ("failed_tasks", self.failed),
            ("killed_tasks", self.killed),
            ("longest_task_ms", self.longest_ms),
            ("task_ms", self.task_ms),
            ("cpu_ms", self.cpu_ns / NS_OF_MS),
            ("gc_ms", self.gc_ms),
            ("deserialize_ms", self.deserialize_ms),
            ("result_bytes", self.result),
            ("disk_spill_bytes", self.disk_spill),
            ("memory_spill_bytes", self.memory_spill),
            ("shuffle_write_bytes", self.shuffle_write),
            ("shuffle_read_bytes", self.shuffle_read),
            ("fetch_wait_ms", self.fetch_wait_ms),
            ("input_bytes", self.input_bytes),
            ("input_rows", self.input_rows),
            ("output_bytes", self.output_bytes),
            ("output_rows", self.output_rows),
            ("peak_execution_bytes", self.peak_execution),
        ];
        if self.peak_resident > 0 {
            all.push(("peak_rss_bytes", self.peak_resident));
        }
        all
    }
}
