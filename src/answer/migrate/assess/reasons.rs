//! Why a session is not ready: findings, code, connectors, SQL of one vendor, policies, and what is missing.

use super::missing::Missing;
use super::points::{Per, Verdict, named};
use super::sql;
use crate::answer::assembled::{Assembled, Part, value};
use crate::answer::design::Standing;
use crate::answer::layers::Effective;
use crate::answer::plan::policies;
use crate::answer::resolve::{Resolution, Status};
use crate::model::finding::{Category, Finding};
use crate::model::problem::Severity;
use crate::model::rule;
use crate::model::rule::compatibility::SPARK_CUSTOM_CODE;
use crate::model::rule::semantic::INVALID_OBJECT;
use serde::Serialize;

/// A reason.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Reason {
    /// Code of its row in the table of points.
    pub code: &'static str,
    /// The best that the session can be with it.
    pub verdict: Verdict,
    /// Points that it costs here; a row that counts once for a session counts at its first place.
    pub points: u32,
    /// What stands there.
    pub message: String,
    /// `file:line`
    pub place: String,
}

/// Kinds of transformation that Spark has a counterpart for, or that have a rule of their own.
const KINDS: &[&str] = &[
    "Advanced External Procedure",
    "Aggregator",
    "Custom Transformation",
    "Data Masking",
    "Expression",
    "External Procedure",
    "Filter",
    "HTTP Transformation",
    "Input Transformation",
    "Java",
    "Java Transformation",
    "Joiner",
    "Lookup Procedure",
    "Mapplet",
    "Normalizer",
    "Output Transformation",
    "Rank",
    "Router",
    "SQL Transformation",
    "Sequence",
    "Sorter",
    "Source Definition",
    "Source Qualifier",
    "Stored Procedure",
    "Target Definition",
    "Transaction Control",
    "Union Transformation",
    "Update Strategy",
    "XML Generator",
    "XML Parser",
    "XML Source Qualifier",
];
/// Kinds that are code, of which the export holds the text.
const CODE: [&str; 5] = ["Data Masking", "HTTP Transformation", "Java", "Java Transformation", "SQL Transformation"];
/// Modules of Custom transformations that the product brings, by a part of their name; others are libraries of somebody.
const OWN_MODULES: [&str; 5] = ["sql", "java", "jtx", "http", "mask"];

/// Readers and writers that Spark reads and writes, or that a rule of `validate` is about, by a part of their SUBTYPE.
const KNOWN: &[&str] = &[
    "Relational",
    "File",
    "XML",
    "MQ ",
    "MSMQ",
    "JMS",
    "CDC",
    "PowerExchange",
    "WebServices",
    "Http",
    "HDFS",
    "Hadoop",
    "Hive",
    "Kafka",
    "Kinesis",
    "S3",
    "Azure",
    "Google",
    "Snowflake",
    "Teradata",
    "Netezza",
    "Greenplum",
    "Vertica",
    "JDBC",
    "ODBC",
];
/// Readers and writers of applications that keep their data behind an interface of their own.
const CLOSED: &[&str] = &["SAP", "PeopleSoft", "Siebel", "TIBCO", "webMethods", "Lotus", "Salesforce"];

/// Attributes of transformations that are SQL for a database.
const SQL: [&str; 7] = [
    "Sql Query",
    "Lookup Sql Override",
    "User Defined Join",
    "Source Filter",
    "Pre SQL",
    "Post SQL",
    "Update Override",
];

/// What the reasons of a session rest on.
pub(super) struct Facts<'f, 'a> {
    pub(super) run: &'f Assembled<'a>,
    pub(super) standing: &'f Standing<'a>,
    pub(super) findings: &'f [Finding],
    pub(super) resolution: &'f Resolution,
    pub(super) missing: &'f [Missing],
    /// The catalog has connection objects at all, so that one that it has not is missed.
    pub(super) connections_known: bool,
}

/// The reasons, worst first, with their points.
pub(super) fn reasons(facts: &Facts<'_, '_>) -> Vec<Reason> {
    let mut out = Reasons::default();
    out.standing(facts.standing, facts.run);
    for one in facts.findings {
        out.finding(one);
    }
    for part in &facts.run.parts {
        out.part(facts.run, part);
    }
    out.connectors(facts.run);
    out.missing(facts);
    out.policies(facts);
    out.finish()
}

