//! What each rule was asked of, and why not of more.
//!
//! Owns the words for a rule that nobody was asked about: "not checked" is an answer, not silence.

use crate::model::assessment::{Asked, Coverage, Finding, Status};
use crate::model::comply;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::{BTreeMap, BTreeSet};

/// One row a rule, by category and id.
#[must_use]
pub fn coverage(asked: &Asked, findings: &[Finding]) -> Vec<Coverage> {
    let mut objects: FxHashMap<&str, FxHashSet<&str>> = FxHashMap::default();
    let mut counts: FxHashMap<&str, (u64, u64)> = FxHashMap::default();
    for finding in findings {
        objects.entry(finding.rule).or_default().insert(&finding.object);
        let count = counts.entry(finding.rule).or_default();
        let which = if finding.status == Status::Waived { &mut count.1 } else { &mut count.0 };
        *which += 1;
    }
    let row = |rule: &'static comply::Rule| {
        let (active, waived) = counts.get(rule.id).copied().unwrap_or_default();
        let looked_at = asked.counts.get(rule.id).copied().unwrap_or_default();
        let objects = objects.get(rule.id).map_or(0, |all| all.len() as u64);
        Coverage { rule: rule.id, looked_at, objects, active, waived, reason: reason(asked, rule.id, looked_at) }
    };
    comply::all().into_iter().map(row).collect()
}

fn reason(asked: &Asked, rule: &str, looked_at: u64) -> String {
    match asked.reasons.get(rule) {
        Some(reasons) => reasons.iter().map(String::as_str).collect::<Vec<_>>().join("; "),
        None if looked_at == 0 => "there is nothing that it could be asked of".to_owned(),
        None => String::new(),
    }
}

/// Puts together what was asked of many, each so many times.
#[must_use]
pub fn together<'a>(all: impl Iterator<Item = (&'a Asked, u64)>) -> Asked {
    let mut sum = Asked::default();
    let (mut reasons, mut passed) = (BTreeMap::<&'static str, BTreeSet<String>>::new(), BTreeSet::new());
    for (asked, times) in all {
        for (rule, count) in &asked.counts {
            *sum.counts.entry(rule).or_default() += count * times;
        }
        for (rule, said) in &asked.reasons {
            let known = reasons.entry(rule).or_default();
            for reason in said {
                if !known.contains(reason) {
                    known.insert(reason.clone());
                }
            }
        }
        sum.open += asked.open * times;
        passed.extend(asked.passed.iter().cloned());
    }
    Asked { reasons, passed: passed.into_iter().collect(), ..sum }
}
