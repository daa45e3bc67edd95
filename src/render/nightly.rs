//! The summary of a night, and what its steps' answers count.

use super::table;
use crate::model::comply::Severity;
use crate::model::listing::{Cell, Listing};
use crate::model::night::{Night, State, Step, StepResult};
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::Read;

/// What a night counts of a step, by name.
type Counts = BTreeMap<String, i64>;

/// What the JSON answer of a step counts. Long lists are counted without being kept.
///
/// # Errors
/// Where it is not the JSON of that step.
pub fn counts(step: Step, answer: impl Read) -> Result<Counts, String> {
    let wrong = |error: serde_json::Error| error.to_string();
    Ok(match step {
        Step::Ingest | Step::Runs => {
            let told: Ingested = serde_json::from_reader(answer).map_err(wrong)?;
            told.counts(step)
        }
        Step::Tune => {
            let all: Vec<IgnoredAny> = serde_json::from_reader(answer).map_err(wrong)?;
            BTreeMap::from([("sessions".to_owned(), count(all.len()))])
        }
        Step::Connections => {
            let all: Vec<Tested> = serde_json::from_reader(answer).map_err(wrong)?;
            let ok = all.iter().filter(|one| one.verdict == "ok").count();
            BTreeMap::from([("ok".to_owned(), count(ok)), ("not ok".to_owned(), count(all.len() - ok))])
        }
        Step::Diff => {
            let told: Compared = serde_json::from_reader(answer).map_err(wrong)?;
            let mut all = numbers(&told.summary.objects["by_class"]);
            all.extend(numbers(&told.summary.changes["by_risk"]));
            all
        }
        Step::Validate => {
            let told: Counted = serde_json::from_reader(answer).map_err(wrong)?;
            numbers(&told.counts)
        }
        Step::Comply => {
            let told: Assessed = serde_json::from_reader(answer).map_err(wrong)?;
            told.counts()
        }
        Step::Monitor => {
            let told: Watched = serde_json::from_reader(answer).map_err(wrong)?;
            let mut all = Counts::new();
            for alert in told.alerts {
                *all.entry(alert.state).or_default() += 1;
            }
            all
        }
        Step::Metrics | Step::Report => Counts::new(),
    })
}

fn count(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// The whole numbers of an object.
fn numbers(value: &Value) -> Counts {
    let all = value.as_object().into_iter().flatten();
    all.filter_map(|(name, value)| Some((name.clone(), value.as_i64()?))).collect()
}

#[derive(Deserialize)]
struct Ingested {
    files: i64,
    failed: i64,
    total: BTreeMap<String, i64>,
    #[serde(default)]
    runs: BTreeMap<String, i64>,
    problems: Vec<IgnoredAny>,
}

impl Ingested {
    fn counts(self, step: Step) -> Counts {
        let objects = if step == Step::Runs { self.runs } else { self.total };
        let mut all: Counts = objects.into_iter().collect();
        all.extend([("problems".to_owned(), count(self.problems.len()))]);
        if step == Step::Ingest {
            all.extend([("files".to_owned(), self.files), ("failed".to_owned(), self.failed)]);
        }
        all
    }
}

#[derive(Deserialize)]
struct Tested {
    verdict: String,
}

#[derive(Deserialize)]
struct Compared {
    summary: ComparedSummary,
}

#[derive(Deserialize)]
struct ComparedSummary {
    objects: Value,
    changes: Value,
}

/// The last point of the trend is the assessment itself, by severity; findings may be narrowed.
#[derive(Deserialize)]
struct Assessed {
    trend: Vec<BTreeMap<String, Value>>,
}

impl Assessed {
    fn counts(&self) -> Counts {
        let severities = Severity::ALL.map(Severity::as_str);
        let here = self.trend.last().into_iter().flatten();
        let counts = here.filter_map(|(name, value)| Some((name.clone(), value.as_i64()?)));
        counts.filter(|(name, _)| severities.contains(&name.as_str())).collect()
    }
}

#[derive(Deserialize)]
struct Watched {
    alerts: Vec<Told>,
}

#[derive(Deserialize)]
struct Told {
    state: String,
}

#[derive(Deserialize)]
struct Counted {
    counts: Value,
}

/// Two results of one step as one: the worse state, the higher code, counts and times added.
#[must_use]
pub fn worst(mut a: StepResult, b: &StepResult) -> StepResult {
    let rank = |state: State| match state {
        State::Skipped => 0,
        State::Done => 1,
        State::Crossed => 2,
        State::Failed => 3,
    };
    if rank(b.state) > rank(a.state) {
        a.state = b.state;
    }
    a.exit_code = a.exit_code.max(b.exit_code);
    a.milliseconds += b.milliseconds;
    for (name, n) in &b.counts {
        *a.counts.entry(name.clone()).or_default() += n;
    }
    if a.message.is_empty() {
        a.message.clone_from(&b.message);
    }
    a
}

/// What a step came to, in one line.
#[must_use]
pub fn line(step: Step, result: &StepResult) -> String {
    let told = told(result);
    let told = if told.is_empty() { String::new() } else { format!(": {told}") };
    format!("{} {}{told}", step.word(), result.state.as_str())
}

fn told(result: &StepResult) -> String {
    if !result.message.is_empty() {
        return result.message.clone();
    }
    let counts = result.counts.iter().filter(|(_, n)| **n != 0);
    counts.map(|(name, n)| format!("{n} {name}")).collect::<Vec<_>>().join(", ")
}

/// The summary as a table.
#[must_use]
pub fn text(night: &Night, width: Option<usize>) -> String {
    let steps = Step::ALL.into_iter().filter_map(|(_, word)| Some((word, night.steps.get(word)?)));
    let row = |(word, one): (&str, &StepResult)| {
        let seconds = format!("{}.{}", one.milliseconds / 1000, one.milliseconds % 1000 / 100);
        let cells = [word.to_owned(), one.state.as_str().to_owned(), seconds, told(one)];
        cells.into_iter().map(Cell::Text).collect()
    };
    let listing = Listing { columns: vec!["step", "state", "seconds", "what"], rows: steps.map(row).collect() };
    let snapshot = night.snapshot.map_or_else(|| "no snapshot".to_owned(), |id| format!("snapshot {id}"));
    let before = night.before.map(|id| format!(", the last night's was {id}")).unwrap_or_default();
    let head = format!("night {}, began {}, {snapshot}{before}\n\n", night.id, night.started_at);
    format!("{head}{}", table::table(&listing, width))
}

/// The summary for programs: `night`, `started_at`, `snapshot`, `before`, `resumed`, `exit_code`, and `steps` in their order,
/// each with `step`, `state` (done, crossed, failed, skipped), `exit_code`, `milliseconds`, `counts`, `message`.
#[must_use]
pub fn json(night: &Night, exit_code: u8) -> Value {
    let steps: Vec<Value> = Step::ALL
        .into_iter()
        .filter_map(|(_, word)| {
            let mut value = json!({ "step": word });
            let result = json!(night.steps.get(word)?);
            for (name, field) in result.as_object()? {
                value[name] = field.clone();
            }
            Some(value)
        })
        .collect();
    json!({
        "night": night.id,
        "started_at": night.started_at,
        "snapshot": night.snapshot,
        "before": night.before,
        "resumed": night.resumed,
        "exit_code": exit_code,
        "steps": steps,
    })
}
