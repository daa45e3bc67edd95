//! What a later report reads out of this one: its fingerprints, in a block of JSON that no browser runs.
//!
//! Owns the shape of the block, both ways:
//! `{"catalog-report": 1, "kind", "catalog", "snapshot", "data_as_of", "as_of", "environment", "folder", "pack", "program",
//! "companions", "findings"}`, where `findings` is the first 16 hex digits of each fingerprint, sorted, without anything between.

use crate::model::steers;
use serde::{Deserialize, Serialize};
use std::fmt::Write as _;

/// Hex digits that are kept of a fingerprint: 64 bits tell a hundred million findings apart.
const SHORT: usize = 16;
/// What stands before the block.
const BEFORE: &str = "<script type=\"application/json\" id=\"report-data\">";

/// What a report says to programs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Data {
    /// Version of the shape.
    #[serde(rename = "catalog-report")]
    pub version: u32,
    /// `compliance`, `session`, `tuning`, `diff`, `runs`.
    pub kind: String,
    /// Id of the catalog.
    pub catalog: String,
    /// Number of the snapshot.
    pub snapshot: i64,
    /// Its time, UTC.
    pub data_as_of: String,
    /// The time by which waivers and ages were judged, UTC.
    pub as_of: String,
    /// Environment; empty: none.
    pub environment: String,
    /// Folder; empty: all.
    pub folder: String,
    /// Version of the rule pack.
    pub pack: String,
    /// Version of the program.
    pub program: String,
    /// Ending and digest of each companion file: BLAKE3 in hex. Empty in the companion itself.
    pub companions: Vec<(String, String)>,
    /// Short fingerprints of all findings, whatever the waivers say.
    pub(super) findings: String,
}

impl Data {
    /// The same with these fingerprints.
    #[must_use]
    pub fn with_findings<'a>(self, fingerprints: impl Iterator<Item = &'a str>) -> Self {
        let mut short: Vec<&str> = fingerprints.map(Self::short).collect();
        short.sort_unstable();
        short.dedup();
        Self { version: 1, findings: short.concat(), ..self }
    }

    /// The fingerprints in it, short.
    pub fn findings(&self) -> impl Iterator<Item = &str> {
        (0..self.findings.len() / SHORT).filter_map(|at| self.findings.get(at * SHORT..(at + 1) * SHORT))
    }

    /// A fingerprint as it stands here.
    #[must_use]
    pub fn short(fingerprint: &str) -> &str {
        fingerprint.get(..SHORT).unwrap_or(fingerprint)
    }

    /// The block's JSON, without a character that could end the block or steers whoever looks at it.
    pub(super) fn text(&self) -> String {
        let json = serde_json::to_string(self).unwrap_or_default();
        let mut text = String::with_capacity(json.len());
        for c in json.chars() {
            if matches!(c, '<' | '>') || steers(c) {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    let _ = write!(text, "\\u{unit:04x}");
                }
            } else {
                text.push(c);
            }
        }
        text
    }

    /// Reads the block of a page; `None` where the text is no report of this program.
    #[must_use]
    pub fn read(page: &str) -> Option<Self> {
        let rest = &page[page.find(BEFORE)? + BEFORE.len()..];
        let data: Self = serde_json::from_str(&rest[..rest.find("</script>")?]).ok()?;
        (data.version == 1).then_some(data)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let both = ["b".repeat(32), "a".repeat(32)];
        let data = Data { catalog: "</script><b>\u{202e}\u{e0041}".to_owned(), ..Data::default() };
        let data = data.with_findings(both.iter().map(String::as_str));
        let page = format!("<p></p>{BEFORE}{}</script>", data.text());
        assert_eq!(page.matches("</script>").count(), 1);
        let read = Data::read(&page).expect("a report");
        assert_eq!(read, data);
        assert_eq!(read.findings().collect::<Vec<_>>(), ["a".repeat(16), "b".repeat(16)]);
        assert_eq!(Data::read("<p></p>"), None);
    }
}
