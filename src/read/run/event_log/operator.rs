//! SQL executions: their last plan and what its metrics came to → joins, scans, writes and exchanges.
//!
//! Owns the sums of SQL metrics. They add up as in Spark's own `SQLAppStatusListener`: what successful tasks added and what
//! the driver posted; values below zero are initial ones and mean nothing.

use super::event::Accumulable;
use super::plan::{self, Node};
use crate::model::Text;
use crate::model::run::{About, Fact};
use crate::read::environment::mask;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// Executions whose operators are kept: the last ones.
const MOST_EXECUTIONS: usize = 500;

/// SQL metrics that are kept: Spark's name, ours, and whether the highest of a task counts instead of the sum.
const METRICS: &[(&str, &str, bool)] = &[
    ("number of output rows", "output_rows", false),
    ("data size", "data_bytes", false),
    ("data size of build side", "build_bytes", false),
    ("size of files read", "file_bytes", false),
    ("number of files read", "files", false),
    ("written output", "written_bytes", false),
    ("number of written files", "written_files", false),
    ("shuffle bytes written", "shuffle_write_bytes", false),
    ("spill size", "spill_bytes", false),
    ("peak memory", "peak_memory_bytes", true),
];

#[derive(Default, Clone, Copy)]
struct Value {
    sum: i64,
    most: i64,
}

struct Plan {
    line: u64,
    nodes: Vec<Node>,
}

/// Executions of a log.
#[derive(Default)]
pub(super) struct Executions {
    open: BTreeMap<i64, Plan>,
    values: FxHashMap<i64, Value>,
    ended: BTreeMap<i64, Vec<Fact>>,
    started: i64,
    left_out: u64,
    written: Option<i64>,
}

impl Executions {
    /// An execution begins.
    pub(super) fn start(&mut self, execution: i64, event: &[u8], line: u64) {
        self.started += 1;
        self.plan(execution, event, line);
    }

    /// The plan of an execution is made or made anew; the last one counts.
    pub(super) fn plan(&mut self, execution: i64, event: &[u8], line: u64) {
        let nodes = plan::nodes(event).into_iter().filter(|node| kind(&node.name).is_some()).collect();
        self.open.insert(execution, Plan { line, nodes });
    }

    /// What a successful task added.
    pub(super) fn task(&mut self, added: &[Accumulable<'_>]) {
        for one in added.iter().filter(|one| one.metadata == "sql") {
            if let Some(amount) = one.update.0 {
                self.add(one.id, amount);
            }
        }
    }

    /// What the driver counted.
    pub(super) fn driver(&mut self, updates: &[(i64, i64)]) {
        for (id, amount) in updates {
            self.add(*id, *amount);
        }
    }

    fn add(&mut self, id: i64, amount: i64) {
        if amount >= 0 {
            let value = self.values.entry(id).or_default();
            value.sum = value.sum.saturating_add(amount);
            value.most = value.most.max(amount);
        }
    }

    /// An execution has ended: its figures are complete.
    pub(super) fn end(&mut self, execution: i64) {
        let Some(plan) = self.open.remove(&execution) else { return };
        self.count_written(&plan);
        let facts = self.facts_of(execution, &plan);
        self.ended.insert(execution, facts);
        if self.ended.len() > MOST_EXECUTIONS {
            self.ended.pop_first();
            self.left_out += 1;
        }
        if self.open.is_empty() {
            // Nobody will ask for what belongs to no plan.
            self.values.clear();
        }
    }

    fn count_written(&mut self, plan: &Plan) {
        let writes = plan.nodes.iter().filter(|node| kind(&node.name) == Some("write"));
        let rows = writes.flat_map(|node| &node.metrics).filter(|(name, _)| name == "number of output rows");
        for value in rows.filter_map(|(_, id)| self.values.get(id)) {
            self.written = Some(self.written.unwrap_or(0).saturating_add(value.sum));
        }
    }

    fn facts_of(&self, execution: i64, plan: &Plan) -> Vec<Fact> {
        let mut facts = Vec::new();
        let mut met: BTreeMap<&str, u32> = BTreeMap::new();
        for node in &plan.nodes {
            let place = met.entry(&node.name).and_modify(|place| *place += 1).or_insert(1);
            let name: Text = format!("{execution}/{}#{place}", mask("", &node.name)).into();
            let fact = |what: &str, value: Option<i64>, said: &str| Fact {
                about: About::Operator,
                name: name.clone(),
                partition: Text::default(),
                what: what.into(),
                value,
                said: said.into(),
                line: plan.line,
            };
            facts.push(fact("kind", None, kind(&node.name).unwrap_or_default()));
            for (theirs, ours, highest) in METRICS {
                let mut ids = node.metrics.iter().filter(|(name, _)| name == theirs).map(|(_, id)| id);
                if let Some(value) = ids.next().and_then(|id| self.values.get(id)) {
                    facts.push(fact(ours, Some(if *highest { value.most } else { value.sum }), ""));
                }
            }
        }
        facts
    }

    /// How many began.
    pub(super) fn started(&self) -> i64 {
        self.started
    }

    /// Rows that write operators count themselves; `None` where none did.
    pub(super) fn written(&self) -> Option<i64> {
        self.written
    }

    /// Ends what is open and gives every fact, by execution, with the number of executions that were left out.
    pub(super) fn done(mut self) -> (Vec<Fact>, u64) {
        let open: Vec<i64> = self.open.keys().copied().collect();
        for execution in open {
            self.end(execution);
        }
        (self.ended.into_values().flatten().collect(), self.left_out)
    }
}

/// What a node does: join, scan, write, broadcast or shuffle; `None` for the rest.
fn kind(name: &str) -> Option<&'static str> {
    const WRITES: &[&str] = &[
        "Execute InsertInto",
        "Execute SaveInto",
        "Execute CreateDataSourceTableAsSelect",
        "Execute CreateHiveTableAsSelect",
        "OverwriteByExpression",
        "OverwritePartitionsDynamic",
        "AppendData",
        "ReplaceData",
        "WriteDelta",
        "WriteToDataSourceV2",
        "CreateTableAsSelect",
        "AtomicCreateTableAsSelect",
        "ReplaceTableAsSelect",
        "AtomicReplaceTableAsSelect",
    ];
    let word = name.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
    if word.ends_with("Join") || word == "CartesianProduct" {
        Some("join")
    } else if word == "Scan" || word.ends_with("Scan") {
        Some("scan")
    } else if WRITES.iter().any(|write| name.starts_with(write)) {
        Some("write")
    } else if word == "BroadcastExchange" {
        Some("broadcast")
    } else if word == "Exchange" {
        Some("shuffle")
    } else {
        None
    }
}

#[cfg(test)]
#[path = "operator_tests.rs"]
mod tests;
