//! `catalog template`.

mod apply;
mod check;
mod create;
mod import;
mod show;

use super::exit::{Failure, INPUT, Outcome, USAGE};
use super::settings::Settings;
use crate::answer::address::nearest;
use crate::model::audit::{Act, Action};
use crate::model::credential::{MASK, marks};
use crate::model::problem::Problem;
use crate::model::template::{BUILT_IN, StoredTemplate, Template, is_name};
use crate::read::{secret, template};
use crate::store::Catalog;
use clap::Subcommand;

/// What is said of templates that come with the program.
const BUILT_IN_SOURCE: &str = "built in";

/// Make sessions of templates, templates of sessions, and see who drifts
///
/// A template is a session file (YAML) with `${parameter}` in its values. `$${` stands for `${` itself; `$$PARAM` and `$PM...` of
/// PowerCenter pass untouched. Some templates are built in.
#[derive(Debug, Subcommand)]
pub(super) enum TemplateCommand {
    List(show::ListArgs),
    Show(show::ShowArgs),
    Create(create::CreateArgs),
    Import(import::ImportArgs),
    Apply(apply::ApplyArgs),
    Check(check::CheckArgs),
    Remove(import::RemoveArgs),
}

pub(super) fn run(command: &TemplateCommand, settings: &Settings) -> Outcome {
    match command {
        TemplateCommand::List(args) => show::list(args, settings),
        TemplateCommand::Show(args) => show::show(args, settings),
        TemplateCommand::Create(args) => create::run(args, settings),
        TemplateCommand::Import(args) => import::run(args, settings),
        TemplateCommand::Apply(args) => apply::run(args, settings),
        TemplateCommand::Check(args) => check::run(args, settings),
        TemplateCommand::Remove(args) => import::remove(args, settings),
    }
}

/// What the audit log says of a template.
fn act(name: &str, detail: impl Into<String>) -> Act {
    super::audited::act(Action::Template, &format!("template:{name}"), detail)
}

/// The templates that come with the program, by name.
fn built_in() -> impl Iterator<Item = StoredTemplate> {
    BUILT_IN.iter().map(|(name, text)| {
        let read = template::template(text.as_bytes(), name).unwrap_or_default();
        StoredTemplate {
            name: (*name).into(),
            description: read.description,
            parameters: u32::try_from(read.parameters.len()).unwrap_or(u32::MAX),
            source: BUILT_IN_SOURCE.to_owned(),
            since: String::new(),
            text: (*text).to_owned(),
        }
    })
}

/// The template of a name with what it says. Those that are built in need no catalog.
fn named(settings: &Settings, name: &str) -> Result<(StoredTemplate, Template), Failure> {
    let stored = match built_in().find(|one| one.name == name) {
        Some(stored) => stored,
        None => kept(&Catalog::open_read(&settings.catalog)?, name)?,
    };
    let read = template::template(stored.text.as_bytes(), name).map_err(|problem| refused(&problem))?;
    Ok((stored, read))
}

/// A template that the catalog keeps.
fn kept(catalog: &Catalog, name: &str) -> Result<StoredTemplate, Failure> {
    if let Some(stored) = catalog.template(name)? {
        return Ok(stored);
    }
    let own = catalog.templates()?.into_iter().map(|one| one.name.to_string());
    let all: Vec<String> = own.chain(BUILT_IN.iter().map(|(name, _)| (*name).to_owned())).collect();
    let near = nearest(name, &all);
    let failure = Failure::new(INPUT, format!("there is no template {name}"));
    Err(if near.is_empty() {
        failure.hint("`catalog template list` shows them")
    } else {
        failure.hint(format!("did you mean {}?", near.join(", ")))
    })
}

/// Refuses what cannot be the name of a template of one's own.
fn require_own_name(name: &str) -> Result<(), Failure> {
    if !is_name(name) {
        let message = format!("{} is no name of a template", secret::told(name));
        return Err(Failure::new(USAGE, message).hint("lower case letters, digits and _, a letter first, 64 at most"));
    }
    if BUILT_IN.iter().any(|(known, _)| *known == name) {
        let message = format!("the template {name} is built in");
        return Err(
            Failure::new(USAGE, message).hint("choose another name; `catalog template show` prints it to start from")
        );
    }
    Ok(())
}

/// A template that cannot be read.
fn refused(problem: &Problem) -> Failure {
    let line = if problem.line == 0 { String::new() } else { format!(":{}", problem.line) };
    Failure::new(INPUT, format!("{}{line}: {} ({})", problem.file, problem.message, problem.code))
}

/// True where something of this name would put a secret into a template.
fn is_secret(name: &str, value: &str) -> bool {
    let is_marked = value.contains(MASK) || marks(value).next().is_some();
    is_marked || secret::named_secret(name, value) || secret::cut(value).is_some()
}
