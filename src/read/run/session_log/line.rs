//! Bytes of a log → lines, one at a time.
//!
//! Owns what is held of a log at once: a chunk and a line. Never holds the log.

use crate::model::problem::Problem;
use crate::read::encoding::TextReader;
use std::io::{Read, Result};

/// Longest line that is looked at. Service messages are far shorter; a file without line breaks is no log.
const LONGEST: usize = 8 * 1024 * 1024;

/// Gives the lines of a text in any encoding.
pub(super) struct Lines<R> {
    reader: TextReader<R>,
    text: String,
    at: usize,
    number: u64,
    passing: bool,
    too_long: Option<u64>,
}

/// A line.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Line<'t> {
    /// Its number, from 1.
    pub(super) number: u64,
    /// Without its line break.
    pub(super) text: &'t str,
    /// False where the text ends in it, so that it may be cut.
    pub(super) whole: bool,
}

impl<R: Read> Lines<R> {
    /// Makes a source of the lines of `bytes`.
    pub(super) fn new(bytes: R, file: &str) -> Self {
        let reader = TextReader::guessing(bytes, file);
        Self { reader, text: String::new(), at: 0, number: 0, passing: false, too_long: None }
    }

    /// The next line. Fails where the bytes cannot be read.
    pub(super) fn line(&mut self) -> Result<Option<Line<'_>>> {
        loop {
            if let Some(length) = memchr::memchr(b'\n', &self.text.as_bytes()[self.at..]) {
                let start = self.at;
                self.at += length + 1;
                self.number += 1;
                if std::mem::take(&mut self.passing) {
                    continue;
                }
                let text = &self.text[start..start + length];
                return Ok(Some(Line { number: self.number, text: text.trim_end_matches('\r'), whole: true }));
            }
            self.text.drain(..std::mem::take(&mut self.at));
            if self.text.len() > LONGEST {
                self.too_long.get_or_insert(self.number + 1);
                self.passing = true;
            }
            if self.passing {
                self.text.clear();
            }
            if !self.reader.read_into(&mut self.text)? {
                return Ok(self.last());
            }
        }
    }

    /// What stands after the last line break.
    fn last(&mut self) -> Option<Line<'_>> {
        self.at = self.text.len();
        if self.text.is_empty() || self.passing {
            return None;
        }
        self.number += 1;
        Some(Line { number: self.number, text: self.text.trim_end_matches('\r'), whole: false })
    }

    /// Number of the last line.
    pub(super) fn number(&self) -> u64 {
        self.number
    }

    /// Number of the first line that was too long to be looked at.
    pub(super) fn too_long(&self) -> Option<u64> {
        self.too_long
    }

    /// What was odd in the encoding.
    pub(super) fn take_problems(&mut self) -> Vec<Problem> {
        self.reader.take_problems()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(bytes: &[u8]) -> Vec<(u64, String, bool)> {
        let mut lines = Lines::new(bytes, "f");
        let mut all = Vec::new();
        while let Some(Line { number, text, whole }) = lines.line().expect("memory") {
            all.push((number, text.to_owned(), whole));
        }
        all
    }

    #[test]
    fn lines_have_numbers_and_no_line_breaks() {
        let one = |number, text: &str, whole| (number, text.to_owned(), whole);
        assert_eq!(lines(b"a\r\n\nb"), [one(1, "a", true), one(2, "", true), one(3, "b", false)]);
        assert_eq!(lines(b"a\n"), [one(1, "a", true)]);
        assert_eq!(lines(b""), []);
        assert_eq!(lines(b"\xEF\xBB\xBFa\nM\xC3\xBCll\n")[1], one(2, "M\u{fc}ll", true));
        assert_eq!(lines(b"a\nM\xFCll\n")[1], one(2, "M\u{fc}ll", true), "windows-1252");
    }

    #[test]
    fn a_line_without_end_is_passed_over_and_not_held() {
        let mut bytes = b"a\n".to_vec();
        bytes.resize(LONGEST * 2, b'x');
        bytes.extend_from_slice(b"\nb\n");
        let mut lines = Lines::new(bytes.as_slice(), "f");
        let mut all = Vec::new();
        while let Some(line) = lines.line().expect("memory") {
            all.push((line.number, line.text.to_owned()));
            assert!(lines.text.len() < LONGEST + 1024 * 1024);
        }
        assert_eq!(all, [(1, "a".to_owned()), (3, "b".to_owned())]);
        assert_eq!(lines.too_long(), Some(2));
    }
}
