//! What uses what as of a snapshot: connections, tables and parameters, by sessions, mappings and workflows.
//!
//! Rows as the store counts them, before anything is concluded. Never a value, so never a secret.

use super::Text;

/// One way in which an object refers to a connection.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Touch {
    /// Name of the connection, or the variable that stands for it.
    pub connection: Text,
    /// True where a variable stands for it.
    pub by_variable: bool,
    /// Relational, Application, …
    pub connection_type: Text,
    /// `READER`, `WRITER`, `LOOKUPEXTENSION`, …
    pub access: Text,
    /// Full address of the session; of the workflow where a task instance lays it over a reusable session.
    pub user: String,
}

/// A source or target definition.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TableDefinition {
    /// Number of its definition.
    pub definition: i64,
    /// Number of its folder.
    pub folder: i64,
    /// True for a target.
    pub is_target: bool,
    /// Its name.
    pub name: Text,
    /// Its full address.
    pub address: String,
}

/// A mapping or mapplet, by what tells it from others.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MappingKey {
    /// Number of its folder.
    pub folder: i64,
    /// Its name.
    pub name: Text,
    /// True for a mapplet.
    pub is_mapplet: bool,
}

/// Something that stands in a mapping or mapplet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// Where it stands.
    pub mapping: MappingKey,
    /// TRANSFORMATION_TYPE of the instance: `Source Definition`, `Mapplet`, `Lookup Procedure`, …
    pub kind: Text,
    /// What stands behind the instance: source, target, mapplet; of a lookup its table.
    pub object: Text,
}

/// A shortcut and what it leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lead {
    /// Number of its folder.
    pub folder: i64,
    /// Its name there.
    pub name: Text,
    /// Name of the folder that it leads to.
    pub to_folder: Text,
    /// Name of the object there.
    pub to: Text,
}

/// A session and its mapping.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MappedSession {
    /// Number of its folder.
    pub folder: i64,
    /// Name of the mapping.
    pub mapping: Text,
    /// Full address of the session.
    pub address: String,
}

/// A name with `$` in a definition. Case is not kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// The name in lower case, `$$last_extract`.
    pub name: Text,
    /// Where it stands.
    pub by: Mentioner,
}

/// What a name stands in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mentioner {
    /// A session, workflow, worklet or task, by its full address.
    Runs(String),
    /// A mapping or mapplet.
    Maps(MappingKey),
}

/// A line of a parameter file. Its value is of no concern here.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct FileLine {
    /// The file.
    pub file: String,
    /// Counted from 1.
    pub line: i64,
    /// Heading as written.
    pub heading: String,
    /// Name as written.
    pub name: String,
}
