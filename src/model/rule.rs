//! Every rule of `validate`, by category. `catalog validate --list-rules` prints this table.
//!
//! Semantic rules stand in four files: single values, what values mean together for loading
//! and for running, and what is referred to.

pub mod compatibility;
pub mod connection;
pub mod parameter;
pub mod reference;
pub mod running;
pub mod semantic;
pub mod syntax;
pub mod transaction;

use super::finding::{Category, Rule};
use super::problem::Severity;

/// Makes the rules of one category.
struct Of(Category);

impl Of {
    const fn rule(
        &self,
        code: &'static str,
        severity: Severity,
        meaning: &'static str,
        advice: &'static str,
        source: &'static str,
    ) -> Rule {
        Rule { code, category: self.0, severity, meaning, advice, source }
    }
}

/// The rules of each file.
const FILES: [&[&Rule]; 8] = [
    syntax::RULES,
    semantic::RULES,
    transaction::RULES,
    running::RULES,
    reference::RULES,
    connection::RULES,
    parameter::RULES,
    compatibility::RULES,
];

/// Every rule, by category and code.
#[must_use]
pub fn all() -> Vec<&'static Rule> {
    let mut all: Vec<&'static Rule> = FILES.concat();
    all.sort_by_key(|rule| (rule.category, rule.code));
    all
}

/// The rule with a code.
#[must_use]
pub fn named(code: &str) -> Option<&'static Rule> {
    FILES.into_iter().flatten().copied().find(|rule| rule.code == code)
}
