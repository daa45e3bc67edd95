//! Whether objects say what they are for.
//!
//! Owns what counts as a description. Whether a folder is described is asked of the catalog as a whole.

use super::asking::Asking;
use crate::model::comply::Rule;
use crate::model::comply::documentation::{PLACEHOLDER, TRANSFORMATIONS};
use crate::model::mapping::Mapping;

/// Asks whether an object has a description, and whether that says anything.
pub(super) fn check(rule: &Rule, (name, description): (&str, &str), place: &str, ask: &mut Asking<'_>) {
    let said = description.trim();
    if ask.asks(rule) && said.is_empty() {
        ask.fires(rule, "DESCRIPTION", place, "a description", "none");
    }
    if ask.asks(&PLACEHOLDER) && !said.is_empty() {
        let words = ask.around.book.text(&PLACEHOLDER, "words");
        let empty = |word: &str| word.trim().eq_ignore_ascii_case(said);
        if said.eq_ignore_ascii_case(name) || words.split(',').any(empty) {
            ask.fires(&PLACEHOLDER, "DESCRIPTION", place, "what it does", said);
        }
    }
}

/// Asks whether a large mapping says of any of its transformations what it does.
pub(super) fn transformations(mapping: &Mapping, place: &str, ask: &mut Asking<'_>) {
    let least = ask.around.book.number(&TRANSFORMATIONS, "least");
    let many = mapping.transformations.len();
    let silent = mapping.transformations.iter().all(|one| one.description.trim().is_empty());
    if ask.asks(&TRANSFORMATIONS) && silent && many as u64 >= least.max(1) {
        let actual = format!("{many} transformations, none with a description");
        ask.fires(&TRANSFORMATIONS, "", place, "descriptions of the transformations that decide", &actual);
    }
}
