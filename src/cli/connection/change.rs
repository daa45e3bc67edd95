//! `catalog connection add`, `edit` and `remove`.

use super::{changed, unknown};
use crate::cli::audited::audited;
use crate::cli::exit::{DONE, Failure, INPUT, Outcome, USAGE};
use crate::cli::membership::vouch;
use crate::cli::settings::Settings;
use crate::cli::{holder, now, output};
use crate::model::Text;
use crate::model::audit::Act;
use crate::model::connection::{Connection, Family};
use crate::model::snapshot::Fate;
use crate::read::connection::{canonical, holds_secret};
use crate::store::Catalog;
use crate::vault::Vouch;

/// Known by hand, and not from a file.
const HAND: &str = "hand";

/// Add a connection
///
/// Attributes have the names that the README's table gives for each family; others are kept, too. A password is no
/// attribute: `catalog credential set` takes it.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  catalog connection add DWH_DEV --type Relational --subtype PostgreSQL --set host=db1"
)]
pub(in crate::cli) struct AddArgs {
    /// Its name, as sessions use it
    #[arg(value_name = "NAME")]
    name: String,
    /// Relational, Application, FTP, Queue, Loader; or the word of a family: oracle, s3, kafka
    #[arg(long = "type", value_name = "TYPE")]
    connection_type: String,
    /// Oracle, Microsoft SQL Server, PostgreSQL, ...
    #[arg(long, value_name = "SUBTYPE", default_value = "")]
    subtype: String,
    /// Only in this environment
    #[arg(long, value_name = "NAME", default_value = "")]
    env: String,
    /// An attribute (no secrets: others can read the command line)
    #[arg(long, value_name = "NAME=VALUE")]
    set: Vec<String>,
    /// Name of the credential that opens it
    #[arg(long, value_name = "NAME")]
    credential: Option<String>,
}

/// Change attributes of a connection
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  catalog connection edit DWH_PRD --set host=db2 --unset code_page")]
pub(in crate::cli) struct EditArgs {
    /// Its name
    #[arg(value_name = "NAME")]
    name: String,
    /// The one of this environment
    #[arg(long, value_name = "NAME", default_value = "")]
    env: String,
    /// Set an attribute (no secrets: others can read the command line)
    #[arg(long, value_name = "NAME=VALUE")]
    set: Vec<String>,
    /// Take an attribute away
    #[arg(long, value_name = "NAME")]
    unset: Vec<String>,
    /// Name of the credential that opens it; an empty name takes it away
    #[arg(long, value_name = "NAME")]
    credential: Option<String>,
}

/// Remove a connection; what it was stays in its history
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  catalog connection remove DWH_PRD")]
pub(in crate::cli) struct RemoveArgs {
    /// Its name
    #[arg(value_name = "NAME")]
    name: String,
    /// The one of this environment
    #[arg(long, value_name = "NAME", default_value = "")]
    env: String,
}

pub(super) fn add(args: &AddArgs, settings: &Settings) -> Outcome {
    if args.name.trim().is_empty() {
        return Err(Failure::new(USAGE, "a connection needs a name"));
    }
    let mut connection = Connection {
        name: args.name.trim().into(),
        environment: args.env.trim().into(),
        connection_type: args.connection_type.trim().into(),
        subtype: args.subtype.trim().into(),
        credential: args.credential.as_deref().map(Text::from).filter(|name| !name.is_empty()),
        source: HAND.into(),
        ..Connection::default()
    };
    attributes(&mut connection, &args.set, &[])?;
    let catalog = Catalog::open_existing(&settings.catalog, settings.wait, &holder("connection add"))?;
    if catalog.connection(&connection.name, &connection.environment)?.is_some() {
        let message = format!("{} is there already", titled(&connection));
        return Err(Failure::new(INPUT, message).hint("`catalog connection edit` changes it"));
    }
    if connection.family().is_none() {
        let words: Vec<&str> = Family::all().into_iter().map(Family::word).collect();
        output::say(&format!("note: it cannot be tested; what can is {}", words.join(", ")));
    }
    keep(settings, &catalog, &connection)
}

