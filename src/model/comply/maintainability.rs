//! Rules of the category *maintainability*.

use super::Rule;

/// All of them.
pub(super) const RULES: &[&Rule] = &[];
