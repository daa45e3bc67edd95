//! Text as a reader is to see it.
//!
//! Owns that what would steer a browser or hide (control characters, marks of direction, spaces without width) is spelled
//! out. Line breaks and tabs stay. Escaping of markup is the template engine's, after this.

use crate::model::steers;
use std::fmt::{self, Write as _};

/// Most characters of one text; companions have all of it.
const MOST: usize = 600;

/// A text on its way to the page. Templates get no other texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Seen<'a>(pub(super) &'a str);

impl Seen<'_> {
    /// True where nothing would be seen.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// About how many bytes it takes in the page.
    pub(super) fn size(&self) -> usize {
        let markup =
            self.0.bytes().take(MOST * 4).filter(|byte| matches!(byte, b'<' | b'>' | b'&' | b'"' | b'\'')).count();
        self.0.len().min(MOST * 4) + markup * 4
    }
}

impl fmt::Display for Seen<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kept = self.0.char_indices().nth(MOST).map_or(self.0, |(end, _)| &self.0[..end]);
        let spelled = |c: char| steers(c) && !matches!(c, '\n' | '\t');
        let mut from = 0;
        for (at, c) in kept.char_indices().filter(|(_, c)| spelled(*c)) {
            f.write_str(&kept[from..at])?;
            // A line break of Windows is a line break.
            if !(c == '\r' && kept[at..].starts_with("\r\n")) {
                write!(f, "{}", c.escape_unicode())?;
            }
            from = at + c.len_utf8();
        }
        f.write_str(&kept[from..])?;
        let more = self.0[kept.len()..].chars().count();
        if more == 0 { Ok(()) } else { write!(f, "… ({more} characters more)") }
    }
}

/// A text as an anchor: letters, digits and dashes.
pub(super) fn anchor(text: &str) -> String {
    let kept = text.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' });
    let mut out = String::from(if text.starts_with(|c: char| c.is_ascii_alphabetic()) { "" } else { "x-" });
    kept.for_each(|c| {
        let _ = out.write_char(c);
    });
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_steers_is_spelled_out_and_breaks_stay() {
        assert_eq!(Seen("a\u{202e}b\0c\r\nd\te").to_string(), "a\\u{202e}b\\u{0}c\nd\te");
        assert_eq!(Seen("a\rb").to_string(), "a\\u{d}b");
    }

    #[test]
    fn a_long_text_is_cut_between_characters_and_says_so() {
        let text = "é".repeat(MOST + 7);
        let seen = Seen(&text).to_string();
        assert!(seen.starts_with("éé") && seen.ends_with("é… (7 characters more)"));
    }

    #[test]
    fn an_anchor_holds_nothing_that_ends_an_attribute() {
        assert_eq!(anchor("rule-SEC01"), "rule-sec01");
        assert_eq!(anchor("1\"><x"), "x-1---x");
    }
}
