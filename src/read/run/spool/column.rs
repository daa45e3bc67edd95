//! Names of columns as views, tables and people's own spools have them.

/// What a column means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Column {
    Repository,
    Folder,
    Workflow,
    Session,
    Instance,
    Mapping,
    WorkflowId,
    WorkflowRun,
    WorkletRun,
    ChildRun,
    InstanceId,
    TaskType,
    TaskTypeName,
    Started,
    Ended,
    Status,
    SourceRows,
    SourceFailed,
    TargetRows,
    TargetFailed,
    Affected,
    Errors,
    ErrorCode,
    Error,
    LastErrorCode,
    LastError,
    Table,
    TableInstance,
    Partition,
    Throughput,
    WidgetType,
    WidgetName,
    TypeName,
    RunType,
    User,
    Service,
}

/// A column by each of its names. Sources: run-history facts for the views, their OPB tables, and names that monitoring
/// scripts give (`INSTANCE_NAME` for the session, `START_TIME` for its start).
#[rustfmt::skip]
const NAMES: &[(Column, &[&str])] = &[
    (Column::Repository, &["REPOSITORY_NAME", "REPOSITORY", "REPO_NAME"]),
    (Column::Folder, &["SUBJECT_AREA", "FOLDER_NAME", "FOLDER", "SUBJ_NAME"]),
    (Column::Workflow, &["WORKFLOW_NAME", "WORKFLOW"]),
    (Column::Session, &["SESSION_NAME", "SESSION", "TASK_NAME"]),
    (Column::Instance, &["SESSION_INSTANCE_NAME", "INSTANCE_NAME"]),
    (Column::Mapping, &["MAPPING_NAME", "MAPPING"]),
    (Column::WorkflowId, &["WORKFLOW_ID"]),
    (Column::WorkflowRun, &["WORKFLOW_RUN_ID"]),
    (Column::WorkletRun, &["WORKLET_RUN_ID"]),
    (Column::ChildRun, &["CHILD_RUN_ID"]),
    (Column::InstanceId, &["INSTANCE_ID", "TASK_INSTANCE_ID", "SESSION_INSTANCE_ID"]),
    (Column::TaskType, &["TASK_TYPE"]),
    (Column::TaskTypeName, &["TASK_TYPE_NAME"]),
    (Column::Started, &["ACTUAL_START", "START_TIME", "START_DATE", "STARTED_AT"]),
    (Column::Ended, &["SESSION_TIMESTAMP", "END_TIME", "END_DATE", "ENDED_AT"]),
    (Column::Status, &["RUN_STATUS_CODE", "RUN_STATUS", "STATUS"]),
    (Column::SourceRows, &["SUCCESSFUL_SOURCE_ROWS", "SRC_SUCCESS_ROWS"]),
    (Column::SourceFailed, &["FAILED_SOURCE_ROWS", "SRC_FAILED_ROWS"]),
    (Column::TargetRows, &["SUCCESSFUL_ROWS", "TARG_SUCCESS_ROWS", "APPLIED_ROWS"]),
    (Column::TargetFailed, &["FAILED_ROWS", "TARG_FAILED_ROWS", "REJECTED_ROWS"]),
    (Column::Affected, &["SUCCESSFUL_AFFECTED_ROWS", "AFFECTED_ROWS"]),
    (Column::Errors, &["TOTAL_ERR", "TOTAL_TRANS_ERRS"]),
    (Column::ErrorCode, &["FIRST_ERROR_CODE", "RUN_ERR_CODE"]),
    (Column::Error, &["FIRST_ERROR_MSG", "RUN_ERR_MSG"]),
    (Column::LastErrorCode, &["LAST_ERROR_CODE", "LAST_ERR_CODE"]),
    (Column::LastError, &["LAST_ERROR", "LAST_ERR_MSG"]),
    (Column::Table, &["TABLE_NAME"]),
    (Column::TableInstance, &["TABLE_INSTANCE_NAME"]),
    (Column::Partition, &["PARTITION_NAME"]),
    (Column::Throughput, &["THROUGHPUT", "THRUPUT"]),
    (Column::WidgetType, &["WIDGET_TYPE"]),
    (Column::WidgetName, &["WIDGET_NAME"]),
    (Column::TypeName, &["TYPE_NAME"]),
    (Column::RunType, &["RUN_TYPE"]),
    (Column::User, &["USER_NAME"]),
    (Column::Service, &["SERVER_NAME", "INTEGRATION_SERVICE"]),
];

impl Column {
    /// The column of a name in any case, with spaces for underscores and a table before a dot.
    pub(super) fn named(name: &str) -> Option<Self> {
        let name = name.trim().trim_matches('"').trim();
        let name = name.rsplit('.').next().unwrap_or(name).to_ascii_uppercase().replace(' ', "_");
        NAMES.iter().find(|(_, names)| names.contains(&name.as_str())).map(|(column, _)| *column)
    }
}
