//! Rules of the category *reliability* about what happened: runs and tests of connections.

use super::{Category, Control, Rule, Severity, Threshold};

/// All of them.
pub(super) const RULES: &[&Rule] =
    &[&FAILING_CONNECTION, &ZERO_ROWS, &REJECTED_ROWS, &FAILING, &NOT_RUN, &NEVER_RAN, &UNKNOWN_CONNECTION];

/// The newest test failed.
pub const FAILING_CONNECTION: Rule = Rule {
    id: "REL50",
    category: Category::Reliability,
    severity: Severity::High,
    title: "the newest test of a connection that sessions use failed",
    rationale: "Sessions on it will fail, or already do.",
    remediation: "`catalog connection test NAME` says what is wrong",
    reference: "own design",
    controls: &[Control::SoxOperations],
    values: &[],
};
/// It succeeded and loaded nothing.
pub const ZERO_ROWS: Rule = Rule {
    id: "REL51",
    category: Category::Reliability,
    severity: Severity::Medium,
    title: "the newest runs of a session succeeded and loaded no row",
    rationale: "An empty source, a wrong filter or a wrong connection looks like success.",
    remediation: "look at the source and the filter; let the workflow check the number of rows",
    reference: "public checklists for reviews of PowerCenter code",
    controls: &[Control::SoxOperations],
    values: &[Threshold { name: "runs", default: "2", meaning: "successful runs in a row" }],
};
/// Rows were refused.
pub const REJECTED_ROWS: Rule = Rule {
    id: "REL52",
    category: Category::Reliability,
    severity: Severity::Medium,
    title: "the newest run succeeded although many rows were rejected",
    rationale: "The target is not whole, and nobody was told.",
    remediation: "read the reject file, mend the cause, and set a limit of errors for the session",
    reference: "PowerCenter Workflow Basics Guide, row error handling",
    controls: &[Control::SoxOperations],
    values: &[Threshold { name: "percent", default: "1", meaning: "percent of rows that may be rejected" }],
};
/// It fails again and again.
pub const FAILING: Rule = Rule {
    id: "REL53",
    category: Category::Reliability,
    severity: Severity::High,
    title: "the newest runs of a session failed, one after the other",
    rationale: "What it should load is missing, and the failures have become a habit.",
    remediation: "`catalog runs` shows the errors; mend it, or take it out of the workflow",
    reference: "own design",
    controls: &[Control::SoxOperations],
    values: &[Threshold { name: "times", default: "3", meaning: "failures in a row" }],
};
/// It stopped running.
pub const NOT_RUN: Rule = Rule {
    id: "REL54",
    category: Category::Reliability,
    severity: Severity::Medium,
    title: "a session that used to run did not run for long",
    rationale: "A schedule that was lost makes no error.",
    remediation: "look at the schedule; disable the session on purpose where it is not needed",
    reference: "own design",
    controls: &[Control::SoxOperations],
    values: &[Threshold { name: "days", default: "40", meaning: "days without a run; a monthly one needs 32" }],
};
/// It was never seen to run.
pub const NEVER_RAN: Rule = Rule {
    id: "REL55",
    category: Category::Reliability,
    severity: Severity::Low,
    title: "a session of a scheduled workflow was never seen to run",
    rationale: "A control that never ran is none.",
    remediation: "look at the schedule and at the links before it",
    reference: "own design",
    controls: &[Control::SoxOperations],
    values: &[],
};
/// Nobody knows what is behind the name.
pub const UNKNOWN_CONNECTION: Rule = Rule {
    id: "REL56",
    category: Category::Reliability,
    severity: Severity::Info,
    title: "sessions use a connection that the catalog does not know",
    rationale: "Neither its account nor its age nor its tests can be judged.",
    remediation: "`catalog connection import`, or add it by hand",
    reference: "own design",
    controls: &[Control::SoxAccess],
    values: &[],
};
