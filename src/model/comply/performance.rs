//! Rules of the category *performance*.
#![expect(missing_docs, reason = "a rule says itself what it means")]

use super::{Category, Control, Rule, Severity, Threshold};

/// All of them.
pub(super) const RULES: &[&Rule] = &[&MEMORY_DEFAULTS, &COMMIT_INTERVAL, &PERFORMANCE_DATA, &LOOKUP_UNCACHED];

pub const MEMORY_DEFAULTS: Rule = Rule {
    id: "PRF01",
    category: Category::Performance,
    severity: Severity::Medium,
    title: "memory is left at its defaults, or set below need",
    rationale: "Many automatic caches share the default of 512 MB or 5 per cent and spill to disk; a fixed DTM \
        buffer too small for the sources and targets fails the session.",
    remediation: "raise the limits of automatic memory, or set DTM buffer size to Auto",
    reference: "PowerCenter manual, Memory Requirements; Buffer Memory",
    controls: &[Control::SoxOperations],
    values: &[Threshold {
        name: "units",
        default: "30",
        meaning: "shares of caches from which a session counts as large: 3 for Lookup, Aggregator, Joiner, Rank, 8 for \
        Sorter",
    }],
};

pub const COMMIT_INTERVAL: Rule = Rule {
    id: "PRF02",
    category: Category::Performance,
    severity: Severity::Low,
    title: "the commit interval is very small or very large",
    rationale: "Small ones slow the load down; large ones hold locks and undo space long, and lose much when the \
        load breaks off.",
    remediation: "set Commit Interval within the limits of this rule",
    reference: "PowerCenter manual, Setting Commit Properties; limits are ours",
    controls: &[Control::SoxOperations],
    values: &[
        Threshold { name: "least", default: "1000", meaning: "rows between commits" },
        Threshold { name: "most", default: "1000000", meaning: "rows between commits" },
    ],
};

pub const PERFORMANCE_DATA: Rule = Rule {
    id: "PRF03",
    category: Category::Performance,
    severity: Severity::Low,
    title: "performance data is collected at every run",
    rationale: "It is made for looking for a bottleneck; it costs time and fills the repository.",
    remediation: "set Collect performance data and Write performance data to repository to NO",
    reference: "PowerCenter manual, Performance Counters",
    controls: &[Control::SoxOperations],
    values: &[],
};

pub const LOOKUP_UNCACHED: Rule = Rule {
    id: "PRF04",
    category: Category::Performance,
    severity: Severity::Low,
    title: "a lookup asks the database for every row",
    rationale: "Without a cache each row costs a query; right only where few rows look into a large table.",
    remediation: "enable caching, or say in a waiver why not",
    reference: "PowerCenter manual, Lookup Caches",
    controls: &[Control::SoxOperations],
    values: &[],
};
