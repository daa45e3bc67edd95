//! What is said of a report that was checked.

use super::seal::Sealed;
use crate::render::json;
use serde_json::json;

/// What came of a signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Signature {
    /// There is none.
    None,
    /// This key signed the file; what it signed beside, in words.
    Good {
        /// Public key of minisign.
        key: String,
        /// The trusted comment.
        comment: String,
    },
    /// This key did not sign the file as it is.
    Bad {
        /// Public key of minisign.
        key: String,
    },
    /// There is a signature, and no key to check it with.
    Unchecked,
}

impl Signature {
    fn word(&self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Good { .. } => "good",
            Self::Bad { .. } => "bad",
            Self::Unchecked => "unchecked",
        }
    }
}

/// What came of a companion file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Companion {
    /// It is what the page states.
    Holds,
    /// It is something else.
    Differs,
    /// It does not stand beside the page.
    Absent,
}

/// A report that was checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// The file, as it was named.
    pub file: String,
    /// Its fingerprint.
    pub sealed: Sealed,
    /// Its signature.
    pub signature: Signature,
    /// True where a signature was asked for by naming a key.
    pub key_given: bool,
    /// Companion files that the page states a digest of, and whether each is that.
    pub companions: Vec<(String, Companion)>,
}

impl Verified {
    /// True where nothing speaks against the report. A signature that nobody could check speaks against it, and so does none
    /// where a key was named.
    #[must_use]
    pub fn holds(&self) -> bool {
        let signed = match &self.signature {
            Signature::Good { .. } => true,
            Signature::None => !self.key_given,
            Signature::Bad { .. } | Signature::Unchecked => false,
        };
        self.sealed.holds() && signed && self.companions.iter().all(|(_, state)| *state != Companion::Differs)
    }

    /// For people.
    #[must_use]
    pub fn text(&self) -> String {
        let mut lines = vec![self.file.clone()];
        let Sealed { stated, computed } = &self.sealed;
        lines.push(if self.sealed.holds() {
            format!("  fingerprint: holds, {stated}")
        } else {
            format!("  fingerprint: does not hold, the file says {stated} and is {computed}")
        });
        lines.push(match &self.signature {
            Signature::None => "  signature: none".to_owned(),
            Signature::Good { key, comment } => format!("  signature: good, by {key}: {comment}"),
            Signature::Bad { key } => format!("  signature: bad, {key} did not sign this file"),
            Signature::Unchecked => "  signature: not checked, no key is known for this catalog".to_owned(),
        });
        lines.extend(self.companions.iter().map(|(name, state)| {
            let word = match state {
                Companion::Holds => "as the page states",
                Companion::Differs => "is not what the page states",
                Companion::Absent => "not checked, it is not here",
            };
            format!("  companion {name}: {word}")
        }));
        lines.push(String::new());
        lines.join("\n")
    }

    /// For programs.
    #[must_use]
    pub fn json(&self) -> String {
        let (key, comment) = match &self.signature {
            Signature::Good { key, comment } => (Some(key), Some(comment)),
            Signature::Bad { key } => (Some(key), None),
            Signature::None | Signature::Unchecked => (None, None),
        };
        let companions = self.companions.iter().map(|(name, state)| {
            let holds = (*state != Companion::Absent).then_some(*state == Companion::Holds);
            json!({"file": name, "holds": holds})
        });
        json::pretty(&json!({
            "file": self.file,
            "holds": self.holds(),
            "fingerprint": {
                "stated": self.sealed.stated, "computed": self.sealed.computed, "holds": self.sealed.holds(),
            },
            "signature": {"state": self.signature.word(), "key": key, "comment": comment},
            "companions": companions.collect::<Vec<_>>(),
        }))
    }
}
