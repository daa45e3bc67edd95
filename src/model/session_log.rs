//! A session log: what the service itself says of how a session ran.
//!
//! Owns the statements that can be held against an answer of ours. Holds no secret and no rows.

/// A session log, read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SessionLog {
    /// The file as the user named it.
    pub file: String,
    /// Folder of the session; empty where the log does not say.
    pub folder: String,
    /// Workflow; empty where the log does not say.
    pub workflow: String,
    /// Session instance; empty where the log does not say.
    pub session: String,
    /// Time of its first line, local to the service, as `2020-11-06T06:52:26`.
    pub started_at: String,
    /// What it states, in order.
    pub statements: Vec<Statement>,
}

/// One thing that a log states.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// Line of the log, from 1.
    pub line: u64,
    /// Message code, for example `VAR_27028`.
    pub code: String,
    /// What it is about.
    pub about: About,
    /// What it says.
    pub value: String,
}

/// What a statement is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum About {
    /// Repository, service, node, folder, workflow, session or mapping, by that word.
    Name(&'static str),
    /// Number of the workflow run.
    RunId,
    /// Start value of a parameter or variable, and where the service took it from.
    Start {
        /// The variable with its `$$`.
        name: String,
        /// `default`, `override` or `persisted`.
        from: &'static str,
    },
    /// Value that the repository keeps after the run.
    Kept(String),
    /// An attribute of the session or its configuration, by its name.
    Attribute(&'static str),
    /// SQL of a Source Qualifier, by instance.
    Query(String),
    /// A flat file that is read.
    SourceFile,
    /// A flat file that is written.
    TargetFile,
    /// A target that is truncated.
    Truncated(String),
}
