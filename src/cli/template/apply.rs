//! `catalog template apply`.

use super::{is_secret, named};
use crate::answer::template::apply;
use crate::cli::exit::{DONE, Failure, INPUT, Outcome, STORE, USAGE};
use crate::cli::output;
use crate::cli::settings::Settings;
use crate::read::session_file;
use crate::render::template as rendered;
use crate::store::{StoreError, whole_file};
use std::path::{Path, PathBuf};

/// Make a session file of a template
///
/// `catalog template show` tells the parameters. Those without a default must be set.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  catalog template apply full_load --set table=currency -o s_m_currency.session.yaml"
)]
pub(in crate::cli) struct ApplyArgs {
    /// Its name
    #[arg(value_name = "NAME")]
    name: String,
    /// Values of parameters (no secrets: others can read the command line)
    #[arg(long, value_name = "NAME=VALUE", num_args = 1..)]
    set: Vec<String>,
    /// The file to write [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Write over a file that is there
    #[arg(long, requires = "output")]
    force: bool,
}

pub(super) fn run(args: &ApplyArgs, settings: &Settings) -> Outcome {
    let set: Vec<(String, String)> = args.set.iter().map(|text| pair(text)).collect::<Result<_, _>>()?;
    let (_, template) = named(settings, &args.name)?;
    let applied = apply::apply(&template, &set).map_err(|wrong| {
        let hint = format!("`catalog template show {}` tells its parameters", args.name);
        Failure::new(USAGE, wrong.join("\n  ")).hint(hint)
    })?;
    let text = rendered::session(&applied, &args.name);
    session_file::powermart(text.as_bytes(), "the session")
        .map_err(|problem| Failure::new(INPUT, format!("no session comes of it: {}", problem.message)))?;
    match &args.output {
        None => output::data(&text)?,
        Some(path) => write(path, &text, args.force)?,
    }
    Ok(DONE)
}

/// Refuses what looks like a secret.
fn pair(text: &str) -> Result<(String, String), Failure> {
    let Some((name, value)) = text.split_once('=') else {
        return Err(Failure::new(USAGE, "--set wants NAME=VALUE"));
    };
    if is_secret(name, value) {
        let message = format!("{name} would hold a secret, and others can read the command line");
        return Err(Failure::new(USAGE, message).hint("give it a $Param and let a parameter file have the value"));
    }
    Ok((name.to_owned(), value.to_owned()))
}

fn write(path: &Path, text: &str, force: bool) -> Result<(), Failure> {
    if !session_file::is_yaml(path) {
        let message = format!("{} does not end in .yaml", path.display());
        return Err(Failure::new(USAGE, message)
            .hint("`catalog ingest` takes session files by that; NAME.session.yaml out of folders, too"));
    }
    if force && path.symlink_metadata().is_ok_and(|meta| meta.is_file()) {
        std::fs::remove_file(path).map_err(|error| Failure::file(path, &error))?;
    }
    whole_file::write(path, text, whole_file::USUAL).map_err(|error| match error {
        StoreError::Exists(_) => Failure::new(STORE, format!("{} exists already", path.display()))
            .hint("choose another name with -o, or --force"),
        other => other.into(),
    })?;
    output::answer(&format!("{}\n", path.display()))
}
