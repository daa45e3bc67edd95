//! Rules of the category *naming*.

use super::Rule;

/// All of them.
pub(super) const RULES: &[&Rule] = &[];
