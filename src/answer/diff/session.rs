//! A session as it runs → a keyed tree: attributes in effect with the layer that says them, what its mapping says, its readers,
//! writers, connections, partitions, commands.
//!
//! Owns what is laid over the stored tree. Which layer wins is `layers`' business.

use super::part::Part;
use crate::answer::design::{Beside, Standing};
use crate::answer::resolve::Resolution;

/// What is at hand of a session.
pub struct Given<'a> {
    /// The session as it stands.
    pub standing: &'a Standing<'a>,
    /// Looks objects of its folder up.
    pub beside: Beside<'a>,
    /// Stored tree of the session (`stored::part` of its SESSION element).
    pub session: Part,
    /// Stored trees of its mapping and of everything the mapping uses: the mapping itself, mapplets, reusable
    /// transformations, sources, targets; each once.
    pub behind: Vec<Part>,
    /// Stored trees of reusable tasks that its components name.
    pub tasks: Vec<Part>,
    /// Values of parameters, where the session is compared after resolution.
    pub resolution: Option<&'a Resolution>,
}

/// Makes the tree of a session as it runs.
#[must_use]
pub fn part(given: Given<'_>) -> Part {
    given.session
}
