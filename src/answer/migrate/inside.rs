//! A walk through an object that knows where it is.
//!
//! Owns the words for places inside of an object.

use crate::model::element::{Element, Tree};

/// An element with what stands around it.
pub struct Inside<'w, 't, 'a> {
    /// The element.
    pub element: Element<'t, 'a>,
    around: &'w [Element<'t, 'a>],
}

impl<'t, 'a> Inside<'_, 't, 'a> {
    /// The element around it.
    #[must_use]
    pub fn parent(&self) -> Option<Element<'t, 'a>> {
        self.around.last().copied()
    }

    /// Where it is, outermost first, the object itself left out; empty for what belongs to the object itself.
    #[must_use]
    pub fn path(&self) -> String {
        let below = self.around.iter().skip(1).chain([&self.element]);
        let words: Vec<String> = below.filter_map(|one| word(*one)).collect();
        words.join(" / ")
    }
}

/// What a place is called; `None` for elements that are only a part of what is around them.
fn word(element: Element<'_, '_>) -> Option<String> {
    let named = |attribute: &str| element.get(attribute).to_owned();
    let word = match element.name() {
        "SESSION" | "WORKLET" | "TASKINSTANCE" | "TRANSFORMATION" | "TASK" | "MAPPINGVARIABLE" | "WORKFLOWVARIABLE"
        | "VALUEPAIR" => named("NAME"),
        "SESSIONEXTENSION" => format!("{} {}", named("TYPE"), named("SINSTANCENAME")),
        "SESSTRANSFORMATIONINST" => named("SINSTANCENAME"),
        "SESSIONCOMPONENT" => named("TYPE"),
        _ => return None,
    };
    Some(word.trim().to_owned()).filter(|word| !word.is_empty())
}

/// Hands every element over, in document order.
pub fn walk<'t, 'a>(tree: &'t Tree<'a>, visit: &mut dyn FnMut(&Inside<'_, 't, 'a>)) {
    let mut around: Vec<Element<'t, 'a>> = Vec::new();
    for element in tree.elements() {
        around.truncate(element.depth());
        visit(&Inside { element, around: &around });
        around.push(element);
    }
}
