//! Attribute lists with their usual values, in the order of real exports.

/// A session configuration object.
pub(crate) const CONFIG: &[(&str, &str)] = &[
    ("Advanced", ""),
    ("Constraint based load ordering", "NO"),
    ("Cache LOOKUP() function", "YES"),
    ("Default buffer block size", "Auto"),
    ("Line Sequential buffer length", "1024"),
    ("Maximum Memory Allowed For Auto Memory Attributes", "512MB"),
    ("Maximum Percentage of Total Memory Allowed For Auto Memory Attributes", "5"),
    ("Additional Concurrent Pipelines for Lookup Cache Creation", "Auto"),
    ("Custom Properties", ""),
    ("Pre-build lookup cache", "Auto"),
    ("Optimization Level", "Medium"),
    ("DateTime Format String", "MM/DD/YYYY HH24:MI:SS.US"),
    ("Pre 85 Timestamp Compatibility", "NO"),
    ("Log Options", "0"),
    ("Save session log by", "Session runs"),
    ("Save session log for these runs", "0"),
    ("Session Log File Max Size", "0"),
    ("Session Log File Max Time Period", "0"),
    ("Maximum Partial Session Log Files", "1"),
    ("Writer Commit Statistics Log Frequency", "1"),
    ("Writer Commit Statistics Log Interval", "0"),
    ("Error handling", ""),
    ("Stop on errors", "0"),
    ("Override tracing", "None"),
    ("On Stored Procedure error", "Stop"),
    ("On Pre-session command task error", "Stop"),
    ("On Pre-Post SQL error", "Stop"),
    ("Enable Recovery", "NO"),
    ("Error Log Type", "None"),
    ("Error Log Table Name Prefix", ""),
    ("Error Log File Name", "PMError.log"),
    ("Log Source Row Data", "NO"),
    ("Data Column Delimiter", "|"),
    ("Partitioning Options", ""),
    ("Dynamic Partitioning", "Disabled"),
    ("Number of Partitions", "1"),
    ("Multiplication Factor", "Auto"),
    ("Session on Grid", ""),
    ("Is Enabled", "NO"),
];

/// The 26 attributes of a session.
pub(crate) const SESSION: &[(&str, &str)] = &[
    ("General Options", ""),
    ("Write Backward Compatible Session Log File", "NO"),
    ("Session Log File Name", ""),
    ("Session Log File directory", "$PMSessionLogDir\\"),
    ("Parameter Filename", ""),
    ("Enable Test Load", "NO"),
    ("$Source connection value", ""),
    ("$Target connection value", ""),
    ("Treat source rows as", "Insert"),
    ("Commit Type", "Target"),
    ("Commit Interval", "10000"),
    ("Commit On End Of File", "YES"),
    ("Rollback Transactions on Errors", "NO"),
    ("Recovery Strategy", "Fail task and continue workflow"),
    ("Java Classpath", ""),
    ("Performance", ""),
    ("DTM buffer size", "Auto"),
    ("Collect performance data", "NO"),
    ("Write performance data to repository", "NO"),
    ("Incremental Aggregation", "NO"),
    ("Enable high precision", "YES"),
    ("Session retry on deadlock", "NO"),
    ("Pushdown Optimization", "None"),
    ("Allow Temporary View for Pushdown", "NO"),
    ("Allow Temporary Sequence for Pushdown", "NO"),
    ("Allow Pushdown for User Incompatible Connections", "NO"),
];

/// A relational writer, up to the reject file.
pub(crate) const WRITER: &[(&str, &str)] = &[
    ("Target load type", "Normal"),
    ("Insert", "YES"),
    ("Update as Update", "YES"),
    ("Update as Insert", "NO"),
    ("Update else Insert", "NO"),
    ("Delete", "YES"),
    ("Truncate target table option", "NO"),
    ("Reject file directory", "$PMBadFileDir\\"),
];

