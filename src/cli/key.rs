//! `catalog key`.
//!
//! Owns the order in which keys are made and rotated, so that at every moment whatever is sealed opens with a key that stands
//! on the disk.

use super::audited::{act, actor, audited, audited_reading};
use super::exit::{DONE, Failure, INPUT, Outcome, PERMISSION, USAGE};
use super::list::{self, ListFormat};
use super::membership::{RESEALED, add_member, change, open, publish, role_of, store};
use super::reseal::{Resealed, Which, reseal};
use super::settings::Settings;
use super::vault::{Vault, mac_file, new_passphrase, pins_file, signing_file};
use super::{Format, now, output};
use crate::model::Text;
use crate::model::audit::{Act, Action};
use crate::model::listing::{Cell, Listing};
use crate::model::role::{Grant, Member, Membership, Right, Role};
use crate::model::secret::Secret;
use crate::render::json;
use crate::store::{Catalog, credential, role};
use crate::vault::{self, Identities, MacKey, Pin, Pins, SigningKey, VaultError};
use clap::Subcommand;
use std::path::Path;

/// Make, list and rotate the keys that seal and open secrets
#[derive(Debug, Subcommand)]
pub(super) enum KeyCommand {
    /// Make keys and become the owner of the catalog's secrets
    ///
    /// Writes an identity, a signing key and a key of MACs into the folder of keys, each for its owner only, and makes the
    /// role `owner`, which may open, test and set everything. A file that is there is never written over.
    #[command(after_help = "Example:\n  catalog key init --name ann")]
    Init {
        /// Protect identity and signing key by a passphrase; it is asked, or read from the file CATALOG_PASSPHRASE_FILE
        #[arg(long)]
        passphrase: bool,
        /// Name of the owner [default: the account]
        #[arg(long, value_name = "NAME")]
        name: Option<String>,
        /// Take the keys that are there, for another catalog
        #[arg(long)]
        reuse: bool,
    },
    /// Add a member, who opens what the role may open
    #[command(after_help = "Example:\n  \
        catalog key add-recipient nightly RECIPIENT --role auditors")]
    AddRecipient {
        /// Name of the member
        name: String,
        /// Public half of the member's identity, age1...
        recipient: String,
        /// Role that the member gets
        #[arg(long, value_name = "ROLE")]
        role: String,
    },
    /// List the members: who can open secrets
    #[command(after_help = "Example:\n  catalog key list")]
    List {
        /// How the rows are written
        #[arg(long, value_enum, default_value = "text")]
        format: ListFormat,
    },
    /// Show the public halves of the keys at hand
    ///
    /// The recipient is what `key add-recipient` takes, the signing key what `key trust` takes.
    #[command(after_help = "Example:\n  catalog key show")]
    Show {
        /// How they are written
        #[arg(long, value_enum, default_value = "text")]
        format: Format,
    },
    /// Take a new identity and seal everything to it
    ///
    /// The new identity is written first, then the members are signed, then the secrets are sealed again, and the old one goes
    /// to identity.old when nothing needs it any more. What was interrupted goes on when it is run again.
    #[command(after_help = "Example:\n  catalog key rotate")]
    Rotate,
    /// Trust a signing key for this catalog on this machine
    #[command(after_help = "Example:\n  catalog key trust PUBLIC-KEY")]
    Trust {
        /// Public key, as `catalog key show` prints it where the keys are
        public_key: String,
    },
}

pub(super) fn run(command: &KeyCommand, settings: &Settings) -> Outcome {
    match command {
        KeyCommand::Init { passphrase, name, reuse } => init(settings, *passphrase, name.as_deref(), *reuse),
        KeyCommand::AddRecipient { name, recipient, role } => add_recipient(settings, name, recipient, role),
        KeyCommand::List { format } => list::print(&members(settings)?, *format),
        KeyCommand::Show { format } => show(settings, *format),
        KeyCommand::Rotate => rotate(settings),
        KeyCommand::Trust { public_key } => trust(settings, public_key),
    }
}