/// Attributes of a part that are SQL.
pub(super) fn sql_of(part: &Part) -> impl Iterator<Item = &Effective> {
    let is_sql = |name: &str| SQL.contains(&name.split_once(" (").map_or(name, |(name, _)| name));
    part.attributes.iter().filter(move |one| is_sql(&one.name) && !one.value.trim().is_empty())
}

#[derive(Default)]
struct Reasons(Vec<Reason>);

impl Reasons {
    fn say(&mut self, code: &str, place: &str, message: impl Into<String>) {
        // A code without a row would be a slip of ours: it says nothing rather than something wrong.
        if let Some(row) = named(code) {
            let place = place.to_owned();
            self.0.push(Reason { code: row.code, verdict: row.verdict, points: 0, message: message.into(), place });
        }
    }

    fn standing(&mut self, standing: &Standing<'_>, run: &Assembled<'_>) {
        if let Some((within, instance)) = run.layered.instance.filter(|(_, instance)| !instance.enabled) {
            self.say("disabled", &within.place(instance.line), format!("task {} is disabled", instance.name));
        }
        if let Some(top) = standing.levels.first().filter(|top| !top.workflow.enabled) {
            self.say("disabled", &top.stored.place(0), format!("workflow {} is disabled", top.workflow.name));
        }
        let mapping = run.mapping.as_deref().and_then(|stored| Some((stored, super::mapping_of(stored)?)));
        if let Some((stored, mapping)) = mapping.filter(|(_, mapping)| !mapping.valid) {
            self.say("invalid", &stored.place(0), format!("mapping {} is marked invalid", mapping.name));
        }
    }

    fn finding(&mut self, one: &Finding) {
        let place = format!("{}:{}", one.file, one.line);
        let spark = rule::named(one.code).is_some_and(|rule| rule.category == Category::Compatibility);
        if one.code == INVALID_OBJECT.code {
            self.say("invalid", &place, one.message.as_str());
        } else if spark && one.code != SPARK_CUSTOM_CODE.code {
            self.say(one.code, &place, one.message.as_str());
        } else if !spark && one.severity == Severity::Error {
            self.say("faulty", &place, format!("{}: {}", one.code, one.message));
        }
    }

    fn part(&mut self, run: &Assembled<'_>, part: &Part) {
        let place = || run.part_place(&part.instance);
        let kind = part.kind.as_str();
        match code_of(part) {
            Some(code) => self.say(code, &place(), format!("{} ({kind})", part.instance)),
            None if !KINDS.contains(&kind) => {
                self.say("no-transformation", &place(), format!("{} ({kind})", part.instance));
            }
            None => {}
        }
        for one in sql_of(part) {
            let words = sql::vendor(&one.value);
            if !words.is_empty() {
                let own = one.trace.last().map(|say| say.place.clone()).filter(|place| !place.is_empty());
                let message = format!("{} of {}: {}", one.name, part.instance, words.join(", "));
                self.say("vendor-sql", &own.unwrap_or_else(place), message);
            }
        }
    }

    fn connectors(&mut self, run: &Assembled<'_>) {
        let ends = |kind: &str| ["READER", "WRITER", "LOOKUPEXTENSION"].contains(&kind);
        for one in run.extensions.iter().filter(|one| ends(&one.extension.extension_type)) {
            let subtype = one.extension.subtype.as_str();
            let (place, instance) = (run.extension_place(one), one.extension.instance.as_str());
            let mut said = |code: &str, what: &str| self.say(code, &place, format!("{instance} ({what})"));
            if CLOSED.iter().any(|part| subtype.contains(part)) {
                said("no-connector", subtype);
            } else if !subtype.is_empty() && !KNOWN.iter().any(|part| subtype.contains(part)) {
                said("unknown-connector", subtype);
            }
            // A relational reader through PowerExchange: the database may be reached another way, or not.
            let bridge = one.connections.1.iter().find(|it| it.subtype.starts_with("PWX"));
            if let Some(bridge) = bridge.filter(|_| subtype.starts_with("Relational")) {
                said("unknown-connector", &format!("{subtype}, {}", bridge.subtype));
            }
        }
    }

    fn missing(&mut self, facts: &Facts<'_, '_>) {
        let lacks = |status: Status| matches!(status, Status::Unresolved | Status::Default);
        let lacking = facts.resolution.values.iter().any(|one| lacks(one.status));
        for one in facts.missing {
            let code = match one.kind {
                "mapping" => "missing-mapping",
                "source" | "target" | "transformation" | "mapplet" => "missing-definition",
                "task" => "missing-component",
                "script" => "missing-script",
                "parameter" => "unresolved-parameter",
                "parameter-file" if lacking => "missing-parameter-file",
                "connection" if facts.connections_known => "missing-connection",
                _ => continue,
            };
            self.say(code, &one.place, format!("{} {}", one.kind, one.name));
        }
    }

