//! The stream of one input, and everything that may stop it.
//!
//! Owns the limits while bytes flow, the check sums of archive members, and the question
//! whether a file changed while it was read. A broken limit is an `io::Error` that
//! `problem_of` turns back into a problem with its code.
//! Never holds more than a buffer of what it reads.

use super::archive::{self, Member, NESTED};
use super::{Input, Limits, NOT_REGULAR, Origin};
use crate::model::problem::Problem;
use crate::read::session_file;
use flate2::Crc;
use flate2::bufread::{DeflateDecoder, MultiGzDecoder};
use std::fs::{self, File, Metadata};
use std::io::{self, BufReader, Cursor, ErrorKind, Read};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Bytes that may come out before the ratio is looked at.
const RATIO_FROM: u64 = 1024 * 1024;

/// Error number of a loop of links; `std` has no stable name for its kind yet.
const ELOOP: i32 = 40;

/// Why a stream was stopped. It travels inside an `io::Error`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct LimitBroken {
    /// Code of the problem.
    pub code: &'static str,
    /// What happened, what to do.
    pub message: String,
}

/// A stream that stops with a clear error when a limit is broken.
pub struct OpenInput {
    name: String,
    stream: Box<dyn Read + Send>,
    /// Compressed bytes taken so far; `None` for plain files, which have no ratio.
    consumed: Option<Arc<AtomicU64>>,
    given: u64,
    limits: Limits,
    at_end: bool,
    stood: Option<Stood>,
}

/// The file as it stood when it was opened.
struct Stood {
    path: PathBuf,
    meta: Metadata,
    is_plain: bool,
}

impl OpenInput {
    /// Opens an input; see `Input::open`.
    pub(super) fn new(input: &Input, limits: &Limits) -> Result<Self, Problem> {
        let name = &input.name;
        let made = match &input.origin {
            Origin::Stdin => Self::stdin(name, io::stdin(), limits),
            Origin::SessionFile(path) => return Self::session_file(name, path, limits),
            Origin::Plain(path) => Self::plain(name, path, limits),
            Origin::Gzip(path) => Self::gzip_file(name, path, limits),
            Origin::Member(path, member) => Self::member(name, path, member, limits),
        };
        made.map_err(|error| problem_of(&error, name))
    }

    /// Asks, after the last byte, whether the file was changed while it was read.
    ///
    /// # Errors
    ///
    /// Returns `changed-while-read`.
    pub fn finish(&mut self) -> Result<(), Problem> {
        let Some(stood) = &self.stood else {
            return Ok(());
        };
        let same = fs::metadata(&stood.path).is_ok_and(|now| is_same(&stood.meta, &now));
        let whole = !stood.is_plain || !self.at_end || self.given == stood.meta.len();
        if same && whole {
            return Ok(());
        }
        let text = "changed while it was read; wait until the export is written, then read again";
        Err(Problem::error("changed-while-read", &self.name, text))
    }

    /// Its name as shown.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// The stream itself, for a look at its first bytes.
    pub(super) fn beneath(&mut self) -> &mut (dyn Read + Send) {
        &mut *self.stream
    }

    /// Gives back bytes that were looked at, and the fault that ended the look.
    pub(super) fn put_back(self, head: Vec<u8>, fault: Option<io::Error>) -> Self {
        Self { stream: Box::new(Cursor::new(head).chain(Fault(fault)).chain(self.stream)), ..self }
    }

    /// The same input with other bytes, which are not held against its size.
    pub(super) fn instead(mut self, stream: Box<dyn Read + Send>) -> Self {
        if let Some(stood) = &mut self.stood {
            stood.is_plain = false;
        }
        Self { stream, consumed: None, given: 0, at_end: false, ..self }
    }

    fn plain(name: &str, path: &Path, limits: &Limits) -> io::Result<Self> {
        let (file, stood) = open_file(path, true)?;
        check_size(stood.meta.len(), limits)?;
        Ok(Self::over(name, Box::new(file), limits).with(stood))
    }

