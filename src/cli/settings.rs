//! Settings: flag, then environment variable, then `catalog.yaml`, then default; and which of them won.

use super::exit::{Failure, INPUT, USAGE};
use crate::model::listing::{Cell, Listing};
use crate::read::settings::nightly::Nightly;
use crate::read::settings::{self, SettingsFile};
use crate::read::source::Limits;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Settings as the command line gives them.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Options of every command")]
pub(super) struct Flags {
    /// The catalog file [default: catalog.db] [env: CATALOG_DB]
    #[arg(long, global = true, value_name = "FILE")]
    pub catalog: Option<PathBuf>,
    /// The settings file [default: catalog.yaml, if there is one] [env: CATALOG_CONFIG]
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Seconds to wait for another writer [default: 30] [env: CATALOG_WAIT]
    #[arg(long, global = true, value_name = "SECONDS")]
    pub wait: Option<u64>,
    /// Readers at work at once [default: number of processors] [env: CATALOG_JOBS]
    #[arg(long, global = true, value_name = "N")]
    pub jobs: Option<u64>,
    /// Largest export that is read, decompressed; K, M and G are understood [default: 1G] [env: CATALOG_MAX_FILE_SIZE]
    #[arg(long, global = true, value_name = "BYTES")]
    pub max_file_size: Option<String>,
    /// The folder of keys, outside of the catalog [default: ~/.config/catalog] [env: CATALOG_KEYS]
    #[arg(long, global = true, value_name = "DIR")]
    pub keys: Option<PathBuf>,
    /// The identity that opens secrets [default: systemd's credential catalog-identity, else KEYS/identity.txt] [env:
    /// CATALOG_IDENTITY]
    #[arg(long, global = true, value_name = "FILE")]
    pub identity: Option<PathBuf>,
}

/// A setting and where its value came from.
#[derive(Debug, Clone)]
struct Won {
    value: String,
    origin: String,
}

/// Files that say what a site wants. A flag of a command names another one.
#[derive(Debug, Clone, Default)]
pub(super) struct Wants {
    /// `rules.yaml`
    pub rules: Option<PathBuf>,
    /// Waivers.
    pub waivers: Option<PathBuf>,
    /// `classification.yaml`
    pub classification: Option<PathBuf>,
    /// `sla.yaml`
    pub sla: Option<PathBuf>,
    /// `alerts.yaml`
    pub alerts: Option<PathBuf>,
    /// `prices.yaml`
    pub prices: Option<PathBuf>,
}

impl Wants {
    /// What a settings file names, by paths relative to its folder.
    fn of(file: &SettingsFile, path: &Path) -> Self {
        let beside = path.parent().unwrap_or(Path::new(""));
        let named = |name: &Option<String>| name.as_ref().map(|name| beside.join(name));
        Self {
            rules: named(&file.rules),
            waivers: named(&file.waivers),
            classification: named(&file.classification),
            sla: named(&file.sla),
            alerts: named(&file.alerts),
            prices: named(&file.prices),
        }
    }
}

