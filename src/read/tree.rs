//! Text of one element → [`Tree`]. The one place where quick-xml is used.
//!
//! Owns well-formedness inside a child of FOLDER and the decoding of attribute values: predefined entities and character
//! references are resolved, literal line breaks become spaces as XML says, entities nobody declared stay as written.

use crate::model::element::{Attribute, Node, Passage, Tree};
use quick_xml::XmlVersion;
use quick_xml::errors::Error;
use quick_xml::events::attributes;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::QName;
use quick_xml::reader::Reader;
use std::borrow::Cow;
use std::cell::Cell;
use std::ops::Range;

/// Why a text is no element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Malformed {
    /// Lines before the place in the text.
    pub line: u32,
    /// Lower case: what is wrong.
    pub message: String,
}

/// Parses one whole element.
pub fn parse(text: &str) -> Result<Tree<'_>, Malformed> {
    let mut builder = Builder::new(text);
    let mut reader = Reader::from_str(text);
    loop {
        let before = offset(reader.buffer_position());
        let event = reader.read_event().map_err(|error| builder.malformed(&error, before))?;
        match event {
            Event::Start(tag) => builder.open(&tag, before)?,
            Event::Empty(tag) => {
                builder.open(&tag, before)?;
                builder.close(offset(reader.buffer_position()));
            }
            Event::End(_) => builder.close(offset(reader.buffer_position())),
            Event::Eof => return Ok(builder.tree),
            _ => builder.say(before..offset(reader.buffer_position())),
        }
    }
}

/// Parses a start tag alone, as the containers of a frame have it.
pub fn parse_start_tag(text: &str) -> Result<Tree<'_>, Malformed> {
    let mut builder = Builder::new(text);
    let mut reader = Reader::from_str(text);
    let event = reader.read_event().map_err(|error| builder.malformed(&error, 0))?;
    if let Event::Start(tag) | Event::Empty(tag) = event {
        builder.open(&tag, 0)?;
        builder.close(text.len());
    }
    Ok(builder.tree)
}

/// A text is far below 4 GiB (`split` sees to it), so positions fit.
fn offset(position: u64) -> usize {
    usize::try_from(position).unwrap_or(usize::MAX)
}

fn narrow(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// An emptied tree of this thread.
type Spare = (Vec<Node<'static>>, Vec<Attribute<'static>>);

thread_local! {
    /// Memory of the last tree that this thread read: a tree takes more than its text, and fresh memory comes zeroed.
    static SPARE: Cell<Spare> = const { Cell::new((Vec::new(), Vec::new())) };
}

/// Keeps the memory of a tree for the next one that this thread reads.
pub fn recycle(tree: Tree<'_>) {
    SPARE.set((retyped(tree.nodes), retyped_attributes(tree.attributes)));
}

/// The same memory for nodes of another text: an emptied vector, collected in place.
#[expect(clippy::unnecessary_filter_map, reason = "it changes the type, which filter cannot")]
fn retyped<'b>(mut nodes: Vec<Node<'_>>) -> Vec<Node<'b>> {
    nodes.clear();
    nodes.into_iter().filter_map(|_| None).collect()
}

#[expect(clippy::unnecessary_filter_map, reason = "it changes the type, which filter cannot")]
fn retyped_attributes<'b>(mut attributes: Vec<Attribute<'_>>) -> Vec<Attribute<'b>> {
    attributes.clear();
    attributes.into_iter().filter_map(|_| None).collect()
}

struct Builder<'a> {
    tree: Tree<'a>,
    open: Vec<usize>,
    /// True while the last passage goes on: no tag was met since.
    speaks: bool,
    counted: usize,
    line: u32,
}

impl<'a> Builder<'a> {
    fn new(text: &'a str) -> Self {
        let (nodes, attributes) = SPARE.take();
        Self {
            tree: Tree {
                text,
                nodes: retyped(nodes),
                attributes: retyped_attributes(attributes),
                passages: Vec::new(),
            },
            open: Vec::new(),
            speaks: false,
            counted: 0,
            line: 0,
        }
    }

    fn line_at(&mut self, at: usize) -> u32 {
        let between = &self.tree.text.as_bytes()[self.counted..at];
        self.line += narrow(memchr::memchr_iter(b'\n', between).count());
        self.counted = at;
        self.line
    }

    fn open(&mut self, tag: &BytesStart<'_>, at: usize) -> Result<(), Malformed> {
        self.speaks = false;
        let line = self.line_at(at);
        let first = narrow(self.tree.attributes.len());
        let name = self.slice(tag.name().into_inner());
        for attribute in tag.attributes() {
            let attribute = attribute.map_err(|error| Malformed { line, message: format!("in <{name}>: {error}") })?;
            let name = self.slice(attribute.key.into_inner());
            let value = decode(self.slice(&attribute.value));
            self.tree.attributes.push(Attribute { name, value });
        }
        let attributes = first..narrow(self.tree.attributes.len());
        let depth = u16::try_from(self.open.len()).unwrap_or(u16::MAX);
        self.open.push(self.tree.nodes.len());
        self.tree.nodes.push(Node { name, attributes, span: at..at, line, after: 0, depth });
        Ok(())
    }

