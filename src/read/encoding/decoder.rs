//! Bytes in any chunks → UTF-8, and what was odd about them.
//!
//! Owns the choice of the encoding and the doubt about it: a file that calls itself Latin may
//! be UTF-8, and may turn out not to be. The text never depends on how the bytes were cut.
//! Never reads and never fails: bytes nobody can decode become U+FFFD and a problem.

use super::label;
use crate::model::problem::{Problem, Severity};
use crate::read::secret;
use encoding_rs::{DecoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// Bytes looked at before a file declared Latin is believed to be UTF-8.
const WINDOW: usize = 1024 * 1024;

/// Decides by BOM, then by the XML declaration, else UTF-8 (or, where asked to, UTF-8 if it is, else Windows-1252);
/// then decodes.
pub struct Decoder {
    file: String,
    mode: Mode,
    name: &'static str,
    label: String,
    wanted: usize,
    window: usize,
    lines: u64,
    base: usize,
    watch_c1: bool,
    guessing: bool,
    bad: Bad,
    problems: Vec<Problem>,
}

/// What is known so far.
enum Mode {
    /// Nothing was looked at.
    Start,
    /// All ASCII so far, so both readings agree.
    Ascii(&'static Encoding),
    /// UTF-8 by guess; the first byte that is not goes to the declared encoding.
    Guess(&'static Encoding),
    /// Decided.
    Sure(Box<encoding_rs::Decoder>),
}

/// Sequences that were replaced: how many, and the line of the first.
#[derive(Default)]
struct Bad {
    count: u64,
    line: u64,
}

impl Decoder {
    /// Makes a decoder whose problems name `file`.
    #[must_use]
    pub fn new(file: &str) -> Self {
        Self {
            file: file.to_owned(),
            mode: Mode::Start,
            name: UTF_8.name(),
            label: String::new(),
            wanted: label::SNIFF,
            window: WINDOW,
            lines: 0,
            base: 0,
            watch_c1: false,
            guessing: false,
            bad: Bad::default(),
            problems: Vec::new(),
        }
    }

    /// Makes a decoder for text that declares nothing: what has no BOM and is no UTF-8 is read as Windows-1252, which
    /// services on Windows write.
    #[must_use]
    pub fn guessing(file: &str) -> Self {
        Self { guessing: true, ..Self::new(file) }
    }

    /// Makes a decoder that decides on fewer bytes, so that tests need not be megabytes long.
    #[cfg(test)]
    pub(super) fn with_window(file: &str, window: usize) -> Self {
        Self { window, ..Self::new(file) }
    }

    /// Appends the text of `bytes` and returns how many were used. The rest must come again
    /// with what follows it: at least `wanted` bytes, or all there are. `last` comes once.
    pub fn decode(&mut self, bytes: &[u8], last: bool, out: &mut String) -> usize {
        self.base = out.len();
        self.wanted = 0;
        let mut used = 0;
        loop {
            let before = std::mem::discriminant(&self.mode);
            used += self.step(&bytes[used..], last, out);
            if std::mem::discriminant(&self.mode) == before {
                break;
            }
        }
        self.lines += newlines(&out.as_bytes()[self.base..]);
        used
    }

    /// Returns how many bytes the next call must bring; 0 when any number will do.
    #[must_use]
    pub fn wanted(&self) -> usize {
        self.wanted
    }

    /// Returns the name of the encoding in use.
    #[must_use]
    pub fn encoding(&self) -> &'static str {
        self.name
    }

    /// Reports the replaced sequences; to be called once, after the last byte.
    pub fn finish(&mut self) {
        let bad = std::mem::take(&mut self.bad);
        if bad.count > 0 {
            let text = format!(
                "{} byte sequences are not {} and were read as U+FFFD; correct the encoding or export again",
                bad.count, self.name
            );
            self.report("undecodable-bytes", Severity::Warning, bad.line, text);
        }
    }

    /// Hands over the problems found so far.
    pub fn take_problems(&mut self) -> Vec<Problem> {
        std::mem::take(&mut self.problems)
    }

    /// Works in the present mode until the bytes end or the mode changes.
    fn step(&mut self, bytes: &[u8], last: bool, out: &mut String) -> usize {
        match &mut self.mode {
            Mode::Start => self.start(bytes, last),
            Mode::Ascii(declared) => {
                let declared = *declared;
                self.ascii(declared, bytes, last, out)
            }
            Mode::Guess(declared) => {
                let declared = *declared;
                self.guess(declared, bytes, last, out)
            }
            Mode::Sure(_) => self.sure(bytes, last, out),
        }
    }

    /// Chooses the first mode; returns the length of the BOM, which is not text.
    fn start(&mut self, bytes: &[u8], last: bool) -> usize {
        if bytes.len() < label::SNIFF && !last {
            self.wanted = label::SNIFF;
            return 0;
        }
        if let Some((encoding, length)) = label::bom(bytes) {
            self.settle(encoding);
            return length;
        }
        if let Some(encoding) = label::bare_utf16(bytes) {
            self.settle(encoding);
        } else if let Some(label) = label::declared(bytes) {
            label.clone_into(&mut self.label);
            self.believe();
        } else if self.guessing {
            self.mode = Mode::Ascii(WINDOWS_1252);
        } else {
            self.settle(UTF_8);
        }
        0
    }

    /// Follows the declaration as far as it can be believed.
    fn believe(&mut self) {
        match label::encoding(&self.label) {
            None => {
                let text = format!(
                    "the declared encoding {:?} is not known; read as UTF-8 if it is, else as windows-1252",
                    secret::told(&self.label)
                );
                self.report("unknown-encoding", Severity::Warning, 1, text);
                self.mode = Mode::Ascii(WINDOWS_1252);
            }
            // The declaration was legible byte by byte, so the file cannot be UTF-16.
            Some(encoding) if encoding == UTF_16LE || encoding == UTF_16BE => {
                let text = "the file declares UTF-16 but is not; read as UTF-8 if it is, else as windows-1252";
                self.report("declared-utf16-is-not", Severity::Warning, 1, text.into());
                self.mode = Mode::Ascii(WINDOWS_1252);
            }
            Some(encoding) if encoding.is_single_byte() => {
                self.watch_c1 = label::is_latin1(&self.label);
                self.name = encoding.name();
                self.mode = Mode::Ascii(encoding);
            }
            Some(encoding) => self.settle(encoding),
        }
    }

    /// Takes ASCII as it is; decides at the first byte that is not.
    fn ascii(&mut self, declared: &'static Encoding, bytes: &[u8], last: bool, out: &mut String) -> usize {
        let plain = Encoding::ascii_valid_up_to(bytes);
        push_valid(&bytes[..plain], out);
        let rest = &bytes[plain..];
        if rest.is_empty() {
            return plain;
        }
        if rest.len() < self.window && !last {
            self.wanted = self.window;
            return plain;
        }
        if looks_utf8(&rest[..rest.len().min(self.window)], self.window) {
            self.report_utf8(out);
            self.name = UTF_8.name();
            self.mode = Mode::Guess(declared);
        } else {
            self.settle(declared);
        }
        plain
    }

    /// Says that a Latin declaration is wrong; an unknown one was reported already.
    fn report_utf8(&mut self, out: &str) {
        if self.name == UTF_8.name() {
            return;
        }
        let text = format!("the file declares {} but is UTF-8, and is read as UTF-8", secret::told(&self.label));
        let line = self.line(out);
        self.report("declared-latin-is-utf8", Severity::Warning, line, text);
    }

    /// Reads UTF-8 until the guess proves wrong.
    fn guess(&mut self, declared: &'static Encoding, bytes: &[u8], last: bool, out: &mut String) -> usize {
        let whole = if last { bytes.len() } else { complete(bytes) };
        let Err(error) = std::str::from_utf8(&bytes[..whole]).map(|text| out.push_str(text)) else {
            return whole;
        };
        let valid = error.valid_up_to();
        push_valid(&bytes[..valid], out);
        let text = format!("UTF-8 up to here, but not from here on; the rest is read as {}", declared.name());
        let line = self.line(out);
        self.report("mixed-encodings", Severity::Warning, line, text);
        self.settle(declared);
        valid
    }

    /// Decodes without doubt, replacing what cannot be decoded.
    fn sure(&mut self, bytes: &[u8], last: bool, out: &mut String) -> usize {
        self.look_for_c1(bytes, out);
        let mut used = 0;
        loop {
            let Mode::Sure(decoder) = &mut self.mode else {
                return used;
            };
            let rest = &bytes[used..];
            // Room for a few accents; text in other scripts takes another turn.
            out.reserve(rest.len() + rest.len() / 8 + 16);
            let (result, read) = decoder.decode_to_string_without_replacement(rest, out, last);
            used += read;
            match result {
                DecoderResult::InputEmpty => return used,
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(..) => self.replace(out),
            }
        }
    }

    /// Stands U+FFFD in for a sequence that cannot be decoded.
    fn replace(&mut self, out: &mut String) {
        if self.bad.count == 0 {
            self.bad.line = self.line(out);
        }
        self.bad.count += 1;
        out.push(char::REPLACEMENT_CHARACTER);
    }

    /// Says once that a file declared ISO-8859-1 uses bytes only windows-1252 gives characters.
    fn look_for_c1(&mut self, bytes: &[u8], out: &str) {
        if !self.watch_c1 || self.name != WINDOWS_1252.name() {
            return;
        }
        if let Some(at) = find_c1(bytes) {
            self.watch_c1 = false;
            let line = self.line(out) + newlines(&bytes[..at]);
            let text =
                "bytes 0x80-0x9f in a file that declares ISO-8859-1 are read as windows-1252 (quotes, dashes, euro)";
            self.report("c1-in-latin1", Severity::Info, line, text.into());
        }
    }

    /// Ends all doubt.
    fn settle(&mut self, encoding: &'static Encoding) {
        self.name = encoding.name();
        self.mode = Mode::Sure(Box::new(encoding.new_decoder_without_bom_handling()));
    }

    /// Returns the line after the text appended so far.
    fn line(&self, out: &str) -> u64 {
        1 + self.lines + newlines(&out.as_bytes()[self.base..])
    }

    /// Keeps a problem.
    fn report(&mut self, code: &'static str, severity: Severity, line: u64, text: String) {
        self.problems.push(Problem::new(code, severity, &self.file, line, text));
    }
}

/// Counts line feeds.
fn newlines(bytes: &[u8]) -> u64 {
    memchr::memchr_iter(b'\n', bytes).count() as u64
}

/// Appends bytes that were found valid; the check is repeated because `unsafe` is forbidden.
fn push_valid(bytes: &[u8], out: &mut String) {
    out.push_str(std::str::from_utf8(bytes).unwrap_or_default());
}

/// Tells whether a window is UTF-8. A full window may end inside a character.
fn looks_utf8(bytes: &[u8], window: usize) -> bool {
    match std::str::from_utf8(bytes) {
        Ok(_) => true,
        Err(error) => error.error_len().is_none() && bytes.len() == window,
    }
}

/// Returns how many bytes there are before a UTF-8 character that is cut off at the end.
fn complete(bytes: &[u8]) -> usize {
    let tail = bytes.iter().rev().take(3);
    for (back, byte) in (1..).zip(tail) {
        let length = match byte {
            0x80..=0xBF => continue,
            0xC0..=0xDF => 2,
            0xE0..=0xEF => 3,
            0xF0..=0xFF => 4,
            _ => 1,
        };
        return bytes.len() - if length > back { back } else { 0 };
    }
    bytes.len()
}

/// Finds the first byte of 0x80-0x9f, a block at a time so that the compiler can use SIMD.
fn find_c1(bytes: &[u8]) -> Option<usize> {
    let is_c1 = |byte: &u8| byte & 0xE0 == 0x80;
    let any = |block: &[u8]| block.iter().fold(false, |found, byte| found | is_c1(byte));
    let block = bytes.chunks(256).position(any)?;
    let within = bytes[block * 256..].iter().position(is_c1)?;
    Some(block * 256 + within)
}
