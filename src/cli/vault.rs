//! The door of the commands to the vault: which keys are in force, whom to seal to, what may be opened.
//!
//! Owns where keys are found and how a passphrase is asked. What is sealed is stored through here, so that every sealed value
//! goes to the members of a list that was verified with the pinned key, and to nobody else.

use super::exit::{Failure, PERMISSION, USAGE};
use super::output;
use super::settings::Settings;
use crate::model::Text;
use crate::model::connection::Connection;
use crate::model::credential::{Origin, Sealed};
use crate::model::role::{Membership, Right};
use crate::model::secret::Secret;
use crate::store::credential::{self, StoredVersion};
use crate::store::{Catalog, role};
use crate::vault::{self, Identities, MacKey, Pin, Pins, Place, Sealer, Signed, SigningKey, VaultError};
use std::cell::OnceCell;
use std::path::{Path, PathBuf};

/// The file of the key that signs the members.
pub(super) fn signing_file(keys: &Path) -> PathBuf {
    keys.join("signing.key")
}

/// The file of the key of MACs.
pub(super) fn mac_file(keys: &Path) -> PathBuf {
    keys.join("mac.key")
}

/// The file of pins.
pub(super) fn pins_file(keys: &Path) -> PathBuf {
    keys.join("trusted")
}

/// The keys of one catalog, as this machine has and trusts them.
pub(super) struct Vault {
    catalog: Text,
    lists: Vec<Signed>,
    list: vault::Result<Membership>,
    mac: Option<MacKey>,
    settings: Settings,
    passphrase: OnceCell<Option<Secret>>,
}

impl Vault {
    /// Looks the keys of a catalog up and verifies its members; `None` where it has no keys. A list that must not be believed
    /// fails later, when somebody would be sealed to: opening needs no list.
    pub(super) fn of(settings: &Settings, catalog: &Catalog) -> Result<Option<Self>, Failure> {
        let id = credential::catalog_id(catalog)?;
        let rows = role::memberships(catalog)?.into_iter();
        let lists: Vec<Signed> = rows.map(|row| signed(row.version, row.body, row.signature)).collect();
        let file = pins_file(&settings.keys);
        let pins = Pins::read(&file)?;
        let pin = pins.of(&id);
        let list = match vault::verified(&lists, &id, pin) {
            Ok(None) => return Ok(None),
            Ok(Some(list)) => Ok(list),
            Err(error) => Err(error),
        };
        if let (Ok(list), Some(pin)) = (&list, pin.filter(|pin| list.as_ref().is_ok_and(|l| l.version > pin.seen)))
            && let Err(error) = Pins::note(&file, &id, &Pin { seen: list.version, ..pin.clone() })
        {
            // A job whose folder of keys cannot be written still works; it only forgets what it saw.
            output::say(&format!("the version of the members was not noted: {error}"));
        }
        Ok(Some(Self {
            catalog: id,
            lists,
            list,
            mac: MacKey::read(&mac_file(&settings.keys))?,
            settings: settings.clone(),
            passphrase: OnceCell::new(),
        }))
    }

    /// The same, where a command can do nothing without keys.
    pub(super) fn needed(settings: &Settings, catalog: &Catalog) -> Result<Self, Failure> {
        Self::of(settings, catalog)?.ok_or_else(|| {
            Failure::new(PERMISSION, "the catalog has no keys, so nothing can be sealed").hint("run `catalog key init`")
        })
    }

    /// Id of the catalog, part of every place.
    pub(super) fn catalog_id(&self) -> &str {
        &self.catalog
    }

    /// The members, verified.
    pub(super) fn members(&self) -> Result<&Membership, Failure> {
        self.list.as_ref().map_err(|error| error.clone().into())
    }

    /// The name that a recipient has or had.
    pub(super) fn name_of(&self, recipient: &str) -> String {
        vault::former_name(&self.lists, recipient).map_or_else(|| recipient.to_owned(), String::from)
    }

    /// Takes a list that was signed just now in the place of the one that was read.
    pub(super) fn believe(&mut self, list: Membership) {
        self.list = Ok(list);
    }

    /// Whom a credential is sealed to, now: those who may open it by its name or through a connection that is bound to it.
    /// Refuses nobody.
    pub(super) fn recipients(&self, name: &str) -> Result<Vec<Text>, Failure> {
        let list = self.members()?;
        let recipients = vault::recipients_for(list, &vault::subjects_of(list, name));
        if recipients.is_empty() {
            return Err(VaultError::NoRecipients(name.to_owned()).into());
        }
        Ok(recipients)
    }

