//! Rules about evidence: what nobody uses, what SQL takes, the audit log. Categories *auditability* and *documentation*.

use super::{Category, Control, Rule, Severity, Threshold};

/// All of them.
pub(super) const RULES: &[&Rule] = &[
    &NO_DESCRIPTION,
    &UNUSED,
    &WIDE_SELECT,
    &BROKEN_LOG,
    &INTERRUPTED_ACT,
    &STRANGE_READER,
    &OLD_SNAPSHOT,
    &FAILED_INPUT,
];

/// Nothing is said of a workflow, session or mapping.
pub const NO_DESCRIPTION: Rule = Rule {
    id: "AUD04",
    category: Category::Documentation,
    severity: Severity::Info,
    title: "a workflow, session or mapping has no description",
    rationale: "A reviewer cannot tell what it is for, nor whether it does that.",
    remediation: "write one sentence: what it loads, for whom, who answers for it",
    reference: "public checklists for reviews of PowerCenter code",
    controls: &[Control::SoxChange],
    values: &[],
};
/// Nobody refers to it.
pub const UNUSED: Rule = Rule {
    id: "AUD06",
    category: Category::Auditability,
    severity: Severity::Medium,
    title: "a session stands in no workflow, or a parameter or its section is used by nothing",
    rationale: "What is never run is never tested, and is taken for a control that works.",
    remediation: "remove it, or put it to use",
    reference: "PowerCenter Workflow Basics Guide, parameter file sections",
    controls: &[Control::SoxChange],
    values: &[],
};
/// More is selected than is used.
pub const WIDE_SELECT: Rule = Rule {
    id: "AUD08",
    category: Category::Auditability,
    severity: Severity::Medium,
    title: "an SQL override selects every column, or one that looks sensitive",
    rationale: "`SELECT *` takes columns that nobody named, so no inventory of personal or card data can be right. A card's \
                verification value may not be stored at all.",
    remediation: "name the columns that are needed; mask or leave out the sensitive ones",
    reference: "PCI DSS 4.0 3.3.1.2; GDPR article 5(1)(c)",
    controls: &[Control::Pci3, Control::Gdpr5],
    values: &[Threshold {
        name: "columns",
        default: "ssn, social_security_number, card_number, cardnumber, credit_card, iban, dob, date_of_birth, birth_date, \
                  passport, passport_number, cvv, cvv2, cvc",
        meaning: "names of columns that look sensitive",
    }],
};
/// The chain of the audit log is broken.
pub const BROKEN_LOG: Rule = Rule {
    id: "AUD10",
    category: Category::Auditability,
    severity: Severity::Critical,
    title: "the audit log does not verify",
    rationale: "Events were changed or removed; nothing that it says can be relied upon.",
    remediation: "`catalog audit verify`, compare with a backup, and find out who wrote to the file",
    reference: "PCI DSS 4.0 10.3.4: integrity of audit logs",
    controls: &[Control::SoxAccess, Control::Pci10],
    values: &[],
};
/// An act without an outcome.
pub const INTERRUPTED_ACT: Rule = Rule {
    id: "AUD11",
    category: Category::Auditability,
    severity: Severity::Low,
    title: "acts of the audit log have no outcome",
    rationale: "The program was killed in between; a secret may have been seen although no outcome says so.",
    remediation: "`catalog audit list` shows them; ask who acted, and write down what came of it",
    reference: "PCI DSS 4.0 10.2.2",
    controls: &[Control::Pci10],
    values: &[],
};
/// Somebody outside of the list opened a secret.
pub const STRANGE_READER: Rule = Rule {
    id: "AUD12",
    category: Category::Auditability,
    severity: Severity::High,
    title: "a secret was opened with a key that belongs to no member",
    rationale: "Access outside of the signed list of members is access that nobody granted, or by somebody who left.",
    remediation: "find out whose key it was; change the secrets that were opened",
    reference: "PCI DSS 4.0 10.2.1",
    controls: &[Control::SoxAccess, Control::Pci10],
    values: &[],
};
/// The catalog is not what stands in the repository.
pub const OLD_SNAPSHOT: Rule = Rule {
    id: "AUD13",
    category: Category::Auditability,
    severity: Severity::Medium,
    title: "the newest snapshot is old",
    rationale: "What was changed since is not looked at by any rule.",
    remediation: "export the repository and `catalog ingest` it every night",
    reference: "own design",
    controls: &[Control::SoxChange],
    values: &[Threshold { name: "days", default: "7", meaning: "days that a snapshot may be old" }],
};
/// A file that no rule could look at.
pub const FAILED_INPUT: Rule = Rule {
    id: "AUD14",
    category: Category::Auditability,
    severity: Severity::Medium,
    title: "a file of the snapshot could not be read",
    rationale: "What stands in it was not looked at; silence about it is no clean bill.",
    remediation: "export it again; `catalog snapshot show` says what is wrong with it",
    reference: "own design",
    controls: &[Control::SoxOperations],
    values: &[],
};
