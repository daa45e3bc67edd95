//! Parameter files on disk → what the store takes and what `resolve` asks.

use super::exit::{Failure, INPUT};
use crate::model::credential::Ids;
use crate::model::problem::{Problem, Severity};
use crate::read::parameter::{self, ParameterText};
use crate::read::source::{self, Input, Limits};
use crate::store::parameter::Given;
use crate::vault::Sealer;
use std::io::Read;
use std::path::{Path, PathBuf};

/// Reads the parameter files among the paths and in the folders of `--params`, each once. A file that only might have been
/// one by its name is left alone. With a sealer, its secrets are to be sealed.
pub(super) fn gather(
    paths: &[PathBuf],
    folders: &[PathBuf],
    environment: &str,
    limits: &Limits,
    sealer: Option<&Sealer>,
) -> (Vec<Given>, Vec<Problem>) {
    let all: Vec<PathBuf> = paths.iter().chain(folders).filter(|path| path.as_os_str() != "-").cloned().collect();
    let listing = source::list_parameters(&all, limits);
    let mut found = Vec::new();
    // What is wrong with the paths themselves is told by the listing of exports.
    let mut problems: Vec<Problem> = missing(folders);
    for input in &listing.inputs {
        let ids =
            sealer.map(|sealer| |place: &str, nth| sealer.id(&["parameters", environment, &input.name, place], nth));
        match read(input, limits, None, ids.as_ref().map(|ids| ids as &Ids<'_>)) {
            Ok(text) if parameter::looks_like_one(&text.text) => found.push(given(input, environment, text)),
            Ok(_) => {}
            Err(problem) => problems.push(problem),
        }
    }
    (found, problems)
}

fn missing(folders: &[PathBuf]) -> Vec<Problem> {
    let gone = folders.iter().filter(|folder| !folder.exists());
    gone.map(|folder| {
        let text = "there is nothing at this path; check --params";
        Problem::new("not-found", Severity::Error, &folder.display().to_string(), 0, text)
    })
    .collect()
}

/// Reads one file that must be a parameter file.
pub(super) fn one(path: &Path, code_page: Option<&str>, limits: &Limits) -> Result<Given, Failure> {
    let input = single(path, limits)?;
    let text = read(&input, limits, code_page, None).map_err(|problem| unreadable(&problem))?;
    Ok(given(&input, "", text))
}

/// The one input behind a path that is no folder.
pub(super) fn single(path: &Path, limits: &Limits) -> Result<Input, Failure> {
    let mut listing = source::list(&[path.to_owned()], limits);
    if let Some(problem) = listing.problems.first() {
        return Err(unreadable(problem));
    }
    match (listing.inputs.pop(), listing.inputs.is_empty()) {
        (Some(input), true) => Ok(input),
        _ => Err(Failure::new(INPUT, format!("{} is no single file", path.display()))),
    }
}

/// What the user sees of a file that cannot be read.
pub(super) fn unreadable(problem: &Problem) -> Failure {
    Failure::new(INPUT, format!("{}: {}", problem.file, problem.message))
}

fn given(input: &Input, environment: &str, text: ParameterText) -> Given {
    let file = parameter::read(&text.text, &input.name);
    let ParameterText { text, problems, secrets } = text;
    Given { environment: environment.to_owned(), text, file, problems, secrets }
}

fn read(
    input: &Input,
    limits: &Limits,
    code_page: Option<&str>,
    ids: Option<&Ids<'_>>,
) -> Result<ParameterText, Problem> {
    let mut bytes = Vec::new();
    let mut open = input.open(limits)?;
    open.read_to_end(&mut bytes).map_err(|error| source::problem_of(&error, &input.name))?;
    open.finish()?;
    Ok(parameter::text(&bytes, &input.name, code_page, ids))
}