/// What sessions override of their configuration, with values met.
pub(crate) const OVERRIDES: &[(&str, &[&str])] = &[
    ("Save session log by", &["Session timestamp", "Session runs"]),
    ("Save session log for these runs", &["5", "10", "20", "30"]),
    ("Stop on errors", &["1", "1", "10", "100", "$PMSessionErrorThreshold"]),
    ("Session Log File Max Size", &["20", "30", "100"]),
    ("Override tracing", &["Normal", "Terse"]),
    ("DateTime Format String", &["YYYY-MM-DD", "YYYY-MM-DD HH24:MI:SS.US"]),
    ("Maximum Memory Allowed For Auto Memory Attributes", &["1GB", "2GB", "15GB"]),
];

/// A source qualifier.
pub(crate) const QUALIFIER: &[(&str, &str)] = &[
    ("Sql Query", ""),
    ("User Defined Join", ""),
    ("Source Filter", ""),
    ("Number Of Sorted Ports", "0"),
    ("Tracing Level", "Normal"),
    ("Select Distinct", "NO"),
    ("Is Partitionable", "NO"),
    ("Pre SQL", ""),
    ("Post SQL", ""),
    ("Output is deterministic", "NO"),
    ("Output is repeatable", "Never"),
];

/// A lookup, after its condition.
pub(crate) const LOOKUP: &[(&str, &str)] = &[
    ("Lookup Source Filter", ""),
    ("Lookup caching enabled", "YES"),
    ("Lookup policy on multiple match", "Use Any Value"),
    ("Connection Information", "$Target"),
    ("Source Type", "Database"),
    ("Recache if Stale", "NO"),
    ("Tracing Level", "Normal"),
    ("Lookup cache directory name", "$PMCacheDir"),
    ("Lookup cache initialize", "NO"),
    ("Lookup cache persistent", "NO"),
    ("Lookup Data Cache Size", "Auto"),
    ("Lookup Index Cache Size", "Auto"),
    ("Dynamic Lookup Cache", "NO"),
    ("Output Old Value On Update", "NO"),
    ("Case Sensitive String Comparison", "NO"),
    ("Null ordering", "Null Is Highest Value"),
    ("Sorted Input", "NO"),
    ("Lookup source is static", "NO"),
    ("Pre-build lookup cache", "Auto"),
    ("Subsecond Precision", "6"),
];

/// A workflow.
pub(crate) const WORKFLOW: &[(&str, &str)] = &[
    ("Parameter Filename", ""),
    ("Write Backward Compatible Workflow Log File", "NO"),
    ("Workflow Log File Name", ""),
    ("Workflow Log File Directory", "$PMWorkflowLogDir\\"),
    ("Save Workflow log by", "By runs"),
    ("Save workflow log for these runs", "0"),
    ("Service Name", ""),
    ("Service Timeout", "0"),
    ("Is Service Visible", "NO"),
    ("Is Service Protected", "NO"),
    ("Fail task after wait time", "0"),
    ("Enable HA recovery", "NO"),
    ("Automatically recover terminated tasks", "NO"),
    ("Service Level Name", "Default"),
    ("Allow concurrent run with unique run instance name", "NO"),
    ("Allow concurrent run with same run instance name", "NO"),
    ("Maximum number of concurrent runs", "0"),
    ("Assigned Web Services Hubs", ""),
    ("Maximum number of concurrent runs per Hub", "1000"),
    ("Expected Service Time", "1"),
];

/// Predefined variables of every task: name, datatype, description.
pub(crate) const TASK_VARIABLES: &[(&str, &str, &str)] = &[
    ("StartTime", "date/time", "The time this task started"),
    ("EndTime", "date/time", "The time this task completed"),
    ("Status", "integer", "Status of this task's execution"),
    ("PrevTaskStatus", "integer", "Status of the previous task that is not disabled"),
    ("ErrorCode", "integer", "Error code for this task's execution"),
    ("ErrorMsg", "string", "Error message for this task's execution"),
];

/// Predefined variables that only sessions have.
pub(crate) const SESSION_VARIABLES: &[(&str, &str, &str)] = &[
    ("SrcSuccessRows", "bigint", "Rows successfully read"),
    ("SrcFailedRows", "bigint", "Rows failed to read"),
    ("TgtSuccessRows", "bigint", "Rows successfully loaded"),
    ("TgtFailedRows", "bigint", "Rows failed to load"),
    ("TotalTransErrors", "integer", "Total number of transformation errors"),
    ("FirstErrorCode", "integer", "First error code"),
    ("FirstErrorMsg", "string", "First error message"),
];
