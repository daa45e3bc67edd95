//! One entry below `rules:` of alerts.yaml.

use crate::model::alert::RuleSetting;
use serde::Deserialize;
use std::collections::BTreeMap;

/// What is wanted of one rule at some addresses.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    /// Its code.
    rule: String,
    /// Addresses; none: all.
    #[serde(default)]
    scope: String,
    /// It is not asked.
    #[serde(default)]
    off: bool,
}

/// The settings by code of the rule, in the order of the file.
pub(super) fn rules(entries: Vec<Entry>) -> Result<BTreeMap<String, Vec<RuleSetting>>, String> {
    let mut all: BTreeMap<String, Vec<RuleSetting>> = BTreeMap::new();
    for Entry { rule, scope, off } in entries {
        if rule.is_empty() {
            return Err("a rule has no code".to_owned());
        }
        all.entry(rule).or_default().push(RuleSetting { off, scope, ..RuleSetting::default() });
    }
    Ok(all)
}
