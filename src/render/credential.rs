//! What a look at every sealed value came to.

use super::json;
use crate::model::listing::Listing;
use serde_json::{Value, json};

/// Renders how many values open, and which do not.
#[must_use]
pub fn verified(opened: usize, failures: &Listing) -> Value {
    json!({ "opened": opened, "failures": json::listing(failures) })
}
