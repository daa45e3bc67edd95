//! Secrets of connections: those of imported ones become credentials, and tests have theirs opened.

use crate::cli::exit::Failure;
use crate::cli::now;
use crate::cli::settings::Settings;
use crate::cli::vault::Vault;
use crate::model::Text;
use crate::model::connection::Connection;
use crate::model::problem::{Problem, Severity};
use crate::model::role::Right;
use crate::model::secret::Secret;
use crate::read::connection::{Found, PlainSecret};
use crate::store::{Catalog, credential};
use crate::vault::Identities;
use std::cell::OnceCell;

/// Names the credentials that the secrets of a file become; `None` where there are secrets and the catalog has no keys: they
/// are dropped, which is a problem.
pub(super) fn name(
    catalog: &Catalog,
    settings: &Settings,
    file: &str,
    found: &mut Found,
    problems: &mut Vec<Problem>,
) -> Result<Vec<(Text, PlainSecret)>, Failure> {
    let secrets = std::mem::take(&mut found.secrets);
    if secrets.is_empty() {
        return Ok(Vec::new());
    }
    let Some(vault) = Vault::of(settings, catalog)? else {
        for one in &secrets {
            let message = format!(
                "{}: its secret was not kept, because the catalog has no keys; `catalog key init` makes them",
                one.name
            );
            problems.push(Problem::new("secret-not-stored", Severity::Error, file, one.line.into(), message));
        }
        return Ok(Vec::new());
    };
    let mut named = Vec::new();
    for one in secrets {
        let owner = |known: &&mut Connection| known.name == one.name && known.environment == one.environment;
        let Some(connection) = found.connections.iter_mut().find(owner) else { continue };
        let own = named_after(connection);
        let name = connection.credential.clone().unwrap_or_else(|| own.clone());
        let mut subjects = vault.subjects(&name);
        // A new credential of a connection's own name is that connection's; any other needs the right on itself.
        if name == own && credential::current(catalog, &name)?.is_none() {
            subjects.push((connection.name.as_str(), connection.environment.as_str()));
        }
        vault.require(Right::WriteSecret, &subjects)?;
        connection.credential = Some(name.clone());
        named.push((name, one));
    }
    Ok(named)
}

/// Seals them. The value that is in force already makes no new version, as far as that can be told.
pub(super) fn keep(catalog: &Catalog, settings: &Settings, named: &[(Text, PlainSecret)]) -> Result<usize, Failure> {
    if named.is_empty() {
        return Ok(0);
    }
    let vault = Vault::needed(settings, catalog)?;
    for (name, found) in named {
        if !is_in_force(catalog, &vault, name, &found.secret)? {
            vault.put(catalog, name, &found.secret, &now())?;
        }
    }
    Ok(named.len())
}

/// `NAME`, or `NAME@ENV`.
fn named_after(connection: &Connection) -> Text {
    if connection.environment.is_empty() {
        connection.name.clone()
    } else {
        format!("{}@{}", connection.name, connection.environment).into()
    }
}

fn is_in_force(catalog: &Catalog, vault: &Vault, name: &str, secret: &Secret) -> Result<bool, Failure> {
    let Some((key, stored)) = vault.mac_key().zip(credential::current(catalog, name)?) else { return Ok(false) };
    let place = vault.place(name, stored.version);
    Ok(stored.value.mac.as_ref().is_some_and(|mac| key.same((&key.mac(secret, &place), &place), (mac, &place))))
}

/// Opens credentials for tests.
pub(super) struct Opener<'c> {
    catalog: &'c Catalog,
    vault: Option<Vault>,
    /// Read once, and only where something is to be opened.
    identities: OnceCell<Result<Identities, String>>,
}

impl<'c> Opener<'c> {
    pub(super) fn new(settings: &Settings, catalog: &'c Catalog) -> Result<Self, Failure> {
        Ok(Self { catalog, vault: Vault::of(settings, catalog)?, identities: OnceCell::new() })
    }

    /// Why the secret of a connection is not opened for it.
    pub(super) fn not_bound(&self, connection: &Connection) -> Option<String> {
        self.vault.as_ref().and_then(|vault| vault.not_bound(connection))
    }

    /// Opens a credential; fails with why that cannot be done.
    pub(super) fn open(&self, name: &str) -> Result<Secret, String> {
        let stored = credential::current(self.catalog, name).map_err(|error| error.to_string())?;
        let Some((stored, vault)) = stored.zip(self.vault.as_ref()) else {
            return Err(format!("credential {name} is not in the catalog"));
        };
        let identities =
            self.identities.get_or_init(|| vault.identities().map_err(|failure| failure.message().to_owned()));
        let identities = identities.as_ref().map_err(|why| format!("credential {name} was not opened: {why}"))?;
        vault.open(identities, &stored).map_err(|error| error.to_string())
    }
}
