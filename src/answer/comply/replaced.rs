//! What a session puts in the place of what its mapping says.
//!
//! Owns which overrides hide logic. Their texts are asked the same as a mapping's.

use super::asking::{Asking, short};
use super::mapping::{ANYWHERE, Texts, is_logic, texts_of};
use crate::answer::assembled::Assembled;
use crate::model::comply::maintainability::SQL_IN_SESSION;

/// Asks about the overrides of a session.
pub(super) fn session(run: &Assembled<'_>, ask: &mut Asking<'_>) {
    let (stored, session) = run.layered.session;
    let own = session.transformations.iter().map(|one| Texts {
        owner: &one.instance,
        kind: &one.transformation_type,
        attributes: &one.attributes,
        stored,
    });
    let readers = session.extensions.iter().map(|one| Texts {
        owner: &one.instance,
        kind: &one.transformation_type,
        attributes: &one.attributes,
        stored,
    });
    let all: Vec<Texts<'_>> = own.chain(readers).filter(|one| !one.attributes.is_empty()).collect();
    texts_of(&all, &ANYWHERE, ask);
    if !ask.asks(&SQL_IN_SESSION) {
        return;
    }
    for one in &all {
        for attribute in one.attributes.iter().filter(|one| is_logic(&one.name) && !one.value.trim().is_empty()) {
            // A parameter and nothing else is what the mapping should have, too, but it hides nothing.
            if !attribute.value.starts_with('$') || attribute.value.contains(char::is_whitespace) {
                let part = format!("{} {}", one.owner, attribute.name);
                let place = one.stored.place(attribute.line);
                ask.fires(&SQL_IN_SESSION, &part, &place, "what the mapping says", &short(&attribute.value));
            }
        }
    }
}
