//! Rules of the category *performance* about how data flows through a mapping.

use super::{Category, Control, Rule, Severity};

/// All of them.
pub(super) const RULES: &[&Rule] =
    &[&JOIN_OF_ONE_DATABASE, &LATE_FILTER, &UNSORTED_AGGREGATOR, &UNSORTED_JOINER, &UNCACHED_LOOKUP];

const fn rule(id: &'static str, title: &'static str, rationale: &'static str, remediation: &'static str) -> Rule {
    Rule {
        id,
        category: Category::Performance,
        severity: Severity::Low,
        title,
        rationale,
        remediation,
        reference: "PowerCenter Performance Tuning Guide; public checklists for reviews of PowerCenter code",
        controls: &[Control::SoxOperations],
        values: &[],
    }
}

/// The database could join.
pub const JOIN_OF_ONE_DATABASE: Rule = rule(
    "PRF50",
    "a Joiner joins two Source Qualifiers of one database",
    "The database would join them with its indexes; the Joiner reads both whole and caches one.",
    "join both sources in one Source Qualifier",
);
/// The database could filter.
pub const LATE_FILTER: Rule = rule(
    "PRF51",
    "a Filter stands straight after the Source Qualifier of a database",
    "Rows are read and moved only to be thrown away.",
    "put the condition into the Source Qualifier's Source Filter",
);
/// Everything is cached.
pub const UNSORTED_AGGREGATOR: Rule = Rule {
    severity: Severity::Info,
    ..rule(
        "PRF52",
        "an Aggregator does not take sorted input",
        "It must keep every group until the last row; with sorted input one group is enough.",
        "sort before it, by the group's ports, and set Sorted Input",
    )
};
/// Everything is cached.
pub const UNSORTED_JOINER: Rule = Rule {
    severity: Severity::Info,
    ..rule(
        "PRF53",
        "a Joiner does not take sorted input",
        "It must cache all rows of the master.",
        "sort both sides by the condition and set Sorted Input",
    )
};
/// One query for each row.
pub const UNCACHED_LOOKUP: Rule = rule(
    "PRF54",
    "a Lookup is not cached",
    "It asks the database once for each row.",
    "set Lookup caching enabled, or join in the Source Qualifier where the table is large and rows are few",
);
