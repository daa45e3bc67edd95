//! Acts that leave a trace: an intent before, an outcome after.
//!
//! Owns who acts (account, host, identity). Where the intent cannot be written the act does not happen; where the outcome
//! cannot be written the user is told, and the log says `interrupted`.

use super::exit::{Failure, STORE};
use super::settings::Settings;
use super::{holder, now};
use crate::model::audit::{Act, Action, Actor};
use crate::store::{Catalog, StoreError};
use crate::vault::Identities;

/// Runs an act between its intent and its outcome. It returns what it made and what the outcome says of it.
pub(super) fn audited<T>(
    catalog: &Catalog,
    settings: &Settings,
    act: &Act,
    work: impl FnOnce() -> Result<(T, String), Failure>,
) -> Result<T, Failure> {
    audited_by(catalog, &actor(settings), act, work)
}

/// The same, by somebody whose identity is open already: one behind a passphrase is known only then.
pub(super) fn audited_by<T>(
    catalog: &Catalog,
    actor: &Actor,
    act: &Act,
    work: impl FnOnce() -> Result<(T, String), Failure>,
) -> Result<T, Failure> {
    let intent = catalog.intend(act, actor, &now())?;
    let done = work();
    let told = catalog.conclude(intent, done.is_ok(), &said(&done), &now());
    finish(act, done, told)
}

/// The same for an act that only reads the catalog: it is opened for writing only for the two events.
pub(super) fn audited_reading<T>(
    settings: &Settings,
    actor: &Actor,
    act: &Act,
    work: impl FnOnce() -> Result<(T, String), Failure>,
) -> Result<T, Failure> {
    let open = || Catalog::open_existing(&settings.catalog, settings.wait, &holder(act.action.word()));
    let intent = open()?.intend(act, actor, &now())?;
    let done = work();
    let told = open().and_then(|catalog| catalog.conclude(intent, done.is_ok(), &said(&done), &now()));
    finish(act, done, told)
}

/// An act of one subject.
pub(super) fn act(action: Action, subject: &str, detail: impl Into<String>) -> Act {
    Act { action, subjects: vec![subject.into()], detail: detail.into() }
}

/// Who acts: the account, and the identity at hand where no passphrase is needed to see whose it is.
pub(super) fn actor(settings: &Settings) -> Actor {
    let identities = Identities::read(&settings.identity, settings.is_by_systemd(), &|| None);
    actor_with(identities.ok().as_ref())
}

/// Who acts, with an identity that is open.
pub(super) fn actor_with(identities: Option<&Identities>) -> Actor {
    let known = |name: whoami::Result<String>| name.unwrap_or_else(|_| "unknown".to_owned());
    Actor {
        os_user: known(whoami::username()).into(),
        host: known(whoami::hostname()).into(),
        recipient: identities.and_then(|all| all.recipients().into_iter().next()).unwrap_or_default(),
    }
}

fn said<T>(done: &Result<(T, String), Failure>) -> String {
    match done {
        Ok((_, detail)) => detail.clone(),
        Err(failure) => failure.message().to_owned(),
    }
}

fn finish<T>(act: &Act, done: Result<(T, String), Failure>, told: Result<(), StoreError>) -> Result<T, Failure> {
    let (value, _) = done?;
    told.map_err(|error| {
        let word = act.action.word();
        Failure::new(STORE, format!("{word} was done, but its outcome could not be noted: {error}"))
            .hint("`catalog audit log` shows it as interrupted")
    })?;
    Ok(value)
}
