//! An XML element tree as a plain value: names, attributes, lines and the byte range of each element in its text.
//!
//! Owns the shape and the ways to walk it. Never parses (`read::tree` does) and never prints.

use std::borrow::Cow;
use std::ops::Range;

/// One element of a [`Tree`].
#[derive(Debug, Clone)]
pub struct Node<'a> {
    /// Element name as written.
    pub name: &'a str,
    /// Where its attributes stand in [`Tree::attributes`].
    pub attributes: Range<u32>,
    /// Byte range in the text, from `<` of the start tag to `>` of the end tag.
    pub span: Range<usize>,
    /// Lines before it in the text; 0 for the first line.
    pub line: u32,
    /// The node after its last descendant: siblings are found by jumping there.
    pub after: u32,
    /// Depth below the root of the tree, which is 0.
    pub depth: u16,
}

/// One attribute with its value decoded and normalised as XML says.
#[derive(Debug, Clone)]
pub struct Attribute<'a> {
    /// Attribute name as written.
    pub name: &'a str,
    /// Decoded value.
    pub value: Cow<'a, str>,
}

/// What is said between two tags: text, CDATA, comments and instructions. White space alone says nothing.
#[derive(Debug, Clone)]
pub struct Passage {
    /// Position in [`Tree::nodes`] of the element it stands in.
    pub within: u32,
    /// Byte range in the text.
    pub span: Range<usize>,
}

/// A text and the elements in it, in document order.
#[derive(Debug, Clone)]
pub struct Tree<'a> {
    /// The XML that was read.
    pub text: &'a str,
    /// Elements in document order; the first is the root.
    pub nodes: Vec<Node<'a>>,
    /// Attributes of all elements in document order.
    pub attributes: Vec<Attribute<'a>>,
    /// Passages in document order; exports of PowerCenter have none.
    pub passages: Vec<Passage>,
}

impl<'a> Tree<'a> {
    /// Returns the outermost element, `None` for a text without any.
    #[must_use]
    pub fn root(&self) -> Option<Element<'_, 'a>> {
        (!self.nodes.is_empty()).then_some(Element { tree: self, index: 0 })
    }

    /// Returns the element that a passage stands in.
    #[must_use]
    pub fn around(&self, passage: &Passage) -> Element<'_, 'a> {
        Element { tree: self, index: passage.within as usize }
    }

    /// Walks over all elements in document order.
    pub fn elements(&self) -> impl Iterator<Item = Element<'_, 'a>> {
        (0..self.nodes.len()).map(move |index| Element { tree: self, index })
    }
}

/// A place in a [`Tree`].
#[derive(Debug, Clone, Copy)]
pub struct Element<'t, 'a> {
    tree: &'t Tree<'a>,
    index: usize,
}

impl<'t, 'a> Element<'t, 'a> {
    fn node(self) -> &'t Node<'a> {
        &self.tree.nodes[self.index]
    }

    /// Element name, for example `SESSION`.
    #[must_use]
    pub fn name(self) -> &'a str {
        self.node().name
    }

    /// Position of the element in [`Tree::nodes`].
    #[must_use]
    pub fn index(self) -> usize {
        self.index
    }

    /// Depth below the root.
    #[must_use]
    pub fn depth(self) -> usize {
        usize::from(self.node().depth)
    }

    /// Lines before it in the text.
    #[must_use]
    pub fn line(self) -> u32 {
        self.node().line
    }

    /// Byte range in the text.
    #[must_use]
    pub fn span(self) -> Range<usize> {
        self.node().span.clone()
    }

    /// The XML of the element as written.
    #[must_use]
    pub fn xml(self) -> &'a str {
        &self.tree.text[self.span()]
    }

    /// Its attributes in order.
    #[must_use]
    pub fn attributes(self) -> &'t [Attribute<'a>] {
        let range = &self.node().attributes;
        &self.tree.attributes[range.start as usize..range.end as usize]
    }

    /// Value of an attribute, `None` where it is absent.
    #[must_use]
    pub fn find(self, name: &str) -> Option<&'t str> {
        self.attributes().iter().find(|a| a.name == name).map(|a| a.value.as_ref())
    }

    /// Value of an attribute, empty where it is absent.
    #[must_use]
    pub fn get(self, name: &str) -> &'t str {
        self.find(name).unwrap_or_default()
    }

    /// True where the attribute says `YES`.
    #[must_use]
    pub fn yes(self, name: &str) -> bool {
        self.get(name).eq_ignore_ascii_case("YES")
    }

    /// Children in order.
    pub fn children(self) -> impl Iterator<Item = Element<'t, 'a>> {
        let end = self.node().after as usize;
        let mut next = self.index + 1;
        std::iter::from_fn(move || {
            (next < end).then(|| {
                let child = Element { tree: self.tree, index: next };
                next = child.node().after as usize;
                child
            })
        })
    }

    /// All elements in it, however deep, in document order.
    pub fn descendants(self) -> impl Iterator<Item = Element<'t, 'a>> {
        (self.index + 1..self.node().after as usize).map(move |index| Element { tree: self.tree, index })
    }

    /// What is said in it between tags, as written, but for comments.
    pub fn said(self) -> impl Iterator<Item = &'a str> {
        let (span, passages) = (self.span(), &self.tree.passages);
        let from = passages.partition_point(|one| one.span.start < span.start);
        let inside = passages[from..].iter().take_while(move |one| one.span.start < span.end);
        let own = inside.filter(move |one| one.within as usize == self.index);
        let texts = own.map(|one| self.tree.text[one.span.clone()].trim());
        texts.filter(|text| !(text.starts_with("<!--") && text.find("-->") == Some(text.len() - 3)))
    }

    /// Children of one name in order.
    pub fn named(self, name: &str) -> impl Iterator<Item = Element<'t, 'a>> {
        self.children().filter(move |child| child.name() == name)
    }
}
