//! `catalog credential`.
//!
//! Owns where a value comes from (never an argument) and where it goes (a pipe, or a terminal that was asked for).

use super::audited::{act, actor_with, audited, audited_reading};
use super::exit::{DONE, Failure, INPUT, Outcome, PERMISSION, USAGE};
use super::list::{self, ListFormat};
use super::membership::open;
use super::reseal::{Which, reseal};
use super::settings::Settings;
use super::vault::{Vault, asked};
use super::{Format, now, output};
use crate::model::audit::{Act, Action};
use crate::model::listing::{Cell, Listing};
use crate::model::role::Right;
use crate::model::secret::Secret;
use crate::render::{credential as rendered, json, table};
use crate::store::Catalog;
use crate::store::credential::{self, StoredVersion};
use crate::vault::Identities;
use clap::Subcommand;
use std::io::{IsTerminal, Read};
use std::path::PathBuf;

/// Largest value that is taken.
const MOST_BYTES: u64 = 1 << 20;

/// Keep secrets sealed: set, get, rotate, verify
#[derive(Debug, Subcommand)]
pub(super) enum CredentialCommand {
    /// Seal a new credential to those who may open it
    ///
    /// Whoever sets it needs the right write-secret, where some role has it (the owner has, from `key init`), and no right to open
    /// it afterwards.
    ///
    /// The value is asked on the terminal, or comes from --stdin, --from-env or --from-file; one line break at its end is no
    /// part of it. It is never an argument, which others could see.
    #[command(after_help = "Example:\n  pass show ora_dwh | catalog credential set ora_dwh --stdin\n  \
                            catalog credential set ora_crm --from-env HOME")]
    Set {
        /// Name of the credential
        name: String,
        #[command(flatten)]
        value: ValueArgs,
    },
    /// Open a credential: to a pipe, or to the terminal with --show
    #[command(after_help = "Example:\n  catalog credential get ora_dwh")]
    Get {
        /// Name of the credential
        name: String,
        /// Print it on a terminal, too
        #[arg(long)]
        show: bool,
        /// This version instead of the one in force
        #[arg(long, value_name = "N")]
        version: Option<u32>,
    },
    /// List the credentials, never their values
    #[command(after_help = "Example:\n  catalog credential list --format csv")]
    List {
        /// How the rows are written
        #[arg(long, value_enum, default_value = "text")]
        format: ListFormat,
    },
    /// Give a credential a new value, or seal everything again
    ///
    /// The old value stays sealed, for whoever must go back to it, until --purge-old. --all-keys keeps every value and seals
    /// it, old versions too, to those who may open it now; what the identity at hand cannot open is named, exit code 4.
    #[command(after_help = "Examples:\n  catalog credential rotate ora_dwh --purge-old\n  \
                            catalog credential rotate --all-keys")]
    Rotate {
        /// Name of the credential
        #[arg(required_unless_present = "all_keys")]
        name: Option<String>,
        /// Seal every value again to those who may open it now
        #[arg(long, conflicts_with_all = ["name", "purge_old", "stdin", "from_env", "from_file"])]
        all_keys: bool,
        /// Throw the old values away; without a source of a new value that is all that happens
        #[arg(long)]
        purge_old: bool,
        #[command(flatten)]
        value: ValueArgs,
    },
    /// Remove a credential: its values are gone, its history stays
    #[command(after_help = "Example:\n  catalog credential remove ora_dwh")]
    Remove {
        /// Name of the credential
        name: String,
    },
    /// Open every value and say which do not open
    #[command(after_help = "Example:\n  catalog credential verify")]
    Verify {
        /// How the result is written
        #[arg(long, value_enum, default_value = "text")]
        format: Format,
    },
    /// Show every version that a name ever had: when, for whom, whether its value changed
    #[command(after_help = "Example:\n  catalog credential history ora_dwh")]
    History {
        /// Name of the credential
        name: String,
        /// How the rows are written
        #[arg(long, value_enum, default_value = "text")]
        format: ListFormat,
    },
}

/// Where a value comes from.
#[derive(Debug, Clone, clap::Args)]
#[group(multiple = false)]
pub(super) struct ValueArgs {
    /// Read the value from stdin
    #[arg(long)]
    stdin: bool,
    /// Read the value from this environment variable
    #[arg(long, value_name = "VARIABLE")]
    from_env: Option<String>,
    /// Read the value from this file
    #[arg(long, value_name = "FILE")]
    from_file: Option<PathBuf>,
}

