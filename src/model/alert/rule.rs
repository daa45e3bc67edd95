//! What `monitor` looks for: its rules with their thresholds.
//!
//! Owns codes, severities and defaults, with the source of each rule. How a rule is asked stands in `answer::monitor`.

use crate::model::problem::Severity;

/// What a threshold counts in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// A number, also with a decimal point.
    Number,
    /// A whole number.
    Count,
    /// A whole number of hundredths.
    Percent,
    /// Seconds, written `90s`, `90m`, `26h`, `2d`.
    Seconds,
    /// Days.
    Days,
}

/// A value of a rule that `alerts.yaml` may set.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Threshold {
    /// Its key.
    pub key: &'static str,
    /// What it counts in.
    pub unit: Unit,
    /// Its value where nothing is said.
    pub default: f64,
    /// The least that may be said.
    pub least: f64,
    /// The most that may be said.
    pub most: f64,
    /// What it means.
    pub meaning: &'static str,
}

/// A rule of `monitor`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AlertRule {
    /// Its code, which never changes its meaning.
    pub code: &'static str,
    /// How much it matters where nothing is said.
    pub severity: Severity,
    /// When it fires.
    pub meaning: &'static str,
    /// Where the rule or its formula comes from.
    pub source: &'static str,
    /// What may be set.
    pub thresholds: &'static [Threshold],
}

const fn threshold(key: &'static str, unit: Unit, default: f64, range: (f64, f64), meaning: &'static str) -> Threshold {
    Threshold { key, unit, default, least: range.0, most: range.1, meaning }
}

/// This and the ratio were chosen on one labelled history, see tests/suite/monitor_history.rs.
const DEVIATIONS: Threshold = threshold(
    "deviations",
    Unit::Number,
    4.0,
    (1.0, 100.0),
    "robust standard deviations of the logarithm that a run must be away from what is usual",
);
const RATIO: Threshold =
    threshold("ratio", Unit::Number, 1.9, (1.0, 1000.0), "how many times the usual, or less than 1 / so many times");
const HISTORY: Threshold =
    threshold("history", Unit::Count, 15.0, (5.0, 200.0), "good runs before it; with fewer nothing is said");
const WITHIN: Threshold = threshold(
    "within",
    Unit::Seconds,
    86_400.0,
    (0.0, 2_678_400.0),
    "runs that ended so long ago at most; the newest is always looked at",
);
const SECONDS: Threshold =
    threshold("seconds", Unit::Seconds, 60.0, (0.0, 604_800.0), "least difference from the usual");
const ROWS: Threshold = threshold("rows", Unit::Count, 100.0, (0.0, 1e12), "least difference from the usual");

const MEDIAN_SOURCE: &str = "modified z-score of Iglewicz and Hoaglin (1993), median and MAD, on logarithms";

/// A good run took longer than its like, for the rows that it moved; or one that still runs does.
pub const LONGER: AlertRule = AlertRule {
    code: "longer-than-usual",
    severity: Severity::Warning,
    meaning: "a run took, or takes, much longer than runs of its season do for the rows it moved",
    source: MEDIAN_SOURCE,
    thresholds: &[DEVIATIONS, RATIO, SECONDS, HISTORY, WITHIN],
};

/// A good run took much less time than its like.
pub const SHORTER: AlertRule = AlertRule {
    code: "shorter-than-usual",
    severity: Severity::Warning,
    meaning: "a good run took much less time than runs of its season do for the rows it moved",
    source: MEDIAN_SOURCE,
    thresholds: &[DEVIATIONS, RATIO, SECONDS, HISTORY, WITHIN],
};

/// A good run read or loaded far more or fewer rows than its like.
pub const ROWS_UNUSUAL: AlertRule = AlertRule {
    code: "rows-unusual",
    severity: Severity::Warning,
    meaning: "a good run read or loaded far more or fewer rows than runs of its season, or loaded another share of what it read",
    source: MEDIAN_SOURCE,
    thresholds: &[DEVIATIONS, RATIO, ROWS, HISTORY, WITHIN],
};

/// The newest runs failed one after the other.
pub const FAILURES: AlertRule = AlertRule {
    code: "failures-in-a-row",
    severity: Severity::Error,
    meaning: "the newest runs failed, one after the other",
    source: "practice of operators: one failure is started again, a second in a row needs somebody",
    thresholds: &[threshold("failures", Unit::Count, 2.0, (1.0, 50.0), "so many runs that failed in a row")],
};