fn add_recipient(settings: &Settings, name: &str, recipient: &str, role: &str) -> Outcome {
    let subjects = vec![format!("member:{name}").into(), format!("role:{role}").into(), RESEALED.into()];
    let act = Act { action: Action::Key, subjects, detail: format!("recipient {recipient} added") };
    change(settings, "key add-recipient", &act, |list| {
        if name.trim().is_empty() {
            return Err(Failure::new(USAGE, "a member has a name"));
        }
        add_member(list, name, recipient)?;
        let role = role_of(list, role)?;
        if role.members.iter().all(|one| *one != *name) {
            role.members.push(name.into());
        }
        Ok(())
    })
}

fn init(settings: &Settings, protect: bool, name: Option<&str>, reuse: bool) -> Outcome {
    let catalog = open(settings, "key init")?;
    if let Some(vault) = Vault::of(settings, &catalog)? {
        vault.members()?;
        return Err(Failure::new(USAGE, "the catalog has keys already")
            .hint("`catalog key list` shows who has them, `catalog key rotate` takes new ones"));
    }
    let name = name.map_or_else(|| whoami::username().unwrap_or_else(|_| "owner".to_owned()), str::to_owned);
    let (recipient, public) = audited(&catalog, settings, &act(Action::Key, "catalog:all", "keys made"), || {
        make_files(settings, protect, reuse)?;
        let (recipient, public) = first_members(settings, &catalog, name.as_str().into())?;
        let said = format!("{name} is the owner, recipient {recipient}");
        Ok(((recipient, public), said))
    })?;
    output::answer(&format!(
        "identity: {}\nrecipient: {recipient}\nsigning key: {}\n",
        settings.identity.display(),
        public
    ))?;
    output::say(&format!(
        "keep a copy of {} in a safe place: without an identity no secret opens again",
        settings.keys.display()
    ));
    Ok(DONE)
}

/// Signs the first list of a catalog, with one owner, and trusts its key; returns the owner's recipient and the public key.
fn first_members(settings: &Settings, catalog: &Catalog, name: Text) -> Result<(Text, String), Failure> {
    let passphrase = std::cell::OnceCell::new();
    let given = |file: &Path| passphrase.get_or_init(|| super::vault::passphrase(settings, file)).clone();
    let recipients = Identities::read(&settings.identity, false, &|| given(&settings.identity))?.recipients();
    let signing = signing_file(&settings.keys);
    let key = SigningKey::read(&signing, &|| given(&signing))?;
    let recipient = recipients.first().cloned().unwrap_or_default();
    let id = credential::catalog_id(catalog)?;
    Pins::note(&pins_file(&settings.keys), &id, &Pin::new(key.public())?)?;
    store(settings, catalog, &key, &first_list(id, name, recipient.clone()))?;
    Ok((recipient, key.public().to_owned()))
}

/// Makes the key files that are not there; refuses where one is, unless it is to be used.
fn make_files(settings: &Settings, protect: bool, reuse: bool) -> Result<(), Failure> {
    let files = [mac_file(&settings.keys), signing_file(&settings.keys), settings.identity.clone()];
    if let Some(there) = files.iter().find(|file| !reuse && vault::is_there(file)) {
        return Err(VaultError::Exists(there.clone()).into());
    }
    let passphrase = if protect { Some(new_passphrase(settings)?) } else { None };
    let make = |file: &Path, text: Secret, passphrase: Option<&Secret>| {
        if vault::is_there(file) { Ok(()) } else { vault::write_new(file, &text, passphrase) }
    };
    let [mac, signing, identity] = &files;
    make(mac, MacKey::mint(), None)?;
    make(signing, SigningKey::mint()?, passphrase.as_ref())?;
    Ok(make(identity, Identities::mint(&now()).text, passphrase.as_ref())?)
}

/// The list of a catalog with one owner, who may open and set everything. To ingest and to report is asked for only once
/// somebody was given it, so that a job without an identity can fill the catalog.
fn first_list(catalog: Text, name: Text, recipient: Text) -> Membership {
    let all = |(_, right): &(&str, Right)| Grant { right: *right, pattern: "*".into(), environment: Text::default() };
    let grants = Right::ALL.iter().filter(|(_, right)| right.is_owners()).map(all).collect();
    let owner = Role { name: "owner".into(), members: vec![name.clone()], grants };
    vault::changed(Membership {
        catalog,
        version: 0,
        members: vec![Member { name, recipient }],
        roles: vec![owner],
        bindings: Vec::new(),
    })
}

