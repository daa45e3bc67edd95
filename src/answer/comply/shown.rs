//! What of an assessment is shown where only some categories or severities are asked for.
//!
//! Owns that scores, trend and waivers stay those of the whole: a filter never makes an assessment look better.

use crate::model::assessment::{Assessment, Finding, Status};
use crate::model::comply::{Category, Severity, named};

/// An assessment with what is shown of it.
#[derive(Debug, Clone)]
pub struct Shown {
    /// With the findings and the coverage that are asked for.
    pub assessment: Assessment,
    /// Findings of the categories asked for that are less severe than wanted.
    pub hidden: usize,
    /// The worst finding of the categories asked for that counts, hidden or not.
    pub worst: Option<Severity>,
}

/// Narrows an assessment; no category means all.
#[must_use]
pub fn shown(mut assessment: Assessment, categories: &[Category], least: Severity) -> Shown {
    let wanted =
        |rule: &str| categories.is_empty() || named(rule).is_some_and(|rule| categories.contains(&rule.category));
    assessment.findings.retain(|one| wanted(one.rule));
    assessment.coverage.retain(|one| wanted(one.rule));
    let counts = |one: &&Finding| one.status != Status::Waived;
    let worst = assessment.findings.iter().filter(counts).map(|one| one.severity).max();
    let all = assessment.findings.len();
    assessment.findings.retain(|one| one.severity >= least);
    Shown { hidden: all - assessment.findings.len(), worst, assessment }
}
