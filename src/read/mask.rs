//! Cuts secrets out of a text before anything of it is stored or digested.
//!
//! Owns where secrets are looked for: every attribute value, and text, CDATA and comments between tags. `read::secret` owns
//! what a secret looks like. Never puts a value, or a part of one, into a problem.

use super::scan::{self, Scan};
use super::secret;
use super::tree::{self, escape};
use crate::model::content::Oddity;
use crate::model::element::{Element, Tree};
use crate::model::problem::Severity;
use rustc_hash::FxHashMap;

/// A text without its secrets.
#[derive(Debug)]
pub struct Masked {
    /// The text with `«secret»` in place of each secret.
    pub text: String,
    /// One for each value that held a secret.
    pub oddities: Vec<Oddity>,
}

/// Returns the masked text, `None` where it held no secret.
#[must_use]
pub fn mask(tree: &Tree<'_>) -> Option<Masked> {
    let mut cuts = Cuts {
        tree,
        names: FxHashMap::default(),
        from: 0,
        scanned: 0,
        line: 0,
        out: String::new(),
        oddities: Vec::new(),
    };
    for element in tree.elements() {
        for raw in raw_attributes(tree.text, element) {
            cuts.attribute(element, &raw);
        }
    }
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
            None => match secret::cut(&token[inside(token, 0)]) {
                Some(cut) => {
                    let said = inside(token, 0);
                    let text = format!("{}{}{}", &token[..said.start], cut.masked, &token[said.end..]);
                    (text, vec![oddity(cut.found.first().copied().unwrap_or_default(), 0)])
                }
                None => (token.to_owned(), Vec::new()),
            },
        };
        self.text.push_str(&text);
        self.oddities.extend(oddities.into_iter().map(|odd| Oddity { line: odd.line + line, ..odd }));
    }
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
    span: std::ops::Range<usize>,
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

/// What a comment, CDATA or an instruction says; nothing for a tag.
fn inside(token: &str, at: usize) -> std::ops::Range<usize> {
    for (opening, closing) in [("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>")] {
        if token.starts_with(opening) && token.len() >= opening.len() + closing.len() {
            return at + opening.len()..at + token.len() - closing.len();
        }
    }
    at..at
}

struct Cuts<'t, 'a> {
    tree: &'t Tree<'a>,
    names: FxHashMap<&'t str, bool>,
    /// Everything before it is in `out`.
    from: usize,
    /// Everything before it was looked at.
    scanned: usize,
    line: u32,
    out: String,
    oddities: Vec<Oddity>,
}

impl<'t> Cuts<'t, '_> {
    /// True where an attribute of this name and value is a secret. Names repeat, so each is judged once.
    fn named(&mut self, name: &'t str, value: &str) -> bool {
        *self.names.entry(name).or_insert_with(|| secret::name_holds_secret(name)) && secret::named_secret(name, value)
    }

    fn attribute(&mut self, element: Element<'t, '_>, raw: &RawAttribute) {
        self.between(raw.span.start);
        let attribute = &element.attributes()[raw.at];
        let value = attribute.value.as_ref();
        let named = self.named(attribute.name, value)
            || (attribute.name == "VALUE" && self.named(element.find("NAME").unwrap_or_default(), value));
        if named {
            self.replace(raw.span.clone(), secret::MASK, "named-secret");
        } else if let Some(cut) = secret::cut(value) {
            self.replace(raw.span.clone(), &escape(&cut.masked), cut.found.first().copied().unwrap_or_default());
        }
        self.scanned = raw.span.end;
    }

    /// Looks at what stands between the last value and this one: mostly tag text, sometimes text, CDATA or a comment. Each
    /// of these is looked at alone, so that no markup is cut out with a secret.
    fn between(&mut self, to: usize) {
        let tree = self.tree;
        let part = &tree.text[self.scanned..to];
        let (Some(close), Some(last)) = (part.find('>'), part.rfind('<')) else { return };
        let (mut at, last) = (self.scanned + close + 1, self.scanned + last);
        while at < last {
            let open = memchr::memchr(b'<', &tree.text.as_bytes()[at..last]).map_or(last, |found| at + found);
            self.words(at..open);
            let Scan::Whole(_, end) = scan::token(tree.text.as_bytes(), open) else { return };
            if open < last {
                self.words(inside(&tree.text[open..end], open));
            }
            at = end;
        }
    }

    fn words(&mut self, span: std::ops::Range<usize>) {
        if let Some(cut) = secret::cut(&self.tree.text[span.clone()]) {
            self.replace(span, &cut.masked, cut.found.first().copied().unwrap_or_default());
        }
    }

    fn replace(&mut self, span: std::ops::Range<usize>, with: &str, detector: &str) {
        let kept = &self.tree.text[self.from..span.start];
        self.line += u32::try_from(memchr::memchr_iter(b'\n', kept.as_bytes()).count()).unwrap_or(u32::MAX);
        self.out.push_str(kept);
        self.out.push_str(with);
        self.oddities.push(oddity(detector, self.line));
        let cut_text = &self.tree.text[span.clone()];
        self.line += u32::try_from(memchr::memchr_iter(b'\n', cut_text.as_bytes()).count()).unwrap_or(u32::MAX);
        self.from = span.end;
    }

    fn finish(mut self) -> Option<Masked> {
        self.between(self.tree.text.len());
        if self.oddities.is_empty() {
            return None;
        }
        self.out.push_str(&self.tree.text[self.from..]);
        Some(Masked { text: self.out, oddities: self.oddities })
    }
}