fn members(settings: &Settings) -> Result<Listing, Failure> {
    let catalog = Catalog::open_read(&settings.catalog)?;
    let vault = Vault::needed(settings, &catalog)?;
    let list = vault.members()?;
    let rows = list.members.iter().map(|member| {
        let roles = list.roles.iter().filter(|role| role.members.contains(&member.name));
        let roles: Vec<&str> = roles.map(|role| role.name.as_str()).collect();
        let cells = [member.name.as_str(), member.recipient.as_str(), &roles.join(", ")];
        cells.map(|cell| Cell::Text(cell.to_owned())).to_vec()
    });
    Ok(Listing { columns: vec!["member", "recipient", "roles"], rows: rows.collect() })
}

fn show(settings: &Settings, format: Format) -> Outcome {
    let catalog = Catalog::open_read(&settings.catalog)?;
    let vault = Vault::needed(settings, &catalog)?;
    let recipients = vault.identities()?.recipients();
    let pins = Pins::read(&pins_file(&settings.keys))?;
    let trusted = pins.of(vault.catalog_id()).map(|pin| pin.key.as_str());
    match format {
        Format::Json => {
            let rows = Listing {
                columns: vec!["recipient", "trusted_signing_key"],
                rows: vec![vec![
                    recipients.first().map_or(Cell::Nothing, |one| Cell::Text(one.to_string())),
                    trusted.map_or(Cell::Nothing, |key| Cell::Text(key.to_owned())),
                ]],
            };
            output::answer(&json::pretty(&json::listing(&rows)[0]))?;
        }
        Format::Text => {
            let recipient = recipients.first().map_or("", |one| one.as_str());
            output::answer(&format!("recipient: {recipient}\ntrusted signing key: {}\n", trusted.unwrap_or("none")))?;
        }
    }
    Ok(DONE)
}

fn trust(settings: &Settings, public_key: &str) -> Outcome {
    let catalog = Catalog::open_read(&settings.catalog)?;
    let id = credential::catalog_id(&catalog)?;
    let pin = Pin::new(public_key)?;
    let lists = role::memberships(&catalog)?.into_iter();
    let lists: Vec<_> = lists.map(|row| super::vault::signed(row.version, row.body, row.signature)).collect();
    let Some(list) = vault::verified(&lists, &id, Some(&pin))? else {
        return Err(Failure::new(INPUT, "the catalog has no members yet").hint("run `catalog key init`"));
    };
    let act = act(Action::Key, "catalog:all", format!("signing key {public_key} trusted on this machine"));
    audited_reading(settings, &actor(settings), &act, || {
        Pins::note(&pins_file(&settings.keys), &id, &Pin { seen: list.version, ..pin })?;
        Ok(((), String::new()))
    })?;
    output::answer(&format!("members of version {} are trusted: {}\n", list.version, list.members.len()))?;
    Ok(DONE)
}

fn rotate(settings: &Settings) -> Outcome {
    let catalog = open(settings, "key rotate")?;
    let mut vault = Vault::needed(settings, &catalog)?;
    let key = vault.signing_key()?;
    let subjects = vec!["catalog:all".into(), RESEALED.into()];
    let act = Act { action: Action::Key, subjects, detail: "identity rotated".to_owned() };
    let (newest, resealed) = audited(&catalog, settings, &act, || {
        let (newest, resealed) = take_new_identity(settings, &catalog, &mut vault, &key)?;
        let said = format!("recipient {newest}; {}", resealed.said());
        Ok(((newest, resealed), said))
    })?;
    output::answer(&format!("recipient: {newest}\n"))?;
    resealed.tell()
}

