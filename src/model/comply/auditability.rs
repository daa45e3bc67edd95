//! Rules of the category *auditability*.

use super::Rule;

/// All of them.
pub(super) const RULES: &[&Rule] = &[];
