//! A secret in memory: wiped when it goes, and never shown.
//!
//! Owns the one type that may hold a plain secret. It has no `Debug`, `Display` or `Serialize`, so that no message, log or
//! report can hold one by accident; whoever wants the text must say [`Secret::expose`], which is easy to search for.

use zeroize::Zeroizing;

/// A plain secret. Wiped from memory when it is dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes a text over. The text that was handed in is moved, not copied.
    #[must_use]
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// The plain text, for the one who opens, seals or sends it.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}
