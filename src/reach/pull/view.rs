//! The views of runs: their columns, and the tables under them.
//!
//! Owns what is asked for by which name. Columns as a real repository (SQL Server) has them; those that monitoring scripts of
//! other versions read, too, are the needed ones. A view is a documented part of a repository, its tables are not, and differ
//! between versions: where one lacks a column, the needed ones are asked for alone.

/// How a value becomes text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// It is text.
    Text,
    /// A number.
    Number,
    /// A date with its time of day.
    Time,
}

/// A column of a view.
#[derive(Debug, Clone, Copy)]
pub(super) struct Column {
    /// Its name in the view.
    pub(super) name: &'static str,
    /// How it becomes text.
    pub(super) kind: Kind,
    /// What it is of the tables; empty where no source tells.
    pub(super) of_tables: &'static str,
    /// True where the view itself has it.
    pub(super) of_view: bool,
    /// True where no run can be told without it, and every version has it.
    pub(super) needed: bool,
}

const fn text(name: &'static str, of_tables: &'static str) -> Column {
    Column { name, kind: Kind::Text, of_tables, of_view: true, needed: false }
}

const fn number(name: &'static str, of_tables: &'static str) -> Column {
    Column { kind: Kind::Number, ..text(name, of_tables) }
}

const fn time(name: &'static str, of_tables: &'static str) -> Column {
    Column { kind: Kind::Time, ..text(name, of_tables) }
}

const fn needed(column: Column) -> Column {
    Column { needed: true, ..column }
}

/// Only the tables tell it, and then it is worth having.
const fn of_tables_alone(column: Column) -> Column {
    Column { of_view: false, ..column }
}

/// A view of runs.
#[derive(Debug)]
pub(super) struct View {
    /// Its name.
    pub(super) name: &'static str,
    /// Its columns.
    pub(super) columns: &'static [Column],
    /// The column of a run's start.
    pub(super) start: &'static str,
    /// What rows of one run of a workflow are sorted by.
    pub(super) order: &'static [&'static str],
    /// The tables, `@` before each; empty where the view is a table itself.
    pub(super) tables: &'static str,
    /// Which rows of the tables the view shows; empty: all.
    pub(super) rows: &'static str,
}

/// The column that counts the runs of workflows.
pub(super) const RUN: &str = "WORKFLOW_RUN_ID";

impl View {
    /// The view of a name.
    pub(super) fn named(name: &str) -> Option<&'static Self> {
        ALL.iter().copied().find(|view| view.name == name)
    }
}

/// Every view, in the order in which rows find what they belong to: workflows before tasks, runs before their parts.
pub(super) const ALL: [&View; 5] = [&WORKFLOWS, &TASKS, &SESSIONS, &TABLES, &WIDGETS];

const WORKFLOWS: View = View {
    name: "REP_WFLOW_RUN",
    columns: &[
        needed(text("SUBJECT_AREA", "S.SUBJ_NAME")),
        number("SUBJECT_ID", "W.SUBJECT_ID"),
        needed(number("WORKFLOW_ID", "W.WORKFLOW_ID")),
        needed(number("WORKFLOW_RUN_ID", "W.WORKFLOW_RUN_ID")),
        needed(text("WORKFLOW_NAME", "W.WORKFLOW_NAME")),
        number("SERVER_ID", "W.SERVER_ID"),
        text("SERVER_NAME", "W.SERVER_NAME"),
        needed(time("START_TIME", "W.START_TIME")),
        needed(time("END_TIME", "W.END_TIME")),
        text("LOG_FILE", "W.LOG_FILE"),
        needed(number("RUN_ERR_CODE", "W.RUN_ERR_CODE")),
        needed(text("RUN_ERR_MSG", "W.RUN_ERR_MSG")),
        needed(number("RUN_STATUS_CODE", "W.RUN_STATUS_CODE")),
        text("USER_NAME", "W.USER_NAME"),
        number("RUN_TYPE", "W.RUN_TYPE"),
        number("VERSION_NUMBER", "W.VERSION_NUMBER"),
    ],
    start: "START_TIME",
    order: &["WORKFLOW_ID"],
    tables: "@OPB_WFLOW_RUN W JOIN @OPB_SUBJECT S ON S.SUBJ_ID = W.SUBJECT_ID",
    rows: "",
};

/// Words of TASK_TYPE. Source: `decode` in monitoring scripts.
const TASK_TYPE_NAME: &str = "CASE T.TASK_TYPE WHEN 58 THEN 'Command' WHEN 59 THEN 'Decision' WHEN 65 THEN 'Email' \
    WHEN 66 THEN 'Timer' WHEN 67 THEN 'Assignment' WHEN 68 THEN 'Session' WHEN 70 THEN 'Worklet' END";

