//! `catalog export`.

use super::exit::{DONE, Failure, INPUT, Outcome, STORE, USAGE};
use super::settings::Settings;
use super::{list, object, output};
use crate::model::object::Kind;
use crate::render::powermart;
use crate::store::Catalog;
use std::path::{Path, PathBuf};

/// Write an importable POWERMART file of one object, or all files of a snapshot
///
/// Files are written in UTF-8 as they were read; secrets that were cut out stay `«secret»`. An object inside a workflow is
/// written with its workflow. PowerCenter imports the file into a folder that has what it refers to: a mapping needs its
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
    let nested = !found.key.path.is_empty();
    let definition = if nested {
        let whole = catalog.whole_child(found.folder_id, &found.key.path, wanted.at)?;
        whole.ok_or_else(|| Failure::new(INPUT, format!("the workflow around {address} is not there any more")))?
    } else {
        found.definition
    };
    let text = catalog.definition_text(definition)?;
    let file = catalog.file_holding(text.content, wanted.at)?.ok_or_else(|| {
        Failure::new(INPUT, "the file it came from was pruned").hint("`catalog show ADDRESS --xml` still prints it")
    })?;
    let before = catalog.frame_around(&file, text.content)?.map(|(before, _)| before).unwrap_or_default();
    let name = if nested { found.key.path.split('/').next().unwrap_or_default() } else { &found.key.name };
    let kind = if nested { Kind::Workflow } else { found.key.kind.clone() };
    let name = format!("{}_{}.xml", kind.as_str(), powermart::safe_name(name));
    write(&dir.join(name), &powermart::around(&before, &text.xml))
}

fn all(catalog: &Catalog, word: &str, dir: &Path) -> Result<(), Failure> {
    let snapshot = list::snapshot(catalog, word)?;
    let files = catalog.files(snapshot)?;
    let stored: Vec<_> = files.iter().filter(|file| file.row.manifest.is_some()).collect();
    if stored.is_empty() {
        return Err(Failure::new(INPUT, format!("snapshot {snapshot} has no files (any more)")));
    }
    let common = common_folder(stored.iter().map(|file| file.row.name.as_str()));
    let names: Vec<PathBuf> = stored.iter().map(|file| dir.join(target(&file.row.name[common..]))).collect();
    if let Some(there) = names.iter().find(|path| path.exists()) {
        return Err(there_already(there));
    }
    for (file, path) in stored.iter().zip(&names) {
        write(path, &powermart::in_utf8(&catalog.file_text(file)?))?;
    }
    Ok(())
}

fn target(name: &str) -> String {
    let name = powermart::safe_path(name);
    name.strip_suffix(".gz").map_or_else(|| name.clone(), str::to_owned)
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
    let failed = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::AlreadyExists => there_already(path),
        _ => Failure::file(path, &error),
    };
    std::fs::create_dir_all(path.parent().unwrap_or(Path::new("."))).map_err(failed)?;
    let mut options = std::fs::OpenOptions::new();
    let mut file = options.write(true).create_new(true).open(path).map_err(failed)?;
    std::io::Write::write_all(&mut file, text.as_bytes()).map_err(failed)?;
    output::answer(&format!("{}\n", path.display()))
}
