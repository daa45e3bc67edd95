//! ATTRIBUTE, TABLEATTRIBUTE, VALUEPAIR.

use crate::model::attribute::{Attribute, ValuePair};
use crate::model::element::Element;

/// Reads the ATTRIBUTE or TABLEATTRIBUTE children of an element.
#[must_use]
pub fn attributes(parent: Element<'_, '_>, name: &str) -> Vec<Attribute> {
    parent
        .named(name)
        .map(|element| Attribute {
            name: element.get("NAME").into(),
            value: element.get("VALUE").into(),
            partition: element.get("PARTITIONNAME").into(),
            line: element.line(),
        })
        .collect()
}

/// Reads the VALUEPAIR children of an element.
#[must_use]
pub fn pairs(parent: Element<'_, '_>) -> Vec<ValuePair> {
    parent
        .named("VALUEPAIR")
        .map(|element| ValuePair {
            name: element.get("NAME").into(),
            value: element.get("VALUE").into(),
            order: element.get("EXECORDER").parse().unwrap_or_default(),
            reverse: element.yes("REVERSEASSIGNMENT"),
            line: element.line(),
        })
        .collect()
}
