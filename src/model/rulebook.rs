//! A rulebook: what a site wants of the rules of `comply`. Thresholds, patterns of names, severities, by folder and
//! environment.
//!
//! Owns the values and their defaults. Reading `rules.yaml` is `read::rulebook`'s.

use super::comply::Severity;
use std::collections::BTreeMap;

/// What is wanted of one rule.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Setting {
    /// False: it is not asked, which coverage tells.
    pub off: bool,
    /// In place of the rule's own.
    pub severity: Option<Severity>,
    /// Thresholds and patterns by name, for example `most` or `pattern`.
    pub values: BTreeMap<String, String>,
}

/// What is wanted of rules where a folder and an environment fit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Section {
    /// Folders that it holds for: `*` stands for any characters; empty: all.
    pub folder: String,
    /// Environments that it holds for; empty: all.
    pub environment: String,
    /// By id of the rule.
    pub rules: BTreeMap<String, Setting>,
}

/// A rulebook: later sections win over earlier ones.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rulebook {
    /// In the order of the file.
    pub sections: Vec<Section>,
    /// Days before its last one on which a waiver counts as expiring.
    pub expiring_days: Option<u32>,
    /// Environments that are production, or repositories where no environment is asked for: `*` stands for any characters.
    /// `None`: those whose name has the word prod, prd, production or live in it.
    pub production: Option<Vec<String>>,
}
