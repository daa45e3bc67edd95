//! CONNECTIONREFERENCE.

use super::attribute::attributes;
use crate::model::connection::ConnectionReference;
use crate::model::element::Element;

/// Reads every CONNECTIONREFERENCE directly under an element.
#[must_use]
pub fn references(parent: Element<'_, '_>) -> Vec<ConnectionReference> {
    parent.named("CONNECTIONREFERENCE").map(reference).collect()
}

fn reference(element: Element<'_, '_>) -> ConnectionReference {
    ConnectionReference {
        reference: element.get("CNXREFNAME").into(),
        connection_type: element.get("CONNECTIONTYPE").into(),
        subtype: element.get("CONNECTIONSUBTYPE").into(),
        name: element.get("CONNECTIONNAME").into(),
        variable: element.get("VARIABLE").into(),
        partition: element.get("PARTITIONNAME").into(),
        attributes: attributes(element, "ATTRIBUTE"),
        line: element.line(),
    }
}
