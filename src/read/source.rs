//! What the user named → the inputs to read, in one order whatever the order of the words.
//!
//! Owns the walk over folders, the refusal of what is not a file, and the rule that a file
//! reached twice is taken once. `archive` looks into zip files, `open` makes the streams.
//! Never opens a FIFO or a device, never follows a loop, and never stops at one bad path.

mod archive;
mod label;
mod open;
mod translated;

pub use open::{LimitBroken, OpenInput, problem_of};

use super::session_file::{is_session_file, is_yaml};
use crate::model::problem::{Problem, Severity};
use archive::Member;
use label::{is_export, may_be_parameters, may_be_runs, path_label};
use std::collections::HashSet;
use std::fs::{self, File, Metadata};
use std::io::{self, Read};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use walkdir::WalkDir;

/// What one input may cost at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Decompressed bytes of one export.
    pub max_file_size: u64,
    /// Entries of one archive.
    pub max_entries: u64,
    /// Decompressed bytes for each compressed one, once more than 1 MiB has come out.
    pub max_ratio: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { max_file_size: 1024 * 1024 * 1024, max_entries: 100_000, max_ratio: 200 }
    }
}

/// What to do about something that is neither a file nor a folder.
const NOT_REGULAR: &str = "a device, socket or pipe is not read; copy its contents to a file, or use `-`";

/// One input that can be opened.
#[derive(Debug, Clone)]
pub struct Input {
    /// Name as shown and stored: the path as given, joined with the relative part; a member of
    /// an archive is `a.zip!dir/b.xml`, standard input is `-`.
    pub name: String,
    /// Bytes of the export, where they are known before reading.
    pub size: Option<u64>,
    origin: Origin,
}

/// Where the bytes are.
#[derive(Debug, Clone)]
enum Origin {
    Stdin,
    Plain(PathBuf),
    /// YAML, read as the POWERMART text that it stands for.
    SessionFile(PathBuf),
    Gzip(PathBuf),
    Member(Arc<Path>, Member),
}

/// What was found, sorted by name in byte order, and what could not be taken.
#[derive(Debug, Default)]
pub struct Listing {
    /// The inputs to read.
    pub inputs: Vec<Input>,
    /// What was refused or looks odd, sorted by name.
    pub problems: Vec<Problem>,
}

impl Input {
    /// Makes the input that is read from standard input, `-`.
    #[must_use]
    pub fn stdin() -> Self {
        Self::new("-".to_owned(), None, Origin::Stdin)
    }

    /// Opens the stream. Nothing but a regular file is ever opened.
    ///
    /// # Errors
    ///
    /// Returns the problem that stands for the whole input: gone, forbidden, too large, damaged.
    pub fn open(&self, limits: &Limits) -> Result<OpenInput, Problem> {
        OpenInput::new(self, limits)
    }

    /// Opens the stream of an export: what is IMX comes as the POWERMART text that it stands for, with what is odd in it.
    ///
    /// # Errors
    ///
    /// See [`Input::open`]; and why an IMX document is refused.
    pub fn open_export(&self, limits: &Limits) -> Result<(OpenInput, Vec<Problem>), Problem> {
        self.open(limits)?.translated()
    }

    fn new(name: String, size: Option<u64>, origin: Origin) -> Self {
        Self { name, size, origin }
    }
}

/// Lists the inputs behind `paths`: files whatever their names, folders recursively, `-`.
#[must_use]
pub fn list(paths: &[PathBuf], limits: &Limits) -> Listing {
    let mut paths: Vec<&PathBuf> = paths.iter().collect();
    // Sorted first, so that the name under which a file is taken depends on the set alone.
    paths.sort();
    paths.dedup();
    let mut lister = Lister::default();
    for path in paths {
        lister.add(path);
    }
    lister.finish(limits)
}

