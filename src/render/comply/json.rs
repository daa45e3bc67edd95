//! An assessment as JSON.

use super::rules::rule_json;
use crate::model::assessment::{Assessment, Coverage, Finding, Input, Score, Status, WaiverRow};
use crate::model::comply::{Category, Severity, named};
use serde::{Serialize, Serializer};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Renders everything. The shape is stable and only ever grows:
///
/// ```json
/// {
///   "catalog": "id of 32 hex digits", "snapshot": 3, "data_as_of": "2026-11-29T02:00:00Z",
///   "judged_by": "2026-11-29T23:59:59Z", "environment": "prod", "folder": "", "program": "0.1.0", "schema": 18,
///   "rule_pack": "2026.1", "rulebook": "BLAKE3 of rulebook and classification, or empty",
///   "objects": {"session": 12, "workflow": 3},
///   "score": {"before_waivers": 87.3, "after_waivers": 91.0},
///   "score_by_category": {"security": {"before_waivers": 80.1, "after_waivers": 88.0}},
///   "counts": {"critical": {"active": 0, "waived": 1, "expired": 0}, "high": {}, "medium": {}, "low": {}, "info": {}},
///   "findings": [{
///     "severity": "high", "rule": "SEC05", "category": "security", "title": "…", "object": "session:REP::F/wf/s_load",
///     "part": "Pre-session command", "file": "exports/wf.xml", "line": 12, "expected": "…", "actual": "…",
///     "digest": "BLAKE3 of the definition", "first_seen": "…Z", "last_seen": "…Z", "fingerprint": "32 hex digits",
///     "status": "active | waived | expired", "waiver": 0
///   }],
///   "waivers": [{
///     "rule": "SEC05", "scope": "*", "part": "", "justification": "…", "approver": "…", "ticket": "…",
///     "created": "2026-11-01", "expires": "2026-12-31", "line": 1,
///     "state": "active | expiring | expired | unused | refused", "covers": 1, "why": ""
///   }],
///   "coverage": [{"rule": "SEC05", "looked_at": 12, "objects": 1, "active": 1, "waived": 0, "reason": ""}],
///   "not_checked": ["…"], "not_as_of": ["…"],
///   "trend": [{"snapshot": 2, "at": "…Z", "critical": 0, "high": 1, "medium": 0, "low": 0, "info": 0}],
///   "since": {"than": "snapshot 2 of …Z", "new": ["fingerprint"], "fixed": 0, "unchanged": 4},
///   "inputs": [{"name": "exports/wf.xml", "digest": "BLAKE3", "size_bytes": 1234, "trouble": ""}],
///   "audit_head": {"sequence": 4, "digest": "…"},
///   "rules": [{"id": "SEC05", "…": "as `comply --list-rules --format json` has it; those with a finding"}]
/// }
/// ```
///
/// `waiver` is the place in `waivers`, or null; `since` and `audit_head` are null where there is none; `file` is empty and
/// `line` 0 for what stands in no file. Findings are worst first, then by rule, object and part.
pub fn json(assessment: &Assessment) -> impl Serialize + '_ {
    let a = assessment;
    let since = a.since.as_ref();
    Shape {
        catalog: &a.catalog,
        snapshot: a.snapshot,
        data_as_of: &a.data_as_of,
        judged_by: &a.as_of,
        environment: &a.environment,
        folder: &a.folder,
        program: &a.program,
        schema: a.schema,
        rule_pack: &a.pack,
        rulebook: &a.rulebook,
        objects: &a.objects,
        score: score(a.score),
        score_by_category: by_category(a),
        counts: counts(&a.findings),
        findings: Findings(&a.findings),
        waivers: a.waivers.iter().map(waiver).collect(),
        coverage: a.coverage.iter().map(coverage).collect(),
        not_checked: &a.not_checked,
        not_as_of: &a.not_as_of,
        trend: trend(a),
        since: since.map(|one| Against { than: &one.than, new: &one.new, fixed: one.fixed, unchanged: one.unchanged }),
        inputs: a.inputs.iter().map(input).collect(),
        audit_head: a.audit_head.as_ref().map(|(sequence, digest)| json!({ "sequence": sequence, "digest": digest })),
        rules: rules(&a.findings),
    }
}

