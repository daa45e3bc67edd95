//! Values put into any text of a session or workflow, for whoever looks at one text after the other.
//!
//! Owns what becomes of a text that cannot be filled in: names without a value stay as they are.

use super::expand::Left;
use super::{Question, Resolver, View};
use std::cell::RefCell;

/// Puts values into the texts of one session or workflow.
pub struct PutIn<'q>(RefCell<Resolver<'q>>);

impl<'q> PutIn<'q> {
    /// Gets ready for one session or workflow.
    #[must_use]
    pub fn of(question: &'q Question<'q>) -> Self {
        Self(RefCell::new(Resolver::new(question)))
    }

    /// The text with values put in, and whether a name in it has none.
    #[must_use]
    pub fn text(&self, text: &str) -> (String, bool) {
        let mut resolver = self.0.borrow_mut();
        resolver.left = Left::default();
        let expanded = resolver.expand(text, &View::Inside);
        let open = expanded.is_open();
        (if expanded.is_ended() { text.to_owned() } else { expanded.text }, open)
    }
}
