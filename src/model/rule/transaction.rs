//! Rules about what settings mean together for loading: commits, bulk load, recovery, order, updates.
#![expect(missing_docs, reason = "a rule says itself what it means")]

use super::Of;
use crate::model::finding::{Category, Rule};
use crate::model::problem::Severity;

const OF: Of = Of(Category::Semantic);

pub const END_OF_FILE_COMMIT_OFF: Rule = OF.rule(
    "end-of-file-commit-off",
    Severity::Warning,
    "\"Commit On End Of File\" is off in a target-based commit, where PowerCenter commits all the same",
    "switch it on, or use source-based commit",
    "PowerCenter manual, Setting Commit Properties",
);

pub const USER_COMMIT_WITHOUT_CONTROL: Rule = OF.rule(
    "user-commit-without-control",
    Severity::Warning,
    "user-defined commit, but nothing in the mapping makes transactions: rows are committed at the end only",
    "add a Transaction Control transformation, or use target-based commit",
    "PowerCenter manual, Setting Commit Properties",
);

pub const CONTROL_WITHOUT_USER_COMMIT: Rule = OF.rule(
    "control-without-user-commit",
    Severity::Warning,
    "the mapping controls transactions, but the session commits by rows of source or target",
    "use user-defined commit, unless the Transaction Control is made ineffective further down",
    "PowerCenter manual, Setting Commit Properties",
);

pub const SOURCE_COMMIT_FALLS_BACK: Rule = OF.rule(
    "source-commit-falls-back",
    Severity::Info,
    "source-based commit, but rows pass a transformation that takes all input first: its targets commit by target",
    "use target-based commit, or expect commits at other rows",
    "PowerCenter manual, Commit Points",
);

pub const COMMIT_INTERVAL_UNUSED: Rule = OF.rule(
    "commit-interval-unused",
    Severity::Info,
    "a commit interval is set, but a user-defined commit does not look at it",
    "leave it at 10000, so that nobody relies on it",
    "PowerCenter manual, Setting Commit Properties",
);

pub const ROLLBACK_IMPOSSIBLE: Rule = OF.rule(
    "rollback-impossible",
    Severity::Warning,
    "\"Rollback Transactions on Errors\" is on, but a target is loaded in bulk or is no relational one: it does not roll back",
    "load it in normal mode, or plan for what stays behind after an error",
    "PowerCenter manual, Transaction Control",
);

pub const BULK_WITH_DATA_DRIVEN: Rule = OF.rule(
    "bulk-with-data-driven",
    Severity::Warning,
    "bulk load of data driven rows: PowerCenter loads in normal mode",
    "set \"Target load type\" to Normal, or treat source rows as Insert",
    "PowerCenter manual, Bulk Loading",
);

pub const BULK_NOT_HONOURED: Rule = OF.rule(
    "bulk-not-honoured",
    Severity::Info,
    "bulk load through a connection of a kind for which PowerCenter may load in normal mode",
    "expect normal load; bulk is for DB2, Sybase ASE, Oracle and Microsoft SQL Server",
    "PowerCenter manual, Bulk Loading",
);

pub const BULK_COMMIT_INTERVAL: Rule = OF.rule(
    "bulk-commit-interval",
    Severity::Info,
    "bulk load with an ordinary commit interval: each commit opens a new bulk transaction, or is not looked at",
    "use a large commit interval for Oracle and Microsoft SQL Server; DB2 and Sybase ignore it",
    "PowerCenter manual, Bulk Loading",
);

pub const BULK_ORACLE_KEYS: Rule = OF.rule(
    "bulk-oracle-keys",
    Severity::Info,
    "bulk load into Oracle of a table with keys, or with a LONG that is not its last column",
    "make sure that the database has no constraints on the table while it is loaded",
    "PowerCenter manual, Bulk Loading, Oracle Guidelines",
);

pub const BULK_WITH_RESUME: Rule = OF.rule(
    "bulk-with-resume",
    Severity::Error,
    "bulk load in a session that resumes from its last checkpoint, which PowerCenter does not allow",
    "load in normal mode, or use another recovery strategy",
    "PowerCenter manual, Rules and Guidelines for Resuming Sessions",
);

pub const RESUME_IMPOSSIBLE: Rule = OF.rule(
    "resume-impossible",
    Severity::Error,
    "the session resumes from its last checkpoint, but is partitioned other than pass-through, or runs on a grid",
    "make every partition point pass-through and leave the grid, or use another recovery strategy",
    "PowerCenter manual, Configuring Recovery to Resume from the Last Checkpoint",
);

pub const RESUME_NEEDS_REPEATABLE_DATA: Rule = OF.rule(
    "resume-needs-repeatable-data",
    Severity::Warning,
    "the session resumes from its last checkpoint, but a source does not promise repeatable data",
    "sort the source and say so in its Source Qualifier (Output is repeatable), or use another recovery strategy",
    "PowerCenter manual, Working with Repeatable Data",
);

