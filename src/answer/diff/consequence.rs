//! What `validate` and `tune` would answer differently.

use super::change::Consequence;
use crate::model::finding::Finding;

/// Findings that came or went, by rule and message; places are not compared.
#[must_use]
pub fn findings(_before: &[Finding], _after: &[Finding]) -> Vec<Consequence> {
    Vec::new()
}

/// Spark settings that differ, given as name and value, sorted.
#[must_use]
pub fn settings(_before: &[(String, String)], _after: &[(String, String)]) -> Vec<Consequence> {
    Vec::new()
}
