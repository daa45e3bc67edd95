//! `catalog template import` and `remove`.

use super::create::{keep, stored};
use super::{act, kept, refused, require_own_name};
use crate::cli::audited::audited;
use crate::cli::exit::{DONE, Failure, Outcome};
use crate::cli::settings::Settings;
use crate::cli::{holder, now, output};
use crate::model::problem::Problem;
use crate::read::environment::mask;
use crate::read::{session_file, source, template};
use crate::store::Catalog;
use std::io::Read;
use std::path::{Path, PathBuf};

/// Read a template from a file, as `template show` prints it
///
/// It is called as it says itself, or like the file. What looks like a secret is refused, in comments too.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  catalog template import tests/fixtures/example/full_load.template.yaml")]
pub(in crate::cli) struct ImportArgs {
    /// YAML
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// In the place of one that is there
    #[arg(long)]
    force: bool,
}

/// Remove a template; what it was stays in its history
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  catalog template remove nightly")]
pub(in crate::cli) struct RemoveArgs {
    /// Its name
    #[arg(value_name = "NAME")]
    name: String,
}

pub(super) fn run(args: &ImportArgs, settings: &Settings) -> Outcome {
    let file = args.file.display().to_string();
    let bytes = read(&args.file, &file).map_err(|problem| refused(&problem))?;
    let mut read = template::template(&bytes, &file).map_err(|problem| refused(&problem))?;
    if read.name.is_empty() {
        let name = args.file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        read.name = name.split('.').next().unwrap_or_default().into();
    }
    require_own_name(&read.name)?;
    let catalog = Catalog::open_existing(&settings.catalog, settings.wait, &holder("template import"))?;
    let text = String::from_utf8_lossy(&bytes).into_owned();
    keep(&catalog, settings, &stored(&read, text, mask("file", &file).to_string()), args.force)?;
    Ok(DONE)
}

/// Reads a file; nothing but a regular one.
fn read(path: &Path, file: &str) -> Result<Vec<u8>, Problem> {
    let wrong = |error: &std::io::Error| source::problem_of(error, file);
    let meta = std::fs::metadata(path).map_err(|error| wrong(&error))?;
    if !meta.is_file() {
        return Err(Problem::error("not-a-regular-file", file, "name a file of a template"));
    }
    let mut bytes = Vec::new();
    let limit = session_file::MAX_BYTES as u64 + 1;
    let open = std::fs::File::open(path).map_err(|error| wrong(&error))?;
    open.take(limit).read_to_end(&mut bytes).map_err(|error| wrong(&error))?;
    Ok(bytes)
}

pub(super) fn remove(args: &RemoveArgs, settings: &Settings) -> Outcome {
    require_own_name(&args.name)?;
    let catalog = Catalog::open_existing(&settings.catalog, settings.wait, &holder("template remove"))?;
    kept(&catalog, &args.name)?;
    audited(&catalog, settings, &act(&args.name, "removed"), || {
        catalog.remove_template(&args.name, &now())?;
        Ok::<_, Failure>(((), String::new()))
    })?;
    output::answer("removed\n")?;
    Ok(DONE)
}
