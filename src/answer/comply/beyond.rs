//! What a session says of transformations whose mapping or mapplet is not in the catalog.
//!
//! Exports of a workflow alone are the most common kind in production: the session's own words on its transformations count
//! there, too. What only the mapping says is not known, and that is told.

use super::asking::Asking;
use crate::answer::assembled::{Assembled, Part};
use crate::answer::effective::layer;
use crate::answer::layers::innermost;
use crate::model::comply::Rule;

/// Why a rule is not asked of everything.
const NOT_HERE: &str = "the mapping or a mapplet is not in the catalog";

/// Puts what the session says of transformations that no mapping showed beside the parts that are known.
pub(super) fn add_to(run: &mut Assembled<'_>) {
    if run.whole {
        return;
    }
    let (stored, session) = run.layered.session;
    for one in &session.transformations {
        if run.part(&one.instance).is_none_or(|part| part.kind != one.transformation_type) {
            run.parts.push(Part {
                instance: one.instance.to_string(),
                kind: one.transformation_type.clone(),
                object: one.transformation.clone(),
                attributes: innermost(&[layer("session", stored, &one.attributes)]),
                ..Part::default()
            });
        }
    }
}

/// These rules look at what only the mapping says: they are not asked of all of a session whose mapping is not there.
pub(super) fn not_all(rules: &[&Rule], run: &Assembled<'_>, ask: &mut Asking<'_>) {
    if !run.whole {
        for rule in rules {
            ask.not_checked(rule, NOT_HERE);
        }
    }
}
