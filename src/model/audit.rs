//! What was done to secrets, connections and the catalog: events of the audit log.

use super::Text;

/// What an event tells of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// A snapshot was taken.
    Ingest,
    /// Secrets were opened.
    SecretRead,
    /// Secrets were set, rotated, re-sealed or removed.
    SecretWrite,
    /// Connections were opened to test them.
    Test,
    /// Keys were made, added or rotated.
    Key,
    /// Roles, members or grants changed.
    Role,
    /// Connections were added, changed, imported or removed.
    Connection,
    /// Templates were made, imported or removed.
    Template,
    /// A report was written.
    Report,
    /// Data left the catalog: an export, a backup.
    Export,
    /// Snapshots were thrown away.
    Prune,
    /// The schema was brought up to date.
    Upgrade,
}

impl Action {
    /// Every action with its word.
    pub const ALL: [(&'static str, Self); 12] = [
        ("ingest", Self::Ingest),
        ("secret-read", Self::SecretRead),
        ("secret-write", Self::SecretWrite),
        ("test", Self::Test),
        ("key", Self::Key),
        ("role", Self::Role),
        ("connection", Self::Connection),
        ("template", Self::Template),
        ("report", Self::Report),
        ("export", Self::Export),
        ("prune", Self::Prune),
        ("upgrade", Self::Upgrade),
    ];

    /// Its word, as stored and shown.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(_, action)| *action == self).map_or("", |(word, _)| word)
    }
}

/// Who acts.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Actor {
    /// Account of the operating system.
    pub os_user: Text,
    /// Host.
    pub host: Text,
    /// Recipient of the identity in use; empty where none is.
    pub recipient: Text,
}

/// What is about to be done. Never holds a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    /// Kind of act.
    pub action: Action,
    /// What it is done to: `credential:NAME`, `connection:NAME`, `snapshot:3`, several of them for a batch.
    pub subjects: Vec<Text>,
    /// What else an auditor wants to know, in words.
    pub detail: String,
}

/// One row of the log.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Event {
    /// From 1, without gaps.
    pub sequence: i64,
    /// UTC.
    pub at: String,
    /// `intent` or `outcome`.
    pub phase: String,
    /// Sequence of the intent; its own for an intent.
    pub intent: i64,
    /// Account of the operating system.
    pub os_user: String,
    /// Host.
    pub host: String,
    /// Recipient of the identity in use.
    pub recipient: String,
    /// Word of the action.
    pub action: String,
    /// JSON array of subjects, as it is stored.
    pub subjects: String,
    /// What is said of it.
    pub detail: String,
    /// `done` or `failed` of an outcome.
    pub result: String,
    /// Hexadecimal digits of the digest.
    pub digest: String,
}

/// An act as the log tells it: its intent, and what came of it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct ActRow {
    /// Sequence number of the intent.
    pub sequence: i64,
    /// When it was about to be done (UTC).
    pub at: String,
    /// Account of the operating system.
    pub os_user: String,
    /// Host.
    pub host: String,
    /// Recipient of the identity in use; empty where none was.
    pub recipient: String,
    /// Word of the action.
    pub action: String,
    /// What it was done to.
    pub subjects: Vec<String>,
    /// What else was said before it.
    pub detail: String,
    /// `done`, `failed`, or `interrupted` where no outcome stands.
    pub result: String,
    /// When it ended; `None` for an interrupted one.
    pub ended_at: Option<String>,
    /// What was said after it.
    pub outcome: String,
}

/// What acts are narrowed to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ActFilter {
    /// A subject: `credential:NAME`, or `NAME` for one of any kind.
    pub subject: Option<String>,
    /// Account, `account@host` or recipient.
    pub actor: Option<String>,
    /// Words of actions; none: all.
    pub actions: Vec<String>,
    /// Nothing before this time.
    pub since: Option<String>,
}

/// The newest event of a log: whoever keeps it elsewhere can tell later whether what was before it was rewritten.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Head {
    /// Its sequence number; 0: the log is empty.
    pub sequence: i64,
    /// Its digest in hexadecimal digits.
    pub digest: String,
}

impl std::fmt::Display for Head {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.sequence, self.digest)
    }
}

impl std::str::FromStr for Head {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const SHAPE: &str = "give it as `catalog audit head` prints it: NUMBER:DIGEST";
        let (sequence, digest) = text.trim().split_once(':').ok_or(SHAPE)?;
        let is_digest = digest.len() == 64 && digest.bytes().all(|b| b.is_ascii_hexdigit());
        match sequence.parse() {
            Ok(sequence) if is_digest => Ok(Self { sequence, digest: digest.to_ascii_lowercase() }),
            _ => Err(SHAPE),
        }
    }
}

/// What a look at the whole log found.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Verified {
    /// Events that were looked at.
    pub events: u64,
    /// The newest event.
    pub head: Head,
    /// Intents without an outcome.
    pub interrupted: u32,
    /// The first thing that is wrong; `None`: the chain is whole.
    pub broken: Option<String>,
}
