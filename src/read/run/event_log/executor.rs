//! Executors: how many, how large, which were killed.
//!
//! Owns the rule by which a reason of removal tells of memory.

use crate::model::Text;
use crate::model::run::{About, Fact};
use crate::read::environment::mask;
use std::collections::BTreeMap;

#[derive(Default)]
struct Executor {
    cores: Option<i64>,
    max_memory: Option<i64>,
    peak_heap: i64,
    alive: bool,
    reason: String,
    line: u64,
}

/// Executors of a log; under `local` the driver is one.
#[derive(Default)]
pub(super) struct Executors {
    all: BTreeMap<String, Executor>,
    cores_now: i64,
    now: i64,
    /// Most cores at once.
    pub(super) cores: i64,
    /// Most executors at once.
    pub(super) most: i64,
    /// Executors that were killed for memory.
    pub(super) killed: i64,
}

impl Executors {
    /// One comes.
    pub(super) fn add(&mut self, id: String, cores: i64, line: u64) {
        let executor = self.all.entry(id).or_default();
        if executor.alive {
            return;
        }
        (executor.cores, executor.alive, executor.line) = (Some(cores), true, line);
        self.now += 1;
        self.cores_now = self.cores_now.saturating_add(cores);
        self.most = self.most.max(self.now);
        self.cores = self.cores.max(self.cores_now);
    }

    /// One goes.
    pub(super) fn remove(&mut self, id: String, reason: &str) {
        let executor = self.all.entry(id).or_default();
        if executor.alive {
            self.now -= 1;
            self.cores_now = self.cores_now.saturating_sub(executor.cores.unwrap_or(0));
            executor.alive = false;
        }
        if tells_of_memory(reason) && executor.reason.is_empty() {
            self.killed += 1;
            reason.lines().next().unwrap_or_default().clone_into(&mut executor.reason);
        }
    }

    /// Memory that storage and execution share on one.
    pub(super) fn memory(&mut self, id: String, bytes: i64) {
        self.all.entry(id).or_default().max_memory = Some(bytes);
    }

    /// A sample of the heap of one; zero means that nobody looked.
    pub(super) fn heap(&mut self, id: &str, bytes: i64) {
        if bytes > 0 {
            match self.all.get_mut(id) {
                Some(executor) => executor.peak_heap = executor.peak_heap.max(bytes),
                None => drop(self.all.insert(id.to_owned(), Executor { peak_heap: bytes, ..Executor::default() })),
            }
        }
    }

    /// Highest heap of any; `None` where none was sampled.
    pub(super) fn peak_heap(&self) -> Option<i64> {
        self.all.values().map(|executor| executor.peak_heap).max().filter(|bytes| *bytes > 0)
    }

    /// What is known of each.
    pub(super) fn facts(&self) -> Vec<Fact> {
        let mut facts = Vec::new();
        for (id, executor) in &self.all {
            let mut put = |what: &str, value: Option<i64>, said: Text| {
                facts.push(Fact {
                    about: About::Executor,
                    name: id.as_str().into(),
                    partition: Text::default(),
                    what: what.into(),
                    value,
                    said,
                    line: executor.line,
                });
            };
            let peak = (executor.peak_heap > 0).then_some(executor.peak_heap);
            let amounts =
                [("cores", executor.cores), ("max_memory_bytes", executor.max_memory), ("peak_heap_bytes", peak)];
            for (what, value) in amounts.into_iter().filter(|(_, value)| value.is_some()) {
                put(what, value, Text::default());
            }
            if !executor.reason.is_empty() {
                put("killed", None, mask("", &executor.reason));
            }
        }
        facts
    }
}

/// True where a removal is one for memory. YARN says `exceeding memory limits` or `beyond the … memory limit`, Kubernetes
/// `OOMKilled` or exit code 137 (SIGKILL), an executor whose heap is full leaves with code 52 (`SparkExitCode.OOM`).
fn tells_of_memory(reason: &str) -> bool {
    let reason = reason.to_ascii_lowercase();
    let words = || reason.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let codes = words()
        .zip(words().skip(1))
        .any(|(before, word)| matches!(before, "code" | "status" | "signal") && matches!(word, "137" | "52"));
    codes
        || reason.contains("memory limit")
        || reason.contains("oomkill")
        || reason.contains("out of memory")
        || reason.contains("outofmemory")
        || words().any(|word| word == "oom")
}
