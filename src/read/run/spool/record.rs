//! Records of a CSV file, one by one, so that an open quote costs its line and not the rest of the file.
//!
//! Owns the delimiter, the lines of a record, and its encoding: UTF-8 (UTF-16 by its mark), else Windows-1252.

use crate::read::encoding::TextReader;
use csv_core::{ReadRecordResult, Reader as Core, ReaderBuilder};
use std::collections::VecDeque;
use std::io::{self, BufRead, BufReader, Cursor, Read};

/// Lines that one record may have: error messages with a whole SQL statement have a few dozen.
const MOST_LINES: usize = 1000;
/// Bytes that one line may have.
const MOST_BYTES: u64 = 8 << 20;

/// What people put between the fields of a spool.
const DELIMITERS: [u8; 5] = [b',', b';', b'~', b'|', b'\t'];

/// The delimiter that stands most often in a header outside of quotes.
pub(super) fn delimiter_of(header: &[u8]) -> u8 {
    let mut counts = [0_usize; DELIMITERS.len()];
    let mut quoted = false;
    for byte in header {
        match DELIMITERS.iter().position(|one| one == byte) {
            Some(at) if !quoted => counts[at] += 1,
            _ => quoted ^= *byte == b'"',
        }
    }
    // Of two that stand equally often, the one that comes first in the list.
    let most = counts.iter().max().copied().unwrap_or_default();
    counts.iter().position(|count| *count == most).map_or(b',', |at| DELIMITERS[at])
}

/// Bytes of a spool: UTF-16 becomes UTF-8, the mark of UTF-8 goes, everything else stays as it is.
pub(super) fn text<'r>(mut bytes: impl Read + 'r, file: &str) -> io::Result<Box<dyn Read + 'r>> {
    let mut start = Vec::new();
    bytes.by_ref().take(3).read_to_end(&mut start)?;
    if start == b"\xef\xbb\xbf" {
        start.clear();
    }
    let is_wide = start.starts_with(b"\xff\xfe") || start.starts_with(b"\xfe\xff");
    let whole = Cursor::new(start).chain(bytes);
    if !is_wide {
        return Ok(Box::new(whole));
    }
    Ok(Box::new(Decoded { reader: TextReader::new(whole, file), text: String::new(), at: 0 }))
}

struct Decoded<R> {
    reader: TextReader<R>,
    text: String,
    at: usize,
}

impl<R: Read> Read for Decoded<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.at == self.text.len() {
            self.text.clear();
            self.at = 0;
            self.reader.read_into(&mut self.text)?;
        }
        let n = (&self.text.as_bytes()[self.at..]).read(out)?;
        self.at += n;
        Ok(n)
    }
}

/// One record.
#[derive(Debug, Default)]
pub(super) struct Row {
    /// Its fields.
    pub(super) cells: Vec<String>,
    /// Its first line, from 1.
    pub(super) line: u64,
}

impl Row {
    /// What SQL*Plus puts between rows: the header again, a line of dashes, how many rows there were.
    pub(super) fn is_decoration(&self, header: &[String]) -> bool {
        let first = self.cells.first().map_or("", |cell| cell.trim());
        let dashes = |cell: &String| !cell.is_empty() && cell.bytes().all(|byte| byte == b'-' || byte == b' ');
        self.cells == header
            || self.cells.iter().all(dashes)
            || self.cells.len() == 1 && (first.ends_with("rows selected.") || first.ends_with("row selected."))
    }
}

/// Reads records.
pub(super) struct Records<R: Read> {
    bytes: BufReader<R>,
    core: Core,
    delimiter: u8,
    /// Lines that are to be read again before new ones, each with its number.
    waiting: VecDeque<(u64, Vec<u8>)>,
    /// Lines of the record at hand.
    lines: Vec<(u64, Vec<u8>)>,
    next_line: u64,
    fields: Vec<u8>,
    ends: Vec<usize>,
}

impl<R: Read> Records<R> {
    /// Reads from the first line on, which tells the delimiter.
    pub(super) fn new(bytes: R) -> io::Result<Self> {
        let mut records = Self {
            bytes: BufReader::with_capacity(256 * 1024, bytes),
            core: Core::new(),
            delimiter: b',',
            waiting: VecDeque::new(),
            lines: Vec::new(),
            next_line: 1,
            fields: vec![0; 4096],
            ends: vec![0; 64],
        };
        if let Some((number, line)) = records.line()? {
            records.delimiter = delimiter_of(&line);
            records.core = ReaderBuilder::new().delimiter(records.delimiter).build();
            records.waiting.push_front((number, line));
        }
        Ok(records)
    }

