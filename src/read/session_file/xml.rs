//! POWERMART text that grows line by line: an element stands on the line that its YAML stands on.
//!
//! Owns the layout, and what was found wrong on the way. Elements come in the order of the YAML, so lines only grow.

use crate::read::tree::escape;

/// Something that is wrong in the YAML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::read) struct Wrong {
    /// Code of the problem.
    pub code: &'static str,
    /// Counted from 1.
    pub line: u64,
    /// What, and what to do.
    pub message: String,
}

/// The text so far.
#[derive(Debug)]
pub(in crate::read) struct Xml {
    text: String,
    line: u64,
    /// What is wrong, in the order of finding.
    pub wrong: Vec<Wrong>,
}

impl Xml {
    pub(in crate::read) fn new() -> Self {
        Self { text: String::new(), line: 1, wrong: Vec::new() }
    }

    /// Text that is XML already.
    pub(in crate::read) fn raw(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// Opens an element on a line.
    pub(in crate::read) fn open(&mut self, line: u64, element: &str, attributes: &[(&str, &str)]) {
        self.tag(line, element, attributes, ">");
    }

    /// An element without children on a line.
    pub(in crate::read) fn empty(&mut self, line: u64, element: &str, attributes: &[(&str, &str)]) {
        self.tag(line, element, attributes, "/>");
    }

    /// Closes an element.
    pub(in crate::read) fn close(&mut self, element: &str) {
        self.text.push_str("</");
        self.text.push_str(element);
        self.text.push('>');
    }

    /// Notes what is wrong.
    pub(in crate::read) fn wrong(&mut self, code: &'static str, line: u64, message: impl Into<String>) {
        self.wrong.push(Wrong { code, line, message: message.into() });
    }

    pub(in crate::read) fn finish(self) -> String {
        self.text
    }

    fn tag(&mut self, line: u64, element: &str, attributes: &[(&str, &str)], end: &str) {
        while self.line < line {
            self.text.push('\n');
            self.line += 1;
        }
        self.text.push('<');
        self.text.push_str(element);
        for (name, value) in attributes {
            self.text.push_str(&format!(" {name}=\"{}\"", escape(value)));
        }
        self.text.push_str(end);
    }
}
