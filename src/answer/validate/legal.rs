//! What PowerCenter takes as the value of each attribute, by the place where it stands.
//!
//! Source: the manual's reference of session properties, and the census of exports. Values that the Workflow Manager shows in
//! other words than an export are listed in both.

/// What a value may be.
#[derive(Debug, Clone, Copy)]
pub(super) enum Legal {
    /// Whatever it says.
    Any,
    /// YES or NO.
    Flag,
    /// One of some words, in whatever case.
    OneOf(&'static [&'static str]),
    /// A whole number, from one to another.
    Number(u64, u64),
    /// One of some words, or a whole number from one to another.
    WordOrNumber(&'static [&'static str], u64, u64),
    /// `Auto`, or bytes with KB, MB or GB behind them or not.
    Size,
}

/// Attributes of one place with what each may be.
pub(super) type Known = &'static [(&'static str, Legal)];

use Legal::{Any, Flag, Number, OneOf, Size, WordOrNumber};

const MOST: u64 = u64::MAX;
const RECOVERY: Legal = OneOf(&[
    "Fail task and continue workflow",
    "Restart task",
    "Resume from last checkpoint",
    "Resume from the last checkpoint",
]);
const ON_ERROR: Legal = OneOf(&["Stop", "Continue", "Stop Session", "Continue Session"]);
/// `TRACING` of a transformation.
const TRACING: Legal = OneOf(&["Terse", "Normal", "Verbose Initialization", "Verbose Init", "Verbose Data"]);
const FILE_TYPE: Legal = OneOf(&["Direct", "Indirect"]);

/// ATTRIBUTE of SESSION.
#[rustfmt::skip]
pub(super) const SESSION: Known = &[
    ("General Options", Any), ("Performance", Any), ("Advanced", Any),
    ("Write Backward Compatible Session Log File", Flag),
    ("Session Log File Name", Any),
    ("Session Log File directory", Any),
    ("Parameter Filename", Any),
    ("Enable Test Load", Flag),
    ("Number of rows to test", Number(1, MOST)),
    ("$Source connection value", Any),
    ("$Target connection value", Any),
    ("Treat source rows as", OneOf(&["Insert", "Delete", "Update", "Data driven"])),
    ("Commit Type", OneOf(&["Target", "Source", "User Defined"])),
    ("Commit Interval", Number(1, MOST)),
    ("Commit On End Of File", Flag),
    ("Rollback Transactions on Errors", Flag),
    ("Recovery Strategy", RECOVERY),
    ("Java Classpath", Any),
    ("DTM buffer size", Size),
    ("Collect performance data", Flag),
    ("Write performance data to repository", Flag),
    ("Incremental Aggregation", Flag),
    ("Reinitialize aggregate cache", Flag),
    ("Enable high precision", Flag),
    ("Session retry on deadlock", Flag),
    ("Pushdown Optimization", OneOf(&["None", "To Source", "To Target", "Full", "To Source with View", "To Target with View", "Full with View", "Source", "Target"])),
    ("Allow Temporary View for Pushdown", Flag),
    ("Allow Temporary Sequence for Pushdown", Flag),
    ("Allow Pushdown for User Incompatible Connections", Flag),
    ("Session Sort Order", Any),
];

/// ATTRIBUTE of CONFIG and of CONFIGREFERENCE.
#[rustfmt::skip]
pub(super) const CONFIG: Known = &[
    ("Advanced", Any), ("Log Options", Any), ("Error handling", Any), ("Partitioning Options", Any), ("Session on Grid", Any),
    ("Constraint based load ordering", Flag),
    ("Cache LOOKUP() function", Flag),
    ("Default buffer block size", Size),
    ("Line Sequential buffer length", Number(1, MOST)),
    ("Maximum Memory Allowed For Auto Memory Attributes", Size),
    ("Maximum Percentage of Total Memory Allowed For Auto Memory Attributes", Number(0, 100)),
    ("Additional Concurrent Pipelines for Lookup Cache Creation", WordOrNumber(&["Auto"], 0, MOST)),
    ("Custom Properties", Any),
    ("Pre-build lookup cache", OneOf(&["Auto", "Always allowed", "Always disallowed"])),
    ("Optimization Level", Any),
    ("DateTime Format String", Any),
    ("Pre 85 Timestamp Compatibility", Flag),
    ("Save session log by", OneOf(&["Session runs", "Session timestamp"])),
    ("Save session log for these runs", Number(0, MOST)),
    ("Session Log File Max Size", Number(0, MOST)),
    ("Session Log File Max Time Period", Number(0, MOST)),
    ("Maximum Partial Session Log Files", Number(0, MOST)),
    ("Writer Commit Statistics Log Frequency", Number(0, MOST)),
    ("Writer Commit Statistics Log Interval", Number(0, MOST)),
    ("Stop on errors", Number(0, MOST)),
    ("Override tracing", OneOf(&["None", "Terse", "Normal", "Verbose Initialization", "Verbose Init", "Verbose Data"])),
    ("On Stored Procedure error", ON_ERROR),
    ("On Pre-session command task error", ON_ERROR),
    ("On Pre-Post SQL error", ON_ERROR),
    ("Enable Recovery", Flag),
    ("Error Log Type", OneOf(&["None", "Relational Database", "Flat File"])),
    ("Error Log DB Connection", Any),
    ("Error Log Table Name Prefix", Any),
    ("Error Log File Directory", Any),
    ("Error Log File Name", Any),
    ("Log Row Data", Flag),
    ("Log Source Row Data", Flag),
    ("Data Column Delimiter", Any),
    ("Dynamic Partitioning", OneOf(&["Disabled", "Based on number of partitions", "Based on number of nodes in grid", "Based on source partitioning", "Based on number of CPUs"])),
    ("Number of Partitions", Number(1, MOST)),
    ("Multiplication Factor", WordOrNumber(&["Auto"], 1, MOST)),
    ("Is Enabled", Flag),
];

