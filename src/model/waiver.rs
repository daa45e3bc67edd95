//! A waiver: somebody answers for a finding until a day.
//!
//! Owns the shape of a waiver. Whether it covers a finding is `answer::comply`'s to say.

/// As a file of waivers has it. Days are UTC; the day of `expires` itself still counts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Waiver {
    /// Id of the rule.
    pub rule: String,
    /// Addresses that it covers: `*` stands for any characters, also `/`.
    pub scope: String,
    /// Only this part of the object; empty: every part.
    pub part: String,
    /// Why; a waiver without is refused.
    pub justification: String,
    /// Who answers for it; a waiver without is refused.
    pub approver: String,
    /// Where it was asked for.
    pub ticket: String,
    /// `2026-11-29`.
    pub created: String,
    /// Last day on which it covers, `2026-12-31`; required.
    pub expires: String,
    /// Line of the file, from 1.
    pub line: u64,
}
