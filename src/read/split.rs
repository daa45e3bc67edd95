//! Cuts a stream of XML text into the children of FOLDER and the text around them, through a bounded window.
//!
//! Owns the frame of a file: prolog, POWERMART, REPOSITORY, FOLDER (and FOLDERVERSION of old exports), depth, end. Looks
//! inside a child only for its end; `read::tree` parses it. Put together again, the pieces are the text to the letter.
//! quick-xml cannot hand out whole children as slices of a bounded window, so the scan for `<`, `>` and quotes is ours.

use super::encoding::TextReader;
use super::frame::{Frame, Step};
use super::scan::{self, Scan, Token};
use super::source;
use crate::model::problem::{Problem, Severity};
use std::io::Read;

/// A FOLDER child larger than this is refused: the largest real workflow seen is 4 MB.
const MAX_CHILD_BYTES: usize = 64 << 20;
/// A comment, a processing instruction or a tag larger than this is refused.
const MAX_TOKEN_BYTES: usize = 16 << 20;
/// Elements nested deeper than this are refused; real exports go to 10.
const MAX_DEPTH: usize = 256;
/// Read text before this place is given back once it is handed out.
const COMPACT_AT: usize = 1 << 20;

/// A part of a file, in order.
#[derive(Debug)]
pub enum Piece {
    /// What stands around the children: prolog, container tags, white space; and the line it begins at, from 1.
    Frame(String, u64),
    /// A child of FOLDER.
    Child(Child),
}

/// A child of FOLDER as text.
#[derive(Debug)]
pub struct Child {
    /// From `<` to the closing `>`.
    pub text: String,
    /// Line of its `<`, counted from 1.
    pub line: u64,
    /// Position in [`Frame::places`]; `None` for an element beside FOLDER or REPOSITORY.
    pub place: Option<usize>,
}

/// Reads one file piece by piece.
pub struct Splitter<R: Read> {
    reader: TextReader<R>,
    file: String,
    text: String,
    start: usize,
    line: u64,
    ended: bool,
    frame: Frame,
}

impl<R: Read> Splitter<R> {
    /// Starts at the beginning of a file; `file` is the name for problems, `repository_as` replaces the name that the
    /// file gives its repositories. `window` is an emptied buffer of an earlier file, to use its memory again.
    pub fn new(inner: R, file: &str, repository_as: Option<&str>, mut window: String) -> Self {
        window.clear();
        Self {
            reader: TextReader::new(inner, file),
            file: file.to_owned(),
            text: window,
            start: 0,
            line: 1,
            ended: false,
            frame: Frame::new(repository_as),
        }
    }

    /// Name of the file.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// What the frame has told so far: creation date, repositories, folders.
    pub fn frame(&self) -> &Frame {
        &self.frame
    }

    /// Gives back the frame and the reader beneath, for what they know of the whole file, and the window.
    pub fn into_parts(self) -> (Frame, TextReader<R>, String) {
        (self.frame, self.reader, self.text)
    }

    /// Returns the next piece, `None` at the end of a whole file, an error where the file must be refused.
    /// A child's text is put into a buffer that `spare` hands out, whatever is in it.
    pub fn next_piece(&mut self, spare: &dyn Fn() -> String) -> Result<Option<Piece>, Problem> {
        if self.start > COMPACT_AT {
            self.text.drain(..self.start);
            self.start = 0;
        }
        let mut at = self.start;
        loop {
            let Some(open) = self.next_markup(at)? else { return self.finish() };
            let (token, end) = self.token(open)?;
            match self.frame.step(token, &self.text[open..end]) {
                Err(stop) => return Err(self.stop(stop.code, &stop.message, open)),
                Ok(Step::Inside) => at = end,
                Ok(Step::Child(place)) if open == self.start => {
                    return self.child(token, end, place, spare()).map(Some);
                }
                Ok(Step::Child(_)) => return Ok(Some(self.frame_piece(open))),
            }
            if at - self.start > COMPACT_AT {
                return Ok(Some(self.frame_piece(at)));
            }
        }
    }

    /// Finds the next `<` at or after `at`; `None` at the end of input.
    fn next_markup(&mut self, mut at: usize) -> Result<Option<usize>, Problem> {
        loop {
            let rest = &self.text.as_bytes()[at..];
            let found = memchr::memchr(b'<', rest);
            let between = &rest[..found.unwrap_or(rest.len())];
            if let Some(odd) = between.iter().position(|byte| !byte.is_ascii_whitespace()) {
                return Err(self.text_outside(at + odd));
            }
            if let Some(found) = found {
                return Ok(Some(at + found));
            }
            at = self.text.len();
            if !self.fill()? {
                return Ok(None);
            }
        }
    }

