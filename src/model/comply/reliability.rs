//! Rules of the category *reliability*.
#![expect(missing_docs, reason = "a rule says itself what it means")]

use super::{Category, Control, Rule, Severity, Threshold};

/// All of them.
pub(super) const RULES: &[&Rule] = &[
    &NEVER_STOPS,
    &FAILURE_UNTOLD,
    &PARENT_SUCCEEDS,
    &SKIPPED_UNSEEN,
    &DISABLED,
    &INVALID,
    &ERROR_PASSED_OVER,
    &BULK,
    &TRUNCATE_UNRECOVERABLE,
    &COMMAND_ERROR_UNSEEN,
    &WORKFLOW_UNWATCHED,
    &TEST_LOAD,
    &AGGREGATE_CACHE_RESET,
    &NEXT_RUNS_ANYWAY,
    &NO_PARAMETER_FILE,
    &UNSET_SOURCE_OR_TARGET,
    &COMMIT_LOST,
    &STRATEGY_IGNORED,
    &REJECTS_LOST,
    &RESTART_LOADS_TWICE,
];

pub const NEVER_STOPS: Rule = Rule {
    id: "REL01",
    category: Category::Reliability,
    severity: Severity::Medium,
    title: "errors never stop a session that loads",
    rationale: "With Stop on errors = 0 rows are rejected without end and the session succeeds: the load is partial \
        and nobody knows. It is what the product takes where nobody sets it, hence medium.",
    remediation: "set Stop on errors to 1, or to what the load can bear",
    reference: "PowerCenter manual, Session Properties, Error Handling; checklists say 1",
    controls: &[Control::SoxOperations],
    values: &[],
};

pub const FAILURE_UNTOLD: Rule = Rule {
    id: "REL02",
    category: Category::Reliability,
    severity: Severity::Medium,
    title: "the workflow goes on when the session fails, and nobody is told",
    rationale: "The session fails and the workflow continues and succeeds; there is no failure mail, no failure \
        command and no link for the case, and the parent does not fail with it.",
    remediation: "add a failure mail, a link on failure, or choose another Recovery Strategy",
    reference: "PowerCenter manual, Recovery Strategy; Working with Links",
    controls: &[Control::SoxOperations, Control::Pci10],
    values: &[Threshold {
        name: "sessions",
        default: "*",
        meaning: "sessions that count, as patterns separated by commas",
    }],
};

pub const PARENT_SUCCEEDS: Rule = Rule {
    id: "REL03",
    category: Category::Reliability,
    severity: Severity::High,
    title: "a task fails and its workflow succeeds",
    rationale: "Without Fail parent if this task fails, the workflow's status says succeeded after the failure of a \
        task that no link catches.",
    remediation: "set Fail parent if this task fails, or a link for the failure",
    reference: "PowerCenter manual, Task Instance Properties; checklists of session and workflow reviews in use",
    controls: &[Control::SoxOperations],
    values: &[],
};

pub const SKIPPED_UNSEEN: Rule = Rule {
    id: "REL04",
    category: Category::Reliability,
    severity: Severity::Low,
    title: "a load that a condition skips looks like success",
    rationale: "The links to the task depend on more than the status of the task before, and its not running does \
        not fail the parent.",
    remediation: "set Fail parent if this task does not run, or a link for the other case",
    reference: "PowerCenter manual, Task Instance Properties",
    controls: &[Control::SoxOperations],
    values: &[],
};

pub const DISABLED: Rule = Rule {
    id: "REL05",
    category: Category::Reliability,
    severity: Severity::Medium,
    title: "a task or workflow is disabled",
    rationale: "A step that was reviewed does not run; whoever switched it off should have a ticket for it.",
    remediation: "enable it, or remove it",
    reference: "PowerCenter manual, Disabling Tasks",
    controls: &[Control::SoxChange, Control::SoxOperations],
    values: &[],
};

