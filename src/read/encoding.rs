//! A stream of bytes in whatever encoding → a stream of UTF-8 text.
//!
//! Owns the buffer between the two and what happens when reading breaks off: the text before
//! the fault is handed out first, then the error. The choice of encoding is `decoder`'s.
//! Never holds more than a chunk and the window that a decision needs.

mod decoder;
mod label;

pub use decoder::Decoder;

use crate::model::problem::Problem;
use std::io::{self, ErrorKind, Read};

/// Bytes asked of the input at a time.
const CHUNK: usize = 256 * 1024;

/// Reads text of any known encoding as UTF-8.
pub struct TextReader<R> {
    inner: R,
    decoder: Decoder,
    chunk: usize,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    bytes_read: u64,
    state: State,
}

/// How far the input is.
enum State {
    /// More may come.
    Open,
    /// The input ended, or failed; the decoder does not know yet.
    Ended(Option<io::Error>),
    /// The text before a failure was handed out; the failure comes next.
    Broken(io::Error),
    /// Everything was handed out.
    Done,
}

impl<R: Read> TextReader<R> {
    /// Makes a reader over `inner`; problems name `file`.
    pub fn new(inner: R, file: &str) -> Self {
        Self::with_chunk(inner, Decoder::new(file), CHUNK)
    }

    /// Makes a reader over text that declares no encoding; what is neither marked nor UTF-8 is read as Windows-1252.
    pub fn guessing(inner: R, file: &str) -> Self {
        Self::with_chunk(inner, Decoder::guessing(file), CHUNK)
    }

    /// Makes a reader that asks for `chunk` bytes at a time.
    fn with_chunk(inner: R, decoder: Decoder, chunk: usize) -> Self {
        Self { inner, decoder, chunk, buffer: Vec::new(), start: 0, end: 0, bytes_read: 0, state: State::Open }
    }

    /// Appends the next chunk of text (about 256 KiB of input, never nothing); returns `false`,
    /// having appended nothing, when there is no more. After an error, too, there is no more.
    ///
    /// # Errors
    ///
    /// Fails when the input does, after the text before the failure was handed out.
    pub fn read_into(&mut self, out: &mut String) -> io::Result<bool> {
        let before = out.len();
        while out.len() == before {
            match std::mem::replace(&mut self.state, State::Done) {
                State::Open => {
                    self.state = self.fill();
                    if matches!(self.state, State::Open) {
                        let bytes = &self.buffer[self.start..self.end];
                        self.start += self.decoder.decode(bytes, false, out);
                    }
                }
                State::Ended(error) => {
                    let rest = &self.buffer[self.start..self.end];
                    self.decoder.decode(rest, true, out);
                    self.decoder.finish();
                    self.state = error.map_or(State::Done, State::Broken);
                }
                State::Broken(error) => return Err(error),
                State::Done => return Ok(false),
            }
        }
        Ok(true)
    }

    /// Returns the name of the encoding used in the end: `UTF-8`, `windows-1252`, `UTF-16LE`.
    pub fn encoding(&self) -> &'static str {
        self.decoder.encoding()
    }

    /// Returns how many bytes came from the input, a BOM included.
    pub fn bytes_read(&self) -> u64 {
        self.bytes_read
    }

    /// Hands over the problems found so far; the last ones come with the end of the input.
    pub fn take_problems(&mut self) -> Vec<Problem> {
        self.decoder.take_problems()
    }

    /// Gives the input back, so that it can be asked whether it is whole.
    pub fn into_inner(self) -> R {
        self.inner
    }

    /// Reads until the buffer holds a new chunk, and what the decoder wants.
    /// Full chunks, however little the input gives at a time, keep the work per byte small.
    fn fill(&mut self) -> State {
        self.buffer.copy_within(self.start..self.end, 0);
        self.end -= self.start;
        self.start = 0;
        let target = (self.end + self.chunk).max(self.decoder.wanted());
        if self.buffer.len() < target {
            self.buffer.resize(target, 0);
        }
        while self.end < target {
            match self.inner.read(&mut self.buffer[self.end..target]) {
                Ok(0) => return State::Ended(None),
                Ok(count) => {
                    self.end += count;
                    self.bytes_read += count as u64;
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return State::Ended(Some(error)),
            }
        }
        State::Open
    }
}

#[cfg(test)]
#[path = "encoding_tests.rs"]
mod tests;
