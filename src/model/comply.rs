//! What `comply` looks for: its rules, and what a rule says when it fires.
//!
//! Owns the shape of a rule and of a raw find; the rules themselves stand in the files below, most
//! of them one a category. What becomes of a find (its fingerprint, its waiver, since when it stands) is `model::assessment`'s.

pub mod access;
pub mod auditability;
pub mod documentation;
pub mod evidence;
pub mod exposure;
pub mod flow;
pub mod maintainability;
pub mod naming;
pub mod operation;
pub mod performance;
pub mod reliability;
pub mod security;

/// Version of the rule pack: it grows with every change of a rule's meaning, and stands in every report.
pub const PACK: &str = "2026.1";

/// What a rule is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Category {
    /// Secrets, access, exposure of data.
    Security,
    /// Whether loads are whole, and failures seen.
    Reliability,
    /// Whether it can be shown later what happened.
    Auditability,
    /// Memory, commits, sorted input.
    Performance,
    /// Doubles, dead objects, values that should be parameters.
    Maintainability,
    /// Descriptions.
    Documentation,
    /// Names.
    Naming,
}

impl Category {
    /// Every category, in the order they are reported.
    pub const ALL: [Self; 7] = [
        Self::Security,
        Self::Reliability,
        Self::Auditability,
        Self::Performance,
        Self::Maintainability,
        Self::Documentation,
        Self::Naming,
    ];

    /// The word used in tables, JSON and on the command line.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Security => "security",
            Self::Reliability => "reliability",
            Self::Auditability => "auditability",
            Self::Performance => "performance",
            Self::Maintainability => "maintainability",
            Self::Documentation => "documentation",
            Self::Naming => "naming",
        }
    }
}

/// How much a find matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// Mend when you pass by.
    Low,
    /// Mend.
    Medium,
    /// Mend soon.
    High,
    /// Mend now.
    Critical,
}

impl Severity {
    /// Every severity, worst first.
    pub const ALL: [Self; 5] = [Self::Critical, Self::High, Self::Medium, Self::Low, Self::Info];

    /// The word used in tables, JSON and on the command line.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }

    /// Severity by its word.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == word)
    }
}

/// A family of controls that a rule may serve as evidence for. An aid to auditors, no legal advice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Control {
    /// SOX, IT general controls: change management.
    SoxChange,
    /// SOX, IT general controls: access.
    SoxAccess,
    /// SOX, IT general controls: operations.
    SoxOperations,
    /// PCI DSS 3: stored account data.
    Pci3,
    /// PCI DSS 4: transmission.
    Pci4,
    /// PCI DSS 8: identification and authentication.
    Pci8,
    /// PCI DSS 10: logging.
    Pci10,
    /// GDPR article 5: principles.
    Gdpr5,
    /// GDPR article 25: by design and by default.
    Gdpr25,
    /// GDPR article 32: security of processing.
    Gdpr32,
}

impl Control {
    /// As auditors write it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SoxChange => "SOX ITGC change",
            Self::SoxAccess => "SOX ITGC access",
            Self::SoxOperations => "SOX ITGC operations",
            Self::Pci3 => "PCI DSS 3",
            Self::Pci4 => "PCI DSS 4",
            Self::Pci8 => "PCI DSS 8",
            Self::Pci10 => "PCI DSS 10",
            Self::Gdpr5 => "GDPR 5",
            Self::Gdpr25 => "GDPR 25",
            Self::Gdpr32 => "GDPR 32",
        }
    }
}

/// A value of a rule that `rules.yaml` may set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Threshold {
    /// Its key: `most`, `pattern`.
    pub name: &'static str,
    /// What counts without a rulebook.
    pub default: &'static str,
    /// What it means, with its unit.
    pub meaning: &'static str,
}

/// What is looked for. Its id never changes its meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// Stable: `SEC01`.
    pub id: &'static str,
    /// What it is about.
    pub category: Category,
    /// How much a find matters, unless `rules.yaml` says otherwise.
    pub severity: Severity,
    /// What is wrong where it fires, one line.
    pub title: &'static str,
    /// Why it matters, one or two lines.
    pub rationale: &'static str,
    /// What to do about it, one line.
    pub remediation: &'static str,
    /// Where the rule comes from: the manual's section, a public checklist, or our own design.
    pub reference: &'static str,
    /// Controls that it may serve as evidence for.
    pub controls: &'static [Control],
    /// What `rules.yaml` may set of it.
    pub values: &'static [Threshold],
}

/// The rules of each file.
const FILES: [&[&Rule]; 12] = [
    security::RULES,
    reliability::RULES,
    auditability::RULES,
    performance::RULES,
    maintainability::RULES,
    documentation::RULES,
    naming::RULES,
    exposure::RULES,
    access::RULES,
    evidence::RULES,
    operation::RULES,
    flow::RULES,
];

/// Every rule, by category and id.
#[must_use]
pub fn all() -> Vec<&'static Rule> {
    let mut all: Vec<&'static Rule> = FILES.concat();
    all.sort_by_key(|rule| (rule.category, rule.id));
    all
}

/// The rule with an id.
#[must_use]
pub fn named(id: &str) -> Option<&'static Rule> {
    FILES.into_iter().flatten().copied().find(|rule| rule.id == id)
}

/// A rule fired: what it saw and where. Carries no secret.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Find {
    /// Id of its rule.
    pub rule: &'static str,
    /// Full address of the object; `catalog`, `connection:NAME`, `credential:NAME`, `role:NAME`, `member:NAME`, `parameter file:NAME` for what is no object of an export.
    pub object: String,
    /// What within the object: an attribute, an instance, a column; empty where it is the object itself. With rule and
    /// object it makes the fingerprint, so it never holds a value that changes from night to night.
    pub part: String,
    /// The file as the catalog knows it; empty for what stands in none.
    pub file: String,
    /// Counted from 1; 0 means the whole file.
    pub line: u64,
    /// What should stand there.
    pub expected: String,
    /// What stands there.
    pub actual: String,
}
