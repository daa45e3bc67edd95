//! What a mapping does for a session, part by part, with what the session lays over it.

use crate::answer::assembled::Assembled;
use crate::answer::design::{Beside, Standing};

/// Origin of attributes that the mapping says itself.
const MAPPING: &str = "mapping";

/// A part of the mapping as the session runs it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MappingPart {
    /// As the session names it.
    pub instance: String,
    /// TRANSFORMATION_TYPE
    pub kind: String,
    /// What stands behind the instance.
    pub object: String,
    /// Ports.
    pub ports: u32,
    /// Attributes that the session says otherwise: name, value, who says it.
    pub overrides: Vec<(String, String, String)>,
}

/// Parts of the mapping in its order, mapplets opened; and whether all of it was found.
#[must_use]
pub fn parts(standing: &Standing<'_>, beside: Beside<'_>) -> (Vec<MappingPart>, bool) {
    let Some(session) = Assembled::of(standing, beside) else { return (Vec::new(), false) };
    let part = |one: &crate::answer::assembled::Part| MappingPart {
        instance: one.instance.clone(),
        kind: one.kind.to_string(),
        object: one.object.to_string(),
        ports: one.port_count,
        overrides: one
            .attributes
            .iter()
            .filter(|attribute| attribute.trace.len() > 1 && attribute.origin != MAPPING)
            .map(|attribute| (attribute.name.clone(), attribute.value.clone(), attribute.origin.clone()))
            .collect(),
    };
    (session.parts.iter().map(part).collect(), session.whole)
}