impl ValueArgs {
    fn is_given(&self) -> bool {
        self.stdin || self.from_env.is_some() || self.from_file.is_some()
    }

    /// The value.
    fn read(&self, name: &str) -> Result<Secret, Failure> {
        let text = if self.stdin {
            limited(std::io::stdin().lock()).map_err(|error| Failure::new(INPUT, format!("stdin: {error}")))?
        } else if let Some(file) = &self.from_file {
            let opened = std::fs::File::open(file).map_err(|error| Failure::file(file, &error))?;
            limited(opened).map_err(|error| Failure::new(INPUT, format!("{}: {error}", file.display())))?
        } else if let Some(variable) = &self.from_env {
            let missing = |_| Failure::new(INPUT, format!("there is no text in the environment variable {variable}"));
            std::env::var(variable).map_err(missing)?
        } else {
            let none = || {
                let failure = Failure::new(USAGE, "no value was given, and there is no terminal to ask on");
                failure.hint("use --stdin, --from-env VARIABLE or --from-file FILE")
            };
            return asked(&format!("Value of {name}")).ok_or_else(none);
        };
        let whole = Secret::new(text);
        let value =
            whole.expose().strip_suffix('\n').map_or(whole.expose(), |line| line.strip_suffix('\r').unwrap_or(line));
        if value.is_empty() {
            return Err(Failure::new(INPUT, "the value is empty; nothing was changed"));
        }
        Ok(Secret::new(value.to_owned()))
    }
}

fn limited(from: impl Read) -> std::io::Result<String> {
    // Room at once: a text that grows leaves copies behind that nobody wipes.
    let mut text = String::with_capacity(1 << 16);
    from.take(MOST_BYTES + 1).read_to_string(&mut text)?;
    if u64::try_from(text.len()).unwrap_or(u64::MAX) > MOST_BYTES {
        return Err(std::io::Error::other("larger than 1 MB"));
    }
    Ok(text)
}

pub(super) fn run(command: &CredentialCommand, settings: &Settings) -> Outcome {
    match command {
        CredentialCommand::Set { name, value } => set(settings, name, value),
        CredentialCommand::Get { name, show, version } => get(settings, name, *show, *version),
        CredentialCommand::List { format } => {
            list::print(&credential::list(&Catalog::open_read(&settings.catalog)?)?, *format)
        }
        CredentialCommand::Rotate { all_keys: true, .. } => rotate_all(settings),
        CredentialCommand::Rotate { name, purge_old, value, .. } => {
            rotate(settings, name.as_deref().unwrap_or_default(), *purge_old, value)
        }
        CredentialCommand::Remove { name } => remove(settings, name),
        CredentialCommand::Verify { format } => verify(settings, *format),
        CredentialCommand::History { name, format } => history(settings, name, *format),
    }
}

fn unknown(name: &str) -> Failure {
    Failure::new(INPUT, format!("there is no credential {name}")).hint("`catalog credential list` shows them")
}

fn set(settings: &Settings, name: &str, value: &ValueArgs) -> Outcome {
    if name.trim().is_empty() || name.contains(char::is_control) {
        return Err(Failure::new(USAGE, "the name of a credential is a line of text"));
    }
    let catalog = open(settings, "credential set")?;
    let vault = Vault::needed(settings, &catalog)?;
    vault.require(Right::WriteSecret, &vault.subjects(name))?;
    if credential::current(&catalog, name)?.is_some() {
        return Err(Failure::new(USAGE, format!("there is a credential {name} already"))
            .hint(format!("`catalog credential rotate {name}` gives it a new value")));
    }
    vault.recipients(name)?;
    let secret = value.read(name)?;
    let version = audited(&catalog, settings, &written(name, "set"), || put(&vault, &catalog, name, &secret))?;
    tell(&vault, name, version)
}

/// What the audit log says of a change of a credential.
fn written(name: &str, detail: &str) -> Act {
    act(Action::SecretWrite, &format!("credential:{name}"), detail)
}

