//! Takes secrets out of a text before anything of it is stored or digested.
//!
//! Owns where secrets are looked for (every attribute value, and whatever is said between tags) and the places by which they
//! are named: the path of elements, with what each calls itself. `read::secret` owns what a secret looks like. Never puts a
//! value, or a part of one, into a problem. Without IDs for sealing a secret is only cut out.
//!
//! Exports of PowerCenter have attributes only, so what is said between two tags is treated bluntly: text and CDATA are
//! decoded and joined to one value, and one secret in it takes all of them away.

mod names;

use super::scan::{self, Scan};
use super::secret::{self, Taken};
use super::tree::{self, escape, resolve};
use crate::model::content::Oddity;
use crate::model::credential::{FoundSecret, marked};
use crate::model::element::{Element, Passage, Tree};
use rustc_hash::FxHashMap;
use std::ops::Range;

pub use names::{Named, Names};

/// A text without its secrets.
pub struct Masked {
    /// The text with `«secret»` in place of each secret, or `«sealed:ID»` where it is to be sealed.
    pub text: String,
    /// One for each value that held a secret.
    pub oddities: Vec<Oddity>,
    /// What is to be sealed.
    pub secrets: Vec<FoundSecret>,
}

/// Attributes that hold what the NAME beside them, or the element, is about.
const VALUES: &[&str] = &["VALUE", "DEFAULTVALUE", "INITIALVALUE", "CURRENTVALUE"];

/// Returns the masked text, `None` where it held no secret.
#[must_use]
pub fn mask(tree: &Tree<'_>, names: &mut Names<'_>) -> Option<Masked> {
    // What is said may be cut into pieces by markup, so the quick test, which looks at raw text, says nothing about it.
    if tree.passages.is_empty() && !secret::may_hold_secret(tree.text) {
        return None;
    }
    let mut cuts = Cuts::new(tree, names);
    let mut passages = tree.passages.iter().peekable();
    for (index, element) in tree.elements().enumerate() {
        while let Some(passage) = passages.next_if(|passage| passage.span.start < element.span().start) {
            cuts.passage(passage);
        }
        cuts.enter(index);
        for raw in raw_attributes(tree.text, element) {
            cuts.attribute(element, &raw);
        }
    }
    passages.for_each(|passage| cuts.passage(passage));
    cuts.finish()
}

/// Masks the text around children: container tags value by value, comments and the rest as plain text.
#[must_use]
pub fn mask_frame(text: &str, names: &mut Names<'_>) -> Option<Masked> {
    if !secret::may_hold_secret(text) {
        return None;
    }
    let mut masked = Masked { text: String::with_capacity(text.len()), oddities: Vec::new(), secrets: Vec::new() };
    let mut changed = false;
    let mut at = 0;
    while let Some(open) = memchr::memchr(b'<', &text.as_bytes()[at..]).map(|found| at + found) {
        let Scan::Whole(_, end) = scan::token(text.as_bytes(), open) else { break };
        masked.text.push_str(&text[at..open]);
        changed |= masked.token(&text[open..end], line_of(text, open), names);
        at = end;
    }
    masked.text.push_str(&text[at..]);
    if let Some(swept) = names.swept(&masked.text) {
        masked.text = swept;
        masked.oddities.push(names::oddity("foreign-mark", "", None, 0));
        return Some(masked);
    }
    changed.then_some(masked)
}

impl Masked {
    /// Takes one token over; true where it was changed.
    fn token(&mut self, token: &str, line: u32, names: &mut Names<'_>) -> bool {
        let tag = tree::parse_start_tag(token).ok().filter(|tree| !tree.nodes.is_empty());
        let found = match tag {
            Some(tree) => mask(&tree, names),
            None => cut_aside(token, "", 0, names).map(|named| Self {
                text: named.text,
                oddities: named.oddity.into_iter().collect(),
                secrets: named.secrets,
            }),
        };
        let Some(found) = found else {
            self.text.push_str(token);
            return false;
        };
        self.text.push_str(&found.text);
        self.oddities.extend(found.oddities.into_iter().map(|odd| Oddity { line: odd.line + line, ..odd }));
        self.secrets.extend(found.secrets.into_iter().map(|one| FoundSecret { line: one.line + line, ..one }));
        true
    }
}

