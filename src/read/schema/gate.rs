//! Text on its way to the validator: one piece at a time, and only what is safe.
//!
//! Owns the root that decides on the schema, the refusal of entities, of depth and of endless tags, and the lines of
//! findings: the validator names the line where the last start tag ended, people look for the place where it began. The
//! prolog is never handed on, so that the validator sees no declaration of an encoding and no DOCTYPE.

use crate::model::finding::Rule;
use crate::model::problem::Problem;
use crate::model::rule::syntax;
use crate::read::encoding::TextReader;
use crate::read::scan::{self, Scan, Token};
use crate::read::{frame, source, tree};
use std::io::{self, BufRead, Read};

/// Elements nested deeper than this are refused; real exports go to 10.
const MAX_DEPTH: usize = 256;
/// A tag, a comment or a CDATA section larger than this is refused.
const MAX_TOKEN_BYTES: usize = 16 << 20;
/// Text before this place is given back once it is handed out.
const COMPACT_AT: usize = 1 << 20;
/// Places kept in which the validator's line is not ours; beyond it, its line stands.
const MOST_PLACES: usize = 100_000;

/// The name of a root element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Root {
    /// Without prefix.
    pub(super) name: String,
    /// Empty for none.
    pub(super) namespace: String,
    /// Of its start tag, counted from 1.
    pub(super) line: u64,
}

/// Why a file is not looked at any further.
#[derive(Debug, Clone)]
pub(super) struct Stop {
    pub(super) rule: &'static Rule,
    /// Counted from 1; 0 means the whole file.
    pub(super) line: u64,
    pub(super) message: String,
}

/// What comes next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Piece {
    Markup(Token),
    Text,
    End,
}

/// Hands out a file piece by piece: an element's tag with the white space before it, or a run of text.
pub(super) struct Gate<R: Read> {
    reader: TextReader<R>,
    file: String,
    text: String,
    /// The piece that is being handed out.
    start: usize,
    end: usize,
    ended: bool,
    /// Line of the piece, and of what follows it.
    line: u64,
    after: u64,
    root: u64,
    lines: Lines,
    stop: Option<Stop>,
}

/// What the validator's lines mean.
#[derive(Default)]
struct Lines {
    /// For each open element, the line of the first text in it; 0 for none.
    open: Vec<u64>,
    /// Line on which the last start tag ended: all that the validator knows of a place.
    last: u64,
    /// Start tags over several lines: where they ended and began.
    tags: Vec<(u64, u64)>,
    /// Elements with text: the line that the validator names, and that of the text.
    texts: Vec<(u64, u64)>,
}

impl<R: Read> Gate<R> {
    /// Reads on to the root element.
    pub(super) fn open(inner: R, file: &str) -> Result<(Self, Root), Stop> {
        let mut gate = Self {
            reader: TextReader::new(inner, file),
            file: file.to_owned(),
            text: String::new(),
            start: 0,
            end: 0,
            ended: false,
            line: 1,
            after: 1,
            root: 1,
            lines: Lines::default(),
            stop: None,
        };
        let root = gate.prolog()?;
        Ok((gate, root))
    }

    /// Why the file was refused while it was read, if it was.
    pub(super) fn stopped(&self) -> Option<&Stop> {
        self.stop.as_ref()
    }

    /// Line of the piece that was handed out last.
    pub(super) fn line(&self) -> u64 {
        self.line
    }

    /// What the encoding made odd.
    pub(super) fn take_problems(&mut self) -> Vec<Problem> {
        self.reader.take_problems()
    }

    /// Line of the start tag for which the validator names a line.
    pub(super) fn tag_line(&self, named: usize) -> u64 {
        let line = self.absolute(named);
        self.lines.tags.iter().find(|(end, _)| *end == line).map_or(line, |(_, start)| *start)
    }

    /// Line of the text for which the validator names a line; to be asked in the order of its errors.
    pub(super) fn text_line(&mut self, named: usize) -> u64 {
        let line = self.absolute(named);
        let at = self.lines.texts.iter().position(|(last, _)| *last == line);
        at.map_or(line, |at| self.lines.texts.remove(at).1)
    }

    /// The validator counts from the root, which it sees first.
    fn absolute(&self, named: usize) -> u64 {
        (self.root + named as u64).saturating_sub(1)
    }

    fn prolog(&mut self) -> Result<Root, Stop> {
        loop {
            let piece = self.piece()?;
            let text = self.text[self.start..self.end].trim_ascii_start();
            match piece {
                Piece::Markup(token @ (Token::Start | Token::Empty)) => return self.root_of(token),
                Piece::Markup(Token::Doctype) => {
                    let safe = frame::safe_doctype(text);
                    safe.map_err(|stop| self.stop_at(&syntax::UNSAFE_DOCTYPE, stop.message))?;
                }
                Piece::Markup(Token::Other) if !text.starts_with("<![CDATA[") => {}
                Piece::Text if text.is_empty() => {}
                Piece::End => return Err(self.malformed("no element in it; export it again".to_owned())),
                _ => return Err(self.malformed("text before the first element; this is no export".to_owned())),
            }
            self.start = self.end;
        }
    }

    /// Makes the root the first piece, without the white space before it.
    fn root_of(&mut self, token: Token) -> Result<Root, Stop> {
        let blank = self.text[self.start..self.end].len() - self.text[self.start..self.end].trim_ascii_start().len();
        self.start += blank;
        self.root = self.line;
        self.follow(token)?;
        let parsed = tree::parse_start_tag(&self.text[self.start..self.end]);
        let parsed = parsed.map_err(|wrong| self.malformed(wrong.message))?;
        let Some(element) = parsed.root() else { return Err(self.malformed("a root without a name".to_owned())) };
        let (prefix, name) = element.name().split_once(':').unwrap_or(("", element.name()));
        let declared = if prefix.is_empty() { "xmlns".to_owned() } else { format!("xmlns:{prefix}") };
        Ok(Root { name: name.to_owned(), namespace: element.get(&declared).to_owned(), line: self.line })
    }

