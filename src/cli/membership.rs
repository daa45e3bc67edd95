//! Changes of the signed list of members: verified before, signed after, then the secrets follow.
//!
//! Owns the order: the new list is signed and stored, its version noted as seen, then the values are sealed again. A change
//! that would leave a credential to nobody is refused before anything happens.

use super::audited::audited;
use super::exit::{Failure, INPUT, Outcome, USAGE};
use super::reseal::{Resealed, Which, reseal};
use super::settings::Settings;
use super::vault::{Vault, pins_file, signing_file};
use super::{holder, now, output};
use crate::model::audit::Act;
use crate::model::connection::Connection;
use crate::model::role::{Member, Membership, Role};
use crate::store::role::MembershipRow;
use crate::store::{Catalog, credential, role};
use crate::vault::{self, Pin, Pins, SigningKey, Vouch};

/// What the audit log says of an act that may seal any credential again.
pub(super) const RESEALED: &str = "credential:*";

/// Opens the catalog to change secrets or members.
pub(super) fn open(settings: &Settings, command: &str) -> Result<Catalog, Failure> {
    let catalog = Catalog::open_existing(&settings.catalog, settings.wait, &holder(command))?;
    credential::durable(&catalog)?;
    Ok(catalog)
}

/// Changes the members and roles and seals again whatever that concerns. `change` edits the list.
pub(super) fn change(
    settings: &Settings,
    command: &str,
    act: &Act,
    change: impl FnOnce(&mut Membership) -> Result<(), Failure>,
) -> Outcome {
    let catalog = open(settings, command)?;
    let mut vault = Vault::needed(settings, &catalog)?;
    let key = vault.signing_key()?;
    let mut list = vault.members()?.clone();
    change(&mut list)?;
    let is_new = list != *vault.members()?;
    let resealed = audited(&catalog, settings, act, || {
        if is_new {
            nobody_is_left_alone(&vault, &catalog, &list)?;
            publish(settings, &catalog, &mut vault, &key, list)?;
        }
        let resealed = reseal(&vault, &catalog, Which::Stale)?;
        let said = resealed.said();
        Ok((resealed, said))
    })?;
    if !is_new {
        output::say("that is so already");
    }
    resealed.tell()
}

/// Signs a list one version on and stores it.
pub(super) fn publish(
    settings: &Settings,
    catalog: &Catalog,
    vault: &mut Vault,
    key: &SigningKey,
    list: Membership,
) -> Result<(), Failure> {
    let list = vault::changed(list);
    store(settings, catalog, key, &list)?;
    vault.believe(list);
    Ok(())
}

/// Signs and stores a list as it is, and notes that it was seen.
pub(super) fn store(
    settings: &Settings,
    catalog: &Catalog,
    key: &SigningKey,
    list: &Membership,
) -> Result<(), Failure> {
    let signed = key.sign(list)?;
    let row = MembershipRow { version: signed.version, body: signed.body, signature: signed.signature };
    role::store(catalog, &row, &now())?;
    let pin = Pin { key: key.public().to_owned(), seen: list.version };
    Ok(Pins::note(&pins_file(&settings.keys), &list.catalog, &pin)?)
}

/// Vouches for connections as they are, or takes that back, and seals again what that concerns. Whoever does not have the
/// signing key cannot, and is told so: until then nothing is sealed or sent because of them.
pub(super) fn vouch(
    settings: &Settings,
    catalog: &Catalog,
    connections: &[Connection],
    what: Vouch,
) -> Result<Option<Resealed>, Failure> {
    let Some(mut vault) = Vault::of(settings, catalog)? else { return Ok(None) };
    let list = vault::rebound(vault.members()?.clone(), connections, what);
    if list == *vault.members()? {
        return Ok(None);
    }
    if !vault::is_there(&signing_file(&settings.keys)) {
        output::say(match what {
            Vouch::NoMore => {
                "its credential stays as it is sealed until whoever keeps the signing key runs `catalog connection trust --all`"
            }
            _ => {
                "nobody vouches for this: no secret is sealed or sent because of it until whoever keeps the signing key runs `catalog connection trust`"
            }
        });
        return Ok(None);
    }
    let key = vault.signing_key()?;
    nobody_is_left_alone(&vault, catalog, &list)?;
    publish(settings, catalog, &mut vault, &key, list)?;
    reseal(&vault, catalog, Which::Stale).map(Some)
}

/// Refuses a list by which a credential that somebody may read would be left to nobody. Whoever may only test is no reader.
fn nobody_is_left_alone(vault: &Vault, catalog: &Catalog, list: &Membership) -> Result<(), Failure> {
    let before = vault.members()?;
    let alone = credential::all(catalog)?.into_iter().find(|stored| {
        let has = |list| vault::has_reader(list, &vault::subjects_of(list, &stored.credential));
        has(before) && !has(list)
    });
    match alone {
        None => Ok(()),
        Some(one) => Err(Failure::new(USAGE, format!("then nobody could open credential {}", one.credential))
            .hint("grant read-secret on it to somebody else first; nothing was changed")),
    }
}

/// Adds a member, who must be new by name and by recipient.
pub(super) fn add_member(list: &mut Membership, name: &str, recipient: &str) -> Result<(), Failure> {
    if !vault::is_recipient(recipient) {
        return Err(vault::VaultError::NotARecipient(recipient.into()).into());
    }
    let new = Member { name: name.into(), recipient: recipient.into() };
    if list.members.contains(&new) {
        return Ok(());
    }
    if let Some(there) = list.members.iter().find(|one| one.name == name || one.recipient == recipient) {
        let message = format!("there is a member {} with recipient {}", there.name, there.recipient);
        return Err(Failure::new(USAGE, message).hint("remove it first, or choose another name"));
    }
    list.members.push(new);
    Ok(())
}

/// The role of a name.
pub(super) fn role_of<'a>(list: &'a mut Membership, name: &str) -> Result<&'a mut Role, Failure> {
    list.roles
        .iter_mut()
        .find(|role| role.name == name)
        .ok_or_else(|| Failure::new(INPUT, format!("there is no role {name}")).hint("`catalog role list` shows them"))
}

/// Members who have no role any more are members no more.
pub(super) fn drop_idle(list: &mut Membership) {
    let roles = &list.roles;
    list.members.retain(|member| roles.iter().any(|role| role.members.contains(&member.name)));
}
