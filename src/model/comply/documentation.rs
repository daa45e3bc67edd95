//! Rules of the category *documentation*. AUD04, which is of it, stands beside the other evidence.

use super::{Category, Control, Rule, Severity, Threshold};

/// All of them.
pub(super) const RULES: &[&Rule] = &[&PART, &TABLE, &TRANSFORMATIONS, &PLACEHOLDER, &FOLDER];

/// Nothing is said of something that others use.
pub const PART: Rule = Rule {
    id: "DOC01",
    category: Category::Documentation,
    severity: Severity::Info,
    title: "a mapplet, worklet, task or reusable transformation has no description",
    rationale: "Whoever wants to use it again must read all of it.",
    remediation: "write one sentence: what it does, what it needs",
    reference: "public checklists for reviews of PowerCenter code",
    controls: &[Control::SoxChange],
    values: &[],
};
/// Nothing is said of a table.
pub const TABLE: Rule = Rule {
    id: "DOC02",
    category: Category::Documentation,
    severity: Severity::Info,
    title: "no source or target of a folder has a description",
    rationale: "Nobody can tell which of them hold personal data, and whose they are.",
    remediation: "describe at least the tables that matter",
    reference: "GDPR article 30: records of processing",
    controls: &[Control::Gdpr5],
    values: &[Threshold { name: "least", default: "5", meaning: "sources and targets from which on a folder counts" }],
};
/// A large mapping without a word.
pub const TRANSFORMATIONS: Rule = Rule {
    id: "DOC03",
    category: Category::Documentation,
    severity: Severity::Low,
    title: "a large mapping says of none of its transformations what it does",
    rationale: "Its logic can only be guessed.",
    remediation: "describe the transformations that decide something: filters, routers, joiners, aggregators",
    reference: "public checklists for reviews of PowerCenter code",
    controls: &[Control::SoxChange],
    values: &[Threshold { name: "least", default: "15", meaning: "transformations from which on a mapping counts" }],
};
/// Words that say nothing.
pub const PLACEHOLDER: Rule = Rule {
    id: "DOC04",
    category: Category::Documentation,
    severity: Severity::Low,
    title: "a description says nothing",
    rationale: "It looks documented and is not.",
    remediation: "write what it does, or leave it empty",
    reference: "own design",
    controls: &[Control::SoxChange],
    values: &[Threshold {
        name: "words",
        default: "todo, tbd, fixme, xxx, test, description, n/a, na, none, -, ., ?",
        meaning: "descriptions that say nothing",
    }],
};
/// A folder without a word.
pub const FOLDER: Rule = Rule {
    id: "DOC05",
    category: Category::Documentation,
    severity: Severity::Info,
    title: "a folder has no description",
    rationale: "Nobody can tell whose it is and what for.",
    remediation: "write whose it is and what it loads",
    reference: "public checklists for reviews of PowerCenter code",
    controls: &[Control::SoxChange],
    values: &[],
};
