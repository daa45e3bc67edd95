//! A session or workflow as it stands: every text in it that may hold a parameter, and everything that gives one a value.
//!
//! Owns the shape only; `answer::design` puts it together, innermost layer first.

use super::Text;
use super::content::Content;
use super::mapping::{Flow, PortText};
use super::parameter::Place;

/// A child of FOLDER read back, with the place where it was first seen.
#[derive(Debug, Clone, Default)]
pub struct Stored {
    /// File it was first seen in.
    pub file: String,
    /// Lines of that file before it.
    pub lines_before: u64,
    /// What it says.
    pub content: Content,
    /// Expressions and defaults of its ports that may hold a parameter.
    pub ports: Vec<PortText>,
    /// Connectors and ports of a mapping, mapplet or transformation, where they were asked for.
    pub flow: Flow,
}

impl Stored {
    /// `file:line` of a line of this child.
    #[must_use]
    pub fn place(&self, line: u32) -> String {
        format!("{}:{}", self.file, self.lines_before + u64::from(line) + 1)
    }
}

/// How PowerCenter takes a text, which says what becomes of a parameter in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Context {
    /// An expression: a parameter is a typed value.
    Expression,
    /// SQL, filters, file names, commands: a parameter is put in as text.
    Text,
    /// The variable of a connection reference.
    Connection,
}

/// A text that a session or workflow uses, after all layers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Usage {
    /// What it belongs to: `session`, `SQ_ORDERS`, `wf_daily`, `Pre-session command`.
    pub owner: String,
    /// Attribute, port or connection it is the value of.
    pub attribute: String,
    /// How it is taken.
    pub context: Context,
    /// The text.
    pub text: Text,
    /// `file:line`
    pub place: String,
    /// Mapplet instance it stands in, empty outside of mapplets.
    pub mapplet: Text,
}

/// Who declares a variable.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Owner {
    /// The mapping.
    Mapping,
    /// A mapplet, by its instance in the mapping.
    Mapplet(Text),
    /// The workflow (0) or a worklet in it (1 and up), by depth.
    Workflow(usize),
}

/// MAPPINGVARIABLE or user-defined WORKFLOWVARIABLE.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declaration {
    /// With its `$$`.
    pub name: Text,
    /// Where it is declared.
    pub owner: Owner,
    /// `string`, `integer`, `date/time`, …
    pub datatype: Text,
    /// Digits or characters, where it says so.
    pub precision: Option<i64>,
    /// Digits after the point, where it says so.
    pub scale: Option<i64>,
    /// Initial value; empty where there is none.
    pub initial: Text,
    /// It begins as NULL, whatever its datatype.
    pub null: bool,
    /// The repository keeps its value between runs.
    pub kept: bool,
    /// Its value is put in before the expression is parsed (IsExprVar).
    pub expression: bool,
    /// `file:line`
    pub place: String,
}

/// When an assignment happens.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum When {
    /// Before the session: a mapping parameter or variable takes the value.
    BeforeSession,
    /// Before a worklet of this depth: a worklet variable takes the value.
    BeforeWorklet(usize),
    /// While the workflow (0) or a worklet in it runs: an Assignment task, or after some session. The text says which.
    AtRun(usize, String),
}

/// `name = value`, as a workflow or session assigns it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignment {
    /// The variable that gets the value.
    pub name: Text,
    /// An expression.
    pub value: Text,
    /// When.
    pub when: When,
    /// `file:line`
    pub place: String,
}

/// A text and where it stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Said {
    /// The text.
    pub text: Text,
    /// `file:line`
    pub place: String,
}

/// A session or workflow with everything that bears on its parameters.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Design {
    /// Where it runs.
    pub place: Place,
    /// Repository.
    pub repository: Text,
    /// Full address.
    pub address: String,
    /// Mapping of the session; empty for a workflow.
    pub mapping: Text,
    /// Texts that may hold parameters.
    pub usages: Vec<Usage>,
    /// Variables declared by mapping, mapplets, workflow and worklets.
    pub declarations: Vec<Declaration>,
    /// Values that are assigned.
    pub assignments: Vec<Assignment>,
    /// `Parameter Filename` of the workflow; empty where it names none.
    pub workflow_file: Said,
    /// `Parameter Filename` of the session; empty where it names none.
    pub session_file: Said,
    /// `$Source connection value`
    pub source: Said,
    /// `$Target connection value`
    pub target: Said,
    /// Source and target instances of the mapping with their tables, for `$PMname@TableName`.
    pub tables: Vec<(Text, Text)>,
}
