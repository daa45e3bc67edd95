//! `catalog export --format powermart`: files that PowerCenter imports.
//!
//! Owns what stands around an object in its file, the names of files, and that nothing is written over.

use super::ExportArgs;
use crate::cli::audited::{act, actor, audited_reading};
use crate::cli::exit::{DONE, Failure, INPUT, Outcome, STORE, USAGE};
use crate::cli::object::{self, Wanted};
use crate::cli::reveal::{Reveal, Written};
use crate::cli::settings::Settings;
use crate::cli::vault::allow;
use crate::cli::{list, output};
use crate::model::audit::Action;
use crate::model::role::Right;
use crate::read::frame::{Frame, Place, Step};
use crate::read::scan::{self, Scan, Token};
use crate::read::session_file;
use crate::render::{file_name, powermart};
use crate::store::{Catalog, StoreError, whole_file};
use std::path::{Path, PathBuf};

pub(super) fn run(args: &ExportArgs, settings: &Settings) -> Outcome {
    let subject = match (&args.address, &args.snapshot) {
        (Some(address), _) => format!("object:{address}"),
        (None, Some(word)) => format!("snapshot:{word}"),
        (None, None) => return Err(Failure::new(USAGE, "name an object or a --snapshot")),
    };
    let missing = || Failure::new(USAGE, "name the folder to write to with --output DIR");
    let to = PathBuf::from(args.output.as_ref().ok_or_else(missing)?);
    let act = act(Action::Export, &subject, format!("to {}", to.display()));
    audited_reading(settings, &actor(settings), &act, || {
        let catalog = Catalog::open_read(&settings.catalog)?;
        allow(settings, &catalog, Right::Report, "")?;
        let reveal = |at| Reveal::new(args.reveal, settings, &catalog, at, &format!("export {subject} --reveal"));
        let written = match (&args.address, &args.snapshot) {
            (Some(address), _) => {
                let wanted = object::wanted(&catalog, address)?;
                one(&catalog, &wanted, &to, &reveal(wanted.at)?)?
            }
            (None, word) => {
                let snapshot = list::snapshot(&catalog, word.as_deref().unwrap_or_default())?;
                all(&catalog, snapshot, &to, &reveal(snapshot)?)?
            }
        };
        Ok(((), format!("{written} files")))
    })?;
    Ok(DONE)
}

/// Writes the file of one object. Returns how many files were written.
fn one(catalog: &Catalog, wanted: &Wanted, dir: &Path, reveal: &Reveal<'_>) -> Result<usize, Failure> {
    let found = object::one(catalog, wanted)?;
    let still = "`catalog show ADDRESS --xml` still prints it";
    let whole = if found.key.path.is_empty() {
        found
    } else {
        let around = catalog.object_around(&found, wanted.at)?;
        let message = format!("the workflow around {} does not hold it any more", wanted.text);
        around.ok_or_else(|| Failure::new(INPUT, message).hint(still))?
    };
    let text = catalog.definition_text(whole.definition)?;
    let before = catalog.frame_before(text.content, wanted.at, &|before, named| {
        place_after(before, named).is_some_and(|at| {
            at.repository.name == whole.repository.as_str() && at.folder.name == whole.folder.as_str()
        })
    })?;
    let before = before.ok_or_else(|| Failure::new(INPUT, "the file it came from was pruned").hint(still))?;
    let name = format!("{}_{}.xml", whole.key.kind.as_str(), file_name::safe_name(&whole.key.name));
    write(&dir.join(name), powermart::around(&before, &text.xml), reveal)?;
    Ok(1)
}

/// Repository and folder of a child that follows this text of a frame.
pub(in crate::cli) fn place_after(before: &str, repository_as: Option<&str>) -> Option<Place> {
    let mut frame = Frame::new(repository_as);
    let mut at = 0;
    while let Some(open) = before[at..].find('<').map(|found| at + found) {
        let Scan::Whole(token, end) = scan::token(before.as_bytes(), open) else { return None };
        frame.step(token, &before[open..end]).ok()?;
        at = end;
    }
    match frame.step(Token::Empty, "<CHILD/>") {
        Ok(Step::Child(Some(place))) => frame.places.into_iter().nth(place),
        _ => None,
    }
}

/// Writes every file of a snapshot. Returns how many.
fn all(catalog: &Catalog, snapshot: i64, dir: &Path, reveal: &Reveal<'_>) -> Result<usize, Failure> {
    let files = catalog.files(snapshot)?;
    let stored: Vec<_> = files.iter().filter(|file| file.row.manifest.is_some()).collect();
    if stored.is_empty() {
        return Err(Failure::new(INPUT, format!("snapshot {snapshot} has no files (any more)")));
    }
    let common = common_folder(stored.iter().map(|file| file.row.name.as_str()));
    let names: Vec<String> = stored.iter().map(|file| written_name(&file.row.name[common..])).collect();
    let names = file_name::distinct_paths(names.iter().map(String::as_str));
    let paths: Vec<PathBuf> = names.iter().map(|name| dir.join(name)).collect();
    if let Some(there) = paths.iter().find(|path| path.exists()) {
        return Err(there_already(there));
    }
    for (file, path) in stored.iter().zip(&paths) {
        write(path, powermart::in_utf8(&catalog.file_text(file)?), reveal)?;
    }
    Ok(paths.len())
}

/// What came from a session file is written as the XML that it was read as.
fn written_name(name: &str) -> String {
    if session_file::is_yaml(Path::new(name)) { format!("{name}.xml") } else { name.to_owned() }
}

pub(in crate::cli) fn there_already(path: &Path) -> Failure {
    Failure::new(STORE, format!("{} exists already", path.display()))
        .hint("choose another folder with -o, or move it away")
}

/// Length of the folder part that all names share.
fn common_folder<'a>(mut names: impl Iterator<Item = &'a str>) -> usize {
    let first = names.next().unwrap_or_default();
    let mut common = first.rfind('/').map_or(0, |at| at + 1);
    for name in names {
        while !name.starts_with(&first[..common]) {
            common = first[..common - 1].rfind('/').map_or(0, |at| at + 1);
        }
    }
    common
}

/// A file with secrets in it is nobody else's.
fn write(path: &Path, text: String, reveal: &Reveal<'_>) -> Result<(), Failure> {
    let mode = if reveal.is_asked() { whole_file::PRIVATE } else { whole_file::USUAL };
    let text = reveal.text(text, Written::Xml)?;
    let folder = path.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder).map_err(|error| Failure::file(folder, &error))?;
    whole_file::write(path, &text, mode).map_err(|error| match error {
        StoreError::Exists(_) => there_already(path),
        other => other.into(),
    })?;
    output::answer(&format!("{}\n", path.display()))
}