    /// Reads all of a session file, which is small, and streams what it stands for.
    fn session_file(name: &str, path: &Path, limits: &Limits) -> Result<Self, Problem> {
        let mut bytes = Vec::new();
        let (file, stood) = open_file(path, false).map_err(|error| problem_of(&error, name))?;
        check_size(stood.meta.len(), limits).map_err(|error| problem_of(&error, name))?;
        let most = session_file::MAX_BYTES as u64 + 1;
        file.take(most).read_to_end(&mut bytes).map_err(|error| problem_of(&error, name))?;
        let text = session_file::powermart(&bytes, name)?;
        Ok(Self::over(name, Box::new(Cursor::new(text)), limits).with(stood))
    }

    fn gzip_file(name: &str, path: &Path, limits: &Limits) -> io::Result<Self> {
        let (file, stood) = open_file(path, false)?;
        Ok(Self::gzip(name, file, limits)?.with(stood))
    }

    fn member(name: &str, path: &Path, member: &Member, limits: &Limits) -> io::Result<Self> {
        check_size(member.size, limits)?;
        let (mut file, stood) = open_file(path, false)?;
        archive::seek(&mut file, member).map_err(as_archive_error)?;
        let (counted, consumed) = Counted::new(file.take(member.compressed));
        let bytes: Box<dyn Read + Send> =
            if member.deflated { Box::new(DeflateDecoder::new(BufReader::new(counted))) } else { Box::new(counted) };
        let stream = not_nested(Checked::new(bytes, member))?;
        Ok(Self::over(name, stream, limits).counting(consumed).with(stood))
    }

    /// Reads standard input, gzip or not; a zip archive needs a file, its directory is at the end.
    fn stdin(name: &str, input: impl Read + Send + 'static, limits: &Limits) -> io::Result<Self> {
        let (head, stream) = peek(input)?;
        match head.as_slice() {
            [0x1f, 0x8b] => Self::gzip(name, stream, limits),
            b"PK" => Err(broken(
                "not-a-regular-file",
                "a zip archive is not read from standard input; save it to a file first",
            )),
            _ => Ok(Self::over(name, Box::new(stream), limits)),
        }
    }

    fn gzip(name: &str, input: impl Read + Send + 'static, limits: &Limits) -> io::Result<Self> {
        let (counted, consumed) = Counted::new(input);
        let stream = not_nested(MultiGzDecoder::new(BufReader::new(counted)))?;
        Ok(Self::over(name, stream, limits).counting(consumed))
    }

    fn over(name: &str, stream: Box<dyn Read + Send>, limits: &Limits) -> Self {
        Self { name: name.to_owned(), stream, consumed: None, given: 0, limits: *limits, at_end: false, stood: None }
    }

    fn with(mut self, stood: Stood) -> Self {
        self.stood = Some(stood);
        self
    }

    fn counting(mut self, consumed: Arc<AtomicU64>) -> Self {
        self.consumed = Some(consumed);
        self
    }

    /// Stops the stream once it gave more than it may.
    fn check(&self) -> io::Result<()> {
        check_size(self.given, &self.limits)?;
        let Some(consumed) = &self.consumed else {
            return Ok(());
        };
        let allowed = consumed.load(Ordering::Relaxed).saturating_mul(self.limits.max_ratio);
        if self.given > RATIO_FROM && self.given > allowed {
            return Err(broken(
                "suspicious-ratio",
                format!(
                    "unpacks to more than {} times its size, as a bomb does; unpack it yourself if it is right",
                    self.limits.max_ratio
                ),
            ));
        }
        Ok(())
    }
}

impl Read for OpenInput {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let read = self.stream.read(buf);
        let count = match &self.consumed {
            Some(_) => read.map_err(as_archive_error)?,
            None => read?,
        };
        self.given += count as u64;
        self.at_end |= count == 0 && !buf.is_empty();
        self.check()?;
        Ok(count)
    }
}

/// Turns any error met while opening or reading into a problem with the right code.
#[must_use]
pub fn problem_of(error: &io::Error, file: &str) -> Problem {
    let limit = error.get_ref().and_then(|inner| inner.downcast_ref::<LimitBroken>());
    if let Some(limit) = limit {
        return Problem::error(limit.code, file, limit.message.clone());
    }
    if error.raw_os_error() == Some(ELOOP) {
        return link_loop(file);
    }
    let (code, text) = match error.kind() {
        ErrorKind::NotFound => ("not-found", "there is no such file; check the path"),
        ErrorKind::PermissionDenied => ("permission-denied", "no permission to read; ask for it"),
        _ => {
            let text = format!("could not be read: {error}; try again or copy it");
            return Problem::error("read-failed", file, text.to_lowercase());
        }
    };
    Problem::error(code, file, text)
}

