//! Zip archives: which members are exports, and where their bytes lie.
//!
//! Owns the reading of the directory of an archive, once; a member is opened by its position
//! afterwards, so that an archive of many members is not parsed again for each of them.
//! Never unpacks anything and never trusts a size it does not check while streaming.

use super::label::{is_archive_member, is_export_member, member_label};
use super::{Input, Limits, Listing, Origin};
use crate::model::problem::{Problem, Severity};
use crate::read::secret;
use std::fs::File;
use std::io::{self, BufReader, ErrorKind, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::Arc;
use zip::read::ZipFileEntry;
use zip::result::ZipError;
use zip::{CompressionMethod, ZipArchive};

/// Length of the fixed part of the header before each member.
const HEADER: u64 = 30;

/// Where a member lies and what its directory entry promises.
#[derive(Debug, Clone)]
pub(super) struct Member {
    header_start: u64,
    pub(super) compressed: u64,
    pub(super) size: u64,
    pub(super) crc: u32,
    pub(super) deflated: bool,
}

/// Adds the exports of an archive to `out`, and says what was refused.
pub(super) fn list(path: &Path, name: &str, limits: &Limits, out: &mut Listing) {
    match members(path, name, limits, out) {
        Err(problem) => out.problems.push(problem),
        Ok(found) if found.is_empty() => {}
        Ok(found) => {
            let path: Arc<Path> = path.into();
            let inputs = found.into_iter().map(|(label, member)| {
                let size = Some(member.size);
                Input::new(label, size, Origin::Member(Arc::clone(&path), member))
            });
            out.inputs.extend(inputs);
        }
    }
}

/// Reads the directory of an archive.
fn members(path: &Path, name: &str, limits: &Limits, out: &mut Listing) -> Result<Vec<(String, Member)>, Problem> {
    let file = File::open(path).map_err(|error| super::problem_of(&error, name))?;
    let archive = ZipArchive::new(BufReader::new(file)).map_err(|e| zip_problem(&e, name))?;
    if archive.len() as u64 > limits.max_entries {
        let text = format!(
            "{} entries, more than {} allowed; unpack it and name the folder",
            archive.len(),
            limits.max_entries
        );
        return Err(Problem::error("too-many-entries", name, text));
    }
    let found = exports(&archive, name, &mut out.problems);
    refuse_overlap(&found, name)?;
    Ok(found)
}

/// Looks at every entry, and says what is odd about them.
fn exports(archive: &ZipArchive<BufReader<File>>, name: &str, problems: &mut Vec<Problem>) -> Vec<(String, Member)> {
    let before = problems.len();
    if archive.has_duplicate_names() {
        let text = "several members have one name and only the last of them is read; unpack it";
        problems.push(warning("duplicate-member", name, text));
    }
    let mut found = Vec::new();
    for index in 0..archive.len() {
        match member(archive, index, name) {
            Ok(Some(member)) => found.push(member),
            Ok(None) => {}
            Err(problem) => problems.push(problem),
        }
    }
    if found.is_empty() && problems.len() == before {
        let text = "no .xml in this archive; name the archive of the exports";
        problems.push(warning("no-exports-here", name, text));
    }
    found
}

/// Looks at one entry: an export, nothing of interest, or a problem.
fn member(
    archive: &ZipArchive<BufReader<File>>,
    index: usize,
    name: &str,
) -> Result<Option<(String, Member)>, Problem> {
    let entry = archive.by_index_data(index).map_err(|e| zip_problem(&e, name))?;
    let raw = entry.name_raw();
    if entry.is_dir() || !(is_export_member(raw) || is_archive_member(raw)) {
        return Ok(None);
    }
    let shown = entry.name().map_or_else(|_| member_label(raw), |text| member_label(text.as_bytes()));
    let label = format!("{name}!{}", without_secrets(&shown));
    if let Some((code, text)) = refusal(&entry) {
        return Err(Problem::error(code, &label, text));
    }
    let member = Member {
        header_start: entry.header_start(),
        compressed: entry.compressed_size(),
        size: entry.size(),
        crc: entry.crc32(),
        deflated: entry.compression() == CompressionMethod::Deflated,
    };
    Ok(Some((label, member)))
}

/// Cuts secrets out of the name of a member, folder by folder: `a/b@c.xml` is a path and no logon.
fn without_secrets(name: &str) -> String {
    let ends = |c: char| c == '/' || c == '\\';
    let clean = |part: &str| {
        let word = part.trim_end_matches(ends);
        secret::cut(word).map_or_else(|| part.to_owned(), |cut| cut.masked + &part[word.len()..])
    };
    name.split_inclusive(ends).map(clean).collect()
}

/// Says why an entry cannot be read, if so.
fn refusal(entry: &ZipFileEntry<'_>) -> Option<(&'static str, &'static str)> {
    let method = entry.compression();
    if is_archive_member(entry.name_raw()) {
        Some(("nested-archive", NESTED))
    } else if entry.encrypted() {
        Some(("encrypted-archive", ENCRYPTED))
    } else if entry.is_symlink() {
        let text = "a link inside an archive is not followed; add the file itself";
        Some(("not-a-regular-file", text))
    } else if method == CompressionMethod::Stored || method == CompressionMethod::Deflated {
        None
    } else {
        Some(("unsupported-compression", METHOD))
    }
}

/// What to do about an encrypted archive.
const ENCRYPTED: &str = "encrypted; unpack it with its password and name the folder";

/// What to do about an archive in an archive.
pub(super) const NESTED: &str = "an archive inside an archive is not read; unpack the outer one";

/// What to do about an exotic compression.
const METHOD: &str = "only stored and deflated members are read; pack it again with deflate";

/// Refuses archives whose members share bytes: that is how small bombs become large.
fn refuse_overlap(found: &[(String, Member)], name: &str) -> Result<(), Problem> {
    let mut spans: Vec<(u64, u64)> = found
        .iter()
        .map(|(_, member)| {
            let data = member.header_start.saturating_add(HEADER);
            (member.header_start, data.saturating_add(member.compressed))
        })
        .collect();
    spans.sort_unstable();
    if spans.windows(2).any(|pair| pair[0].1 > pair[1].0) {
        let text = "members overlap, as in a zip bomb; pack the exports again";
        return Err(Problem::error("bad-archive", name, text));
    }
    Ok(())
}

/// Places `file` at the first byte of a member.
pub(super) fn seek(file: &mut File, member: &Member) -> io::Result<()> {
    let mut header = [0; 30];
    file.seek(SeekFrom::Start(member.header_start))?;
    file.read_exact(&mut header)?;
    if !header.starts_with(b"PK\x03\x04") {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "no member where the archive's directory says"));
    }
    let length = |at: usize| i64::from(u16::from_le_bytes([header[at], header[at + 1]]));
    file.seek(SeekFrom::Current(length(26) + length(28)))?;
    Ok(())
}

/// Makes the problem for an archive that cannot be listed.
fn zip_problem(error: &ZipError, name: &str) -> Problem {
    match error {
        ZipError::Io(cause) if !is_bad_data(cause) => super::problem_of(cause, name),
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) | ZipError::InvalidPassword => {
            Problem::error("encrypted-archive", name, ENCRYPTED)
        }
        ZipError::CompressionMethodNotSupported(_) => Problem::error("unsupported-compression", name, METHOD),
        other => {
            let text = format!("{other}; copy or pack it again").to_lowercase();
            Problem::error("bad-archive", name, text)
        }
    }
}

fn warning(code: &'static str, name: &str, text: &str) -> Problem {
    Problem::new(code, Severity::Warning, name, 0, text)
}

/// Tells whether an error is about the bytes of an archive, not about the disk.
pub(super) fn is_bad_data(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::InvalidData | ErrorKind::InvalidInput | ErrorKind::UnexpectedEof)
}
