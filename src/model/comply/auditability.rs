//! Rules of the category *auditability*.
#![expect(missing_docs, reason = "a rule says itself what it means")]

use super::{Category, Control, Rule, Severity, Threshold};

/// All of them.
pub(super) const RULES: &[&Rule] = &[
    &LOG_NOT_KEPT,
    &LOG_KEPT_FOR_EVER,
    &LOG_SHARED,
    &ROWS_UNCOUNTED,
    &HIDDEN_OVERRIDE,
    &RUNS_BY_ITSELF,
    &LOG_NAME,
    &LOG_ELSEWHERE,
    &TERSE,
];

pub const LOG_NOT_KEPT: Rule = Rule {
    id: "AUD01",
    category: Category::Auditability,
    severity: Severity::Medium,
    title: "the log of a run is overwritten by the next one",
    rationale: "What happened cannot be shown later. It is what the product takes where nobody sets it.",
    remediation: "save logs by runs and keep as many as the retention asks for, or collect them elsewhere and say so \
        in a waiver",
    reference: "PowerCenter manual, Session Logs; Workflow Logs",
    controls: &[Control::SoxOperations, Control::Pci10],
    values: &[
        Threshold { name: "least", default: "1", meaning: "old logs that have to be kept" },
        Threshold { name: "text_log", default: "no", meaning: "yes: the log has to be written as text, too" },
    ],
};

pub const LOG_KEPT_FOR_EVER: Rule = Rule {
    id: "AUD02",
    category: Category::Auditability,
    severity: Severity::Low,
    title: "logs are kept by time stamp, for ever",
    rationale: "Nothing removes them: they fill the disk, and what they hold of data outlives its retention.",
    remediation: "save logs by runs, or remove them by a job of the machine and say so in a waiver",
    reference: "PowerCenter manual, Session Logs; Workflow Logs",
    controls: &[Control::SoxOperations, Control::Gdpr5],
    values: &[],
};

pub const LOG_SHARED: Rule = Rule {
    id: "AUD03",
    category: Category::Auditability,
    severity: Severity::Low,
    title: "sessions of one workflow write into the same log file",
    rationale: "Each one overwrites the log of the one before: only the last can be shown.",
    remediation: "name each log after its session, as the Workflow Manager does by itself",
    reference: "PowerCenter manual, Session Logs; checklists of session and workflow reviews in use",
    controls: &[Control::SoxOperations, Control::Pci10],
    values: &[],
};

pub const ROWS_UNCOUNTED: Rule = Rule {
    id: "AUD05",
    category: Category::Auditability,
    severity: Severity::Low,
    title: "full pushdown: the source rows are not counted",
    rationale: "The database moves the rows by itself; the log knows no count of the source to hold the target \
        against.",
    remediation: "count in the database, or push down to the source only",
    reference: "PowerCenter manual, Pushdown Optimization",
    controls: &[Control::SoxOperations],
    values: &[],
};

pub const HIDDEN_OVERRIDE: Rule = Rule {
    id: "AUD07",
    category: Category::Auditability,
    severity: Severity::Medium,
    title: "a workflow overrides a reusable session",
    rationale: "What runs is not what the reusable session says, and a comparison of the session does not show it.",
    remediation: "set it in the session, or make a session of its own of it",
    reference: "PowerCenter manual, Reusable Sessions",
    controls: &[Control::SoxChange],
    values: &[],
};

pub const RUNS_BY_ITSELF: Rule = Rule {
    id: "AUD09",
    category: Category::Auditability,
    severity: Severity::Low,
    title: "the workflow starts by itself: continuously, or with the service",
    rationale: "It restarts without anybody who asked for it, also after a failure and after maintenance.",
    remediation: "schedule it, or start it by the scheduler of the enterprise",
    reference: "PowerCenter manual, Scheduling a Workflow",
    controls: &[Control::SoxOperations],
    values: &[],
};

pub const LOG_NAME: Rule = Rule {
    id: "AUD20",
    category: Category::Auditability,
    severity: Severity::Low,
    title: "the log is not named after what wrote it",
    rationale: "Whoever looks for the log of a run has to know the exception.",
    remediation: "name it after the session or workflow, or use $PMSessionName or $PMWorkflowName",
    reference: "checklists of session and workflow reviews in use",
    controls: &[Control::SoxOperations],
    values: &[],
};

pub const LOG_ELSEWHERE: Rule = Rule {
    id: "AUD21",
    category: Category::Auditability,
    severity: Severity::Low,
    title: "the log does not lie in the folder of logs",
    rationale: "What collects, keeps and removes logs does not find it.",
    remediation: "begin the folder with $PMSessionLogDir or $PMWorkflowLogDir",
    reference: "checklists of session and workflow reviews in use",
    controls: &[Control::SoxOperations, Control::Pci10],
    values: &[
        Threshold {
            name: "session",
            default: "$PMSessionLogDir*",
            meaning: "where logs of sessions may lie, as patterns separated by commas",
        },
        Threshold {
            name: "workflow",
            default: "$PMWorkflowLogDir*",
            meaning: "where logs of workflows may lie, as patterns separated by commas",
        },
    ],
};

pub const TERSE: Rule = Rule {
    id: "AUD22",
    category: Category::Auditability,
    severity: Severity::Low,
    title: "tracing is Terse: the log leaves out what a review wants",
    rationale: "Rejected rows and details of the initialization are not in the log.",
    remediation: "set Override tracing, or the transformation's Tracing Level, to Normal",
    reference: "PowerCenter manual, Session Logs, Tracing Levels; checklists of session and workflow reviews in use",
    controls: &[Control::SoxOperations, Control::Pci10],
    values: &[],
};
