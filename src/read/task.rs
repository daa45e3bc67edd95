//! TASK.

use super::attribute::{attributes, pairs};
use crate::model::element::Element;
use crate::model::task::Task;

/// Reads a TASK.
#[must_use]
pub fn task(element: Element<'_, '_>) -> Task {
    Task {
        name: element.get("NAME").into(),
        task_type: element.get("TYPE").into(),
        description: element.get("DESCRIPTION").into(),
        reusable: element.yes("REUSABLE"),
        attributes: attributes(element, "ATTRIBUTE"),
        pairs: pairs(element),
    }
}