pub const RESUME_NEEDS_RECOVERY_TABLES: Rule = OF.rule(
    "resume-needs-recovery-tables",
    Severity::Info,
    "the session resumes from its last checkpoint: relational targets need the recovery tables of PowerCenter",
    "create PM_RECOVERY, PM_TGT_RUN_ID and PM_REC_STATE there, or let the user create tables",
    "PowerCenter manual, Target Recovery Tables",
);

pub const CONSTRAINT_ORDER_WITHOUT_KEYS: Rule = OF.rule(
    "constraint-order-without-keys",
    Severity::Warning,
    "constraint-based loading, but no target definition has a foreign key: nothing says which comes first",
    "give the target definitions their keys, or switch it off",
    "PowerCenter manual, Constraint-Based Loading",
);

pub const CONSTRAINT_ORDER_NEEDS_INSERT: Rule = OF.rule(
    "constraint-order-needs-insert",
    Severity::Warning,
    "constraint-based loading of rows that are not all inserts: they are loaded in no order",
    "treat source rows as Insert, or switch it off",
    "PowerCenter manual, Constraint-Based Loading",
);

pub const CONSTRAINT_ORDER_SPLIT: Rule = OF.rule(
    "constraint-order-split",
    Severity::Warning,
    "constraint-based loading, but a target is loaded in bulk, through another connection or not into a database: it is not ordered with the others",
    "load all of them in normal mode through one connection",
    "PowerCenter manual, Target Connection Groups",
);

pub const DEADLOCK_RETRY_UNUSED: Rule = OF.rule(
    "deadlock-retry-unused",
    Severity::Warning,
    "\"Session retry on deadlock\" is on, but no relational target is loaded in normal mode",
    "switch it off, or load in normal mode",
    "PowerCenter manual, Session Properties Reference",
);

pub const TRUNCATE_SHARED_TABLE: Rule = OF.rule(
    "truncate-shared-table",
    Severity::Warning,
    "several targets of the session are one table, and more than one truncates it",
    "truncate in one of them, or before the session",
    "PowerCenter manual, Truncating Target Tables",
);

pub const CONFLICTING_UPDATE_MODES: Rule = OF.rule(
    "conflicting-update-modes",
    Severity::Warning,
    "more than one of \"Update as Update\", \"Update as Insert\" and \"Update else Insert\" is on",
    "choose one",
    "PowerCenter manual, Target Properties",
);

pub const UPDATE_NEEDS_KEY: Rule = OF.rule(
    "update-needs-key",
    Severity::Warning,
    "rows are to be updated or deleted in a target whose definition has no primary key",
    "mark the key columns in the target definition, or give an update override",
    "PowerCenter manual, Treat Source Rows As",
);

pub const UPDATE_STRATEGY_IGNORED: Rule = OF.rule(
    "update-strategy-ignored",
    Severity::Warning,
    "the mapping has an Update Strategy, but the session does not treat rows as data driven: it is ignored",
    "treat source rows as Data driven",
    "PowerCenter manual, Update Strategy Transformation",
);

pub const DATA_DRIVEN_WITHOUT_STRATEGY: Rule = OF.rule(
    "data-driven-without-strategy",
    Severity::Info,
    "rows are data driven, but nothing in the mapping flags them: all are inserts",
    "treat source rows as Insert",
    "PowerCenter manual, Update Strategy Transformation",
);

/// Every rule of this file.
pub const RULES: &[&Rule] = &[
    &END_OF_FILE_COMMIT_OFF,
    &USER_COMMIT_WITHOUT_CONTROL,
    &CONTROL_WITHOUT_USER_COMMIT,
    &SOURCE_COMMIT_FALLS_BACK,
    &COMMIT_INTERVAL_UNUSED,
    &ROLLBACK_IMPOSSIBLE,
    &BULK_WITH_DATA_DRIVEN,
    &BULK_NOT_HONOURED,
    &BULK_COMMIT_INTERVAL,
    &BULK_ORACLE_KEYS,
    &BULK_WITH_RESUME,
    &RESUME_IMPOSSIBLE,
    &RESUME_NEEDS_REPEATABLE_DATA,
    &RESUME_NEEDS_RECOVERY_TABLES,
    &CONSTRAINT_ORDER_WITHOUT_KEYS,
    &CONSTRAINT_ORDER_NEEDS_INSERT,
    &CONSTRAINT_ORDER_SPLIT,
    &DEADLOCK_RETRY_UNUSED,
    &TRUNCATE_SHARED_TABLE,
    &CONFLICTING_UPDATE_MODES,
    &UPDATE_NEEDS_KEY,
    &UPDATE_STRATEGY_IGNORED,
    &DATA_DRIVEN_WITHOUT_STRATEGY,
];
