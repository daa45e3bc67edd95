//! What was found, as text and as JSON.

use super::table::harmless;
use crate::answer::find::Place;
use serde::Serialize;
use std::fmt::Write as _;

/// Places shown for each object.
const PLACES: usize = 5;

/// An object in which the words stand.
#[derive(Debug, Clone, Serialize)]
pub struct Hit {
    /// Its full address.
    pub address: String,
    /// Its file.
    pub file: String,
    /// Where in it the words stand.
    pub places: Vec<Place>,
}

/// What was found.
#[derive(Debug, Clone, Serialize)]
pub struct Found {
    /// How many objects hold the words.
    pub objects: usize,
    /// The first of them.
    pub hits: Vec<Hit>,
}

/// Renders what was found as text.
#[must_use]
pub fn text(found: &Found) -> String {
    let mut out = String::new();
    for hit in &found.hits {
        let _ = writeln!(out, "{}", harmless(&hit.address));
        for place in hit.places.iter().take(PLACES) {
            let inside =
                if place.inside.is_empty() { String::new() } else { format!("{} › ", harmless(&place.inside)) };
            let (attribute, text) = (harmless(&place.attribute), harmless(&place.text));
            let _ = writeln!(out, "  {}:{}  {inside}{attribute}: {text}", harmless(&hit.file), place.line);
        }
        if hit.places.len() > PLACES {
            let left = hit.places.len() - PLACES;
            let _ = writeln!(out, "  … and {left} more {}", if left == 1 { "place" } else { "places" });
        }
    }
    if found.objects > found.hits.len() {
        let left = found.objects - found.hits.len();
        let objects = if left == 1 { "object" } else { "objects" };
        let _ = writeln!(out, "… and {left} more {objects} (--limit, --kind, --folder)");
    }
    out
}