pub const INVALID: Rule = Rule {
    id: "REL06",
    category: Category::Reliability,
    severity: Severity::High,
    title: "the repository says that the object is not valid",
    rationale: "An invalid object cannot run, and neither can anything that uses it.",
    remediation: "validate it in the Designer or the Workflow Manager and export it again",
    reference: "PowerCenter manual, Validating Objects; checklists of session and workflow reviews in use",
    controls: &[Control::SoxChange, Control::SoxOperations],
    values: &[],
};

pub const ERROR_PASSED_OVER: Rule = Rule {
    id: "REL07",
    category: Category::Reliability,
    severity: Severity::Medium,
    title: "an error around the load is passed over",
    rationale: "Continue makes the session load although what should have prepared it failed.",
    remediation: "set it to Stop",
    reference: "PowerCenter manual, Session Properties, Error Handling",
    controls: &[Control::SoxOperations],
    values: &[],
};

pub const BULK: Rule = Rule {
    id: "REL08",
    category: Category::Reliability,
    severity: Severity::Low,
    title: "the target is loaded in bulk",
    rationale: "Bulk loads bypass the log of the database: a load that breaks off cannot be rolled back or \
        recovered. The Workflow Manager proposes it, hence low.",
    remediation: "set Target load type to Normal where the target must be recoverable",
    reference: "PowerCenter manual, Bulk Loading",
    controls: &[Control::SoxOperations],
    values: &[Threshold {
        name: "targets",
        default: "*",
        meaning: "targets that count, as patterns separated by commas",
    }],
};

pub const TRUNCATE_UNRECOVERABLE: Rule = Rule {
    id: "REL09",
    category: Category::Reliability,
    severity: Severity::Medium,
    title: "the target is emptied first, and nothing restores or repeats the load",
    rationale: "Rows are committed as they come; when the session fails, the target is partly filled until somebody \
        acts.",
    remediation: "set Recovery Strategy to Restart task, or load beside and exchange",
    reference: "PowerCenter manual, Truncating Target Tables",
    controls: &[Control::SoxOperations],
    values: &[Threshold {
        name: "staging",
        default: "stg*,*_stg,*staging*,tmp*,*_tmp,temp*,wrk*",
        meaning: "targets that may stand half filled, as patterns separated by commas",
    }],
};

pub const COMMAND_ERROR_UNSEEN: Rule = Rule {
    id: "REL10",
    category: Category::Reliability,
    severity: Severity::Low,
    title: "errors of commands do not fail their task",
    rationale: "Without Fail task if any command fails, the task succeeds whatever became of its commands.",
    remediation: "set Fail task if any command fails",
    reference: "PowerCenter manual, Command Tasks",
    controls: &[Control::SoxOperations],
    values: &[],
};

pub const WORKFLOW_UNWATCHED: Rule = Rule {
    id: "REL11",
    category: Category::Reliability,
    severity: Severity::Medium,
    title: "nothing in the workflow reacts to a failure",
    rationale: "It is not suspended on error, and there is no failure mail, no failure command, no link and no \
        decision on failure.",
    remediation: "set Suspend on error, or add a mail or a link on failure",
    reference: "PowerCenter manual, Suspending the Workflow",
    controls: &[Control::SoxOperations, Control::Pci10],
    values: &[],
};

pub const TEST_LOAD: Rule = Rule {
    id: "REL12",
    category: Category::Reliability,
    severity: Severity::High,
    title: "a test load in production",
    rationale: "With Enable Test Load the session reads, writes nothing and succeeds.",
    remediation: "set Enable Test Load to NO",
    reference: "PowerCenter manual, Performing a Test Load",
    controls: &[Control::SoxOperations, Control::SoxChange],
    values: &[],
};

pub const AGGREGATE_CACHE_RESET: Rule = Rule {
    id: "REL13",
    category: Category::Reliability,
    severity: Severity::Medium,
    title: "the aggregate cache is thrown away at every run",
    rationale: "Reinitialize aggregate cache is for one run after a change; left on, incremental aggregates hold \
        only the last run.",
    remediation: "set Reinitialize aggregate cache to NO",
    reference: "PowerCenter manual, Incremental Aggregation",
    controls: &[Control::SoxOperations],
    values: &[],
};

