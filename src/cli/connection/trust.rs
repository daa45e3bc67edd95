//! `catalog connection trust`.

use super::{changed, unknown};
use crate::cli::audited::audited;
use crate::cli::exit::{DONE, Failure, Outcome};
use crate::cli::membership::{open, vouch};
use crate::cli::output;
use crate::cli::settings::Settings;
use crate::cli::vault::Vault;
use crate::model::connection::Connection;
use crate::render::table::harmless;
use crate::store::Catalog;
use crate::vault::{Vouch, opens_secret};

/// Vouch for connections as they are now
///
/// Whom a credential is sealed to, and where a test sends it, follows from connections. So their definitions are signed, with
/// the members: `add`, `edit` and `import` do that where the signing key is at hand. What somebody else changed is neither
/// sealed for nor tested until it is looked at and trusted.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  catalog connection trust DWH_PRD\n  catalog connection trust --all")]
pub(in crate::cli) struct TrustArgs {
    /// Their names
    #[arg(value_name = "NAME", required_unless_present = "all")]
    names: Vec<String>,
    /// Every connection, in every environment; what was trusted and is gone is trusted no more
    #[arg(long, conflicts_with = "names")]
    all: bool,
    /// Only the one of this environment
    #[arg(long, value_name = "NAME")]
    env: Option<String>,
}

pub(super) fn run(args: &TrustArgs, settings: &Settings) -> Outcome {
    let catalog = open(settings, "connection trust")?;
    let vault = Vault::needed(settings, &catalog)?;
    // Fails with its name where it is not at hand.
    vault.signing_key()?;
    let wanted = wanted(&catalog, args)?;
    let what = if args.all && args.env.is_none() { Vouch::ForTheseAlone } else { Vouch::For };
    let said = audited(&catalog, settings, &changed(&wanted, "trusted"), || {
        let resealed = vouch(settings, &catalog, &wanted, what)?;
        let said = resealed.map_or_else(|| "trusted already".to_owned(), |one| one.said());
        Ok((said.clone(), said))
    })?;
    let new: Vec<&str> = wanted.iter().filter(|one| is_new(&vault, one)).map(|one| one.name.as_str()).collect();
    output::answer(&format!("{said}\n"))?;
    output::answer(&new.iter().map(|name| format!("  {}\n", harmless(name))).collect::<Vec<_>>().concat())?;
    Ok(DONE)
}

/// True for a connection that opens a secret and was not trusted as it is.
fn is_new(vault: &Vault, connection: &Connection) -> bool {
    vault.not_bound(connection).is_some() && opens_secret(connection)
}

fn wanted(catalog: &Catalog, args: &TrustArgs) -> Result<Vec<Connection>, Failure> {
    let mut all = catalog.all_connections(None)?;
    all.retain(|one| args.env.as_ref().is_none_or(|env| one.environment == env.as_str()));
    for name in &args.names {
        if !all.iter().any(|one| one.name == name.as_str()) {
            return Err(unknown(catalog, name, args.env.as_deref().unwrap_or_default())?);
        }
    }
    all.retain(|one| args.all || args.names.iter().any(|name| one.name == name.as_str()));
    Ok(all)
}