    /// The names and environments by which rights are looked up for a credential.
    pub(super) fn subjects<'a>(&'a self, name: &'a str) -> Vec<(&'a str, &'a str)> {
        self.list.as_ref().map_or_else(|_| vec![(name, "")], |list| vault::subjects_of(list, name))
    }

    /// Why the secret of a connection must not be opened for it; `None` where the signed list vouches for it as it is.
    pub(super) fn not_bound(&self, connection: &Connection) -> Option<String> {
        match &self.list {
            Ok(list) if vault::is_bound(list, connection) => None,
            Ok(_) => Some(format!(
                "nobody vouches for {} as it is now; whoever keeps the signing key runs `catalog connection trust {}`",
                connection.name, connection.name
            )),
            Err(error) => Some(error.to_string()),
        }
    }

    /// What a version of a credential is bound to.
    pub(super) fn place<'a>(&'a self, credential: &'a str, version: u32) -> Place<'a> {
        Place { catalog: &self.catalog, credential, version }
    }

    /// The key of MACs, where it is at hand.
    pub(super) fn mac_key(&self) -> Option<&MacKey> {
        self.mac.as_ref()
    }

    /// Seals a value of a credential to recipients.
    pub(super) fn sealed(
        &self,
        name: &str,
        version: u32,
        secret: &Secret,
        recipients: Vec<Text>,
    ) -> Result<Sealed, VaultError> {
        let place = self.place(name, version);
        let mac = self.mac.as_ref().map(|key| key.mac(secret, &place));
        Ok(Sealed { sealed: vault::seal(secret, &place, &recipients)?, mac, recipients })
    }

    /// Seals a new value and stores it as the one in force; returns its version.
    pub(super) fn put(&self, catalog: &Catalog, name: &str, secret: &Secret, now: &str) -> Result<u32, Failure> {
        let version = credential::next_version(catalog, name)?;
        let sealed = self.sealed(name, version, secret, self.recipients(name)?)?;
        credential::set(catalog, name, Origin::Set, "", version, &sealed, now)?;
        Ok(version)
    }

    /// What seals secrets that are met in inputs.
    pub(super) fn sealer(&self) -> Result<Sealer, Failure> {
        Ok(Sealer::new(self.catalog.clone(), self.members()?.clone(), self.mac.clone()))
    }

    /// The identities in use.
    pub(super) fn identities(&self) -> Result<Identities, Failure> {
        let path = &self.settings.identity;
        Ok(Identities::read(path, self.settings.is_by_systemd(), &|| self.passphrase(path))?)
    }

    /// The key that signs the members; refuses one that is not the pinned one.
    pub(super) fn signing_key(&self) -> Result<SigningKey, Failure> {
        let path = signing_file(&self.settings.keys);
        let key = SigningKey::read(&path, &|| self.passphrase(&path))?;
        let pins = Pins::read(&pins_file(&self.settings.keys))?;
        if pins.of(&self.catalog).is_none_or(|pin| pin.key != key.public()) {
            return Err(VaultError::OtherSigner(path).into());
        }
        Ok(key)
    }

    /// The passphrase of protected keys, asked once.
    pub(super) fn passphrase(&self, file: &Path) -> Option<Secret> {
        self.passphrase.get_or_init(|| passphrase(&self.settings, file)).clone()
    }

    /// Opens a stored value. One that names our recipient and does not open is damaged, not somebody else's.
    pub(super) fn open(&self, identities: &Identities, stored: &StoredVersion) -> Result<Secret, VaultError> {
        let place = self.place(&stored.credential, stored.version);
        identities.open(&stored.value.sealed, &place).map_err(|error| match error {
            VaultError::NotForUs(name, version)
                if identities.recipients().iter().any(|mine| stored.value.recipients.contains(mine)) =>
            {
                VaultError::Damaged(name, version)
            }
            other => other,
        })
    }

    /// Refuses where a right is given to somebody, but not to the identity in use. Only a check of this program: the rights
    /// to open are held by cryptography, too, the others by nothing else.
    pub(super) fn require(&self, right: Right, subjects: &[(&str, &str)]) -> Result<(), Failure> {
        let list = self.members()?;
        if vault::may(list, right, subjects, &[]) {
            return Ok(());
        }
        if vault::may(list, right, subjects, &self.identities()?.recipients()) {
            return Ok(());
        }
        let on = subjects.first().filter(|(name, _)| !name.is_empty());
        let on = on.map(|(name, _)| format!(" on {name}")).unwrap_or_default();
        let message = format!("no role gives {}{on} to the identity in use", right.word());
        Err(Failure::new(PERMISSION, message).hint("`catalog role list` shows who may; --identity FILE names another"))
    }
}

/// Refuses where the catalog has keys, a right is given to somebody in this environment, and not to the identity in use.
pub(super) fn allow(settings: &Settings, catalog: &Catalog, right: Right, environment: &str) -> Result<(), Failure> {
    Vault::of(settings, catalog)?.map_or(Ok(()), |vault| vault.require(right, &[("", environment)]))
}

/// A list as it is stored, for the vault.
pub(super) fn signed(version: u64, body: String, signature: String) -> Signed {
    Signed { version, body, signature }
}

/// The passphrase of protected keys: out of the file that is named for jobs, else asked on the terminal.
pub(super) fn passphrase(settings: &Settings, of: &Path) -> Option<Secret> {
    match &settings.passphrase_file {
        Some(file) => vault::passphrase(file).map_err(|error| output::say(&error.to_string())).ok(),
        None => asked(&format!("Passphrase of {}", of.display())),
    }
}

/// Asks for a secret on the terminal, without showing it; `None` where there is no terminal.
pub(super) fn asked(prompt: &str) -> Option<Secret> {
    rpassword::prompt_password(format!("{prompt}: ")).ok().map(Secret::new).filter(|secret| !secret.expose().is_empty())
}

/// A passphrase for new keys: out of the file that is named for jobs, else asked twice.
pub(super) fn new_passphrase(settings: &Settings) -> Result<Secret, Failure> {
    if let Some(file) = &settings.passphrase_file {
        return Ok(vault::passphrase(file)?);
    }
    let none = || Failure::new(PERMISSION, "no passphrase was given").hint("or name a file in CATALOG_PASSPHRASE_FILE");
    let first = asked("New passphrase").ok_or_else(none)?;
    if asked("The same again").ok_or_else(none)? == first {
        Ok(first)
    } else {
        Err(Failure::new(USAGE, "these are two passphrases; nothing was changed"))
    }
}
