//! What tells objects of a repository apart: kind, path, name and, for three kinds, a qualifier.
//!
//! Owns identity. Never owns what an object says; that is its definition.

use super::Text;

/// Kind of an object. It is part of the identity: a workflow and a mapping of one folder often share a name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// SOURCE
    Source,
    /// TARGET
    Target,
    /// MAPPING
    Mapping,
    /// MAPPLET
    Mapplet,
    /// TRANSFORMATION directly under FOLDER (a reusable one)
    Transformation,
    /// SESSION
    Session,
    /// CONFIG
    Config,
    /// WORKFLOW
    Workflow,
    /// WORKLET
    Worklet,
    /// TASK under FOLDER, WORKFLOW or WORKLET
    Task,
    /// SCHEDULER directly under FOLDER
    Scheduler,
    /// SHORTCUT
    Shortcut,
    /// EXPRMACRO, a user-defined function
    Function,
    /// A child of FOLDER that no reader knows, by its element name in lower case
    Other(Text),
}

impl Kind {
    /// Every kind that has a reader, in the order of summaries.
    pub const KNOWN: [Self; 13] = [
        Self::Workflow,
        Self::Worklet,
        Self::Session,
        Self::Task,
        Self::Config,
        Self::Mapping,
        Self::Mapplet,
        Self::Transformation,
        Self::Source,
        Self::Target,
        Self::Shortcut,
        Self::Scheduler,
        Self::Function,
    ];

    /// The word used in addresses, tables and JSON.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Source => "source",
            Self::Target => "target",
            Self::Mapping => "mapping",
            Self::Mapplet => "mapplet",
            Self::Transformation => "transformation",
            Self::Session => "session",
            Self::Config => "config",
            Self::Workflow => "workflow",
            Self::Worklet => "worklet",
            Self::Task => "task",
            Self::Scheduler => "scheduler",
            Self::Shortcut => "shortcut",
            Self::Function => "function",
            Self::Other(name) => name,
        }
    }

    /// Kind of a child of FOLDER by its element name.
    #[must_use]
    pub fn of_element(name: &str) -> Self {
        match name {
            "EXPRMACRO" => Self::Function,
            _ => Self::of_word(&name.to_lowercase()),
        }
    }

    /// Kind by the word of an address or a table.
    #[must_use]
    pub fn of_word(word: &str) -> Self {
        Self::KNOWN.into_iter().find(|kind| kind.as_str() == word).unwrap_or_else(|| Self::Other(word.into()))
    }

    /// The attribute that tells two objects of this kind and one name apart in real exports.
    #[must_use]
    pub fn qualifier(&self) -> Option<&'static str> {
        match self {
            Self::Source => Some("DBDNAME"),
            Self::Shortcut => Some("OBJECTTYPE"),
            Self::Transformation => Some("TYPE"),
            _ => None,
        }
    }
}

/// Identity of an object inside its folder.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// What it is.
    pub kind: Kind,
    /// Workflow and worklets around it, joined by `/`; empty at folder level.
    pub path: Text,
    /// Its NAME.
    pub name: Text,
    /// Value of [`Kind::qualifier`], empty for the other kinds.
    pub qualifier: Text,
}

/// Since when an object was as it was.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stood {
    /// What it is to whoever asks: `session`, `mapping`, …
    pub what: String,
    /// Its full address.
    pub address: String,
    /// The first snapshot in which it was so.
    pub snapshot: i64,
    /// Time of that snapshot, UTC.
    pub at: String,
    /// `file:line` in which it was first seen so.
    pub place: String,
}
