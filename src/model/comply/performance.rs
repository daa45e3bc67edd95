//! Rules of the category *performance*.

use super::Rule;

/// All of them.
pub(super) const RULES: &[&Rule] = &[];
