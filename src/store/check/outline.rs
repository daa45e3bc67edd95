//! Text of a content → the objects in it, found without the reader that stored them: a second opinion.
//!
//! Owns as much of XML as that needs: where tags begin and end, and the attributes that name an object. Never says what an
//! object means, and never fails: what it cannot follow it leaves out, and the comparison tells.

use crate::model::content::COUNTED;
use crate::model::object::{Key, Kind};

/// Bytes after `&` in which a reference must end.
const LONGEST_REFERENCE: usize = 32;

/// An object that stands in a content.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) key: Key,
    /// Bytes before it.
    pub(super) start: usize,
    /// Lines before it.
    pub(super) line: i64,
}

/// The objects of a content in document order, and how many elements of [`COUNTED`] stand in it.
pub(super) fn outline(text: &str) -> (Vec<Place>, [u32; COUNTED.len()]) {
    let (mut places, mut counts) = (Vec::new(), [0; COUNTED.len()]);
    // Objects that are open: depth, kind, path of what stands inside.
    let mut open: Vec<(usize, Kind, String)> = Vec::new();
    let (mut depth, mut counted, mut line) = (0_usize, 0, 0);
    for tag in (Tags { text, at: 0 }) {
        if tag.inside.starts_with('/') {
            depth = depth.saturating_sub(1);
            continue;
        }
        let name = tag.name();
        if let Some(at) = COUNTED.iter().position(|counted| *counted == name) {
            counts[at] += 1;
        }
        while open.last().is_some_and(|(around, ..)| *around >= depth) {
            open.pop();
        }
        if is_object(name, depth, open.last().map(|(_, kind, _)| kind)) {
            line += text[counted..tag.start].matches('\n').count();
            counted = tag.start;
            let key = tag.key(open.last().map_or("", |(.., path)| path));
            let inside = if key.path.is_empty() { key.name.to_string() } else { format!("{}/{}", key.path, key.name) };
            open.push((depth, key.kind.clone(), inside));
            places.push(Place { key, start: tag.start, line: i64::try_from(line).unwrap_or(i64::MAX) });
        }
        depth += usize::from(!tag.inside.ends_with('/'));
    }
    (places, counts)
}

/// The child of FOLDER is an object, and so are sessions, worklets and tasks of a workflow or worklet.
fn is_object(name: &str, depth: usize, around: Option<&Kind>) -> bool {
    match around {
        None => depth == 0,
        Some(Kind::Workflow | Kind::Worklet) => matches!(name, "SESSION" | "WORKLET" | "TASK"),
        Some(_) => false,
    }
}

/// A name as it is compared: whitespace counts as one space, whatever references it was written as.
pub(super) fn comparable(key: &Key) -> Key {
    let spaced = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").into();
    let (path, name, qualifier) = (spaced(&key.path), spaced(&key.name), spaced(&key.qualifier));
    Key { kind: key.kind.clone(), path, name, qualifier }
}

struct Tag<'t> {
    start: usize,
    /// What stands between `<` and `>`.
    inside: &'t str,
}

impl<'t> Tag<'t> {
    fn name(&self) -> &'t str {
        self.inside.split(|c: char| c.is_ascii_whitespace() || c == '/').next().unwrap_or_default()
    }

    fn key(&self, path: &str) -> Key {
        let kind = Kind::of_element(self.name());
        let qualifier = kind.qualifier().map(|name| self.attribute(name)).unwrap_or_default();
        comparable(&Key { kind, path: path.into(), name: self.attribute("NAME").into(), qualifier: qualifier.into() })
    }

    /// The decoded value of an attribute, empty where there is none.
    fn attribute(&self, wanted: &str) -> String {
        let mut rest = &self.inside[self.name().len()..];
        while let Some((name, after)) = rest.split_once('=') {
            let after = after.trim_ascii_start();
            let Some(quote) = after.chars().next().filter(|c| matches!(c, '"' | '\'')) else { break };
            let Some((value, after)) = after[1..].split_once(quote) else { break };
            if name.trim_ascii() == wanted {
                return decode(value);
            }
            rest = after;
        }
        String::new()
    }
}

/// Start and end tags one after the other; comments, CDATA and processing instructions are passed over.
struct Tags<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Iterator for Tags<'t> {
    type Item = Tag<'t>;

    fn next(&mut self) -> Option<Tag<'t>> {
        const PASSED: [(&str, &str); 3] = [("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>")];
        loop {
            let start = self.at + self.text[self.at..].find('<')?;
            let rest = &self.text[start..];
            if let Some((from, to)) = PASSED.iter().find(|(from, _)| rest.starts_with(from)) {
                self.at = start + from.len() + rest[from.len()..].find(to)? + to.len();
                continue;
            }
            let end = tag_end(rest)?;
            self.at = start + end + 1;
            return Some(Tag { start, inside: &rest[1..end] });
        }
    }
}

/// Bytes before the `>` of a tag; one inside of quotes is part of a value.
fn tag_end(tag: &str) -> Option<usize> {
    let mut quote = None;
    tag.bytes().position(|byte| {
        match quote {
            Some(open) if open == byte => quote = None,
            Some(_) => {}
            None if matches!(byte, b'"' | b'\'') => quote = Some(byte),
            None => return byte == b'>',
        }
        false
    })
}

/// Resolves references; one that means nothing stays as it was written.
fn decode(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        // Looking further for the end would take long in a long value.
        let end = after.bytes().take(LONGEST_REFERENCE).position(|byte| byte == b';');
        if let Some((c, end)) = end.and_then(|end| Some((referred(&after[..end])?, end))) {
            out.push(c);
            rest = &after[end + 1..];
        } else {
            out.push('&');
            rest = after;
        }
    }
    out.push_str(rest);
    out
}

fn referred(name: &str) -> Option<char> {
    match name {
        "amp" => return Some('&'),
        "lt" => return Some('<'),
        "gt" => return Some('>'),
        "quot" => return Some('"'),
        "apos" => return Some('\''),
        _ => {}
    }
    let number = name.strip_prefix('#')?;
    let code = match number.strip_prefix('x') {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => number.parse().ok()?,
    };
    char::from_u32(code).filter(|c| *c != '\0')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_are_found_with_their_paths_lines_and_counts() {
        let text = "<WORKFLOW NAME='a &lt;&#x62;&nope;>'>\n<!-- <SESSION NAME='no'/> --><SESSION X='>' NAME = \"s\"/>\n\
                    <WORKLET NAME='wl'><B><![CDATA[<TASK/>]]></B><TASK NAME='t'><SESSION NAME='in'/></TASK>\n\
                    </WORKLET></WORKFLOW>";
        let (places, counts) = outline(text);
        let found: Vec<(&str, &str, &str, i64)> = places
            .iter()
            .map(|one| (one.key.kind.as_str(), one.key.path.as_str(), one.key.name.as_str(), one.line))
            .collect();
        let wf = "a <b&nope;>";
        let inner = format!("{wf}/wl");
        assert_eq!(
            found,
            [("workflow", "", wf, 0), ("session", wf, "s", 1), ("worklet", wf, "wl", 2), ("task", &inner, "t", 2)]
        );
        assert_eq!(counts[..3], [2, 1, 1]);
    }
}
