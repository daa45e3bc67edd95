//! Edits of XML by spans: everything that is not edited stays byte for byte.
//!
//! Owns where the value of an attribute stands in its text, and how edits are applied.

use crate::model::element::Element;
use std::ops::Range;

/// A part of new text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// XML, as it is.
    Xml(&'static str),
    /// XML that was read, as it is.
    Kept(String),
    /// A value, to be escaped.
    Value(String),
}

/// New text for a byte range.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// Where, in the text of the object.
    pub span: Range<usize>,
    /// What stands there afterwards.
    pub parts: Vec<Part>,
}

/// A new value for an attribute that is there; `None` where it is not.
#[must_use]
pub fn value(element: Element<'_, '_>, name: &str, new: &str) -> Option<Edit> {
    let span = value_span(element, name)?;
    Some(Edit { span, parts: vec![Part::Value(new.to_owned())] })
}

/// The byte range of an attribute's value between its quotes.
fn value_span(element: Element<'_, '_>, name: &str) -> Option<Range<usize>> {
    let xml = element.xml();
    let attribute = element.attributes().iter().find(|one| one.name == name)?;
    // Names are slices of the text that was read.
    let after = (attribute.name.as_ptr() as usize).checked_sub(xml.as_ptr() as usize)? + attribute.name.len();
    let rest = xml.get(after..)?;
    let equals = rest.find('=')?;
    let quote = equals + rest[equals..].find(['"', '\''])?;
    let mark = rest[quote..].chars().next()?;
    let from = quote + 1;
    let to = from + rest[from..].find(mark)?;
    let base = element.span().start + after;
    Some(base + from..base + to)
}

/// XML attributes put in behind the name of an element.
#[must_use]
pub fn added(element: Element<'_, '_>, new: &[(&str, String)]) -> Edit {
    let at = element.span().start + 1 + element.name().len();
    let part = |(name, value): &(&str, String)| {
        [Part::Kept(format!(" {name}=\"")), Part::Value(value.clone()), Part::Xml("\"")]
    };
    Edit { span: at..at, parts: new.iter().flat_map(part).collect() }
}

/// An element taken away.
#[must_use]
pub fn removed(element: Element<'_, '_>) -> Edit {
    Edit { span: element.span(), parts: Vec::new() }
}

/// ATTRIBUTE elements put in behind those that an element has, else at its end.
#[must_use]
pub fn attributes(element: Element<'_, '_>, new: &[(String, String)]) -> Edit {
    let (xml, span) = (element.xml(), element.span());
    let mut parts = Vec::new();
    for (name, value) in new {
        let ends = [Part::Xml("\n<ATTRIBUTE NAME =\""), Part::Value(name.clone()), Part::Xml("\" VALUE =\"")];
        parts.extend(ends.into_iter().chain([Part::Value(value.clone()), Part::Xml("\"/>")]));
    }
    if let Some(last) = element.named("ATTRIBUTE").last() {
        return Edit { span: last.span().end..last.span().end, parts };
    }
    if xml.ends_with("/>") {
        parts.insert(0, Part::Xml(">"));
        parts.extend([Part::Xml("\n</"), Part::Kept(element.name().to_owned()), Part::Xml(">")]);
        return Edit { span: span.end - 2..span.end, parts };
    }
    let at = xml.rfind("</").map_or(span.end, |at| span.start + at);
    parts.push(Part::Xml("\n"));
    Edit { span: at..at, parts }
}

/// Applies edits. Of two that overlap the first counts.
#[must_use]
pub fn applied(text: &str, edits: &[Edit], escape: &dyn Fn(&str) -> String) -> String {
    let mut sorted: Vec<&Edit> = edits.iter().collect();
    sorted.sort_by_key(|one| (one.span.start, one.span.end));
    let (mut out, mut from) = (String::with_capacity(text.len()), 0);
    for edit in sorted {
        let (Some(before), true) = (text.get(from..edit.span.start), text.is_char_boundary(edit.span.end)) else {
            continue;
        };
        out.push_str(before);
        for part in &edit.parts {
            match part {
                Part::Xml(xml) => out.push_str(xml),
                Part::Kept(xml) => out.push_str(xml),
                Part::Value(value) => out.push_str(&escape(value)),
            }
        }
        from = edit.span.end;
    }
    out.push_str(text.get(from..).unwrap_or_default());
    out
}