    /// Finds the next piece.
    fn piece(&mut self) -> Result<Piece, Stop> {
        self.line = self.after;
        if self.start > COMPACT_AT {
            self.text.drain(..self.start);
            self.end -= self.start;
            self.start = 0;
        }
        let mut from = self.start;
        let found = loop {
            if let Some(found) = memchr::memchr(b'<', &self.text.as_bytes()[from..]) {
                break from + found;
            }
            from = self.text.len();
            let is_blank = self.text[self.start..].trim_ascii().is_empty();
            if !is_blank || from - self.start > COMPACT_AT {
                break from;
            }
            if !self.fill()? {
                return self.finish().map(|()| Piece::End);
            }
        };
        if found == self.text.len() || !self.text[self.start..found].trim_ascii().is_empty() {
            self.end = found;
            self.note_text();
            return Ok(Piece::Text);
        }
        self.token(found).map(Piece::Markup)
    }

    /// Takes the token whose `<` stands at `open`, reading on until it is whole.
    fn token(&mut self, open: usize) -> Result<Token, Stop> {
        self.line += newlines(&self.text[self.start..open]);
        let (token, end) = loop {
            match scan::token(self.text.as_bytes(), open) {
                Scan::Whole(token, end) => break (token, end),
                Scan::Wrong(message) => return Err(self.malformed(message.to_owned())),
                Scan::More if self.text.len() - open > MAX_TOKEN_BYTES => {
                    return Err(self.stop_at(&syntax::TOO_DEEP, "a tag or comment over 16 MiB".to_owned()));
                }
                Scan::More if self.fill()? => {}
                Scan::More => return Err(self.malformed("the file ends in the middle of a tag".to_owned())),
            }
        };
        self.end = end;
        self.after = self.line + newlines(&self.text[open..end]);
        Ok(token)
    }

    /// Keeps depth and lines; not before the root is known.
    fn follow(&mut self, token: Token) -> Result<(), Stop> {
        match token {
            Token::Start | Token::Empty => {
                if token == Token::Start {
                    self.lines.open.push(0);
                }
                if self.lines.open.len() > MAX_DEPTH {
                    let message = format!("elements nested deeper than {MAX_DEPTH}");
                    return Err(self.stop_at(&syntax::TOO_DEEP, message));
                }
                self.lines.last = self.after;
                if self.after > self.line && self.lines.tags.len() < MOST_PLACES {
                    self.lines.tags.push((self.after, self.line));
                }
            }
            Token::End => {
                let text = self.lines.open.pop().unwrap_or_default();
                if text > 0 && self.lines.texts.len() < MOST_PLACES {
                    self.lines.texts.push((self.lines.last, text));
                }
            }
            Token::Doctype => return Err(self.malformed("DOCTYPE inside an element".to_owned())),
            Token::Other => {
                if self.text[self.start..self.end].trim_ascii_start().starts_with("<![CDATA[") {
                    self.note_text_at(self.line);
                }
            }
        }
        Ok(())
    }

    fn note_text(&mut self) {
        let text = &self.text[self.start..self.end];
        let blank = text.len() - text.trim_ascii_start().len();
        let first = self.line + newlines(&text[..blank]);
        self.after = self.line + newlines(text);
        if blank < text.len() {
            self.note_text_at(first);
        }
    }

    fn note_text_at(&mut self, line: u64) {
        if let Some(first) = self.lines.open.last_mut().filter(|first| **first == 0) {
            *first = line;
        }
    }

    /// Checks, at the end of input, that everything was closed.
    fn finish(&self) -> Result<(), Stop> {
        if self.lines.open.is_empty() {
            return Ok(());
        }
        Err(self.malformed(format!("the file ends with {} elements open", self.lines.open.len())))
    }

    /// Reads on; false at the end of input.
    fn fill(&mut self) -> Result<bool, Stop> {
        if self.ended {
            return Ok(false);
        }
        let more = self.reader.read_into(&mut self.text).map_err(|error| {
            let problem = source::problem_of(&error, &self.file);
            Stop { rule: &syntax::UNREADABLE_FILE, line: 0, message: problem.message }
        })?;
        self.ended = !more;
        Ok(more)
    }

    fn malformed(&self, message: String) -> Stop {
        self.stop_at(&syntax::MALFORMED_XML, message)
    }

    fn stop_at(&self, rule: &'static Rule, message: String) -> Stop {
        Stop { rule, line: self.line, message }
    }
}

impl<R: Read> BufRead for Gate<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.start == self.end {
            let piece = self.piece().and_then(|piece| match piece {
                Piece::Markup(token) => self.follow(token),
                Piece::Text | Piece::End => Ok(()),
            });
            if let Err(stop) = piece {
                self.stop = Some(stop);
                self.end = self.start;
                return Err(io::Error::other("refused"));
            }
        }
        Ok(&self.text.as_bytes()[self.start..self.end])
    }

    fn consume(&mut self, count: usize) {
        self.start = (self.start + count).min(self.end);
    }
}

impl<R: Read> Read for Gate<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let piece = self.fill_buf()?;
        let count = piece.len().min(out.len());
        out[..count].copy_from_slice(&piece[..count]);
        self.consume(count);
        Ok(count)
    }
}

fn newlines(text: &str) -> u64 {
    memchr::memchr_iter(b'\n', text.as_bytes()).count() as u64
}