/// Takes secrets out of a comment, an instruction or anything else that is no tag. Nothing is decoded in these, yet whoever
/// comments out a tag leaves references in it; where a secret shows once they are decoded, all of it goes.
fn cut_aside(token: &str, place: &str, line: u32, names: &mut Names<'_>) -> Option<Named> {
    let place = format!("{place}/<!");
    let span = inside(token);
    let said = &token[span.clone()];
    if said.contains('&')
        && let Some(cut) = secret::cut(&resolve(said))
    {
        let detector = cut.found.first().copied().unwrap_or_default();
        return Some(hidden(&Taken::all(said, detector), &place, line, names));
    }
    let mut found = names.named(&secret::taken(said)?, &place, line);
    found.text = format!("{}{}{}", &token[..span.start], found.text, &token[span.end..]);
    Some(found)
}

/// A comment that says that there was a secret.
fn hidden(taken: &Taken, place: &str, line: u32, names: &mut Names<'_>) -> Named {
    let mut found = names.named(taken, place, line);
    found.text = format!("<!--{}-->", found.text);
    found
}

fn line_of(text: &str, at: usize) -> u32 {
    u32::try_from(memchr::memchr_iter(b'\n', &text.as_bytes()[..at]).count()).unwrap_or(u32::MAX)
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

struct Cuts<'t, 'a, 'n, 'i> {
    tree: &'t Tree<'a>,
    names: &'n mut Names<'i>,
    speaking: FxHashMap<&'t str, bool>,
    /// Outermost elements with the name of a secret: positions of all that is in each.
    secretive: Vec<Range<usize>>,
    /// The element at hand and those around it.
    around: Vec<usize>,
    /// Everything before it is in `out`.
    from: usize,
    line: u32,
    out: String,
    oddities: Vec<Oddity>,
    secrets: Vec<FoundSecret>,
}

/// What an element calls itself by; several together, because each alone may repeat.
const CALLED: [&str; 6] = ["NAME", "SINSTANCENAME", "TRANSFORMATIONNAME", "DBDNAME", "OBJECTTYPE", "TYPE"];

impl<'t, 'a, 'n, 'i> Cuts<'t, 'a, 'n, 'i> {
    fn new(tree: &'t Tree<'a>, names: &'n mut Names<'i>) -> Self {
        Self {
            tree,
            names,
            speaking: FxHashMap::default(),
            secretive: Vec::new(),
            around: Vec::new(),
            from: 0,
            line: 0,
            out: String::new(),
            oddities: Vec::new(),
            secrets: Vec::new(),
        }
    }

    /// True where a name speaks of a secret. Names repeat, so each is judged once.
    fn speaks_of_secret(&mut self, name: &'t str) -> bool {
        *self.speaking.entry(name).or_insert_with(|| secret::name_holds_secret(name))
    }

    /// True where an attribute of this name and value is a secret.
    fn named(&mut self, name: &'t str, value: &str) -> bool {
        self.speaks_of_secret(name) && secret::named_secret(name, value)
    }

    /// Notes the start of an element.
    fn enter(&mut self, index: usize) {
        let nodes = &self.tree.nodes;
        while self.around.last().is_some_and(|&outer| nodes[outer].after as usize <= index) {
            self.around.pop();
        }
        self.around.push(index);
        if self.tree.passages.is_empty() {
            return;
        }
        let node = &nodes[index];
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

    /// The path of an element, and what of it is meant.
    fn place(&self, index: usize, what: &str) -> String {
        let outer = self.around.iter().filter(|&&one| one <= index && self.tree.nodes[one].after as usize > index);
        let mut place = String::new();
        for &one in outer {
            let node = &self.tree.nodes[one];
            place.push('/');
            place.push_str(node.name);
            for attribute in &self.tree.attributes[node.attributes.start as usize..node.attributes.end as usize] {
                if CALLED.contains(&attribute.name) {
                    place.extend(["[", attribute.name, "=", &attribute.value, "]"]);
                }
            }
        }
        place.push('/');
        place.push_str(what);
        place
    }

    fn attribute(&mut self, element: Element<'t, 'a>, raw: &RawAttribute) {
        let attribute = &element.attributes()[raw.at];
        let value = attribute.value.as_ref();
        let is_named = self.named(attribute.name, value)
            || (VALUES.contains(&attribute.name)
                && is_plain(element, attribute.name, value)
                && (self.named(name_of(element), value) || self.named(element.name(), value)));
        let taken = if is_named { Some(Taken::all(value, "named-secret")) } else { secret::taken(value) };
        if let Some(taken) = taken {
            let place = self.place(element.index(), attribute.name);
            let line = self.line_at(raw.span.start);
            let named = self.names.named(&taken, &place, line);
            self.replace(raw.span.clone(), named, true);
        }
    }

    /// Judges all text and CDATA of a passage as one value, and its comments and instructions alone.
    fn passage(&mut self, passage: &Passage) {
        let text = self.tree.text;
        let element = self.tree.around(passage);
        let (said, asides) = parts(text, passage.span.clone());
        let is_secretive = self.is_secretive(passage.within as usize);
        let place = self.place(element.index(), "");
        if let Some(taken) = self.taken_of(element, is_secretive, said.trim()) {
            let blank = |c: char| c.is_ascii_whitespace();
            let end = passage.span.start + text[passage.span.clone()].trim_end_matches(blank).len();
            let start = end - text[passage.span.start..end].trim_start_matches(blank).len();
            let line = self.line_at(start);
            let named = self.names.named(&taken, &place, line);
            return self.replace(start..end, named, true);
        }
        for span in asides {
            let token = &text[span.clone()];
            let (said, line) = (&token[inside(token)], self.line_at(span.start));
            let named = if is_secretive && secret::is_telling(said) {
                Some(hidden(&Taken::all(said, "named-secret"), &place, line, self.names))
            } else {
                cut_aside(token, &place, line, self.names)
            };
            if let Some(named) = named {
                self.replace(span, named, false);
            }
        }
    }

    /// What is taken out of the text of an element, as it reads and with references left in it decoded: all of it where it
    /// holds a secret. A mark that stands there alone is judged as one.
    fn taken_of(&mut self, element: Element<'t, 'a>, is_secretive: bool, said: &str) -> Option<Taken> {
        if let Some(taken) = marked(said).and_then(|_| secret::taken(said)) {
            return Some(taken);
        }
        if (is_secretive && secret::is_telling(said)) || self.named(name_of(element), said) {
            return Some(Taken::all(said, "named-secret"));
        }
        let again = said.contains('&').then(|| resolve(said));
        let cut = secret::cut(said).or_else(|| secret::cut(&again?));
        if let Some(cut) = cut {
            return Some(Taken::all(said, cut.found.first().copied().unwrap_or_default()));
        }
        // Marks of other places, between words.
        secret::taken(said)
    }

    fn line_at(&self, at: usize) -> u32 {
        self.line + line_of(&self.tree.text[self.from..at], at - self.from)
    }

    /// Puts a named value in the place of what was read; a value in which all was as it should be stays to the letter.
    fn replace(&mut self, span: Range<usize>, named: Named, escaped: bool) {
        let Some(oddity) = named.oddity else { return };
        self.line = self.line_at(span.end);
        self.out.push_str(&self.tree.text[self.from..span.start]);
        self.out.push_str(&if escaped { escape(&named.text) } else { named.text });
        self.oddities.push(oddity);
        self.secrets.extend(named.secrets);
        self.from = span.end;
    }

    fn finish(mut self) -> Option<Masked> {
        self.out.push_str(&self.tree.text[self.from..]);
        if let Some(swept) = self.names.swept(&self.out) {
            self.out = swept;
            self.oddities.push(names::oddity("foreign-mark", "", None, 0));
        }
        let changed = !self.oddities.is_empty();
        changed.then_some(Masked { text: self.out, oddities: self.oddities, secrets: self.secrets })
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
