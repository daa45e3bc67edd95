//! Bytes of an event log → its lines, decompressed.
//!
//! Owns the limit on a line and the choice of a codec. Never holds more than one line.

use super::part;
use memchr::memchr;
use std::io::{BufRead, BufReader, Cursor, Read};

/// Most bytes of one line that are kept.
pub(super) const MOST_BYTES: usize = 64 << 20;
/// Bytes taken at once.
const CHUNK: usize = 256 << 10;

/// First bytes of what Spark's codecs write.
const ZSTD: &[u8] = &[0x28, 0xb5, 0x2f, 0xfd];
const OTHERS: &[(&[u8], &str)] =
    &[(b"LZ4Block", "lz4"), (b"\x82SNAPPY\0", "snappy"), (b"ZV\0", "lzf"), (b"ZV\x01", "lzf")];

/// What stands where a line may stand.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// A line with its end.
    Whole,
    /// What follows the last end of line.
    Last,
    /// A line over the limit; its text was passed over.
    TooLong,
    /// Nothing more.
    End,
    /// The bytes could not be read on; why.
    Broken(String),
}

/// The lines of one part.
pub(super) struct Lines<'a> {
    from: Box<dyn BufRead + 'a>,
    most: usize,
    /// The line that was read last.
    pub(super) text: Vec<u8>,
    /// Its number, from 1.
    pub(super) number: u64,
}

/// Opens a part. Fails with the name of the codec where there is one that is not read, or with what the system says.
pub(super) fn open<'a>(mut bytes: Box<dyn Read + 'a>, name: &str, most: usize) -> Result<Lines<'a>, Unopened> {
    let mut head = Vec::with_capacity(8);
    bytes.by_ref().take(8).read_to_end(&mut head).map_err(|error| Unopened::Unread(error.to_string()))?;
    if let Some(codec) = other_codec(&head, name) {
        return Err(Unopened::Codec(codec.to_owned()));
    }
    let packed = head.starts_with(ZSTD);
    let whole = BufReader::with_capacity(CHUNK, Cursor::new(head).chain(bytes));
    let from: Box<dyn BufRead + 'a> = if packed {
        // The decoder goes on over the ends of frames: Spark closes one at each flush.
        let decoder = zstd::stream::read::Decoder::with_buffer(whole);
        let decoder = decoder.map_err(|error| Unopened::Unread(error.to_string()))?;
        Box::new(BufReader::with_capacity(CHUNK, decoder))
    } else {
        Box::new(whole)
    };
    Ok(Lines { from, most, text: Vec::new(), number: 0 })
}

/// Why a part was not opened.
pub(super) enum Unopened {
    /// Compressed by this codec, which is not read.
    Codec(String),
    /// The bytes could not be read.
    Unread(String),
}

/// The codec by its first bytes, else by the name where these are neither text nor a codec that is read.
fn other_codec<'n>(head: &[u8], name: &'n str) -> Option<&'n str> {
    if let Some((_, codec)) = OTHERS.iter().find(|(magic, _)| head.starts_with(magic)) {
        return Some(codec);
    }
    let plain = head.is_empty() || head.starts_with(ZSTD) || head.starts_with(b"{");
    let said = part::named(name).codec;
    (!plain && !said.is_empty() && said != "zstd").then_some(said)
}

/// True where these bytes begin an event log, or a file of a codec that Spark writes and nobody here reads: such a file
/// shall be told about. Of a compressed log, 128 KiB are enough: a block of zstd is never larger.
pub(super) fn begins(first_bytes: &[u8]) -> bool {
    const START: &[u8] = b"{\"Event\":\"SparkListenerLogStart\"";
    if OTHERS.iter().any(|(magic, _)| magic.len() > 3 && first_bytes.starts_with(magic)) {
        return true;
    }
    if !first_bytes.starts_with(ZSTD) {
        return first_bytes.starts_with(START);
    }
    let Ok(decoder) = zstd::stream::read::Decoder::with_buffer(first_bytes) else { return false };
    let mut start = Vec::with_capacity(START.len());
    let read = decoder.take(START.len() as u64).read_to_end(&mut start);
    read.is_ok() && start == START
}

impl Lines<'_> {
    /// Reads the next line into `text`, without its end.
    pub(super) fn next(&mut self) -> Line {
        self.text.clear();
        self.number += 1;
        let mut too_long = false;
        loop {
            let chunk = match self.from.fill_buf() {
                Ok(chunk) => chunk,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
                Err(error) => return Line::Broken(error.to_string()),
            };
            if chunk.is_empty() {
                return if too_long {
                    Line::TooLong
                } else if self.text.is_empty() {
                    Line::End
                } else {
                    Line::Last
                };
            }
            let end = memchr(b'\n', chunk);
            let taken = end.unwrap_or(chunk.len());
            too_long |= self.text.len() + taken > self.most;
            if too_long {
                self.text.clear();
            } else {
                self.text.extend_from_slice(&chunk[..taken]);
            }
            self.from.consume(end.map_or(taken, |end| end + 1));
            if end.is_some() {
                return if too_long { Line::TooLong } else { Line::Whole };
            }
        }
    }
}