/// ATTRIBUTE of WORKFLOW.
#[rustfmt::skip]
pub(super) const WORKFLOW: Known = &[
    ("Parameter Filename", Any),
    ("Write Backward Compatible Workflow Log File", Flag),
    ("Workflow Log File Name", Any),
    ("Workflow Log File Directory", Any),
    ("Save Workflow log by", OneOf(&["By runs", "By timestamp"])),
    ("Save workflow log for these runs", Number(0, MOST)),
    ("Service Name", Any),
    ("Service Timeout", Number(0, MOST)),
    ("Is Service Visible", Flag),
    ("Is Service Protected", Flag),
    ("Fail task after wait time", Number(0, MOST)),
    ("Enable HA recovery", Flag),
    ("Automatically recover terminated tasks", Flag),
    ("Maximum automatic recovery attempts", Number(0, MOST)),
    ("Service Level Name", Any),
    ("Allow concurrent run with unique run instance name", Flag),
    ("Allow concurrent run with same run instance name", Flag),
    ("Maximum number of concurrent runs", Number(0, MOST)),
    ("Assigned Web Services Hubs", Any),
    ("Maximum number of concurrent runs per Hub", Number(0, MOST)),
    ("Expected Service Time", Number(0, MOST)),
];

/// ATTRIBUTE of WORKLET.
pub(super) const WORKLET: Known = &[("Allow Concurrent Run", Flag)];

/// ATTRIBUTE of a Command task, which stands around sessions too.
pub(super) const COMMAND: Known = &[("Fail task if any command fails", Flag), ("Recovery Strategy", RECOVERY)];

#[rustfmt::skip]
const RELATIONAL_WRITER: Known = &[
    ("Target load type", OneOf(&["Normal", "Bulk"])),
    ("Insert", Flag),
    ("Update as Update", Flag),
    ("Update as Insert", Flag),
    ("Update else Insert", Flag),
    ("Delete", Flag),
    ("Truncate target table option", Flag),
    ("Enable array upsert or update", Flag),
    ("Reject file directory", Any),
    ("Reject filename", Any),
    ("Rejected Truncated/Overflowed rows", Flag),
    ("Table Name Prefix", Any), ("Target Table Name", Any), ("Pre SQL", Any), ("Post SQL", Any), ("Update Override", Any),
];

#[rustfmt::skip]
const FILE_READER: Known = &[
    ("Input Type", OneOf(&["File", "Command"])),
    ("Concurrent read partitioning", OneOf(&["Optimize throughput", "Keep relative input row order", "Keep absolute input row order"])),
    ("Source filetype", FILE_TYPE),
    ("Source file directory", Any),
    ("Source filename", Any),
    ("Command Type", OneOf(&["Command Generating Data", "Command Generating File List"])),
    ("Command", Any),
    ("File Reader Truncate String Null", Flag),
    ("Codepage Parameter", Any),
];

#[rustfmt::skip]
const FILE_WRITER: Known = &[
    ("Merge Type", OneOf(&["No Merge", "Sequential Merge", "File List", "Concurrent Merge"])),
    ("Merge File Directory", Any),
    ("Merge File Name", Any),
    ("Merge Command", Any),
    ("Append if Exists", Flag),
    ("Create Target Directory", Flag),
    ("Create Directory if Not Exists", Flag),
    ("Header Options", OneOf(&["No Header", "Output Field Names", "Use header command output"])),
    ("Header Command", Any),
    ("Footer Command", Any),
    ("Output Type", OneOf(&["File", "Command"])),
    ("Output file directory", Any),
    ("Output filename", Any),
    ("Reject file directory", Any),
    ("Reject filename", Any),
    ("Command", Any),
    ("Codepage Parameter", Any),
];

#[rustfmt::skip]
const FILE_LOOKUP: Known = &[
    ("Lookup source file directory", Any),
    ("Lookup source filename", Any),
    ("Lookup source filetype", FILE_TYPE),
];

/// Readers, writers and lookups whose attributes are all known, by SUBTYPE.
pub(super) const EXTENSIONS: &[(&str, Known)] = &[
    ("Relational Writer", RELATIONAL_WRITER),
    ("File Reader", FILE_READER),
    ("File Writer", FILE_WRITER),
    ("Flat File Lookup", FILE_LOOKUP),
];

/// ATTRIBUTE of SESSTRANSFORMATIONINST; there are many more, and plug-ins have their own.
#[rustfmt::skip]
pub(super) const TRANSFORMATION: Known = &[
    ("Number Of Sorted Ports", Number(0, MOST)),
    ("Select Distinct", Flag),
    ("Lookup source is static", Flag),
    ("Lookup caching enabled", Flag),
    ("Dynamic Lookup Cache", Flag),
    ("Tracing Level", TRACING),
    ("Aggregator Data Cache Size", Size), ("Aggregator Index Cache Size", Size),
    ("Joiner Data Cache Size", Size), ("Joiner Index Cache Size", Size),
    ("Lookup Data Cache Size", Size), ("Lookup Index Cache Size", Size),
    ("Rank Data Cache Size", Size), ("Rank Index Cache Size", Size),
    ("Sorter Cache Size", Size),
];