fn put(vault: &Vault, catalog: &Catalog, name: &str, secret: &Secret) -> Result<(u32, String), Failure> {
    let version = vault.put(catalog, name, secret, &now())?;
    Ok((version, format!("version {version}")))
}

fn tell(vault: &Vault, name: &str, version: u32) -> Outcome {
    let names: Vec<String> = vault.recipients(name)?.iter().map(|one| vault.name_of(one)).collect();
    output::data(&format!("{name}, version {version}, is sealed to {}\n", names.join(", ")))?;
    Ok(DONE)
}

fn get(settings: &Settings, name: &str, show: bool, version: Option<u32>) -> Outcome {
    let terminal = std::io::stdout().is_terminal();
    if terminal && !show {
        return Err(Failure::new(USAGE, "a secret is not shown on a terminal").hint("use a pipe, or --show"));
    }
    let catalog = Catalog::open_read(&settings.catalog)?;
    let vault = Vault::needed(settings, &catalog)?;
    let mut versions = credential::versions(&catalog, name)?;
    let wanted = |one: &StoredVersion| version.map_or(one.in_force, |number| one.version == number);
    let at = versions.iter().position(wanted).ok_or_else(|| unknown(name))?;
    let stored = versions.swap_remove(at);
    vault.require(Right::ReadSecret, &vault.subjects(name))?;
    let identities = vault.identities()?;
    let act = act(Action::SecretRead, &format!("credential:{name}"), format!("version {}", stored.version));
    let secret = audited_reading(settings, &actor_with(Some(&identities)), &act, || {
        Ok((vault.open(&identities, &stored)?, String::new()))
    })?;
    if terminal {
        output::data(secret.expose())?;
    } else {
        output::answer(secret.expose())?;
    }
    Ok(DONE)
}

fn rotate(settings: &Settings, name: &str, purge_old: bool, value: &ValueArgs) -> Outcome {
    let catalog = open(settings, "credential rotate")?;
    let vault = Vault::needed(settings, &catalog)?;
    vault.require(Right::WriteSecret, &vault.subjects(name))?;
    let before = credential::current(&catalog, name)?.ok_or_else(|| unknown(name))?;
    if !purge_old || value.is_given() {
        vault.recipients(name)?;
        let secret = value.read(name)?;
        let version = audited(&catalog, settings, &written(name, "rotate"), || put(&vault, &catalog, name, &secret))?;
        let after = credential::current(&catalog, name)?;
        if after.and_then(|after| is_same(&vault, &after, &before)) == Some(true) {
            output::say(&format!("the new value of {name} is the old one"));
        }
        tell(&vault, name, version)?;
    }
    if purge_old {
        let purged = audited(&catalog, settings, &written(name, "purge old values"), || {
            let purged = credential::purge_old(&catalog, name)?;
            Ok((purged, format!("{purged} thrown away")))
        })?;
        output::answer(&format!("old values thrown away: {purged}\n"))?;
    }
    Ok(DONE)
}

/// Whether two values are equal, as far as that can be told without opening them.
fn is_same(vault: &Vault, one: &StoredVersion, other: &StoredVersion) -> Option<bool> {
    let (key, first, second) = (vault.mac_key()?, one.value.mac.as_ref()?, other.value.mac.as_ref()?);
    let (one, other) = (vault.place(&one.credential, one.version), vault.place(&other.credential, other.version));
    Some(key.same((first, &one), (second, &other)))
}

fn rotate_all(settings: &Settings) -> Outcome {
    let catalog = open(settings, "credential rotate")?;
    let vault = Vault::needed(settings, &catalog)?;
    vault.members()?;
    let resealed = audited(&catalog, settings, &written("*", "all values sealed again"), || {
        let resealed = reseal(&vault, &catalog, Which::All)?;
        let said = resealed.said();
        Ok((resealed, said))
    })?;
    resealed.tell()
}

