//! Which metrics there are, and their samples out of the figures of a catalog.
//!
//! Owns the names: they only ever grow. Every metric is a gauge, because a catalog is looked at and nothing is counted on.

use crate::model::metric::{Figures, LastRun};
use crate::model::problem::Severity;
use crate::model::run::{Platform, Status};
use chrono::{DateTime, NaiveDateTime};
use std::collections::BTreeMap;

/// A metric.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Metric {
    /// Its name.
    pub name: &'static str,
    /// Names of its labels.
    pub labels: &'static [&'static str],
    /// What it tells, with its unit.
    pub help: &'static str,
    /// It is written only with `--per-session`.
    pub per_session: bool,
}

/// A value of a metric.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    /// Name of the metric.
    pub metric: &'static str,
    /// Values of its labels, in their order.
    pub labels: Vec<String>,
    /// A number, written out.
    pub value: String,
}

const fn metric(name: &'static str, labels: &'static [&'static str], help: &'static str) -> Metric {
    Metric { name, labels, help, per_session: false }
}

const fn per_session(name: &'static str, labels: &'static [&'static str], help: &'static str) -> Metric {
    Metric { name, labels, help, per_session: true }
}

/// The labels that say which session is meant.
const PLACE: &[&str] = &["repository", "folder", "workflow", "session"];

/// Every metric, in the order in which they are written.
pub const METRICS: &[Metric] = &[
    metric(
        "catalog_info",
        &["catalog", "version", "schema"],
        "1; its labels tell the catalog's id, the program's version, the schema.",
    ),
    metric("catalog_database_bytes", &[], "Size of the catalog's file in bytes."),
    metric("catalog_snapshot", &[], "Number of the newest snapshot."),
    metric(
        "catalog_last_ingest_timestamp_seconds",
        &[],
        "End of the newest ingest that made a snapshot, in seconds since 1970 (UTC).",
    ),
    metric("catalog_objects", &["kind"], "Objects that stand as of the newest snapshot."),
    metric("catalog_problems", &["severity"], "Problems of the newest snapshot."),
    metric(
        "catalog_assessment_timestamp_seconds",
        &["environment"],
        "When the newest assessment was recorded, in seconds since 1970 (UTC).",
    ),
    metric(
        "catalog_compliance_score",
        &["environment"],
        "Score of the newest recorded assessment, with waivers, 0 to 100.",
    ),
    metric(
        "catalog_findings",
        &["environment", "category", "severity", "status"],
        "Findings of the newest recorded assessment.",
    ),
    metric("catalog_alerts_open", &["severity"], "Alerts that are open."),
    metric("catalog_alert_notices", &["sink", "state"], "Notices of alerts by how far they are on their way."),
    metric("catalog_credentials", &[], "Credentials that have a value."),
    metric(
        "catalog_credential_oldest_timestamp_seconds",
        &[],
        "When the oldest value of a credential was set, in seconds since 1970 (UTC).",
    ),
    metric("catalog_sessions_last_run", &["status"], "Sessions by the status of their newest run."),
    per_session(
        "catalog_session_last_run_timestamp_seconds",
        PLACE,
        "Start of the newest run, in seconds since 1970; local times are made UTC by --utc-offset.",
    ),
    per_session(
        "catalog_session_last_run_duration_seconds",
        PLACE,
        "How long the newest run took, where it has ended.",
    ),
    per_session(
        "catalog_session_last_run_succeeded",
        PLACE,
        "1 where the newest run succeeded, 0 where it ended otherwise; none where it has not ended.",
    ),
    per_session(
        "catalog_session_last_run_rows",
        &["repository", "folder", "workflow", "session", "rows"],
        "Rows of the newest run: read, loaded, rejected.",
    ),
];

/// All samples, in the order of the metrics. `offset_minutes`: how far the services that wrote local times are east of UTC.
#[must_use]
pub fn samples(figures: &Figures, per_session: bool, offset_minutes: i32) -> Vec<Sample> {
    let mut all = of_catalog(figures);
    all.extend(of_assessments(figures));
    let counted = |all: &[(String, i64)]| -> BTreeMap<String, i64> { all.iter().cloned().collect() };
    let (problems, alerts) = (counted(&figures.problems), counted(&figures.alerts));
    for severity in [Severity::Error, Severity::Warning, Severity::Info].map(Severity::as_str) {
        // A series that is away is no series at 0: rules over it would not end.
        let count = |all: &BTreeMap<String, i64>| all.get(severity).copied().unwrap_or(0);
        all.push(sample("catalog_problems", &[severity], count(&problems)));
        all.push(sample("catalog_alerts_open", &[severity], count(&alerts)));
    }
    let notices = figures.deliveries.iter();
    all.extend(notices.map(|([sink, state], count)| sample("catalog_alert_notices", &[sink, state], *count)));
    let mut by_status: BTreeMap<&str, i64> = BTreeMap::new();
    for run in &figures.last_runs {
        *by_status.entry(run.status.word()).or_default() += 1;
    }
    all.extend(by_status.iter().map(|(status, count)| sample("catalog_sessions_last_run", &[status], *count)));
    if per_session {
        all.extend(newest(&figures.last_runs).iter().flat_map(|run| of_session(run, offset_minutes)));
    }
    let order = |name: &str| METRICS.iter().position(|metric| metric.name == name);
    all.sort_by(|a, b| (order(a.metric), &a.labels).cmp(&(order(b.metric), &b.labels)));
    all
}

fn of_catalog(figures: &Figures) -> Vec<Sample> {
    let schema = figures.schema.to_string();
    let mut all = vec![
        sample("catalog_info", &[&figures.catalog, &figures.program, &schema], 1),
        sample("catalog_database_bytes", &[], figures.bytes),
        sample("catalog_credentials", &[], figures.credentials),
    ];
    if let Some((snapshot, at)) = &figures.snapshot {
        all.push(sample("catalog_snapshot", &[], *snapshot));
        all.extend(seconds(at).map(|at| sample("catalog_last_ingest_timestamp_seconds", &[], at)));
    }
    let oldest = figures.oldest_credential.as_deref().and_then(seconds);
    all.extend(oldest.map(|at| sample("catalog_credential_oldest_timestamp_seconds", &[], at)));
    all.extend(figures.objects.iter().map(|(kind, count)| sample("catalog_objects", &[kind], *count)));
    all
}

fn of_assessments(figures: &Figures) -> Vec<Sample> {
    let mut all = Vec::new();
    for one in &figures.assessments {
        let environment = one.environment.as_str();
        all.extend(
            seconds(&one.recorded_at).map(|at| sample("catalog_assessment_timestamp_seconds", &[environment], at)),
        );
        let score = format!("{}.{}", one.score / 10, one.score % 10);
        all.push(sample("catalog_compliance_score", &[environment], score));
        all.extend(one.findings.iter().map(|([category, severity, status], count)| {
            sample("catalog_findings", &[environment, category, severity, status], *count)
        }));
    }
    all
}

/// One run a session: what ran on two platforms, or of which one source says more of its place than another, may have more.
fn newest(runs: &[LastRun]) -> Vec<&LastRun> {
    let mut by_place: BTreeMap<Vec<String>, &LastRun> = BTreeMap::new();
    for run in runs {
        let kept = by_place.entry(labels(run)).or_insert(run);
        if run.started_at > kept.started_at {
            *kept = run;
        }
    }
    by_place.into_values().collect()
}

fn labels(run: &LastRun) -> Vec<String> {
    let [repository, folder, workflow, path, session] = &run.place;
    let workflow = if path.is_empty() { workflow.clone() } else { format!("{workflow}/{path}") };
    vec![repository.clone(), folder.clone(), workflow, session.clone()]
}

fn of_session(run: &LastRun, offset_minutes: i32) -> Vec<Sample> {
    let labels = labels(run);
    let place: Vec<&str> = labels.iter().map(String::as_str).collect();
    let offset = if run.platform == Platform::Spark { 0 } else { i64::from(offset_minutes) * 60 };
    let mut all = Vec::new();
    let began = local_seconds(&run.started_at).map(|at| at - offset);
    all.extend(began.map(|at| sample("catalog_session_last_run_timestamp_seconds", &place, at)));
    let ended = run.ended_at.as_deref().and_then(local_seconds).map(|at| at - offset);
    let took = began.zip(ended).map(|(began, ended)| (ended - began).max(0));
    all.extend(took.map(|seconds| sample("catalog_session_last_run_duration_seconds", &place, seconds)));
    if run.status.is_over() {
        let good = i64::from(run.status == Status::Succeeded);
        all.push(sample("catalog_session_last_run_succeeded", &place, good));
    }
    for (word, rows) in ["read", "loaded", "rejected"].iter().zip(run.rows) {
        let with: Vec<&str> = place.iter().copied().chain([*word]).collect();
        all.extend(rows.map(|rows| sample("catalog_session_last_run_rows", &with, rows)));
    }
    all
}

#[allow(clippy::needless_pass_by_value, reason = "numbers, mostly")]
fn sample(metric: &'static str, labels: &[&str], value: impl ToString) -> Sample {
    Sample { metric, labels: labels.iter().map(|label| (*label).to_owned()).collect(), value: value.to_string() }
}

/// Seconds since 1970 of a time of ours.
fn seconds(at: &str) -> Option<i64> {
    DateTime::parse_from_rfc3339(at).ok().map(|at| at.timestamp())
}

/// Seconds since 1970 of a time of a run, as if it were UTC.
fn local_seconds(at: &str) -> Option<i64> {
    NaiveDateTime::parse_from_str(at, "%Y-%m-%dT%H:%M:%S").ok().map(|at| at.and_utc().timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(session: &str, started_at: &str) -> LastRun {
        LastRun {
            place: ["R", "F", "w", "wl", session].map(str::to_owned),
            platform: Platform::PowerCenter,
            started_at: started_at.to_owned(),
            ended_at: Some("2026-01-02T04:00:00".to_owned()),
            status: Status::Failed,
            rows: [Some(5), None, Some(1)],
        }
    }

    #[test]
    fn local_times_become_utc_and_what_nobody_says_has_no_sample() {
        let figures = Figures { last_runs: vec![run("s", "2026-01-02T03:00:00")], ..Figures::default() };
        let all = samples(&figures, true, 60);
        let of = |name: &str| -> Vec<String> {
            all.iter().filter(|one| one.metric == name).map(|one| format!("{:?} {}", one.labels, one.value)).collect()
        };
        assert_eq!(
            of("catalog_session_last_run_timestamp_seconds"),
            [r#"["R", "F", "w/wl", "s"] 1767319200"#],
            "02:00 UTC"
        );
        assert_eq!(of("catalog_session_last_run_duration_seconds"), [r#"["R", "F", "w/wl", "s"] 3600"#]);
        assert_eq!(of("catalog_session_last_run_rows").len(), 2);
        assert_eq!(of("catalog_alerts_open").len(), 3);
        assert!(of("catalog_snapshot").is_empty());
    }

    #[test]
    fn every_sample_has_a_metric_with_its_labels() {
        let figures = Figures {
            snapshot: Some((1, "2026-01-02T03:00:00Z".to_owned())),
            objects: vec![("session".to_owned(), 2)],
            assessments: vec![crate::model::metric::Assessed {
                recorded_at: "2026-01-02T03:00:00Z".to_owned(),
                score: 873,
                findings: vec![(["security", "high", "active"].map(str::to_owned), 3)],
                ..Default::default()
            }],
            deliveries: vec![(["ops", "sent"].map(str::to_owned), 3)],
            last_runs: vec![run("s", "2026-01-02T03:00:00"), run("s", "2026-01-01T03:00:00")],
            oldest_credential: Some("2026-01-02T03:00:00Z".to_owned()),
            ..Figures::default()
        };
        let all = samples(&figures, true, 0);
        for one in &all {
            let metric = METRICS.iter().find(|metric| metric.name == one.metric).expect(one.metric);
            assert_eq!(metric.labels.len(), one.labels.len(), "{}", one.metric);
        }
        let without: Vec<&str> =
            METRICS.iter().map(|one| one.name).filter(|name| all.iter().all(|one| one.metric != *name)).collect();
        assert!(without.is_empty(), "{without:?}");
        assert!(all.iter().any(|one| one.value == "87.3"));
        let distinct: std::collections::BTreeSet<_> = all.iter().map(|one| (one.metric, &one.labels)).collect();
        assert_eq!(distinct.len(), all.len(), "no series stands twice");
    }
}