/// A run was good and loaded nothing, which is rare for it.
pub const ZERO_ROWS: AlertRule = AlertRule {
    code: "zero-rows",
    severity: Severity::Warning,
    meaning: "a run succeeded and loaded no row, although it nearly always loads some",
    source: "completeness checks of data quality: an empty load that succeeds is a silent loss",
    thresholds: &[
        threshold("history", Unit::Count, 5.0, (1.0, 200.0), "good runs before it; with fewer nothing is said"),
        threshold("share", Unit::Percent, 5.0, (0.0, 100.0), "most of the good runs before it that loaded nothing"),
        WITHIN,
    ],
};

/// A promise of `sla.yaml` was not kept.
pub const SLA_MISSED: AlertRule = AlertRule {
    code: "sla-missed",
    severity: Severity::Error,
    meaning: "a promise of sla.yaml is broken: deadline, duration, rows or freshness",
    source: "sla.yaml",
    thresholds: &[],
};

/// A promise of `sla.yaml` will not be kept if things go on like this.
pub const SLA_AT_RISK: AlertRule = AlertRule {
    code: "sla-at-risk",
    severity: Severity::Warning,
    meaning: "a deadline nears and its run has not ended, or run times grow towards what was promised",
    source: "usual run time: median; growth: slope of Theil (1950) and Sen (1968)",
    thresholds: &[
        threshold("before", Unit::Seconds, 1800.0, (0.0, 86_400.0), "a deadline is near from so long before it on"),
        threshold("share", Unit::Percent, 90.0, (10.0, 100.0), "share of the promised duration that is usually taken"),
        threshold("days", Unit::Days, 14.0, (1.0, 365.0), "how far ahead growth is carried on"),
    ],
};

/// A session failed or became slow right after something of it changed.
pub const DRIFT: AlertRule = AlertRule {
    code: "drift-after-change",
    severity: Severity::Error,
    meaning: "a session ran well, something of it changed between two snapshots, and since then it fails or is slow",
    source: "changes between snapshots, joined to the first run after them",
    thresholds: &[threshold("days", Unit::Days, 7.0, (1.0, 90.0), "changes that are older are not looked at")],
};

/// A credential was not changed for long.
pub const CREDENTIAL: AlertRule = AlertRule {
    code: "credential-too-old",
    severity: Severity::Warning,
    meaning: "the value of a credential was not changed for too long",
    source: "PCI DSS 8.3.9 and 8.6.3: changed periodically, at a frequency that the site decides",
    thresholds: &[threshold("days", Unit::Days, 365.0, (1.0, 3650.0), "oldest that a value may be")],
};

/// The newest test of a connection failed.
pub const CONNECTION: AlertRule = AlertRule {
    code: "connection-failing",
    severity: Severity::Error,
    meaning: "the newest test of a connection failed",
    source: "`connection test`",
    thresholds: &[threshold("days", Unit::Days, 30.0, (1.0, 3650.0), "tests that are older say nothing")],
};

/// The newest recorded assessment found more than the one before.
pub const COMPLIANCE: AlertRule = AlertRule {
    code: "compliance-worse",
    severity: Severity::Warning,
    meaning: "the newest recorded assessment is worse than the one before it",
    source: "findings by severity, weighted as the score of `comply` is: 16, 8, 4, 2, 0",
    thresholds: &[threshold("findings", Unit::Count, 1.0, (1.0, 1e6), "so many more of a severity")],
};

/// A session that usually runs did not.
pub const STALE: AlertRule = AlertRule {
    code: "stale-runs",
    severity: Severity::Warning,
    meaning: "a session that usually runs did not, or no run at all came in",
    source: "its own weekdays and hours, else the longest of its gaps",
    thresholds: &[
        threshold("weeks", Unit::Count, 4.0, (2.0, 26.0), "weeks over which a weekday is judged"),
        threshold("share", Unit::Percent, 75.0, (10.0, 100.0), "least share of these weeks with a run on that weekday"),
        threshold("slack", Unit::Seconds, 7200.0, (0.0, 604_800.0), "how much later than its latest usual start"),
        threshold(
            "forget",
            Unit::Days,
            30.0,
            (1.0, 3650.0),
            "after so long it no longer counts as one that usually runs",
        ),
    ],
};

/// Every rule.
pub const RULES: &[&AlertRule] = &[
    &LONGER,
    &SHORTER,
    &ROWS_UNUSUAL,
    &FAILURES,
    &ZERO_ROWS,
    &SLA_MISSED,
    &SLA_AT_RISK,
    &DRIFT,
    &CREDENTIAL,
    &CONNECTION,
    &COMPLIANCE,
    &STALE,
];

/// The rule with a code.
#[must_use]
pub fn named(code: &str) -> Option<&'static AlertRule> {
    RULES.iter().copied().find(|rule| rule.code == code)
}

impl AlertRule {
    /// Its threshold of a key.
    #[must_use]
    pub fn threshold(&self, key: &str) -> Option<&'static Threshold> {
        self.thresholds.iter().find(|one| one.key == key)
    }
}
