//! `catalog connection`.

mod change;
mod import;
mod secret;
mod show;
pub(super) mod target;
mod test;
mod trust;

use super::exit::{Failure, INPUT, Outcome};
use super::settings::Settings;
use crate::answer::address::nearest;
use crate::model::Text;
use crate::model::audit::{Act, Action};
use crate::model::connection::Connection;
use crate::store::Catalog;
use clap::Subcommand;
use std::collections::BTreeSet;

/// Show, change, import, export or test connections
///
/// A connection object is what stands behind a name that sessions use: where it leads, and the name of the credential that
/// opens it. `catalog list connections` lists them with what sessions refer to.
#[derive(Debug, Subcommand)]
pub(super) enum ConnectionCommand {
    Show(show::ShowArgs),
    Add(change::AddArgs),
    Edit(change::EditArgs),
    Remove(change::RemoveArgs),
    Import(import::ImportArgs),
    Export(import::ExportArgs),
    Test(test::TestArgs),
    Trust(trust::TrustArgs),
}

pub(super) fn run(command: &ConnectionCommand, settings: &Settings) -> Outcome {
    match command {
        ConnectionCommand::Show(args) => show::run(args, settings),
        ConnectionCommand::Add(args) => change::add(args, settings),
        ConnectionCommand::Edit(args) => change::edit(args, settings),
        ConnectionCommand::Remove(args) => change::remove(args, settings),
        ConnectionCommand::Import(args) => import::run(args, settings),
        ConnectionCommand::Export(args) => import::export(args, settings),
        ConnectionCommand::Test(args) => test::run(args, settings),
        ConnectionCommand::Trust(args) => trust::run(args, settings),
    }
}

/// What the audit log calls these connections.
fn subjects(connections: &[Connection]) -> Vec<Text> {
    let name = |one: &Connection| {
        let environment = if one.environment.is_empty() { String::new() } else { format!("@{}", one.environment) };
        format!("connection:{}{environment}", one.name).into()
    };
    connections.iter().map(name).collect()
}

/// What the audit log says of a change of connections: the credentials that they name may be sealed to others then.
fn changed(connections: &[Connection], detail: &str) -> Act {
    let credentials: BTreeSet<&Text> = connections.iter().filter_map(|one| one.credential.as_ref()).collect();
    let credentials = credentials.into_iter().map(|name| format!("credential:{name}").into());
    let subjects = subjects(connections).into_iter().chain(credentials).collect();
    Act { action: Action::Connection, subjects, detail: detail.to_owned() }
}

/// What is said of a connection that is not there.
fn unknown(catalog: &Catalog, name: &str, environment: &str) -> Result<Failure, Failure> {
    let all = catalog.all_connections(None)?;
    let elsewhere: Vec<&str> = all.iter().filter(|one| one.name == name).map(|one| one.environment.as_str()).collect();
    if !elsewhere.is_empty() {
        let shown: Vec<&str> = elsewhere.into_iter().map(|one| if one.is_empty() { "none" } else { one }).collect();
        let wanted =
            if environment.is_empty() { "without an environment".to_owned() } else { format!("in {environment}") };
        let failure = Failure::new(INPUT, format!("there is no connection {name} {wanted}"));
        return Ok(failure.hint(format!("it is known in environments: {}; name one with --env", shown.join(", "))));
    }
    let mut names: Vec<String> = all.iter().map(|one| one.name.to_string()).collect();
    names.dedup();
    let near = nearest(name, &names);
    let failure = Failure::new(INPUT, format!("there is no connection {name}"));
    Ok(if near.is_empty() {
        failure.hint("`catalog list connections` shows them")
    } else {
        failure.hint(format!("did you mean {}?", near.join(", ")))
    })
}
