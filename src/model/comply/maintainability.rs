//! Rules of the category *maintainability*: doubles, dead objects, values that should be parameters.

use super::{Category, Control, Rule, Severity, Threshold};

/// All of them.
pub(super) const RULES: &[&Rule] = &[
    &UNUSED_MAPPING,
    &UNUSED_REUSABLE,
    &COPIED,
    &SAME_MAPPING,
    &FILTER_TRUE,
    &HARD_CODED_OWNER,
    &HARD_CODED_PATH,
    &HARD_CODED_DATE,
    &LARGE_MAPPING,
    &LONG_SQL,
    &SQL_IN_SESSION,
];

/// A mapping that no session runs.
pub const UNUSED_MAPPING: Rule = Rule {
    id: "MNT01",
    category: Category::Maintainability,
    severity: Severity::Low,
    title: "a mapping is run by no session",
    rationale: "It is kept, migrated and reviewed for nothing.",
    remediation: "remove it",
    reference: "own design",
    controls: &[Control::SoxChange],
    values: &[],
};
/// A reusable object that nothing uses.
pub const UNUSED_REUSABLE: Rule = Rule {
    id: "MNT02",
    category: Category::Maintainability,
    severity: Severity::Low,
    title: "a mapplet, worklet or reusable transformation is used by nothing",
    rationale: "It is kept, migrated and reviewed for nothing.",
    remediation: "remove it",
    reference: "own design",
    controls: &[Control::SoxChange],
    values: &[],
};
/// The same object in two folders.
pub const COPIED: Rule = Rule {
    id: "MNT03",
    category: Category::Maintainability,
    severity: Severity::Low,
    title: "an object is copied, to the letter, into several folders",
    rationale: "A change must be made in each of them, and will not be.",
    remediation: "keep it in a shared folder and use shortcuts",
    reference: "PowerCenter Repository Guide, shortcuts; public checklists for reviews of PowerCenter code",
    controls: &[Control::SoxChange],
    values: &[],
};
/// The same mapping under two names.
pub const SAME_MAPPING: Rule = Rule {
    id: "MNT04",
    category: Category::Maintainability,
    severity: Severity::Low,
    title: "two mappings do the same under different names",
    rationale: "Each has its own errors and its own fixes.",
    remediation: "keep one and give it parameters, or use a mapplet",
    reference: "public checklists for reviews of PowerCenter code",
    controls: &[Control::SoxChange],
    values: &[Threshold { name: "least", default: "4", meaning: "transformations from which on a mapping counts" }],
};
/// A filter that lets everything through.
pub const FILTER_TRUE: Rule = Rule {
    id: "MNT05",
    category: Category::Maintainability,
    severity: Severity::Low,
    title: "a filter lets every row through",
    rationale: "It does nothing, or its condition was forgotten.",
    remediation: "write the condition, or take the filter out",
    reference: "public checklists for reviews of PowerCenter code",
    controls: &[Control::SoxChange],
    values: &[],
};
/// A schema in SQL.
pub const HARD_CODED_OWNER: Rule = Rule {
    id: "MNT06",
    category: Category::Maintainability,
    severity: Severity::Low,
    title: "an SQL override or a table owner names a schema",
    rationale: "The same object cannot be moved through environments whose schemas have other names.",
    remediation: "use a parameter ($$SCHEMA) or the connection's own schema",
    reference: "public checklists for reviews of PowerCenter code",
    controls: &[Control::SoxChange],
    values: &[Threshold {
        name: "except",
        default: "dbo, public, sys, sysibm, information_schema",
        meaning: "schemas that have this name everywhere",
    }],
};
/// A path in a mapping.
pub const HARD_CODED_PATH: Rule = Rule {
    id: "MNT07",
    category: Category::Maintainability,
    severity: Severity::Low,
    title: "a mapping names an absolute path",
    rationale: "The path is right on one machine only.",
    remediation: "use $PM… directories or a parameter",
    reference: "PowerCenter Workflow Basics Guide, process variables",
    controls: &[Control::SoxChange],
    values: &[],
};
/// A day in SQL.
pub const HARD_CODED_DATE: Rule = Rule {
    id: "MNT08",
    category: Category::Maintainability,
    severity: Severity::Low,
    title: "an SQL override, filter or join names a fixed day",
    rationale: "What was right once is loaded for ever, or not at all.",
    remediation: "use a mapping parameter or variable",
    reference: "public checklists for reviews of PowerCenter code",
    controls: &[Control::SoxChange, Control::SoxOperations],
    values: &[Threshold {
        name: "except",
        default: "1970-01-01",
        meaning: "days that may stand there, besides those before 1902 and after 2098",
    }],
};
/// A mapping that nobody understands.
pub const LARGE_MAPPING: Rule = Rule {
    id: "MNT09",
    category: Category::Maintainability,
    severity: Severity::Low,
    title: "a mapping has very many transformations",
    rationale: "Nobody can review or test it as a whole.",
    remediation: "cut it into several mappings, or put parts into mapplets",
    reference: "own design",
    controls: &[Control::SoxChange],
    values: &[Threshold { name: "most", default: "60", meaning: "transformations that a mapping may have" }],
};
/// Logic that only SQL knows.
pub const LONG_SQL: Rule = Rule {
    id: "MNT10",
    category: Category::Maintainability,
    severity: Severity::Low,
    title: "an SQL override is very long",
    rationale: "The logic is hidden from lineage and from reviewers of the mapping.",
    remediation: "put it into a view that is versioned, or into transformations",
    reference: "public checklists for reviews of PowerCenter code",
    controls: &[Control::SoxChange],
    values: &[Threshold { name: "characters", default: "4000", meaning: "characters that an override may have" }],
};
/// A session that runs other SQL than its mapping shows.
pub const SQL_IN_SESSION: Rule = Rule {
    id: "MNT11",
    category: Category::Maintainability,
    severity: Severity::Low,
    title: "a session replaces the SQL, filter or join of its mapping",
    rationale: "Whoever reads the mapping does not see what runs.",
    remediation: "put it into the mapping, with parameters for what differs",
    reference: "public checklists for reviews of PowerCenter code",
    controls: &[Control::SoxChange],
    values: &[],
};
