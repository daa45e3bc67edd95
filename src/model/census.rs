//! What the rules of `comply` about the catalog as a whole look at: objects, who refers to them, credentials, runs, as
//! queries tell of them.
//!
//! Owns the shapes only. Nothing in them is a secret.

use super::Text;
use super::object::Kind;
use super::run::Status;

/// An object at folder level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Top {
    /// Number of its folder.
    pub folder_id: i64,
    /// Repository.
    pub repository: String,
    /// Folder.
    pub folder: String,
    /// What it is.
    pub kind: Kind,
    /// Its name.
    pub name: Text,
    /// Full address.
    pub address: String,
    /// `file:line`.
    pub place: String,
    /// Digest of its text.
    pub digest: Vec<u8>,
    /// Bytes of its text.
    pub length: i64,
    /// Bytes of its description, of a mapping.
    pub description: i64,
    /// Number of its definition.
    pub definition: i64,
}

/// What is referred to, from within a folder.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Referred {
    /// Number of the folder of what is referred to.
    pub folder_id: i64,
    /// What it is: `session`, `worklet`, `task`, `mapping`, `mapplet`, `transformation`.
    pub kind: &'static str,
    /// Its name.
    pub name: Text,
}

/// How the sessions of a folder use a connection.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ConnectionUse {
    /// Repository.
    pub repository: String,
    /// Folder.
    pub folder: String,
    /// Its name; of a reference by variable, the variable.
    pub connection: Text,
    /// READER, WRITER, LOOKUPEXTENSION, …
    pub extension: String,
    /// References.
    pub times: u64,
}

/// A session as it stands in a workflow, or in a worklet that belongs to one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Placed {
    /// Repository.
    pub repository: String,
    /// Folder.
    pub folder: String,
    /// Workflow.
    pub workflow: String,
    /// Worklets around it, `a/b`.
    pub path: String,
    /// The session's instance.
    pub session: String,
    /// Neither the instance nor its workflow is disabled.
    pub enabled: bool,
    /// The workflow has a schedule other than "on demand".
    pub scheduled: bool,
    /// `file:line` of the workflow or worklet.
    pub place: String,
}

/// The newest runs of one place, newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ran {
    /// Repository; empty where nobody said it.
    pub repository: String,
    /// Folder; empty where nobody said it.
    pub folder: String,
    /// Workflow; empty where nobody said it.
    pub workflow: String,
    /// Worklets around it.
    pub path: String,
    /// The session's instance.
    pub session: String,
    /// Its runs.
    pub runs: Vec<OneRun>,
}

/// One of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OneRun {
    /// When it began; local to the service.
    pub started_at: String,
    /// Where it stands.
    pub status: Status,
    /// Rows read.
    pub source_rows: Option<i64>,
    /// Rows loaded.
    pub target_rows: Option<i64>,
    /// Rows that the target refused.
    pub rejected_rows: Option<i64>,
}

/// What is known of a credential without opening it, as of a time.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CredentialFacts {
    /// Its name.
    pub name: Text,
    /// It was found in an input and sealed.
    pub found: bool,
    /// When its first value was set, UTC.
    pub created_at: String,
    /// When the value in force was set, UTC.
    pub set_at: String,
    /// How many values it had.
    pub versions: u64,
    /// Who can open it: age recipients.
    pub recipients: Vec<Text>,
    /// Why it should be changed; empty where no reason is known.
    pub rotate: String,
}

/// The text of an object out of which a secret was cut.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MaskedText {
    /// Folder.
    pub folder: String,
    /// Full address.
    pub address: String,
    /// Sessions, worklets and tasks nested in it are objects of their own.
    pub holds_others: bool,
    /// File it was first seen in.
    pub file: String,
    /// Lines of that file before it.
    pub lines_before: u64,
    /// The text.
    pub xml: String,
}

/// A folder.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FolderFacts {
    /// Repository.
    pub repository: String,
    /// Its name.
    pub name: String,
    /// DESCRIPTION
    pub description: String,
    /// Sources and targets in it.
    pub tables: u64,
    /// How many of these have a description.
    pub described: u64,
}

/// Somebody opened secrets.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Opened {
    /// Account of the operating system, and host.
    pub by: String,
    /// Recipient of the identity in use; empty where none was.
    pub recipient: String,
    /// `credential:NAME`, sorted.
    pub subjects: Vec<String>,
    /// When last, UTC.
    pub at: String,
}