fn remove(settings: &Settings, name: &str) -> Outcome {
    let catalog = open(settings, "credential remove")?;
    if let Some(vault) = Vault::of(settings, &catalog)? {
        vault.require(Right::WriteSecret, &vault.subjects(name))?;
    }
    audited(&catalog, settings, &written(name, "remove"), || {
        let removed = credential::remove(&catalog, name, &now())?;
        removed.then(|| ((), String::new())).ok_or_else(|| unknown(name))
    })?;
    let used = credential::references(&catalog)?.remove(name).unwrap_or_default();
    for (connection, environment) in used {
        let environment = if environment.is_empty() { String::new() } else { format!(" ({environment})") };
        output::say(&format!("connection {connection}{environment} refers to it still"));
    }
    output::data(&format!("{name} is removed\n"))?;
    Ok(DONE)
}

fn verify(settings: &Settings, format: Format) -> Outcome {
    let catalog = Catalog::open_read(&settings.catalog)?;
    let vault = Vault::needed(settings, &catalog)?;
    let identities = vault.identities()?;
    let all = credential::all(&catalog)?;
    let act = act(Action::SecretRead, "credential:*", "verify");
    let failures = audited_reading(settings, &actor_with(Some(&identities)), &act, || {
        let failures = not_opening(&vault, &identities, &all);
        let said = format!("{} of {} do not open", failures.rows.len(), all.len());
        Ok((failures, said))
    })?;
    let opened = all.len() - failures.rows.len();
    match format {
        Format::Json => output::answer(&json::pretty(&rendered::verified(opened, &failures)))?,
        Format::Text => output::answer(&format!("{opened} of {} values open\n", all.len()))?,
    }
    for row in failures.rows.iter().filter(|_| format == Format::Text) {
        output::answer(&format!("  {}\n", table::harmless(&row[2].text())))?;
    }
    vault.members()?;
    Ok(if failures.rows.is_empty() { DONE } else { PERMISSION })
}

fn not_opening(vault: &Vault, identities: &Identities, all: &[StoredVersion]) -> Listing {
    let mut failures = Listing { columns: vec!["credential", "version", "failure"], rows: Vec::new() };
    for stored in all {
        if let Err(why) = fits(vault, identities, stored) {
            failures.rows.push(vec![
                Cell::Text(stored.credential.to_string()),
                Cell::Number(stored.version.into()),
                Cell::Text(why),
            ]);
        }
    }
    failures
}

/// Why a value does not open, or does not fit its digest.
fn fits(vault: &Vault, identities: &Identities, stored: &StoredVersion) -> Result<(), String> {
    let secret = vault.open(identities, stored).map_err(|error| error.to_string())?;
    let place = vault.place(&stored.credential, stored.version);
    let Some((key, mac)) = vault.mac_key().zip(stored.value.mac.as_ref()) else { return Ok(()) };
    if key.mac(&secret, &place) == *mac {
        return Ok(());
    }
    Err(format!("credential {}, version {}: its digest is of another value", stored.credential, stored.version))
}

fn history(settings: &Settings, name: &str, format: ListFormat) -> Outcome {
    let catalog = Catalog::open_read(&settings.catalog)?;
    let mut listing = credential::history(&catalog, name)?;
    if listing.rows.is_empty() {
        return Err(unknown(name));
    }
    let vault = Vault::of(settings, &catalog)?;
    let versions = credential::versions(&catalog, name)?;
    let find = |cell: &Cell| versions.iter().find(|one| Cell::Number(one.version.into()) == *cell);
    listing.columns.insert(2, "value");
    let numbers: Vec<Cell> = listing.rows.iter().map(|row| row[0].clone()).collect();
    for (at, row) in listing.rows.iter_mut().enumerate() {
        let before = at.checked_sub(1).and_then(|before| numbers.get(before));
        let same = vault.as_ref().zip(find(&row[0])).zip(before.and_then(find));
        let word = match same.map(|((vault, one), other)| is_same(vault, one, other)) {
            _ if at == 0 => "first",
            Some(Some(true)) => "as before",
            Some(Some(false)) => "changed",
            _ => "unknown",
        };
        row.insert(2, Cell::Text(word.to_owned()));
        named(vault.as_ref(), &mut row[6]);
    }
    list::print(&listing, format)
}

/// Says recipients by the names of members, where they are known.
fn named(vault: Option<&Vault>, cell: &mut Cell) {
    if let (Some(vault), Cell::Text(recipients)) = (vault, &*cell) {
        let names: Vec<String> = recipients.split_whitespace().map(|one| vault.name_of(one)).collect();
        *cell = Cell::Text(names.join(", "));
    }
}
