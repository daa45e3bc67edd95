//! Every rule of `validate`, by category. `catalog validate --list-rules` prints this table.

pub mod syntax;

use super::finding::Rule;

/// Every rule, by category and code.
#[must_use]
pub fn all() -> Vec<&'static Rule> {
    let mut all: Vec<&'static Rule> = syntax::RULES.to_vec();
    all.sort_by_key(|rule| (rule.category, rule.code));
    all
}

/// The rule with a code.
#[must_use]
pub fn named(code: &str) -> Option<&'static Rule> {
    all().into_iter().find(|rule| rule.code == code)
}