/// The settings in force.
#[derive(Debug, Clone)]
pub(super) struct Settings {
    won: Vec<(&'static str, Won)>,
    /// The catalog file.
    pub catalog: PathBuf,
    /// How long to wait for another writer.
    pub wait: Duration,
    /// Readers at work at once.
    pub jobs: usize,
    /// What is refused.
    pub limits: Limits,
    /// The folder of keys.
    pub keys: PathBuf,
    /// The file of identities.
    pub identity: PathBuf,
    /// systemd's folder of credentials, where there is one.
    pub by_systemd: Option<PathBuf>,
    /// The file with the passphrase of protected keys, where one is named.
    pub passphrase_file: Option<PathBuf>,
    /// Files that say what a site wants.
    pub wants: Wants,
    /// What the nightly job does.
    pub nightly: Option<Nightly>,
    /// The folder of the settings file.
    pub beside: PathBuf,
    /// The settings file, whether or not it is there.
    file: PathBuf,
}

impl Settings {
    /// Gathers the settings. `env` looks a variable up.
    pub(super) fn gather(flags: &Flags, env: &dyn Fn(&str) -> Option<String>) -> Result<Self, Failure> {
        let (path, file) = settings_file(flags, env)?;
        let pick = |flag: Option<String>, variable: &str, in_file: Option<String>, default: String| -> Won {
            let from_env = || env(variable).map(|value| (value, format!("environment {variable}")));
            let from_file = || in_file.map(|value| (value, format!("file {}", path.display())));
            let flag = flag.map(|value| (value, "command line".to_owned()));
            let (value, origin) = flag.or_else(from_env).or_else(from_file).unwrap_or((default, "default".to_owned()));
            Won { value, origin }
        };
        let text = |number: Option<u64>| number.map(|n| n.to_string());
        let shown = |path: &Option<PathBuf>| path.as_ref().map(|path| path.display().to_string());
        let by_systemd = env("CREDENTIALS_DIRECTORY").map(PathBuf::from);
        let keys = pick(shown(&flags.keys), "CATALOG_KEYS", file.keys.clone(), keys_folder(env));
        let identity = identity_file(by_systemd.as_deref(), Path::new(&keys.value));
        let identity = pick(shown(&flags.identity), "CATALOG_IDENTITY", file.identity.clone(), identity);
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        let won = vec![
            ("catalog", pick(shown(&flags.catalog), "CATALOG_DB", file.catalog.clone(), "catalog.db".to_owned())),
            ("wait", pick(text(flags.wait), "CATALOG_WAIT", text(file.wait), "30".to_owned())),
            ("jobs", pick(text(flags.jobs), "CATALOG_JOBS", text(file.jobs), cores.to_string())),
            (
                "max_file_size",
                pick(flags.max_file_size.clone(), "CATALOG_MAX_FILE_SIZE", file.max_file_size.clone(), "1G".to_owned()),
            ),
            ("keys", keys),
            ("identity", identity),
        ];
        let passphrase_file = env("CATALOG_PASSPHRASE_FILE").map(PathBuf::from);
        let (wants, beside) = (Wants::of(&file, &path), path.parent().unwrap_or(Path::new("")).to_owned());
        let nightly = file.nightly;
        let file = path;
        Ok(Self { by_systemd, passphrase_file, wants, nightly, beside, file, ..Self::read(won)? })
    }