const TASKS: View = View {
    name: "REP_TASK_INST_RUN",
    columns: &[
        needed(text("SUBJECT_AREA", "S.SUBJ_NAME")),
        needed(text("WORKFLOW_NAME", "W.WORKFLOW_NAME")),
        number("VERSION_NUMBER", "W.VERSION_NUMBER"),
        number("SUBJECT_ID", "T.SUBJECT_ID"),
        needed(number("WORKFLOW_ID", "T.WORKFLOW_ID")),
        needed(number("WORKFLOW_RUN_ID", "T.WORKFLOW_RUN_ID")),
        needed(number("WORKLET_RUN_ID", "T.WORKLET_RUN_ID")),
        needed(number("CHILD_RUN_ID", "T.CHILD_RUN_ID")),
        needed(number("INSTANCE_ID", "T.INSTANCE_ID")),
        needed(text("INSTANCE_NAME", "T.INSTANCE_NAME")),
        number("TASK_ID", "T.TASK_ID"),
        text("TASK_TYPE_NAME", TASK_TYPE_NAME),
        needed(number("TASK_TYPE", "T.TASK_TYPE")),
        needed(time("START_TIME", "T.START_TIME")),
        needed(time("END_TIME", "T.END_TIME")),
        needed(number("RUN_ERR_CODE", "T.RUN_ERR_CODE")),
        needed(text("RUN_ERR_MSG", "T.RUN_ERR_MSG")),
        needed(number("RUN_STATUS_CODE", "T.RUN_STATUS_CODE")),
        needed(text("TASK_NAME", "T.TASK_NAME")),
        number("TASK_VERSION_NUMBER", "T.VERSION_NUMBER"),
        number("SERVER_ID", "T.SERVER_ID"),
        text("SERVER_NAME", "T.SERVER_NAME"),
    ],
    start: "START_TIME",
    order: &["WORKLET_RUN_ID", "INSTANCE_ID"],
    tables: "@OPB_TASK_INST_RUN T \
        JOIN @OPB_WFLOW_RUN W ON W.WORKFLOW_ID = T.WORKFLOW_ID AND W.WORKFLOW_RUN_ID = T.WORKFLOW_RUN_ID \
        JOIN @OPB_SUBJECT S ON S.SUBJ_ID = T.SUBJECT_ID",
    rows: "",
};

const SESSIONS: View = View {
    name: "REP_SESS_LOG",
    columns: &[
        needed(text("SUBJECT_AREA", "S.SUBJ_NAME")),
        number("SUBJECT_ID", "T.SUBJECT_ID"),
        needed(text("SESSION_NAME", "T.TASK_NAME")),
        number("SESSION_ID", "T.TASK_ID"),
        needed(text("SESSION_INSTANCE_NAME", "T.INSTANCE_NAME")),
        needed(number("SUCCESSFUL_ROWS", "L.TARG_SUCCESS_ROWS")),
        needed(number("FAILED_ROWS", "L.TARG_FAILED_ROWS")),
        needed(number("SUCCESSFUL_SOURCE_ROWS", "L.SRC_SUCCESS_ROWS")),
        number("FAILED_SOURCE_ROWS", "L.SRC_FAILED_ROWS"),
        needed(number("FIRST_ERROR_CODE", "L.FIRST_ERROR_CODE")),
        needed(text("FIRST_ERROR_MSG", "L.FIRST_ERROR_MSG")),
        number("LAST_ERROR_CODE", "L.LAST_ERROR_CODE"),
        text("LAST_ERROR", "L.LAST_ERROR"),
        needed(number("RUN_STATUS_CODE", "T.RUN_STATUS_CODE")),
        needed(time("ACTUAL_START", "T.START_TIME")),
        needed(time("SESSION_TIMESTAMP", "T.END_TIME")),
        text("SESSION_LOG_FILE", "L.LOG_FILE"),
        text("BAD_FILE_LOCATION", ""),
        number("TASK_VERSION_NUMBER", "T.VERSION_NUMBER"),
        number("WORKFLOW_VERSION_NUMBER", "W.VERSION_NUMBER"),
        needed(text("WORKFLOW_NAME", "W.WORKFLOW_NAME")),
        needed(text("MAPPING_NAME", "L.MAPPING_NAME")),
        needed(number("TOTAL_ERR", "L.TOTAL_TRANS_ERRS")),
        needed(number("WORKFLOW_ID", "T.WORKFLOW_ID")),
        needed(number("WORKFLOW_RUN_ID", "T.WORKFLOW_RUN_ID")),
        needed(number("WORKLET_RUN_ID", "T.WORKLET_RUN_ID")),
        needed(number("INSTANCE_ID", "T.INSTANCE_ID")),
    ],
    start: "ACTUAL_START",
    order: &["WORKLET_RUN_ID", "INSTANCE_ID"],
    tables: "@OPB_TASK_INST_RUN T \
        JOIN @OPB_SESS_TASK_LOG L ON L.WORKFLOW_ID = T.WORKFLOW_ID AND L.WORKFLOW_RUN_ID = T.WORKFLOW_RUN_ID \
        AND L.WORKLET_RUN_ID = T.WORKLET_RUN_ID AND L.INSTANCE_ID = T.INSTANCE_ID \
        JOIN @OPB_WFLOW_RUN W ON W.WORKFLOW_ID = T.WORKFLOW_ID AND W.WORKFLOW_RUN_ID = T.WORKFLOW_RUN_ID \
        JOIN @OPB_SUBJECT S ON S.SUBJ_ID = T.SUBJECT_ID",
    rows: "",
};

