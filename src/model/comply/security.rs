//! Rules of the category *security*.

use super::Rule;

/// All of them.
pub(super) const RULES: &[&Rule] = &[];