/// Lists what may be a parameter file by its ending: files and, recursively, those in folders. Nothing else is said of the
/// rest, which [`list`] looks at.
#[must_use]
pub fn list_parameters(paths: &[PathBuf], limits: &Limits) -> Listing {
    list_wanted(paths, limits, Wanted::Parameters, may_be_parameters)
}

/// Lists what may be a source of runs: every file that is named and, recursively, those in folders that are called like one.
/// Nothing else is said of the rest, which [`list`] looks at.
#[must_use]
pub fn list_runs(paths: &[PathBuf], limits: &Limits) -> Listing {
    list_wanted(paths, limits, Wanted::Runs, |path| !is_export(path) && !is_yaml(path))
}

fn list_wanted(paths: &[PathBuf], limits: &Limits, wanted: Wanted, names: impl Fn(&Path) -> bool) -> Listing {
    let mut lister = Lister { wanted, ..Lister::default() };
    for path in paths {
        let is_file = fs::metadata(path).is_ok_and(|meta| meta.is_file());
        if path.is_dir() || is_file && names(path) {
            lister.add(path);
        }
    }
    let mut listing = lister.finish(limits);
    listing.problems.retain(|problem| problem.severity == Severity::Error);
    listing
}

/// A regular file that was reached, not opened yet.
struct Found {
    name: String,
    path: PathBuf,
    size: u64,
    id: (u64, u64),
}

/// The state of one listing.
#[derive(Default)]
struct Lister {
    found: Vec<Found>,
    folders: HashSet<(u64, u64)>,
    listing: Listing,
    wanted: Wanted,
}

/// What is looked for in folders.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Wanted {
    /// Exports and session files.
    #[default]
    Exports,
    /// Parameter files.
    Parameters,
    /// Spools, session logs, event logs.
    Runs,
}

impl Lister {
    /// Adds a path the user named.
    fn add(&mut self, path: &Path) {
        if path.as_os_str() == "-" {
            self.listing.inputs.push(Input::stdin());
            return;
        }
        match fs::metadata(path) {
            Err(error) => self.refuse(problem_of(&error, &path_label(path))),
            Ok(meta) if meta.is_dir() => self.walk(path),
            Ok(meta) => self.take(path, &meta),
        }
    }

    /// Walks a folder, following links.
    fn walk(&mut self, root: &Path) {
        let before = self.found.len() + self.listing.problems.len();
        // Sorted, so that of two links to one folder the same one is always walked.
        let mut walk = WalkDir::new(root).follow_links(true).sort_by_file_name().into_iter();
        while let Some(entry) = walk.next() {
            match entry {
                Err(error) => self.refuse(walk_problem(&error, root)),
                Ok(entry) if entry.file_type().is_dir() => {
                    if !self.enter(entry.path()) {
                        walk.skip_current_dir();
                    }
                }
                Ok(entry) if self.wants(entry.path()) => self.reach(entry.path()),
                Ok(_) => {}
            }
        }
        if self.found.len() + self.listing.problems.len() == before {
            let text = "no .xml, .xml.gz, .zip or .session.yaml in this folder; name the folder of the exports";
            self.warn("no-exports-here", &path_label(root), text);
        }
    }

    fn wants(&self, path: &Path) -> bool {
        match self.wanted {
            Wanted::Exports => is_export(path) || is_session_file(path),
            Wanted::Parameters => may_be_parameters(path),
            Wanted::Runs => may_be_runs(path),
        }
    }

    /// Marks a folder as walked; says so when it was walked before, under another name.
    /// Without this, a few folders that link to each other crosswise take forever.
    fn enter(&mut self, path: &Path) -> bool {
        let Ok(meta) = fs::metadata(path) else {
            return true; // walkdir meets the same error and reports it
        };
        let is_new = self.folders.insert((meta.dev(), meta.ino()));
        if !is_new {
            self.say_twice(&path_label(path));
        }
        is_new
    }

