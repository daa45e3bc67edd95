//! Java properties, the form of `spark-defaults.conf`: pairs in their order, with lines.
//!
//! Owns the grammar of `java.util.Properties.load` (JDK 17): separators, comments, continued lines, escapes. What Java throws
//! for is a problem here, and the rest is read.

use crate::model::problem::{Problem, Severity};

/// A key and its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Property {
    /// The key, escapes read.
    pub key: String,
    /// The value, escapes read.
    pub value: String,
    /// Where it begins, counted from 1.
    pub line: u64,
}

/// A line with those that continue it, and where it begins.
struct Logical {
    line: u64,
    text: String,
}

/// Reads Java properties. Nothing is lost: where an escape is broken, it stays as it stands (half of a
/// pair becomes U+FFFD) and there is a problem.
#[must_use]
pub fn properties(text: &str, file: &str) -> (Vec<Property>, Vec<Problem>) {
    let mut problems = Vec::new();
    let mut read = |logical: Logical| {
        let Logical { line, text } = logical;
        let (key, value) = halves(&text);
        let mut unescaped = |half: &str| {
            let (out, is_whole) = unescape(half);
            if !is_whole {
                let message =
                    "a \\u escape without four hexadecimal digits, or half of a pair; write \\\\ for a backslash";
                problems.push(Problem::new("spark-conf-line", Severity::Error, file, line, message));
            }
            out
        };
        Property { key: unescaped(key), value: unescaped(value), line }
    };
    let all = logical_lines(text).into_iter().map(&mut read).collect();
    (all, problems)
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\u{c}')
}

/// Joins continued lines; comments and empty lines are left out.
fn logical_lines(text: &str) -> Vec<Logical> {
    let mut all = Vec::new();
    let mut open: Option<Logical> = None;
    for (line, natural) in natural_lines(text) {
        let natural = natural.trim_start_matches(is_space);
        // A line that a backslash alone began is still at its beginning.
        if natural.starts_with(['#', '!']) && open.as_ref().is_none_or(|logical| logical.text.is_empty()) {
            open = None;
            continue;
        }
        let backslashes = natural.len() - natural.trim_end_matches('\\').len();
        let goes_on = backslashes % 2 == 1;
        let mut logical = open.take().unwrap_or(Logical { line, text: String::new() });
        logical.text.push_str(if goes_on { &natural[..natural.len() - 1] } else { natural });
        if goes_on {
            open = Some(logical);
        } else if !logical.text.is_empty() {
            all.push(logical);
        }
    }
    // A backslash alone at the end of a file is an empty key for Java, which nobody can mean.
    all.extend(open.filter(|logical| !logical.text.is_empty()));
    all
}

/// Lines that end with a line feed, a carriage return, or both.
fn natural_lines(text: &str) -> impl Iterator<Item = (u64, &str)> {
    let mut rest = Some(text);
    let mut line = 0;
    std::iter::from_fn(move || {
        let text = rest?;
        line += 1;
        let end = text.find(['\n', '\r']);
        let (natural, behind) = end.map_or((text, None), |at| (&text[..at], Some(&text[at..])));
        rest = behind.map(|behind| behind.strip_prefix("\r\n").unwrap_or(&behind[1..]));
        Some((line, natural))
    })
}

/// Key and value, still escaped: the key ends at the first `=`, `:` or space that has no backslash.
fn halves(text: &str) -> (&str, &str) {
    let mut is_escaped = false;
    let ends = |(_, c): &(usize, char)| {
        let ends = !is_escaped && (matches!(c, '=' | ':') || is_space(*c));
        is_escaped = *c == '\\' && !is_escaped;
        ends
    };
    let at = text.char_indices().find(ends).map_or(text.len(), |(at, _)| at);
    let rest = text[at..].trim_start_matches(is_space);
    let rest = rest.strip_prefix(['=', ':']).unwrap_or(rest);
    (&text[..at], rest.trim_start_matches(is_space))
}

/// Reads escapes, and says whether all of them were whole. One that is not stays as it stands.
fn unescape(text: &str) -> (String, bool) {
    // UTF-16, because that is what \u writes: 😀 is two of them.
    let mut units: Vec<u16> = Vec::with_capacity(text.len());
    let mut is_whole = true;
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\\') {
        units.extend(before.encode_utf16());
        let Some(c) = after.chars().next() else { break };
        rest = &after[c.len_utf8()..];
        match (c, four_digits(rest)) {
            ('u', Some(unit)) => {
                units.push(unit);
                rest = &rest[4..];
            }
            ('u', None) => {
                is_whole = false;
                units.extend("\\u".encode_utf16());
            }
            _ => units.extend_from_slice(escaped(c).encode_utf16(&mut [0; 2])),
        }
    }
    units.extend(rest.encode_utf16());
    match String::from_utf16(&units) {
        Ok(out) => (out, is_whole),
        Err(_) => (String::from_utf16_lossy(&units), false),
    }
}

/// What a character behind a backslash stands for.
fn escaped(c: char) -> char {
    match c {
        't' => '\t',
        'n' => '\n',
        'r' => '\r',
        'f' => '\u{c}',
        other => other,
    }
}

/// Four hexadecimal digits at the beginning of a text.
fn four_digits(text: &str) -> Option<u16> {
    let four = text.get(..4).filter(|four| four.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
    u16::from_str_radix(four, 16).ok()
}

#[cfg(test)]
#[path = "properties_tests.rs"]
mod tests;
