//! Cuts secrets out of a text before anything of it is stored or digested.
//!
//! Owns where secrets are looked for: every attribute value, and whatever is said between tags. `read::secret` owns what a
//! secret looks like. Never puts a value, or a part of one, into a problem.
//!
//! Exports of PowerCenter have attributes only, so what is said between two tags is treated bluntly: text and CDATA are
//! decoded and joined to one value, and one secret in it takes all of them away.

use super::scan::{self, Scan};
use super::secret;
use super::tree::{self, escape, resolve};
use crate::model::content::Oddity;
use crate::model::element::{Element, Passage, Tree};
use crate::model::problem::Severity;
use rustc_hash::FxHashMap;
use std::ops::Range;

/// A text without its secrets.
#[derive(Debug)]
pub struct Masked {
    /// The text with `«secret»` in place of each secret.
    pub text: String,
    /// One for each value that held a secret.
    pub oddities: Vec<Oddity>,
}

/// Attributes that hold what the NAME beside them, or the element, is about.
const VALUES: &[&str] = &["VALUE", "DEFAULTVALUE", "INITIALVALUE", "CURRENTVALUE"];

/// Returns the masked text, `None` where it held no secret.
#[must_use]
pub fn mask(tree: &Tree<'_>) -> Option<Masked> {
    // What is said may be cut into pieces by markup, so the quick test, which looks at raw text, says nothing about it.
    if tree.passages.is_empty() && !secret::may_hold_secret(tree.text) {
        return None;
    }
    let mut cuts = Cuts::new(tree);
    let mut passages = tree.passages.iter().peekable();
    for (index, element) in tree.elements().enumerate() {
        while let Some(passage) = passages.next_if(|passage| passage.span.start < element.span().start) {
            cuts.passage(passage);
        }
        if !tree.passages.is_empty() {
            cuts.enter(index);
        }
        for raw in raw_attributes(tree.text, element) {
            cuts.attribute(element, &raw);
        }
    }
    passages.for_each(|passage| cuts.passage(passage));
    cuts.finish()
}

/// Masks the text around children: container tags value by value, comments and the rest as plain text.
#[must_use]
pub fn mask_frame(text: &str) -> Option<Masked> {
    if !secret::may_hold_secret(text) {
        return None;
    }
    let mut masked = Masked { text: String::with_capacity(text.len()), oddities: Vec::new() };
    let mut at = 0;
    while let Some(open) = memchr::memchr(b'<', &text.as_bytes()[at..]).map(|found| at + found) {
        let Scan::Whole(_, end) = scan::token(text.as_bytes(), open) else { break };
        masked.text.push_str(&text[at..open]);
        masked.token(&text[open..end], line_of(text, open));
        at = end;
    }
    masked.text.push_str(&text[at..]);
    (!masked.oddities.is_empty()).then_some(masked)
}

impl Masked {
    fn token(&mut self, token: &str, line: u32) {
        let tag = tree::parse_start_tag(token).ok().filter(|tree| !tree.nodes.is_empty());
        let (text, oddities) = match tag {
            Some(tree) => mask(&tree).map_or((token.to_owned(), Vec::new()), |m| (m.text, m.oddities)),
            None => match cut_aside(token) {
                Some((text, detector)) => (text, vec![oddity(detector, 0)]),
                None => (token.to_owned(), Vec::new()),
            },
        };
        self.text.push_str(&text);
        self.oddities.extend(oddities.into_iter().map(|odd| Oddity { line: odd.line + line, ..odd }));
    }
}

/// Cuts secrets out of a comment, an instruction or anything else that is no tag. Nothing is decoded in these, yet whoever
/// comments out a tag leaves references in it; a secret that shows only then takes the whole away.
fn cut_aside(token: &str) -> Option<(String, &'static str)> {
    let span = inside(token);
    let said = &token[span.clone()];
    if let Some(cut) = secret::cut(said) {
        let text = format!("{}{}{}", &token[..span.start], cut.masked, &token[span.end..]);
        return Some((text, first(&cut.found)));
    }
    let cut = said.contains('&').then(|| secret::cut(&resolve(said))).flatten()?;
    Some((hidden(), first(&cut.found)))
}