    fn policies(&mut self, facts: &Facts<'_, '_>) {
        for policy in policies(facts.run, facts.resolution) {
            let code = match policy.topic {
                "errors" if policy.options.iter().any(|(name, _)| name == "max_errors") => "policy-errors",
                "deadlock" => "policy-deadlock",
                "partitions" => "policy-partitions",
                "rollback" => "policy-rollback",
                "truncate" => "policy-truncate",
                _ => continue,
            };
            let place = if policy.place.is_empty() { facts.run.place.as_str() } else { policy.place.as_str() };
            self.say(code, place, policy.settings.join(", "));
        }
    }

    /// Worst first, each once, with points.
    fn finish(mut self) -> Vec<Reason> {
        let key = |one: &Reason| (std::cmp::Reverse(one.verdict), one.code, one.place.clone(), one.message.clone());
        self.0.sort_by_cached_key(key);
        self.0.dedup();
        let mut before = "";
        for one in &mut self.0 {
            let row = named(one.code);
            let counts = row.is_some_and(|row| row.per == Per::Place || before != one.code);
            one.points = row.filter(|_| counts).map_or(0, |row| row.points);
            before = one.code;
        }
        self.0
    }
}

/// What a part is where it is code: code that the export holds, or a library that it only names.
fn code_of(part: &Part) -> Option<&'static str> {
    let module = value(&part.attributes, "Module Identifier").to_ascii_lowercase();
    let own = module.is_empty() || OWN_MODULES.iter().any(|own| module.contains(own));
    match part.kind.as_str() {
        "Custom Transformation" if module == "pmuniontrans" => None,
        "Custom Transformation" if own => Some("spark-custom-code"),
        "Custom Transformation" | "External Procedure" | "Advanced External Procedure" => Some("compiled-code"),
        kind => CODE.contains(&kind).then_some("spark-custom-code"),
    }
}

/// It reads what a session behind it writes. Known only when all sessions are there.
pub(super) fn later(name: &str, address: &str, place: &str) -> Option<Reason> {
    let row = named("reads-later-write")?;
    let message = format!("{name} is written by {address}, which comes later");
    Some(Reason { code: row.code, verdict: row.verdict, points: row.points, message, place: place.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reasons(codes: &[(&str, &str)]) -> Vec<(&'static str, u32)> {
        let mut out = Reasons::default();
        for (code, place) in codes {
            out.say(code, place, "m");
        }
        out.finish().into_iter().map(|one| (one.code, one.points)).collect()
    }

    #[test]
    fn worst_comes_first_and_points_count_by_place_or_session() {
        let said = reasons(&[
            ("spark-sequence", "a:1"),
            ("spark-update-strategy", "a:2"),
            ("spark-update-strategy", "a:3"),
            ("spark-sequence", "a:4"),
            ("spark-sequence", "a:4"),
            ("missing-mapping", "a:5"),
            ("policy-truncate", "a:6"),
            ("no-such-code", "a:7"),
        ]);
        let wanted = [
            ("missing-mapping", 1),
            ("spark-sequence", 1),
            ("spark-sequence", 1),
            ("spark-update-strategy", 2),
            ("spark-update-strategy", 0),
            ("policy-truncate", 0),
        ];
        assert_eq!(said, wanted);
    }

    #[test]
    fn a_library_that_the_export_only_names_blocks() {
        let part = |kind: &str, module: &str| {
            let layer = crate::answer::layers::defaults(&[("Module Identifier", module)]);
            Part { kind: kind.into(), attributes: crate::answer::layers::innermost(&[layer]), ..Part::default() }
        };
        for (kind, module, wanted) in [
            ("Custom Transformation", "pmuniontrans", None),
            ("Custom Transformation", "sqltransform", Some("spark-custom-code")),
            ("Custom Transformation", "libscore", Some("compiled-code")),
            ("External Procedure", "", Some("compiled-code")),
            ("Java", "", Some("spark-custom-code")),
            ("Expression", "", None),
        ] {
            assert_eq!(code_of(&part(kind, module)), wanted, "{kind} {module}");
        }
    }
}
