//! Rules about text: XML against a schema.

use crate::model::finding::{Category, Rule};
use crate::model::problem::Severity;

/// An element stands where the schema has none of its name.
pub const UNEXPECTED_ELEMENT: Rule = Rule {
    code: "unexpected-element",
    category: Category::Syntax,
    severity: Severity::Error,
    meaning: "an element stands where the schema does not allow it",
    advice: "compare with a fresh export of the object, or give your own schemas with --schemas DIR",
    source: "schema",
};

/// Every rule of this file.
pub const RULES: &[&Rule] = &[&UNEXPECTED_ELEMENT];
