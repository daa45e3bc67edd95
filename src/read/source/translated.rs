//! Streams that are IMX → streams of the POWERMART text that they stand for.
//!
//! Owns the look at the first bytes. What is none stays a stream and costs no more than that look.

use super::open::OpenInput;
use crate::model::problem::Problem;
use crate::read::encoding::TextReader;
use crate::read::imx::{self, MAX_BYTES, Sniffed, sniff};
use std::io::{Cursor, Read};

/// First look at a file, in bytes.
const LOOK: usize = 512;
/// A root that stands later than this is none of IMX.
const LONGEST_LOOK: usize = 64 << 10;

impl OpenInput {
    /// Translates a document of IMX; hands everything else back as it is.
    pub(super) fn translated(mut self) -> Result<(Self, Vec<Problem>), Problem> {
        let name = self.name().to_owned();
        let mut head = Vec::new();
        loop {
            let more = (head.len().max(LOOK / 2) * 2 - head.len()) as u64;
            let read = self.beneath().take(more).read_to_end(&mut head);
            let count = match read {
                Ok(count) => count,
                Err(error) => return Ok((self.put_back(head, Some(error)), Vec::new())),
            };
            let found = sniff(&head);
            if found == Sniffed::Imx {
                return self.put_back(head, None).document(&name);
            }
            if found == Sniffed::Other || count == 0 || head.len() >= LONGEST_LOOK {
                return Ok((self.put_back(head, None), Vec::new()));
            }
        }
    }

    fn document(mut self, name: &str) -> Result<(Self, Vec<Problem>), Problem> {
        let mut text = String::new();
        let mut reader = TextReader::new(&mut self, name);
        loop {
            let more = reader.read_into(&mut text).map_err(|error| super::problem_of(&error, name))?;
            if text.len() > MAX_BYTES {
                let message =
                    "an IMX document of more than 64 MiB, which is read as a whole; export fewer objects at a time";
                return Err(Problem::error("file-too-large", name, message));
            }
            if !more {
                break;
            }
        }
        let mut problems = reader.take_problems();
        drop(reader);
        self.finish()?;
        let (text, odd) = imx::powermart(&text, name)?;
        problems.extend(odd);
        Ok((self.instead(Box::new(Cursor::new(text))), problems))
    }
}