    /// Takes text, CDATA, a comment or an instruction inside an element.
    fn say(&mut self, span: Range<usize>) {
        let Some(within) = self.open.last() else { return };
        match self.tree.passages.last_mut() {
            Some(passage) if self.speaks => passage.span.end = span.end,
            _ if self.tree.text.as_bytes()[span.clone()].iter().all(u8::is_ascii_whitespace) => {}
            _ => {
                self.tree.passages.push(Passage { within: narrow(*within), span });
                self.speaks = true;
            }
        }
    }

    fn close(&mut self, end: usize) {
        self.speaks = false;
        let after = narrow(self.tree.nodes.len());
        if let Some(index) = self.open.pop() {
            let node = &mut self.tree.nodes[index];
            node.span.end = end;
            node.after = after;
        }
    }

    /// Events borrow from the tag, which lives shorter than the text; the same bytes are found in the text again.
    fn slice(&self, part: &str) -> &'a str {
        let from = part.as_ptr() as usize - self.tree.text.as_ptr() as usize;
        &self.tree.text[from..from + part.len()]
    }

    fn malformed(&mut self, error: &Error, at: usize) -> Malformed {
        Malformed { line: self.line_at(at), message: error.to_string() }
    }
}

/// Decodes one raw attribute value. Most have nothing to decode and stay borrowed.
fn decode(raw: &str) -> Cow<'_, str> {
    // Values are 11 bytes long on average: a plain loop beats the start-up of a vectorised search.
    if !raw.bytes().any(|byte| byte == b'&' || matches!(byte, b'\n' | b'\r' | b'\t')) {
        return Cow::Borrowed(raw);
    }
    // An entity that nobody declared, or a reference to no character, stays as it was written.
    let attribute = attributes::Attribute { key: QName(""), value: Cow::Borrowed(raw) };
    attribute.normalized_value(XmlVersion::Implicit1_0).unwrap_or_else(|_| {
        // Line breaks as written become spaces, as XML says; those of references stay.
        Cow::Owned(resolve(&raw.replace(['\n', '\r', '\t'], " ")))
    })
}

/// Decodes one reference after the other and leaves those that mean nothing: a secret must not hide behind a bad one.
#[must_use]
pub fn resolve(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let stop =
            rest.bytes().skip(1).position(|byte| !byte.is_ascii_alphanumeric() && byte != b'#').map_or(1, |at| at + 1);
        let end = if rest.as_bytes().get(stop) == Some(&b';') { stop + 1 } else { 1 };
        let (part, after) = rest.split_at(end);
        match quick_xml::escape::unescape(part) {
            Ok(decoded) => out.push_str(&decoded),
            Err(_) => out.push_str(part),
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

/// Writes a value so that [`parse`] reads the same value again, line breaks and tabs included.
#[must_use]
pub fn escape(value: &str) -> String {
    let mut out = String::with_capacity(value.len() + 8);
    for c in value.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            '\t' => out.push_str("&#x9;"),
            '\n' => out.push_str("&#xA;"),
            '\r' => out.push_str("&#xD;"),
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_has_lines_spans_and_decoded_values() {
        let text = "<A X=\"1\">\n  <B Y='a&#xD;&#xA;&apos;b'/>\n  <C><D/></C>\n</A>";
        let tree = parse(text).expect("well-formed");
        let root = tree.root().expect("root");
        let names: Vec<_> = root.children().map(|e| (e.name(), e.line(), e.xml())).collect();
        assert_eq!(names, [("B", 1, "<B Y='a&#xD;&#xA;&apos;b'/>"), ("C", 2, "<C><D/></C>")]);
        assert_eq!(root.named("B").next().expect("B").get("Y"), "a\r\n'b");
        assert_eq!(root.xml(), text);
    }

    #[test]
    fn undeclared_entities_stay_as_written() {
        let tree = parse("<A X='&foo; &amp;'/>").expect("well-formed");
        assert_eq!(tree.root().expect("root").get("X"), "&foo; &");
        let tree = parse("<A X='a & &quot;b&#61;c'/>").expect("well-formed");
        assert_eq!(tree.root().expect("root").get("X"), "a & \"b=c");
    }

    #[test]
    fn what_stands_between_two_tags_is_one_passage() {
        let tree = parse("<A>\n <B>x&amp;<![CDATA[<y>]]><!-- z --> </B>\n<C/> w <?p?></A>").expect("well-formed");
        let said = tree.passages.iter().map(|one| (tree.around(one).name(), &tree.text[one.span.clone()]));
        assert_eq!(said.collect::<Vec<_>>(), [("B", "x&amp;<![CDATA[<y>]]><!-- z --> "), ("A", " w <?p?>")]);
    }

    #[test]
    fn references_that_mean_nothing_stay() {
        assert_eq!(resolve("p&#97;ss\n&foo; &#x3d;&&amp;&#0;&quot;"), "pass\n&foo; =&&&#0;\"");
    }

    #[test]
    fn mismatched_tags_are_malformed_with_their_line() {
        assert_eq!(parse("<A>\n<B></C></A>").expect_err("mismatch").line, 1);
    }

    #[test]
    fn escaped_values_read_back() {
        let value = "a<b>&\"'\r\n\tç";
        let text = format!("<A X=\"{}\"/>", escape(value));
        assert_eq!(parse(&text).expect("well-formed").root().expect("root").get("X"), value);
    }
}