/// New identity, new members, everything sealed again, old identity retired: in that order.
fn take_new_identity(
    settings: &Settings,
    catalog: &Catalog,
    vault: &mut Vault,
    key: &SigningKey,
) -> Result<(Text, Resealed), Failure> {
    let identities = with_new_identity(settings, catalog, vault)?;
    let mine = identities.recipients();
    let newest = mine.first().cloned().unwrap_or_default();
    let mut list = vault.members()?.clone();
    for member in list.members.iter_mut().filter(|member| mine.contains(&member.recipient)) {
        member.recipient.clone_from(&newest);
    }
    if list != *vault.members()? {
        publish(settings, catalog, vault, key, list)?;
    }
    let resealed = reseal(vault, catalog, Which::Stale)?;
    retire(settings, catalog, vault, &identities, &resealed)?;
    Ok((newest, resealed))
}

/// The identities with a new one among them that is written to the disk, or as they are where an interrupted rotation left
/// one that is not in use everywhere yet.
fn with_new_identity(settings: &Settings, catalog: &Catalog, vault: &Vault) -> Result<Identities, Failure> {
    let identities = vault.identities()?;
    let mine = identities.recipients();
    let list = vault.members()?;
    if !list.members.iter().any(|member| mine.contains(&member.recipient)) {
        let message = "the identity at hand belongs to no member of this catalog";
        return Err(Failure::new(PERMISSION, message).hint("`catalog key list` shows the members"));
    }
    let unfinished = old_in_use(catalog, vault, &mine)? || (mine.len() > 1 && !shared(settings, vault)?);
    if mine.len() > 1 && unfinished {
        return Ok(identities);
    }
    let path = identities.path();
    let text = Identities::mint(&now()).before(&identities.text_of(&|_| true));
    vault::replace(path, &text, protection(vault, path)?.as_ref())?;
    vault.identities()
}

/// True where a member or a sealed value still needs an identity that is not the newest.
fn old_in_use(catalog: &Catalog, vault: &Vault, mine: &[Text]) -> Result<bool, Failure> {
    let old = mine.get(1..).unwrap_or_default();
    let member = vault.members()?.members.iter().any(|member| old.contains(&member.recipient));
    let sealed = credential::all(catalog)?.into_iter().flat_map(|stored| stored.value.recipients);
    Ok(member || sealed.into_iter().any(|recipient| old.contains(&recipient)))
}

/// True where the identities may serve other catalogs, too.
fn shared(settings: &Settings, vault: &Vault) -> Result<bool, Failure> {
    Ok(Pins::read(&pins_file(&settings.keys))?.others(vault.catalog_id()))
}

/// The passphrase by which a file is protected, `None` for one that is not.
fn protection(vault: &Vault, path: &Path) -> Result<Option<Secret>, Failure> {
    if !vault::is_protected(path)? {
        return Ok(None);
    }
    Ok(Some(vault.passphrase(path).ok_or_else(|| VaultError::NoPassphrase(path.to_owned()))?))
}

/// Moves the identities that nothing needs any more to `identity.old`: they still open what stands in backups.
fn retire(
    settings: &Settings,
    catalog: &Catalog,
    vault: &Vault,
    identities: &Identities,
    resealed: &Resealed,
) -> Result<(), Failure> {
    let mine = identities.recipients();
    let newest = mine.first().cloned().unwrap_or_default();
    if shared(settings, vault)? {
        output::say("the old identity stays in use: other catalogs are trusted here; rotate their keys, too");
        return Ok(());
    }
    if !resealed.left.is_empty() || old_in_use(catalog, vault, &mine)? {
        output::say("the old identity stays in use: something is sealed to it");
        return Ok(());
    }
    let path = identities.path();
    let passphrase = protection(vault, path)?;
    let old_file = path.with_extension("old");
    let retired = identities.text_of(&|recipient| recipient != newest);
    if vault::is_there(&old_file) {
        let before = Identities::read(&old_file, false, &|| vault.passphrase(&old_file))?;
        let text = vault::joined(&retired, &before.text_of(&|recipient| !mine.iter().any(|one| one == recipient)));
        vault::replace(&old_file, &text, passphrase.as_ref())?;
    } else {
        vault::write_new(&old_file, &retired, passphrase.as_ref())?;
    }
    Ok(vault::replace(path, &identities.text_of(&|recipient| recipient == newest), passphrase.as_ref())?)
}
