//! Session attributes and what PowerCenter takes where nobody sets them.
//!
//! Source: the product's session and configuration-object pages, and `default_session_config` of repositories made with
//! 8.5 or later; upgraded repositories carry older values in their configuration objects, which then win as a layer.

/// Attribute names that only head a group of settings in the Workflow Manager.
pub const HEADERS: [&str; 7] = [
    "General Options",
    "Performance",
    "Advanced",
    "Log Options",
    "Error handling",
    "Partitioning Options",
    "Session on Grid",
];

/// Attributes of a session itself and their defaults, in the order of the Workflow Manager. The default log file name is
/// made from the session's name and so is not a constant.
#[rustfmt::skip]
pub const SESSION_DEFAULTS: &[(&str, &str)] = &[
    ("Write Backward Compatible Session Log File", "NO"),
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
    ("DTM buffer size", "Auto"),
    ("Collect performance data", "NO"),
    ("Write performance data to repository", "NO"),
    ("Incremental Aggregation", "NO"),
    ("Enable high precision", "NO"),
    ("Session retry on deadlock", "NO"),
    ("Pushdown Optimization", "None"),
    ("Allow Temporary View for Pushdown", "NO"),
    ("Allow Temporary Sequence for Pushdown", "NO"),
    ("Allow Pushdown for User Incompatible Connections", "NO"),
];

/// Attributes of a session configuration object and their defaults.
#[rustfmt::skip]
pub const CONFIG_DEFAULTS: &[(&str, &str)] = &[
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
    ("Save session log by", "Session runs"),
    ("Save session log for these runs", "0"),
    ("Session Log File Max Size", "0"),
    ("Session Log File Max Time Period", "0"),
    ("Maximum Partial Session Log Files", "1"),
    ("Writer Commit Statistics Log Frequency", "1"),
    ("Writer Commit Statistics Log Interval", "0"),
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
    ("Data Column Delimiter", "\x7c"),
    ("Dynamic Partitioning", "Disabled"),
    ("Number of Partitions", "1"),
    ("Multiplication Factor", "Auto"),
    ("Is Enabled", "NO"),
];
