//! A connection ready to be opened: parameters put in, secret opened.

use super::secret::Opener;
use super::show::resolved;
use super::unknown;
use crate::answer::connection::ResolvedConnection;
use crate::cli::exit::{Failure, INPUT, PERMISSION};
use crate::cli::known::{Known, KnownArgs};
use crate::cli::settings::Settings;
use crate::model::connection::{Connection, Family, Verdict};
use crate::model::credential::found_name;
use crate::reach::{self, Target, Trouble};
use crate::store::Catalog;

/// The credential that opens a connection.
pub(super) fn credential_of(resolved: &ResolvedConnection) -> Option<String> {
    let named = resolved.connection.credential.as_ref().map(ToString::to_string);
    named.or_else(|| resolved.sealed.as_ref().map(|id| found_name(id)))
}

/// A connection that can be opened, or why it cannot.
pub(super) fn target(
    opener: &Opener<'_>,
    stored: &Connection,
    resolved: &ResolvedConnection,
) -> Result<Target, Trouble> {
    let connection = resolved.connection.clone();
    let Some(family) = connection.family() else {
        let words: Vec<&str> = Family::all().into_iter().map(Family::word).collect();
        let message = format!("nothing here opens it; what can be opened is {}", words.join(", "));
        return Err(Trouble::new(Verdict::NotSupported, message));
    };
    if let Some(lack) = reach::lacks(family) {
        return Err(lack);
    }
    let not_checked = |why: String| Trouble::new(Verdict::NotChecked, why);
    if let Some(open) = resolved.unresolved.first() {
        return Err(not_checked(format!("attribute {}: {}: {}", open.attribute, open.name, open.why)));
    }
    let credential = credential_of(resolved);
    if let Some(why) = credential.as_ref().and_then(|_| opener.not_bound(stored)) {
        return Err(not_checked(why));
    }
    let secret = credential.map(|name| opener.open(&name)).transpose().map_err(not_checked)?;
    Ok(Target { family, connection, secret, insecure: false, table: None })
}

/// One connection of an environment, as it is known before its secret is opened.
pub(in crate::cli) struct Named {
    stored: Connection,
    resolved: ResolvedConnection,
}

impl Named {
    /// Finds a connection by its name.
    pub(in crate::cli) fn find(
        settings: &Settings,
        catalog: &Catalog,
        environment: &str,
        name: &str,
    ) -> Result<Self, Failure> {
        let mut all = catalog.connections(environment, None)?;
        all.retain(|one| one.name == name);
        let Some(stored) = all.pop() else { return Err(unknown(catalog, name, environment)?) };
        let args = KnownArgs::of(environment);
        let known = Known::gather(&args, settings, catalog, catalog.latest_snapshot()?.unwrap_or(0))?;
        let resolved = resolved(&stored, &known, &known.indexes());
        Ok(Self { stored, resolved })
    }

    /// What the audit log says that is opened.
    pub(in crate::cli) fn subjects(&self) -> Vec<crate::model::Text> {
        let credential = credential_of(&self.resolved).map(|name| format!("credential:{name}").into());
        super::subjects(std::slice::from_ref(&self.stored)).into_iter().chain(credential).collect()
    }

    /// Opens its secret.
    pub(in crate::cli) fn open(&self, settings: &Settings, catalog: &Catalog) -> Result<Target, Failure> {
        let opener = Opener::new(settings, catalog)?;
        target(&opener, &self.stored, &self.resolved).map_err(|why| failure(&self.stored.name, &why))
    }
}

/// What the user sees of a connection that could not be used.
pub(in crate::cli) fn failure(name: &str, why: &Trouble) -> Failure {
    let code = match why.verdict {
        Verdict::AuthenticationFailed | Verdict::PermissionDenied | Verdict::NotChecked => PERMISSION,
        _ => INPUT,
    };
    Failure::new(code, format!("connection {name}: {}: {}", why.verdict.word(), why.message))
}