/// What there may be two hundred thousand of is written as it comes; as a tree of values it took ten times its text.
#[derive(Serialize)]
struct Shape<'a> {
    catalog: &'a str,
    snapshot: i64,
    data_as_of: &'a str,
    judged_by: &'a str,
    environment: &'a str,
    folder: &'a str,
    program: &'a str,
    schema: u32,
    rule_pack: &'a str,
    rulebook: &'a str,
    objects: &'a BTreeMap<String, u64>,
    score: Value,
    score_by_category: Value,
    counts: Value,
    findings: Findings<'a>,
    waivers: Vec<Value>,
    coverage: Vec<Value>,
    not_checked: &'a [String],
    not_as_of: &'a [String],
    trend: Vec<Value>,
    since: Option<Against<'a>>,
    inputs: Vec<Value>,
    audit_head: Option<Value>,
    rules: Vec<Value>,
}

struct Findings<'a>(&'a [Finding]);

impl Serialize for Findings<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(finding))
    }
}

#[derive(Serialize)]
struct One<'a> {
    severity: Severity,
    rule: &'a str,
    category: Option<Category>,
    title: Option<&'a str>,
    object: &'a str,
    part: &'a str,
    file: &'a str,
    line: u64,
    expected: &'a str,
    actual: &'a str,
    digest: &'a str,
    first_seen: &'a str,
    last_seen: &'a str,
    fingerprint: &'a str,
    status: Status,
    waiver: Option<usize>,
}

#[derive(Serialize)]
struct Against<'a> {
    than: &'a str,
    new: &'a [String],
    fixed: u64,
    unchanged: u64,
}

fn score(score: Score) -> Value {
    let tenths = |tenths: u32| f64::from(tenths) / 10.0;
    json!({ "before_waivers": tenths(score.before_waivers), "after_waivers": tenths(score.after_waivers) })
}

fn by_category(assessment: &Assessment) -> Value {
    let all = Category::ALL.into_iter().filter_map(|one| Some((one, assessment.score_of.get(&one)?)));
    Value::Object(all.map(|(one, of)| (one.as_str().to_owned(), score(*of))).collect())
}

fn counts(findings: &[Finding]) -> Value {
    let count = |severity: Severity, status: Status| {
        findings.iter().filter(|one| one.severity == severity && one.status == status).count()
    };
    let of = |severity: Severity| {
        let words = [Status::Active, Status::Waived, Status::Expired];
        let all: Map<String, Value> =
            words.into_iter().map(|one| (one.as_str().to_owned(), json!(count(severity, one)))).collect();
        (severity.as_str().to_owned(), Value::Object(all))
    };
    Value::Object(Severity::ALL.into_iter().map(of).collect())
}

fn finding(one: &Finding) -> One<'_> {
    let rule = named(one.rule);
    One {
        severity: one.severity,
        rule: one.rule,
        category: rule.map(|rule| rule.category),
        title: rule.map(|rule| rule.title),
        object: &one.object,
        part: &one.part,
        file: &one.file,
        line: one.line,
        expected: &one.expected,
        actual: &one.actual,
        digest: &one.digest,
        first_seen: &one.first_seen,
        last_seen: &one.last_seen,
        fingerprint: &one.fingerprint,
        status: one.status,
        waiver: one.waiver,
    }
}

fn waiver(row: &WaiverRow) -> Value {
    let one = &row.waiver;
    json!({
        "rule": one.rule,
        "scope": one.scope,
        "part": one.part,
        "justification": one.justification,
        "approver": one.approver,
        "ticket": one.ticket,
        "created": one.created,
        "expires": one.expires,
        "line": one.line,
        "state": row.state,
        "covers": row.covers,
        "why": row.why,
    })
}

fn coverage(one: &Coverage) -> Value {
    json!({
        "rule": one.rule,
        "looked_at": one.looked_at,
        "objects": one.objects,
        "active": one.active,
        "waived": one.waived,
        "reason": one.reason,
    })
}

fn trend(assessment: &Assessment) -> Vec<Value> {
    let point = |one: &crate::model::assessment::Point| {
        let mut value = json!({ "snapshot": one.snapshot, "at": one.at });
        for (severity, count) in Severity::ALL.iter().zip(one.by_severity) {
            value[severity.as_str()] = json!(count);
        }
        value
    };
    assessment.trend.iter().map(point).collect()
}

fn input(one: &Input) -> Value {
    json!({ "name": one.name, "digest": one.digest, "size_bytes": one.size, "trouble": one.trouble })
}

fn rules(findings: &[Finding]) -> Vec<Value> {
    let fired: std::collections::BTreeSet<&str> = findings.iter().map(|one| one.rule).collect();
    fired.into_iter().filter_map(named).map(rule_json).collect()
}
