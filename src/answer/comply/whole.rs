//! Rules about the catalog as a whole: connections, credentials, roles, audit events, runs, names across folders.

use super::book::Book;
use super::finds::Finds;
use crate::model::classification::Classification;

/// Everything that these rules look at, as of a snapshot.
#[derive(Debug, Clone, Default)]
pub struct Whole {}

/// Asks the rules about the catalog as a whole. `book` narrows the rulebook to a folder (empty: none).
pub fn whole<'b>(_whole: &Whole, _classification: &Classification, _book: &dyn Fn(&str) -> Book<'b>, _out: &mut Finds) {
}