    /// Looks at an entry of a folder.
    fn reach(&mut self, path: &Path) {
        match fs::metadata(path) {
            Ok(meta) => self.take(path, &meta),
            Err(error) => self.refuse(problem_of(&error, &path_label(path))),
        }
    }

    /// Takes a regular file and refuses everything else.
    fn take(&mut self, path: &Path, meta: &Metadata) {
        let name = path_label(path);
        if !meta.is_file() {
            self.refuse(Problem::error("not-a-regular-file", &name, NOT_REGULAR));
            return;
        }
        self.found.push(Found { name, path: path.to_owned(), size: meta.len(), id: (meta.dev(), meta.ino()) });
    }

    /// Drops what was reached twice, looks at the first bytes, and sorts.
    fn finish(mut self, limits: &Limits) -> Listing {
        let mut found = std::mem::take(&mut self.found);
        found.sort_by(|a, b| a.name.cmp(&b.name).then_with(|| a.path.cmp(&b.path)));
        let mut seen = HashSet::new();
        for file in found {
            if seen.insert(file.id) {
                self.look(file, limits);
            } else {
                self.say_twice(&file.name);
            }
        }
        self.listing.inputs.sort_by(|a, b| a.name.cmp(&b.name));
        self.listing.problems.sort_by(|a, b| a.file.cmp(&b.file));
        self.listing
    }

    /// Decides by the first bytes what a file is.
    fn look(&mut self, file: Found, limits: &Limits) {
        let inputs = &mut self.listing.inputs;
        match first_bytes(&file.path) {
            Err(error) => self.refuse(problem_of(&error, &file.name)),
            Ok([0x1f, 0x8b]) => {
                inputs.push(Input::new(file.name, None, Origin::Gzip(file.path)));
            }
            Ok([b'P', b'K']) => {
                archive::list(&file.path, &file.name, limits, &mut self.listing);
            }
            Ok(_) if is_yaml(&file.path) => {
                inputs.push(Input::new(file.name, Some(file.size), Origin::SessionFile(file.path)));
            }
            Ok(_) => inputs.push(Input::new(file.name, Some(file.size), Origin::Plain(file.path))),
        }
    }

    /// Says that something was taken under another name already.
    fn say_twice(&mut self, name: &str) {
        let text = "reached a second time, by another path or link; read once, under the other name";
        self.listing.problems.push(Problem::new("reached-twice", Severity::Info, name, 0, text));
    }

    fn warn(&mut self, code: &'static str, name: &str, text: &str) {
        let problem = Problem::new(code, Severity::Warning, name, 0, text);
        self.listing.problems.push(problem);
    }

    fn refuse(&mut self, problem: Problem) {
        self.listing.problems.push(problem);
    }
}

/// Reads the two bytes that tell gzip and zip from text; a shorter file is text.
fn first_bytes(path: &Path) -> io::Result<[u8; 2]> {
    let mut bytes = [0; 2];
    let mut file = File::open(path)?;
    match file.read_exact(&mut bytes) {
        Err(error) if error.kind() != io::ErrorKind::UnexpectedEof => Err(error),
        _ => Ok(bytes),
    }
}

/// Makes the problem for an entry that the walk could not look at.
fn walk_problem(error: &walkdir::Error, root: &Path) -> Problem {
    let name = path_label(error.path().unwrap_or(root));
    if error.loop_ancestor().is_some() {
        return open::link_loop(&name);
    }
    match error.io_error() {
        // A dead link that would not have been taken anyway is no failure of this run.
        Some(cause) if cause.kind() == io::ErrorKind::NotFound && !error.path().is_some_and(is_export) => {
            let text = "the link leads nowhere; remove it or restore what it meant";
            Problem::new("not-found", Severity::Warning, &name, 0, text)
        }
        Some(cause) => problem_of(cause, &name),
        None => Problem::error("read-failed", &name, "this entry could not be looked at"),
    }
}

#[cfg(test)]
#[path = "source_tests.rs"]
mod tests;
