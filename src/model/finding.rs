//! A finding: what `validate` has to say about a session, a file or another object.
//!
//! Owns the shape of a finding and of the rule behind it; the rules themselves stand in `model::rule`. Never carries a
//! secret.

use super::problem::Severity;

/// What a rule looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Category {
    /// The text: XML against a schema, the lines of a parameter file, the keys of a session file.
    Syntax,
    /// What settings mean together, and whether what is referred to exists.
    Semantic,
    /// References to connections.
    Connection,
    /// Parameters and variables.
    Parameter,
    /// What Spark cannot do as such.
    Compatibility,
}

impl Category {
    /// Every category, in the order they are reported.
    pub const ALL: [Self; 5] = [Self::Syntax, Self::Semantic, Self::Connection, Self::Parameter, Self::Compatibility];

    /// The word used in tables, JSON and on the command line.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Syntax => "syntax",
            Self::Semantic => "semantic",
            Self::Connection => "connection",
            Self::Parameter => "parameter",
            Self::Compatibility => "compatibility",
        }
    }
}

/// What is looked for. Its code never changes its meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Rule {
    /// Stable and kebab-case.
    pub code: &'static str,
    /// What it looks at.
    pub category: Category,
    /// How much it matters, unless a finding says otherwise.
    pub severity: Severity,
    /// What is wrong where it fires, one line.
    pub meaning: &'static str,
    /// What to do about it, one line.
    pub advice: &'static str,
    /// Where the rule comes from: a manual, the census of exports, or our own choice.
    pub source: &'static str,
}

/// One thing found.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// The file as the user named it, or as the catalog knows it.
    pub file: String,
    /// Counted from 1; 0 means the whole file.
    pub line: u64,
    /// Code of its rule.
    pub code: &'static str,
    /// Address of the object, empty for a file as such.
    pub object: String,
    /// How much it matters here.
    pub severity: Severity,
    /// Lower case: what stands there.
    pub message: String,
}

impl Finding {
    /// A finding of a rule, as severe as the rule says.
    #[must_use]
    pub fn of(rule: &Rule, object: &str, file: &str, line: u64, message: impl Into<String>) -> Self {
        Self {
            file: file.to_owned(),
            line,
            code: rule.code,
            object: object.to_owned(),
            severity: rule.severity,
            message: message.into(),
        }
    }
}
