//! Rules of the category *reliability*.

use super::Rule;

/// All of them.
pub(super) const RULES: &[&Rule] = &[];
