//! Names of inputs: which ones look like exports, and how they are shown.
//!
//! Owns the rule that no name of an input can act on a terminal, be mistaken for a path
//! outside its archive, or for a mark of a sealed secret. Names are labels here; never a path to write to.

use std::fmt::Write;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

/// Tells whether an entry of a folder is taken: `.xml`, `.xml.gz`, `.zip`, in any case.
pub(super) fn is_export(path: &Path) -> bool {
    let name = path.as_os_str().as_bytes();
    [".xml", ".xml.gz", ".zip"].iter().any(|end| ends_with(name, end))
}

/// Tells whether an entry may be a parameter file, by its ending; its text has the last word.
pub(super) fn may_be_parameters(path: &Path) -> bool {
    let name = path.as_os_str().as_bytes();
    [".par", ".prm", ".param", ".parm", ".ini", ".txt"].iter().any(|end| ends_with(name, end))
}

/// Tells whether an entry of a folder may be a source of runs, by its name; its text has the last word. Event logs of Spark
/// are called after their application and have no ending; session logs that are kept by run end in `.log.17`.
pub(super) fn may_be_runs(path: &Path) -> bool {
    const ENDINGS: [&str; 11] =
        [".csv", ".tsv", ".log", ".txt", ".lst", ".out", ".json", ".zstd", ".inprogress", ".csv.gz", ".log.gz"];
    const APPLICATIONS: [&str; 6] = ["app-", "application_", "local-", "spark-", "events_", "appstatus_"];
    let name = path.file_name().map(OsStrExt::as_bytes).unwrap_or_default();
    let begins = |start: &str| name.starts_with(start.as_bytes());
    ENDINGS.iter().any(|end| ends_with(name, end))
        || APPLICATIONS.iter().any(|start| begins(start))
        || name.windows(5).any(|part| part == b".log.")
}

/// Tells whether a member of an archive is taken.
pub(super) fn is_export_member(name: &[u8]) -> bool {
    ends_with(name, ".xml")
}

/// Tells whether a member of an archive is packed itself.
pub(super) fn is_archive_member(name: &[u8]) -> bool {
    [".zip", ".gz"].iter().any(|end| ends_with(name, end))
}

/// Returns a path as it is shown.
pub(super) fn path_label(path: &Path) -> String {
    shown(path.as_os_str().as_bytes())
}

/// Returns the name of a member as it is shown: never absolute and never climbing.
pub(super) fn member_label(name: &[u8]) -> String {
    let text = shown(name);
    let text = match text.strip_prefix('/') {
        Some(rest) => format!("%2F{rest}"),
        None => text,
    };
    let parts = text.split_inclusive(['/', '\\']);
    parts
        .map(|part| match part.strip_prefix("..") {
            Some(rest @ ("" | "/" | "\\")) => format!("%2E%2E{rest}"),
            _ => part.to_owned(),
        })
        .collect()
}

/// Escapes control characters, marks that turn the direction of writing, and bytes that are
/// not UTF-8.
fn shown(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        // A name is no place for a mark of a sealed secret.
        for c in chunk.valid().replace("«sealed:", "\\u{ab}sealed:").chars() {
            if c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}') {
                out.extend(c.escape_default());
            } else {
                out.push(c);
            }
        }
        for byte in chunk.invalid() {
            // Writing to a String cannot fail.
            let _ = write!(out, "\\x{byte:02x}");
        }
    }
    out
}

fn ends_with(name: &[u8], end: &str) -> bool {
    let at = name.len().checked_sub(end.len());
    at.is_some_and(|at| name[at..].eq_ignore_ascii_case(end.as_bytes()))
}