    /// The next line that is not blank, with its end.
    fn line(&mut self) -> io::Result<Option<(u64, Vec<u8>)>> {
        if let Some(waiting) = self.waiting.pop_front() {
            return Ok(Some(waiting));
        }
        // The buffer of a line of the last record is taken again: a million rows need no million allocations.
        let mut line = self.lines.pop().map_or_else(Vec::new, |(_, line)| line);
        line.clear();
        if self.bytes.by_ref().take(MOST_BYTES).read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        self.next_line += 1;
        Ok(Some((self.next_line - 1, line)))
    }

    /// Reads the next record into `row`; false at the end.
    pub(super) fn next(&mut self, row: &mut Row) -> io::Result<bool> {
        self.core.reset();
        let mut kept = std::mem::take(&mut self.lines);
        kept.truncate(1);
        self.lines = kept;
        let mut used = (0, 0);
        let mut taken: Vec<(u64, Vec<u8>)> = Vec::new();
        loop {
            let Some((number, line)) = self.line()? else {
                // The end of the file ends the record, too.
                let done = !taken.is_empty() && self.feed(&[], &mut used).is_some();
                if done {
                    self.finish(row, taken, used);
                }
                return Ok(done);
            };
            if taken.is_empty() && line.iter().all(u8::is_ascii_whitespace) {
                self.lines.push((number, line));
                continue;
            }
            let left = self.feed(&line, &mut used);
            let rest = left.map(|left| line[left..].to_vec()).filter(|rest| !rest.iter().all(u8::is_ascii_whitespace));
            taken.push((number, line));
            if let Some(rest) = rest {
                self.waiting.push_front((number, rest));
            }
            if left.is_some() || taken.len() > MOST_LINES {
                self.finish(row, taken, used);
                return Ok(true);
            }
        }
    }

    /// Gives bytes to the parser; returns how many of them the record took, once it is whole.
    fn feed(&mut self, mut bytes: &[u8], used: &mut (usize, usize)) -> Option<usize> {
        let whole = bytes.len();
        loop {
            let (result, read, wrote, ended) =
                self.core.read_record(bytes, &mut self.fields[used.0..], &mut self.ends[used.1..]);
            bytes = &bytes[read..];
            used.0 += wrote;
            used.1 += ended;
            match result {
                ReadRecordResult::Record => return Some(whole - bytes.len()),
                ReadRecordResult::InputEmpty | ReadRecordResult::End => return None,
                ReadRecordResult::OutputFull => self.fields.resize(self.fields.len() * 2, 0),
                ReadRecordResult::OutputEndsFull => self.ends.resize(self.ends.len() * 2, 0),
            }
        }
    }

    fn finish(&mut self, row: &mut Row, taken: Vec<(u64, Vec<u8>)>, (bytes, fields): (usize, usize)) {
        row.line = taken.first().map_or(0, |(number, _)| *number);
        row.cells.resize_with(fields, String::new);
        let utf8 = std::str::from_utf8(&self.fields[..bytes]).ok();
        let mut start = 0;
        for (cell, end) in row.cells.iter_mut().zip(&self.ends[..fields]) {
            cell.clear();
            match utf8.and_then(|text| text.get(start..*end)) {
                Some(text) => cell.push_str(text),
                None => cell.push_str(&encoding_rs::WINDOWS_1252.decode(&self.fields[start..*end]).0),
            }
            start = *end;
        }
        self.lines = taken;
    }

    /// The lines of the last record but its first.
    pub(super) fn continued(&self) -> impl Iterator<Item = &[u8]> {
        self.lines.iter().skip(1).map(|(_, line)| line.as_slice())
    }

    /// Reads one line as a record of its own; false where it is none.
    pub(super) fn alone(&self, line: &[u8], row: &mut Row) -> io::Result<bool> {
        let mut alone = Records::new(line)?;
        alone.core = ReaderBuilder::new().delimiter(self.delimiter).build();
        alone.next(row)
    }

    /// Reads again all lines of the last record but its first.
    pub(super) fn again(&mut self) {
        let lines = std::mem::take(&mut self.lines);
        for line in lines.into_iter().skip(1).rev() {
            self.waiting.push_front(line);
        }
    }
}
