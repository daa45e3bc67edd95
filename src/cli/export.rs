//! `catalog export`.

use super::exit::{DONE, Failure, INPUT, Outcome, STORE, USAGE};
use super::settings::Settings;
use super::{list, object, output};
use crate::read::frame::{Frame, Place, Step};
use crate::read::scan::{self, Scan, Token};
use crate::read::session_file;
use crate::render::{file_name, powermart};
use crate::store::{Catalog, StoreError, whole_file};
use std::path::{Path, PathBuf};

/// Write an importable POWERMART file of one object, or all files of a snapshot
///
/// Files are written in UTF-8 as they were read; secrets that were cut out stay `«secret»`. An object inside a workflow or
/// worklet is written with it. PowerCenter imports the file into a folder that has what it refers to: a mapping needs its
/// sources and targets there, a workflow its mappings and reusable sessions. Nothing is written over.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  catalog export SALES_DWH/wf_sales_daily -o out\n  \
                        catalog export --snapshot latest -o all")]
pub(super) struct ExportArgs {
    /// The object: [kind:][REPOSITORY::]FOLDER/NAME[@SNAPSHOT], or any clear suffix of it
    #[arg(value_name = "ADDRESS", required_unless_present = "snapshot")]
    address: Option<String>,
    /// All files of this snapshot instead
    #[arg(long, value_name = "SNAPSHOT", conflicts_with = "address")]
    snapshot: Option<String>,
    /// The folder to write to; it is made where it is not there
    #[arg(short, long, value_name = "DIR")]
    output: PathBuf,
}

pub(super) fn run(args: &ExportArgs, settings: &Settings) -> Outcome {
    let catalog = Catalog::open_read(&settings.catalog)?;
    match (&args.address, &args.snapshot) {
        (Some(address), _) => one(&catalog, address, &args.output)?,
        (None, Some(word)) => all(&catalog, word, &args.output)?,
        (None, None) => return Err(Failure::new(USAGE, "name an object or a --snapshot")),
    }
    Ok(DONE)
}

fn one(catalog: &Catalog, address: &str, dir: &Path) -> Result<(), Failure> {
    let wanted = object::wanted(catalog, address)?;
    let found = object::one(catalog, &wanted)?;
    let still = "`catalog show ADDRESS --xml` still prints it";
    let whole = if found.key.path.is_empty() {
        found
    } else {
        let around = catalog.object_around(&found, wanted.at)?;
        let message = format!("the workflow around {address} does not hold it any more");
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
    write(&dir.join(name), &powermart::around(&before, &text.xml))
}

/// Repository and folder of a child that follows this text of a frame.
fn place_after(before: &str, repository_as: Option<&str>) -> Option<Place> {
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

fn all(catalog: &Catalog, word: &str, dir: &Path) -> Result<(), Failure> {
    let snapshot = list::snapshot(catalog, word)?;
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
        write(path, &powermart::in_utf8(&catalog.file_text(file)?))?;
    }
    Ok(())
}

/// What came from a session file is written as the XML that it was read as.
fn written_name(name: &str) -> String {
    if session_file::is_yaml(Path::new(name)) { format!("{name}.xml") } else { name.to_owned() }
}

fn there_already(path: &Path) -> Failure {
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

fn write(path: &Path, text: &str) -> Result<(), Failure> {
    let folder = path.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder).map_err(|error| Failure::file(folder, &error))?;
    whole_file::write(path, text).map_err(|error| match error {
        StoreError::Exists(_) => there_already(path),
        other => other.into(),
    })?;
    output::answer(&format!("{}\n", path.display()))
}
