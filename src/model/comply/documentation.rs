//! Rules of the category *documentation*.

use super::Rule;

/// All of them.
pub(super) const RULES: &[&Rule] = &[];