    fn read(won: Vec<(&'static str, Won)>) -> Result<Self, Failure> {
        let find = |name: &str| won.iter().find(|(known, _)| *known == name).map(|(_, won)| won.clone());
        let value = |name: &str| find(name).unwrap_or(Won { value: String::new(), origin: String::new() });
        let wrong = |name: &str, what: &str| {
            let won = value(name);
            Failure::new(USAGE, format!("{name} = {} ({}): {what}", won.value, won.origin))
        };
        let number = |name: &str| value(name).value.parse::<u64>().map_err(|_| wrong(name, "give a whole number"));
        let size =
            bytes(&value("max_file_size").value).ok_or_else(|| wrong("max_file_size", "give bytes, or 500M, 2G"))?;
        let jobs = usize::try_from(number("jobs")?).unwrap_or(usize::MAX).clamp(1, 256);
        Ok(Self {
            catalog: PathBuf::from(value("catalog").value),
            wait: Duration::from_secs(number("wait")?),
            jobs,
            limits: Limits { max_file_size: size, ..Limits::default() },
            keys: PathBuf::from(value("keys").value),
            identity: PathBuf::from(value("identity").value),
            by_systemd: None,
            passphrase_file: None,
            wants: Wants::default(),
            nightly: None,
            beside: PathBuf::new(),
            file: PathBuf::new(),
            won,
        })
    }

    /// The settings file, whether or not it is there.
    #[must_use]
    pub(super) fn file(&self) -> PathBuf {
        self.file.clone()
    }

    /// The words that give another process of this program the same settings; the environment gives it the rest.
    #[must_use]
    pub(super) fn words(&self) -> Vec<String> {
        let there = Some(&self.file).filter(|path| path.exists());
        let file = there.into_iter().flat_map(|path| ["--config".to_owned(), path.display().to_string()]);
        let flags = self.won.iter().filter(|(_, won)| won.origin == "command line");
        let flags = flags.flat_map(|(name, won)| [format!("--{}", name.replace('_', "-")), won.value.clone()]);
        file.chain(flags).collect()
    }

    /// True where the identity stands in systemd's folder of credentials.
    #[must_use]
    pub(super) fn is_by_systemd(&self) -> bool {
        self.by_systemd.as_ref().is_some_and(|folder| self.identity.starts_with(folder))
    }

    /// Readers at work at once, where somebody says how many.
    #[must_use]
    pub(super) fn jobs_given(&self) -> Option<usize> {
        let given = |(name, won): &&(&str, Won)| *name == "jobs" && won.origin != "default";
        self.won.iter().find(given).map(|_| self.jobs)
    }

    /// Every setting, with its origin where asked.
    #[must_use]
    pub(super) fn listing(&self, origin: bool) -> Listing {
        let columns = if origin { vec!["setting", "value", "origin"] } else { vec!["setting", "value"] };
        let rows = self.won.iter().map(|(name, won)| {
            let cells = [*name, won.value.as_str(), won.origin.as_str()];
            cells[..columns.len()].iter().map(|cell| Cell::Text((*cell).to_owned())).collect()
        });
        Listing { rows: rows.collect(), columns: columns.clone() }
    }
}

/// Where keys are kept by default: beside the user's other settings, never beside the catalog.
fn keys_folder(env: &dyn Fn(&str) -> Option<String>) -> String {
    let home = || env("HOME").map(|home| Path::new(&home).join(".config"));
    let settings = env("XDG_CONFIG_HOME").map(PathBuf::from).or_else(home).unwrap_or_default();
    settings.join("catalog").display().to_string()
}

/// The identity in use by default: the one that systemd hands to a service, else that of the folder of keys.
fn identity_file(by_systemd: Option<&Path>, keys: &Path) -> String {
    let handed = by_systemd.map(|folder| folder.join("catalog-identity")).filter(|file| file.exists());
    handed.unwrap_or_else(|| keys.join("identity.txt")).display().to_string()
}

/// The settings file: one that was named must be there, the default one may be missing.
fn settings_file(flags: &Flags, env: &dyn Fn(&str) -> Option<String>) -> Result<(PathBuf, SettingsFile), Failure> {
    let named = flags.config.clone().or_else(|| env("CATALOG_CONFIG").map(PathBuf::from));
    let path = named.clone().unwrap_or_else(|| PathBuf::from("catalog.yaml"));
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if named.is_none() && error.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(Failure::file(&path, &error)),
    };
    Ok((path.clone(), parsed(&path, &text)?))
}

fn parsed(path: &Path, text: &str) -> Result<SettingsFile, Failure> {
    settings::settings(text).map_err(|error| {
        Failure::new(INPUT, format!("{}: {error}", path.display())).hint("`catalog config --origin` lists the settings")
    })
}

/// Reads a size: a number, or one with K, M or G (binary).
#[must_use]
pub(super) fn bytes(text: &str) -> Option<u64> {
    let text = text.trim().trim_end_matches(['B', 'b', 'i']);
    let (digits, unit) = match text.char_indices().last()? {
        (at, 'k' | 'K') => (&text[..at], 1 << 10),
        (at, 'm' | 'M') => (&text[..at], 1 << 20),
        (at, 'g' | 'G') => (&text[..at], 1 << 30),
        _ => (text, 1),
    };
    digits.trim().parse::<u64>().ok()?.checked_mul(unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_units() {
        assert_eq!(
            [bytes("10"), bytes("2G"), bytes("500 MiB"), bytes("x")],
            [Some(10), Some(2 << 30), Some(500 << 20), None]
        );
    }

    #[test]
    fn a_flag_beats_the_environment() {
        let env = |name: &str| (name == "CATALOG_DB" || name == "CATALOG_WAIT").then(|| "7".to_owned());
        let flags = Flags { wait: Some(3), ..Flags::default() };
        let settings = Settings::gather(&flags, &env).expect("valid");
        assert_eq!((settings.wait.as_secs(), settings.catalog), (3, PathBuf::from("7")));
    }
}
