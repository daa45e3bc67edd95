//! How good it is: the share of what was asked that holds.
//!
//! Owns the formula: each pair of a rule and an object it was asked of weighs as its severity says (critical 16, high 8, medium
//! 4, low 2, info 0: our own design, each step twice the one below); the score is the weight of the pairs on which nothing is
//! found, in tenths of a percent of the weight of all, rounded down. Where nothing was asked, it is 100.

use crate::model::assessment::{Finding, Score, Status};
use crate::model::comply::{Category, Severity, named};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// What a pair weighs.
#[must_use]
pub fn weight(severity: Severity) -> u64 {
    match severity {
        Severity::Critical => 16,
        Severity::High => 8,
        Severity::Medium => 4,
        Severity::Low => 2,
        Severity::Info => 0,
    }
}

/// Weights, for one category or all.
#[derive(Debug, Clone, Copy, Default)]
struct Weights {
    asked: u64,
    /// Found on, whatever the waivers say.
    found: u64,
    /// Found on, and it counts.
    counts: u64,
}

impl Weights {
    fn score(self) -> Score {
        let share = |lost: u64| {
            let held = self.asked.saturating_sub(lost);
            (held * 1000).checked_div(self.asked).and_then(|tenths| u32::try_from(tenths).ok()).unwrap_or(1000)
        };
        Score { before_waivers: share(self.found), after_waivers: share(self.counts) }
    }
}

/// The score as a whole and by category. `asked` is the weight of all pairs that were asked, by rule.
#[must_use]
pub fn score(asked: &BTreeMap<&'static str, u64>, findings: &[Finding]) -> (Score, BTreeMap<Category, Score>) {
    // A pair counts once, as its worst finding says.
    let mut pairs: FxHashMap<(&str, &str), (u64, u64)> = FxHashMap::default();
    for finding in findings {
        let pair = pairs.entry((finding.rule, &finding.object)).or_default();
        let weight = weight(finding.severity);
        pair.0 = pair.0.max(weight);
        if finding.status != Status::Waived {
            pair.1 = pair.1.max(weight);
        }
    }
    let mut rules: BTreeMap<&str, Weights> = BTreeMap::new();
    for (rule, weight) in asked {
        rules.entry(rule).or_default().asked = *weight;
    }
    for ((rule, _), (found, counts)) in pairs {
        let weights = rules.entry(rule).or_default();
        weights.found += found;
        weights.counts += counts;
    }
    let (mut all, mut by_category) = (Weights::default(), BTreeMap::<Category, Weights>::new());
    for (rule, weights) in rules {
        let Some(rule) = named(rule) else { continue };
        // More than what was asked cannot be lost, or one rule would eat what others hold.
        let (found, counts) = (weights.found.min(weights.asked), weights.counts.min(weights.asked));
        for sum in [&mut all, by_category.entry(rule.category).or_default()] {
            sum.asked += weights.asked;
            sum.found += found;
            sum.counts += counts;
        }
    }
    (all.score(), by_category.into_iter().map(|(category, weights)| (category, weights.score())).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_score_is_rounded_down_and_never_100_with_a_finding() {
        let weights = Weights { asked: 16_000, found: 2, counts: 0 };
        assert_eq!(weights.score(), Score { before_waivers: 999, after_waivers: 1000 });
        assert_eq!(Weights::default().score(), Score { before_waivers: 1000, after_waivers: 1000 });
    }
}
