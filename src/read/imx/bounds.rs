//! What a document may hold at most, looked at before it is parsed: the parser's memory and time grow with these.

use super::document::Refused;
use crate::read::scan::{self, Scan, Token};

/// Elements of one document; the real one has 20,000.
const MAX_ELEMENTS: usize = 1_000_000;
/// Attributes of one element; the root of the real document has 120.
const MAX_ATTRIBUTES: usize = 2_000;

/// Refuses a text with too many elements, or with an element of too many attributes. What is not well-formed is the parser's
/// to tell.
pub(super) fn check(text: &str) -> Result<(), Refused> {
    let bytes = text.as_bytes();
    let line = |at: usize| u32::try_from(memchr::memchr_iter(b'\n', &bytes[..at]).count()).unwrap_or(u32::MAX);
    let (mut at, mut elements) = (0, 0);
    while let Some(found) = memchr::memchr(b'<', &bytes[at..]) {
        let open = at + found;
        let Scan::Whole(token, end) = scan::token(bytes, open) else { return Ok(()) };
        if matches!(token, Token::Start | Token::Empty) {
            elements += 1;
            if attributes(&bytes[open..end]) > MAX_ATTRIBUTES {
                let message = "more than 2000 attributes in one element; mend the file".to_owned();
                return Err((line(open), "malformed-xml", message));
            }
            if elements > MAX_ELEMENTS {
                let message = "more than 1,000,000 elements; export fewer objects at a time".to_owned();
                return Err((line(open), "file-too-large", message));
            }
        }
        at = end;
    }
    Ok(())
}

/// Values in quotes.
fn attributes(tag: &[u8]) -> usize {
    let (mut count, mut at) = (0, 0);
    while let Some(found) = memchr::memchr2(b'"', b'\'', &tag[at..]) {
        let open = at + found;
        let Some(length) = memchr::memchr(tag[open], &tag[open + 1..]) else { break };
        count += 1;
        at = open + length + 2;
    }
    count
}