/// A comment that says that there was a secret.
fn hidden() -> String {
    format!("<!--{}-->", secret::MASK)
}

fn first(found: &[&'static str]) -> &'static str {
    found.first().copied().unwrap_or_default()
}

fn line_of(text: &str, at: usize) -> u32 {
    u32::try_from(memchr::memchr_iter(b'\n', &text.as_bytes()[..at]).count()).unwrap_or(u32::MAX)
}

fn oddity(detector: &str, line: u32) -> Oddity {
    let message = format!("a secret ({detector}) was cut out before storing; move it to a vault and change it");
    Oddity { code: "secret-found", severity: Severity::Warning, line, message }
}

struct RawAttribute {
    /// Position in the element's attribute list.
    at: usize,
    /// Byte range of the value between its quotes.
    span: Range<usize>,
}

/// Finds the raw values of an element's attributes again; the tree holds them decoded.
fn raw_attributes(text: &str, element: Element<'_, '_>) -> Vec<RawAttribute> {
    let bytes = text.as_bytes();
    let mut at = element.span().start;
    let mut found = Vec::new();
    for index in 0..element.attributes().len() {
        let Some(open) = memchr::memchr2(b'"', b'\'', &bytes[at..]).map(|open| at + open) else { break };
        let Some(length) = memchr::memchr(bytes[open], &bytes[open + 1..]) else { break };
        found.push(RawAttribute { at: index, span: open + 1..open + 1 + length });
        at = open + 2 + length;
    }
    found
}

/// What a piece of markup says: without the ends of a comment, CDATA or an instruction; all of anything else.
fn inside(token: &str) -> Range<usize> {
    for (opening, closing) in [("<!--", "-->"), (CDATA, "]]>"), ("<?", "?>")] {
        if token.starts_with(opening) && token.len() >= opening.len() + closing.len() {
            return opening.len()..token.len() - closing.len();
        }
    }
    0..token.len()
}

const CDATA: &str = "<![CDATA[";

struct Cuts<'t, 'a> {
    tree: &'t Tree<'a>,
    names: FxHashMap<&'t str, bool>,
    /// Outermost elements with the name of a secret: positions of all that is in each.
    secretive: Vec<Range<usize>>,
    /// Everything before it is in `out`.
    from: usize,
    line: u32,
    out: String,
    oddities: Vec<Oddity>,
}

impl<'t, 'a> Cuts<'t, 'a> {
    fn new(tree: &'t Tree<'a>) -> Self {
        Self {
            tree,
            names: FxHashMap::default(),
            secretive: Vec::new(),
            from: 0,
            line: 0,
            out: String::new(),
            oddities: Vec::new(),
        }
    }

    /// True where a name speaks of a secret. Names repeat, so each is judged once.
    fn speaks_of_secret(&mut self, name: &'t str) -> bool {
        *self.names.entry(name).or_insert_with(|| secret::name_holds_secret(name))
    }

    /// True where an attribute of this name and value is a secret.
    fn named(&mut self, name: &'t str, value: &str) -> bool {
        self.speaks_of_secret(name) && secret::named_secret(name, value)
    }

    /// Notes the start of an element.
    fn enter(&mut self, index: usize) {
        let node = &self.tree.nodes[index];
        let is_inside = self.secretive.last().is_some_and(|outer| outer.end > index);
        if !is_inside && self.speaks_of_secret(node.name) {
            self.secretive.push(index..node.after as usize);
        }
    }

    /// True in an element with the name of a secret, however deep.
    fn is_secretive(&self, index: usize) -> bool {
        let before = self.secretive.partition_point(|outer| outer.start <= index);
        before > 0 && self.secretive[before - 1].end > index
    }

    fn attribute(&mut self, element: Element<'t, 'a>, raw: &RawAttribute) {
        let attribute = &element.attributes()[raw.at];
        let value = attribute.value.as_ref();
        let named = self.named(attribute.name, value)
            || (VALUES.contains(&attribute.name)
                && is_plain(element, attribute.name, value)
                && (self.named(name_of(element), value) || self.named(element.name(), value)));
        if named {
            self.replace(raw.span.clone(), secret::MASK, "named-secret");
        } else if let Some(cut) = secret::cut(value) {
            self.replace(raw.span.clone(), &escape(&cut.masked), first(&cut.found));
        }
    }

    /// Judges all text and CDATA of a passage as one value, and its comments and instructions alone.
    fn passage(&mut self, passage: &Passage) {
        let text = self.tree.text;
        let element = self.tree.around(passage);
        let (said, asides) = parts(text, passage.span.clone());
        let is_secretive = self.is_secretive(passage.within as usize);
        if let Some(detector) = self.secret_in(element, is_secretive, &said) {
            let blank = |c: char| c.is_ascii_whitespace();
            let end = passage.span.start + text[passage.span.clone()].trim_end_matches(blank).len();
            let start = end - text[passage.span.start..end].trim_start_matches(blank).len();
            return self.replace(start..end, secret::MASK, detector);
        }
        for span in asides {
            let token = &text[span.clone()];
            if is_secretive && secret::is_telling(&token[inside(token)]) {
                self.replace(span, &hidden(), "named-secret");
            } else if let Some((masked, detector)) = cut_aside(token) {
                self.replace(span, &masked, detector);
            }
        }
    }

    /// What finds a secret in the text of an element, as it reads and with references left in it decoded.
    fn secret_in(&mut self, element: Element<'t, 'a>, is_secretive: bool, said: &str) -> Option<&'static str> {
        let said = said.trim();
        if (is_secretive && secret::is_telling(said)) || self.named(name_of(element), said) {
            return Some("named-secret");
        }
        let again = said.contains('&').then(|| resolve(said));
        secret::cut(said).or_else(|| secret::cut(&again?)).map(|cut| first(&cut.found))
    }

    fn replace(&mut self, span: Range<usize>, with: &str, detector: &str) {
        let kept = &self.tree.text[self.from..span.start];
        self.line += line_of(kept, kept.len());
        self.out.push_str(kept);
        self.out.push_str(with);
        self.oddities.push(oddity(detector, self.line));
        let cut_text = &self.tree.text[span.clone()];
        self.line += line_of(cut_text, cut_text.len());
        self.from = span.end;
    }

    fn finish(mut self) -> Option<Masked> {
        if self.oddities.is_empty() {
            return None;
        }
        self.out.push_str(&self.tree.text[self.from..]);
        Some(Masked { text: self.out, oddities: self.oddities })
    }
}

/// What an element calls the thing that it gives a value to.
fn name_of<'t>(element: Element<'t, '_>) -> &'t str {
    element.find("NAME").unwrap_or_default()
}

/// False for the default of a port, which is an expression, unless it is a literal: `ERROR('no password')` is no secret.
fn is_plain(element: Element<'_, '_>, attribute: &str, value: &str) -> bool {
    let literal = value.trim().strip_prefix('\'').and_then(|rest| rest.strip_suffix('\''));
    attribute == "VALUE" || element.name() != "TRANSFORMFIELD" || literal.is_some_and(|inner| !inner.contains('\''))
}

/// Takes a passage apart: its text and CDATA, decoded and joined, and the places of everything else in it.
fn parts(text: &str, span: Range<usize>) -> (String, Vec<Range<usize>>) {
    let (mut said, mut asides) = (String::new(), Vec::new());
    let mut at = span.start;
    while at < span.end {
        let open = memchr::memchr(b'<', &text.as_bytes()[at..span.end]).map_or(span.end, |found| at + found);
        said.push_str(&resolve(&text[at..open]));
        let Scan::Whole(_, end) = scan::token(text.as_bytes(), open) else { break };
        let token = &text[open..end.min(span.end)];
        if token.starts_with(CDATA) {
            said.push_str(&token[inside(token)]);
        } else {
            asides.push(open..open + token.len());
        }
        at = end;
    }
    (said, asides)
}
