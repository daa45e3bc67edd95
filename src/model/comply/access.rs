//! Rules of the category *security* about access: connections, credentials, members and roles.

use super::{Category, Control, Rule, Severity, Threshold};

/// All of them.
pub(super) const RULES: &[&Rule] = &[
    &READS_AND_WRITES,
    &SHARED_CONNECTION,
    &OLD_CREDENTIAL,
    &NEVER_ROTATED,
    &MARKED_FOR_ROTATION,
    &NO_CREDENTIAL,
    &UNVERIFIED_CONNECTION,
    &MAY_OPEN_ALL,
    &EMPTY_ROLE,
    &ONLY_READER,
    &FORMER_READER,
    &UNUSED_CREDENTIAL,
];

/// One connection reads and writes.
pub const READS_AND_WRITES: Rule = Rule {
    id: "SEC10",
    category: Category::Security,
    severity: Severity::Medium,
    title: "sessions read and write through the same connection",
    rationale: "An account that must only read can then also change and delete: no least privilege, no separation of duty.",
    remediation: "give readers a connection with a read-only account of its own",
    reference: "PCI DSS 4.0 7.2.1: least privilege",
    controls: &[Control::SoxAccess, Control::Pci8],
    values: &[Threshold {
        name: "except",
        default: "",
        meaning: "patterns of connections that may, such as staging areas",
    }],
};
/// Too many use one connection.
pub const SHARED_CONNECTION: Rule = Rule {
    id: "SEC11",
    category: Category::Security,
    severity: Severity::Medium,
    title: "many folders share one connection",
    rationale: "With an account that everybody uses nobody can be held to account, and its password cannot be changed \
                without stopping all of them.",
    remediation: "give each application a connection with its own account",
    reference: "PCI DSS 4.0 8.2.2: shared accounts",
    controls: &[Control::SoxAccess, Control::Pci8],
    values: &[Threshold { name: "folders", default: "5", meaning: "folders that may share a connection at most" }],
};
/// A value that is old.
pub const OLD_CREDENTIAL: Rule = Rule {
    id: "SEC16",
    category: Category::Security,
    severity: Severity::Medium,
    title: "a credential was not changed for long",
    rationale: "The longer a secret is in force, the more people and backups have it.",
    remediation: "change it at its system, then `catalog credential rotate NAME`",
    reference: "PCI DSS 4.0 8.6.3: passwords of application accounts are changed periodically",
    controls: &[Control::SoxAccess, Control::Pci8],
    values: &[Threshold { name: "days", default: "365", meaning: "days that a value may be in force" }],
};
/// A value that never changed.
pub const NEVER_ROTATED: Rule = Rule {
    id: "SEC17",
    category: Category::Security,
    severity: Severity::Low,
    title: "a credential was never changed since the catalog knows it",
    rationale: "Nobody knows whether it could be changed without an outage.",
    remediation: "change it once by plan",
    reference: "own design, from PCI DSS 4.0 8.6.3",
    controls: &[Control::SoxAccess, Control::Pci8],
    values: &[Threshold { name: "days", default: "180", meaning: "days after which a first value counts" }],
};
/// A value that somebody who left has seen.
pub const MARKED_FOR_ROTATION: Rule = Rule {
    id: "SEC18",
    category: Category::Security,
    severity: Severity::High,
    title: "a credential that should be changed is still in force",
    rationale: "Somebody who may not open it any more has seen its value, or it stood in plain text.",
    remediation: "change it at its system, then `catalog credential rotate NAME`",
    reference: "PCI DSS 4.0 8.2.5: access of leavers is revoked at once",
    controls: &[Control::SoxAccess, Control::Pci8, Control::Gdpr32],
    values: &[],
};
/// A connection without a secret.
pub const NO_CREDENTIAL: Rule = Rule {
    id: "SEC19",
    category: Category::Security,
    severity: Severity::Medium,
    title: "a connection that sessions use names a user and no credential",
    rationale: "Its secret is kept somewhere that nobody audits, or there is none.",
    remediation: "`catalog credential set NAME`, and give the connection that credential",
    reference: "own design, from PCI DSS 4.0 8.3.1",
    controls: &[Control::SoxAccess, Control::Pci8],
    values: &[],
};
/// A test that believed any certificate.
pub const UNVERIFIED_CONNECTION: Rule = Rule {
    id: "SEC20",
    category: Category::Security,
    severity: Severity::High,
    title: "the newest test of a connection did not verify the server's certificate",
    rationale: "Whoever sits between can read and change everything, and take the password.",
    remediation: "give the connection the authority's certificate (`ca_file`) and test it without --insecure",
    reference: "PCI DSS 4.0 4.2.1: certificates are confirmed as valid",
    controls: &[Control::Pci4, Control::Gdpr32],
    values: &[],
};
/// Too many may open everything.
pub const MAY_OPEN_ALL: Rule = Rule {
    id: "SEC22",
    category: Category::Security,
    severity: Severity::Medium,
    title: "more members may open every secret than need to",
    rationale: "Each of them is a way to all secrets at once.",
    remediation: "grant patterns of names and an environment instead of `*`",
    reference: "PCI DSS 4.0 7.2.2: access by job classification",
    controls: &[Control::SoxAccess, Control::Pci8],
    values: &[Threshold { name: "most", default: "2", meaning: "members that may open every secret" }],
};
/// A role that nobody has.
pub const EMPTY_ROLE: Rule = Rule {
    id: "SEC23",
    category: Category::Security,
    severity: Severity::Low,
    title: "a role has no members or no grants",
    rationale: "What nobody uses nobody reviews; the next member gets more than was meant.",
    remediation: "remove the role",
    reference: "PCI DSS 4.0 7.2.4: access is reviewed",
    controls: &[Control::SoxAccess],
    values: &[],
};
/// One person between the house and its secrets.
pub const ONLY_READER: Rule = Rule {
    id: "SEC24",
    category: Category::Security,
    severity: Severity::Medium,
    title: "secrets can be opened by one member only",
    rationale: "If that key is lost, the secrets are lost; if that person is away, nothing can be mended.",
    remediation: "add a second member, or an offline recovery key",
    reference: "own design; ISO 27001 A.5.29",
    controls: &[Control::SoxOperations, Control::SoxAccess],
    values: &[],
};
/// A sealed value that a former member still opens.
pub const FORMER_READER: Rule = Rule {
    id: "SEC25",
    category: Category::Security,
    severity: Severity::High,
    title: "a credential in force is sealed to somebody who is no member",
    rationale: "Whoever has that key and a copy of the catalog opens it.",
    remediation: "`catalog key rotate` seals everything anew; then change the secret",
    reference: "PCI DSS 4.0 8.2.5",
    controls: &[Control::SoxAccess, Control::Pci8],
    values: &[],
};
/// A secret without a purpose.
pub const UNUSED_CREDENTIAL: Rule = Rule {
    id: "SEC21",
    category: Category::Security,
    severity: Severity::Low,
    title: "a credential is used by no connection",
    rationale: "A secret without a purpose is only a risk.",
    remediation: "remove it, or say what it is for by a connection",
    reference: "own design, from GDPR article 5(1)(c)",
    controls: &[Control::SoxAccess],
    values: &[],
};