/// Makes the problem for links that lead to themselves.
pub(super) fn link_loop(name: &str) -> Problem {
    Problem::error("link-loop", name, "the link leads back to itself; remove it")
}

/// Gives errors about the bytes of an archive their code.
fn as_archive_error(error: io::Error) -> io::Error {
    if archive::is_bad_data(&error) {
        let text = format!("the archive is damaged: {error}; copy or pack it again");
        return broken("bad-archive", text.to_lowercase());
    }
    error
}

fn broken(code: &'static str, message: impl Into<String>) -> io::Error {
    let message = message.into();
    io::Error::other(LimitBroken { code, message })
}

fn check_size(size: u64, limits: &Limits) -> io::Result<()> {
    if size <= limits.max_file_size {
        return Ok(());
    }
    let text = format!("more than {} bytes; export fewer objects at a time or raise the limit", limits.max_file_size);
    Err(broken("file-too-large", text))
}

/// Opens a regular file; looks before opening, because opening a FIFO waits for a writer.
fn open_file(path: &Path, is_plain: bool) -> io::Result<(File, Stood)> {
    if !fs::metadata(path)?.is_file() {
        return Err(broken("not-a-regular-file", NOT_REGULAR));
    }
    let file = File::open(path)?;
    let meta = file.metadata()?;
    let path = path.to_owned();
    Ok((file, Stood { path, meta, is_plain }))
}

fn is_same(then: &Metadata, now: &Metadata) -> bool {
    let key = |m: &Metadata| (m.dev(), m.ino(), m.len(), m.mtime(), m.mtime_nsec());
    key(then) == key(now)
}

/// Fails once, where something is to be told.
struct Fault(Option<io::Error>);

impl Read for Fault {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

/// A stream whose first bytes were looked at.
type Peeked<R> = io::Chain<Cursor<Vec<u8>>, R>;

/// Looks at the first two bytes without taking them away.
fn peek<R: Read>(mut stream: R) -> io::Result<(Vec<u8>, Peeked<R>)> {
    let mut head = Vec::with_capacity(2);
    stream.by_ref().take(2).read_to_end(&mut head)?;
    Ok((head.clone(), Cursor::new(head).chain(stream)))
}

/// Refuses what unpacks to another archive.
fn not_nested<R: Read + Send + 'static>(stream: R) -> io::Result<Box<dyn Read + Send>> {
    let (head, stream) = peek(stream).map_err(as_archive_error)?;
    match head.as_slice() {
        [0x1f, 0x8b] | b"PK" => Err(broken("nested-archive", NESTED)),
        _ => Ok(Box::new(stream)),
    }
}

/// Counts the bytes taken from a compressed file.
struct Counted<R> {
    inner: R,
    count: Arc<AtomicU64>,
}

impl<R> Counted<R> {
    fn new(inner: R) -> (Self, Arc<AtomicU64>) {
        let count = Arc::new(AtomicU64::new(0));
        let shared = Arc::clone(&count);
        (Self { inner, count }, shared)
    }
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buf)?;
        self.count.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

/// Holds a member of an archive to the size and check sum of its directory entry.
struct Checked {
    inner: Box<dyn Read + Send>,
    crc: Crc,
    given: u64,
    size: u64,
    sum: u32,
}

impl Checked {
    fn new(inner: Box<dyn Read + Send>, member: &Member) -> Self {
        Self { inner, crc: Crc::new(), given: 0, size: member.size, sum: member.crc }
    }
}

impl Read for Checked {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buf)?;
        self.crc.update(&buf[..count]);
        self.given += count as u64;
        let at_end = count == 0 && !buf.is_empty();
        if self.given > self.size || (at_end && (self.given, self.crc.sum()) != (self.size, self.sum)) {
            let text = "a member is not what the archive's directory says";
            return Err(io::Error::new(ErrorKind::InvalidData, text));
        }
        Ok(count)
    }
}

#[cfg(test)]
#[path = "open_tests.rs"]
mod tests;
