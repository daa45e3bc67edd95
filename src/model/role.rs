//! Who may do what: members, roles, grants. The list is signed as a whole; what is not in it, or not signed, holds for nobody.

use super::Text;

/// What a grant allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Right {
    /// Open secrets. Cryptographic: secrets are sealed to those who have it.
    ReadSecret,
    /// Set and rotate secrets. Checked by the program only.
    WriteSecret,
    /// Open secrets to test connections. Cryptographic, as `read-secret`; the program shows no value to one who has only this.
    Test,
    /// Ingest. Checked by the program only.
    Ingest,
    /// Write reports and exports. Checked by the program only.
    Report,
}

impl Right {
    /// Every right with its word.
    pub const ALL: [(&'static str, Self); 5] = [
        ("read-secret", Self::ReadSecret),
        ("write-secret", Self::WriteSecret),
        ("test", Self::Test),
        ("ingest", Self::Ingest),
        ("report", Self::Report),
    ];

    /// Its word.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(_, right)| *right == self).map_or("", |(word, _)| word)
    }

    /// True for what the first owner of a catalog has from the beginning.
    #[must_use]
    pub fn is_owners(self) -> bool {
        self.opens() || self == Self::WriteSecret
    }

    /// True where whoever has it can open secrets with nothing but the file and their identity.
    #[must_use]
    pub fn opens(self) -> bool {
        matches!(self, Self::ReadSecret | Self::Test)
    }
}

/// Somebody, or some job, with a key.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Member {
    /// Name, unique in the list.
    pub name: Text,
    /// age recipient, `age1…`.
    pub recipient: Text,
}

/// What a role allows, and where.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grant {
    /// What it allows.
    pub right: Right,
    /// Connections or credentials, by name; `*` stands for any text.
    pub pattern: Text,
    /// Environment; empty: every one.
    pub environment: Text,
}

/// A role: those who have it and what they may do.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Role {
    /// Name, unique in the list.
    pub name: Text,
    /// Names of members, sorted.
    pub members: Vec<Text>,
    /// Grants, sorted.
    pub grants: Vec<Grant>,
}

/// A connection that may use a credential, as it was when somebody with the signing key vouched for it. Whoever writes to the
/// catalog with something else can neither make a credential readable through a connection nor lead a test elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Binding {
    /// Name of the credential; empty for a connection whose secret is a parameter's.
    pub credential: Text,
    /// Name of the connection.
    pub connection: Text,
    /// Its environment; empty: every one.
    pub environment: Text,
    /// Digest of its definition.
    pub digest: Text,
}

/// The list of members and roles of one catalog, as it is signed.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Membership {
    /// Id of the catalog that it is for.
    pub catalog: Text,
    /// From 1, one more with each change; an older list than one seen before is refused.
    pub version: u64,
    /// Sorted by name.
    pub members: Vec<Member>,
    /// Sorted by name.
    pub roles: Vec<Role>,
    /// Sorted.
    pub bindings: Vec<Binding>,
}