pub(super) fn edit(args: &EditArgs, settings: &Settings) -> Outcome {
    let catalog = Catalog::open_existing(&settings.catalog, settings.wait, &holder("connection edit"))?;
    let Some(mut connection) = catalog.connection(&args.name, &args.env)? else {
        return Err(unknown(&catalog, &args.name, &args.env)?);
    };
    attributes(&mut connection, &args.set, &args.unset)?;
    if let Some(credential) = &args.credential {
        connection.credential = Some(Text::from(credential.trim())).filter(|name| !name.is_empty());
    }
    (connection.source, connection.line) = (HAND.into(), 0);
    keep(settings, &catalog, &connection)
}

pub(super) fn remove(args: &RemoveArgs, settings: &Settings) -> Outcome {
    let catalog = Catalog::open_existing(&settings.catalog, settings.wait, &holder("connection remove"))?;
    let Some(connection) = catalog.connection(&args.name, &args.env)? else {
        return Err(unknown(&catalog, &args.name, &args.env)?);
    };
    audited(&catalog, settings, &act(&connection, "removed"), || {
        let resealed = vouch(settings, &catalog, std::slice::from_ref(&connection), Vouch::NoMore)?;
        catalog.remove_connection(&args.name, &args.env, &now())?;
        Ok(((), resealed.map(|one| one.said()).unwrap_or_default()))
    })?;
    output::answer("removed\n")?;
    Ok(DONE)
}

fn act(connection: &Connection, detail: &str) -> Act {
    changed(std::slice::from_ref(connection), detail)
}

fn keep(settings: &Settings, catalog: &Catalog, connection: &Connection) -> Outcome {
    let what = audited(catalog, settings, &act(connection, "set by hand"), || {
        // First: what it refuses is not kept either, and a signature over what was not kept trusts nothing.
        let resealed = vouch(settings, catalog, std::slice::from_ref(connection), Vouch::For)?;
        let fates = catalog.keep_connections(std::slice::from_ref(connection), &now())?;
        let what = match fates.first() {
            Some(Fate::Added) => "added",
            Some(Fate::Unchanged) => "unchanged",
            _ => "changed",
        };
        let resealed = resealed.map(|one| format!("; {}", one.said())).unwrap_or_default();
        Ok((what, format!("{what}{resealed}")))
    })?;
    output::answer(&format!("{what}\n"))?;
    Ok(DONE)
}

fn titled(connection: &Connection) -> String {
    if connection.environment.is_empty() {
        connection.name.to_string()
    } else {
        format!("{} in {}", connection.name, connection.environment)
    }
}

/// Sets and takes away; refuses what looks like a secret.
fn attributes(connection: &mut Connection, set: &[String], unset: &[String]) -> Result<(), Failure> {
    for name in unset {
        let name = canonical(name);
        let before = connection.attributes.len();
        connection.attributes.retain(|(known, _)| *known != name);
        if connection.attributes.len() == before {
            return Err(Failure::new(INPUT, format!("{} has no attribute {name}", titled(connection))));
        }
    }
    for text in set {
        let given = text.split_once('=').map(|(name, value)| (canonical(name), value));
        let Some((name, value)) = given.filter(|(name, _)| !name.is_empty()) else {
            let shown = text.split('=').next().unwrap_or_default();
            return Err(Failure::new(USAGE, format!("--set wants NAME=VALUE, not {shown}")));
        };
        if holds_secret(&name, value) {
            let message = format!("{name} would hold a secret, and others can read the command line");
            let hint = format!("`catalog credential set {0}` asks for it; then --credential {0}", connection.name);
            return Err(Failure::new(USAGE, message).hint(hint));
        }
        connection.attributes.retain(|(known, _)| *known != name);
        if !value.is_empty() {
            connection.attributes.push((name.into(), value.into()));
        }
    }
    connection.attributes.sort();
    Ok(())
}