const TABLES: View = View {
    name: "REP_SESS_TBL_LOG",
    columns: &[
        needed(text("SUBJECT_AREA", "S.SUBJ_NAME")),
        number("SUBJECT_ID", "T.SUBJECT_ID"),
        needed(text("SESSION_NAME", "T.TASK_NAME")),
        number("SESSION_ID", "G.SESSION_ID"),
        needed(text("SESSION_INSTANCE_NAME", "T.INSTANCE_NAME")),
        number("SESSION_INSTANCE_ID", "G.TASK_INSTANCE_ID"),
        needed(number("WORKFLOW_ID", "G.WORKFLOW_ID")),
        of_tables_alone(needed(number("WORKFLOW_RUN_ID", "G.WORKFLOW_RUN_ID"))),
        of_tables_alone(needed(number("WORKLET_RUN_ID", "G.WORKLET_RUN_ID"))),
        number("WORKFLOW_VERSION_NUMBER", "W.VERSION_NUMBER"),
        needed(text("TABLE_NAME", "G.WIDGET_NAME")),
        number("TABLE_ID", ""),
        number("TABLE_VERSION_NUMBER", ""),
        text("TABLE_BUSNAME", ""),
        needed(text("TABLE_INSTANCE_NAME", "G.INSTANCE_NAME")),
        needed(number("SUCCESSFUL_ROWS", "G.APPLIED_ROWS")),
        needed(number("SUCCESSFUL_AFFECTED_ROWS", "G.AFFECTED_ROWS")),
        needed(number("FAILED_ROWS", "G.REJECTED_ROWS")),
        text("LAST_ERROR", "G.LAST_ERR_MSG"),
        number("LAST_ERROR_CODE", "G.LAST_ERR_CODE"),
        needed(time("START_TIME", "G.START_TIME")),
        needed(time("END_TIME", "G.END_TIME")),
        text("BAD_FILE_LOCATION", ""),
        number("SESSION_VERSION_NUMBER", "T.VERSION_NUMBER"),
        needed(text("PARTITION_NAME", "G.PARTITION_NAME")),
        text("MAPPLET_INSTANCE_NAME", "G.MAPPLET_INST_NAME"),
        text("WIDGET_NAME", "G.WIDGET_NAME"),
        text("TYPE_NAME", ""),
        text("GROUP_NAME", "G.GROUP_NAME"),
        number("THROUGHPUT", "G.THRUPUT"),
        number("TYPE_ID", ""),
    ],
    start: "START_TIME",
    order: &["START_TIME", "SESSION_INSTANCE_NAME", "TABLE_INSTANCE_NAME", "PARTITION_NAME"],
    tables: "@OPB_SWIDGINST_LOG G \
        JOIN @OPB_TASK_INST_RUN T ON T.WORKFLOW_ID = G.WORKFLOW_ID AND T.WORKFLOW_RUN_ID = G.WORKFLOW_RUN_ID \
        AND T.WORKLET_RUN_ID = G.WORKLET_RUN_ID AND T.INSTANCE_ID = G.TASK_INSTANCE_ID \
        JOIN @OPB_WFLOW_RUN W ON W.WORKFLOW_ID = T.WORKFLOW_ID AND W.WORKFLOW_RUN_ID = T.WORKFLOW_RUN_ID \
        JOIN @OPB_SUBJECT S ON S.SUBJ_ID = T.SUBJECT_ID",
    rows: "G.WIDGET_TYPE = 2",
};

const WIDGETS: View = View {
    name: "OPB_SWIDGINST_LOG",
    columns: &[
        needed(number("WORKFLOW_ID", "")),
        needed(number("WORKFLOW_RUN_ID", "")),
        needed(number("WORKLET_RUN_ID", "")),
        needed(number("TASK_INSTANCE_ID", "")),
        number("PARTITION_ID", ""),
        needed(text("PARTITION_NAME", "")),
        number("SESSION_ID", ""),
        number("SESSWIDG_INST_ID", ""),
        needed(number("WIDGET_TYPE", "")),
        needed(text("INSTANCE_NAME", "")),
        text("MAPPLET_INST_NAME", ""),
        needed(text("WIDGET_NAME", "")),
        number("GROUP_ID", ""),
        text("GROUP_NAME", ""),
        needed(number("APPLIED_ROWS", "")),
        needed(number("AFFECTED_ROWS", "")),
        needed(number("REJECTED_ROWS", "")),
        number("THRUPUT", ""),
        needed(text("LAST_ERR_MSG", "")),
        needed(number("LAST_ERR_CODE", "")),
        needed(time("START_TIME", "")),
        needed(time("END_TIME", "")),
    ],
    start: "START_TIME",
    order: &["WORKLET_RUN_ID", "TASK_INSTANCE_ID", "INSTANCE_NAME", "PARTITION_NAME"],
    tables: "",
    rows: "",
};