    fn text_outside(&self, at: usize) -> Problem {
        let what = if self.frame.started() { "text between elements" } else { "text before the first element" };
        self.stop("not-an-export", &format!("{what}: this is not a POWERMART export"), at)
    }

    /// Returns the token at `open` and the place after it, reading on until it is whole.
    fn token(&mut self, open: usize) -> Result<(Token, usize), Problem> {
        loop {
            match scan::token(self.text.as_bytes(), open) {
                Scan::Whole(token, end) => return Ok((token, end)),
                Scan::Wrong(message) => return Err(self.stop("malformed-xml", message, open)),
                Scan::More if self.text.len() - open > MAX_TOKEN_BYTES => {
                    return Err(self.stop("token-too-large", "a tag or comment over 16 MiB; mend the file", open));
                }
                Scan::More if self.fill()? => {}
                Scan::More => return Err(self.truncated("in the middle of a tag", open)),
            }
        }
    }

    /// Hands out the child whose start tag ends at `after`.
    fn child(&mut self, token: Token, after: usize, place: Option<usize>, buffer: String) -> Result<Piece, Problem> {
        let end = if token == Token::Start { self.child_end(after)? } else { after };
        let line = self.line;
        Ok(Piece::Child(Child { text: self.take(end, buffer), line, place }))
    }

    fn child_end(&mut self, mut at: usize) -> Result<usize, Problem> {
        let mut depth = 1;
        while depth > 0 {
            let Some(found) = memchr::memchr(b'<', &self.text.as_bytes()[at..]) else {
                at = self.text.len();
                self.room_for_child()?;
                if !self.fill()? {
                    return Err(self.truncated("inside a child of FOLDER", at));
                }
                continue;
            };
            let (token, end) = self.token(at + found)?;
            match token {
                Token::Start => depth += 1,
                Token::End => depth -= 1,
                Token::Doctype => return Err(self.stop("malformed-xml", "DOCTYPE inside an element", at + found)),
                Token::Empty | Token::Other => {}
            }
            if depth + self.frame.depth() > MAX_DEPTH {
                return Err(self.stop("too-deep", "elements nested deeper than 256; mend the file", at + found));
            }
            at = end;
        }
        self.room_for_child()?;
        Ok(at)
    }

    fn room_for_child(&self) -> Result<(), Problem> {
        if self.text.len() - self.start <= MAX_CHILD_BYTES + COMPACT_AT {
            return Ok(());
        }
        Err(self.stop("child-too-large", "a child of FOLDER over 64 MiB; export it in parts", self.start))
    }

    fn finish(&mut self) -> Result<Option<Piece>, Problem> {
        if self.start < self.text.len() {
            let end = self.text.len();
            return Ok(Some(self.frame_piece(end)));
        }
        match self.frame.end() {
            Ok(()) => Ok(None),
            Err(stop) => Err(self.stop(stop.code, &stop.message, self.text.len())),
        }
    }

    /// Reads on; false at the end of input.
    fn fill(&mut self) -> Result<bool, Problem> {
        if self.ended {
            return Ok(false);
        }
        let before = self.text.len();
        let more = self.reader.read_into(&mut self.text).map_err(|error| source::problem_of(&error, &self.file))?;
        self.ended = !more;
        if let Some(nul) = memchr::memchr(0, &self.text.as_bytes()[before..]) {
            return Err(self.stop("nul-byte", "a NUL byte: this is not XML, or its encoding is wrong", before + nul));
        }
        Ok(more || self.text.len() > before)
    }

    fn frame_piece(&mut self, end: usize) -> Piece {
        let line = self.line;
        Piece::Frame(self.take(end, String::new()), line)
    }

    /// Hands out the text up to `end` and counts its lines.
    fn take(&mut self, end: usize, mut taken: String) -> String {
        taken.clear();
        taken.push_str(&self.text[self.start..end]);
        self.line += memchr::memchr_iter(b'\n', taken.as_bytes()).count() as u64;
        self.start = end;
        taken
    }

    fn truncated(&self, whereabouts: &str, at: usize) -> Problem {
        let message = format!("the file ends {whereabouts}; export or copy it again");
        self.stop("truncated", &message, at.min(self.text.len()))
    }

    fn stop(&self, code: &'static str, message: &str, at: usize) -> Problem {
        let line = self.line + memchr::memchr_iter(b'\n', &self.text.as_bytes()[self.start..at]).count() as u64;
        Problem { code, severity: Severity::Error, file: self.file.clone(), line, message: message.to_owned() }
    }
}