pub const NEXT_RUNS_ANYWAY: Rule = Rule {
    id: "REL14",
    category: Category::Reliability,
    severity: Severity::Medium,
    title: "the next task runs whatever became of the one before",
    rationale: "A link without condition is followed after a failure, too: the next task loads from what is not \
        there.",
    remediation: "set the condition to $TASK.Status = SUCCEEDED",
    reference: "PowerCenter manual, Working with Links",
    controls: &[Control::SoxOperations],
    values: &[],
};

pub const NO_PARAMETER_FILE: Rule = Rule {
    id: "REL15",
    category: Category::Reliability,
    severity: Severity::Medium,
    title: "session parameters are used, and no parameter file is named",
    rationale: "A $DBConnection, $InputFile or $Param without value fails the session, or stays in the text as it \
        is.",
    remediation: "name a parameter file in the workflow, or give one to pmcmd and say so in a waiver",
    reference: "PowerCenter manual, Working with Session Parameters; checklists of session and workflow reviews in \
        use",
    controls: &[Control::SoxOperations, Control::SoxChange],
    values: &[],
};

pub const UNSET_SOURCE_OR_TARGET: Rule = Rule {
    id: "REL16",
    category: Category::Reliability,
    severity: Severity::Low,
    title: "$Source or $Target is used and has no connection value",
    rationale: "The service then guesses from the pipeline, and fails where there is more than one connection.",
    remediation: "set $Source connection value and $Target connection value",
    reference: "PowerCenter manual, Connection Variable Values; checklists of session and workflow reviews in use",
    controls: &[Control::SoxOperations],
    values: &[],
};

pub const COMMIT_LOST: Rule = Rule {
    id: "REL17",
    category: Category::Reliability,
    severity: Severity::Medium,
    title: "rows after the last commit are rolled back",
    rationale: "With Commit On End Of File = NO and source-based or user-defined commits, the rest of the load is \
        lost while the session succeeds.",
    remediation: "set Commit On End Of File to YES",
    reference: "PowerCenter manual, Setting Commit Properties; checklists of session and workflow reviews in use",
    controls: &[Control::SoxOperations],
    values: &[],
};

pub const STRATEGY_IGNORED: Rule = Rule {
    id: "REL18",
    category: Category::Reliability,
    severity: Severity::High,
    title: "the Update Strategy of the mapping is ignored",
    rationale: "Unless rows are treated as Data driven, what the mapping flags as update, delete or reject is done \
        as one and the same for all rows.",
    remediation: "set Treat source rows as to Data driven",
    reference: "PowerCenter manual, Treat Source Rows As; checklists of session and workflow reviews in use",
    controls: &[Control::SoxOperations],
    values: &[],
};

pub const REJECTS_LOST: Rule = Rule {
    id: "REL19",
    category: Category::Reliability,
    severity: Severity::Low,
    title: "rejected rows are lost",
    rationale: "The reject file has no name, is a device that keeps nothing, or is shared by two targets of the \
        session.",
    remediation: "give each target a reject file of its own",
    reference: "PowerCenter manual, Reject Files; checklists of session and workflow reviews in use",
    controls: &[Control::SoxOperations],
    values: &[],
};

pub const RESTART_LOADS_TWICE: Rule = Rule {
    id: "REL20",
    category: Category::Reliability,
    severity: Severity::Medium,
    title: "a restart loads rows twice",
    rationale: "Restart task begins anew; rows that were committed before the failure are inserted or appended \
        again.",
    remediation: "truncate the target, update else insert, or resume from the last checkpoint",
    reference: "PowerCenter manual, Recovery Strategy",
    controls: &[Control::SoxOperations],
    values: &[],
};
