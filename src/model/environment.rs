//! An environment: what is the same for every run of a place such as `prod`.
//!
//! Owns values that PowerCenter keeps in its Administrator tool, and how server paths become local ones. Holds no secret:
//! whoever reads one masks it.

use super::Text;

/// One environment of `environments.yaml`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Environment {
    /// Its name; empty where none was asked for.
    pub name: String,
    /// Files at hand, found by the name that a workflow or session gives.
    pub parameter_files: Vec<String>,
    /// The file that workflows are started with, in place of those they name (`pmcmd -paramfile`).
    pub start_with: Option<String>,
    /// Integration Service; empty: as the workflow says.
    pub service: Text,
    /// Node; empty: not known.
    pub node: Text,
    /// User of the repository service; empty: not known.
    pub repository_user: Text,
    /// `$PM…` service and process variables.
    pub directories: Vec<Setting>,
    /// Server path → local path, longest first.
    pub paths: Vec<(String, String)>,
    /// Connection name → the one that stands for it here.
    pub connections: Vec<(Text, Text)>,
    /// Values that are stronger than any parameter file.
    pub overrides: Vec<Setting>,
    /// Encoding of parameter files that are no UTF-8.
    pub code_page: Option<String>,
}

/// A name and its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// With its `$`.
    pub name: Text,
    /// `None`: it comes from a variable of the process environment that is not set, or may not be read.
    pub value: Option<Text>,
    /// `file:line` or `file`, and the variable where it comes from one.
    pub place: String,
}

/// A value that the repository keeps between runs, as a session log states it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saved {
    /// Folder of the session.
    pub folder: Text,
    /// The session, empty where the variable is a workflow's.
    pub session: Text,
    /// The workflow.
    pub workflow: Text,
    /// The variable, with its `$$`.
    pub name: Text,
    /// Its value.
    pub value: Text,
    /// `file:line` of the log.
    pub place: String,
}
