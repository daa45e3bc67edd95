//! `catalog doctor`.
//!
//! Owns what is looked at before somebody trusts a night: settings, files that a site wants, catalog, keys, disk, schedule.
//! Changes nothing, opens no secret.

mod given;

use super::exit::{DONE, NO, Outcome};
use super::settings::Settings;
use super::{Format, now, output};
use crate::model::listing::{Cell, Listing};
use crate::read::settings::nightly::Nightly;
use crate::render::{json, table};
use crate::store::{Catalog, StoreError, schema};
use crate::vault::{Identities, VaultError};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

/// Bytes of free disk below which a night may not find room: the catalog twice, for its log and a copy, and some.
const FREE_TIMES: u64 = 2;
const FREE_BESIDES: u64 = 256 << 20;
/// Hours after which the newest night is too old for a daily schedule.
const DAILY_HOURS: i64 = 26;

/// Check settings, keys, permissions, disk, schema and schedules
///
/// Says of each thing whether it is ok, odd (warn) or broken (fail), and what to do. Opens no secret and changes nothing.
/// Exit code 1: something is broken. `catalog check` looks at what the catalog holds.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  catalog doctor")]
pub(super) struct DoctorArgs {
    /// How the answer is written
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

pub(super) fn run(args: &DoctorArgs, settings: &Settings) -> Outcome {
    let mut found = Found::default();
    found.settings(settings);
    found.catalog(settings);
    found.keys(settings);
    found.disk(settings);
    found.schedule(settings);
    let failed = found.rows.iter().any(|row| row[1] == Cell::Text("fail".to_owned()));
    let listing = Listing { columns: vec!["what", "state", "seen", "to do"], rows: found.rows };
    match args.format {
        Format::Text => output::answer(&table::table(&listing, output::width()))?,
        Format::Json => output::answer(&json::pretty(&json::listing(&listing)))?,
    }
    Ok(if failed { NO } else { DONE })
}

#[derive(Default)]
struct Found {
    rows: Vec<Vec<Cell>>,
}

impl Found {
    fn say(&mut self, what: &str, state: &str, seen: impl Into<String>, to_do: &str) {
        let cells = [what.to_owned(), state.to_owned(), seen.into(), to_do.to_owned()];
        self.rows.push(cells.into_iter().map(Cell::Text).collect());
    }

    fn ok(&mut self, what: &str, seen: impl Into<String>) {
        self.say(what, "ok", seen, "");
    }

    /// The settings file was read, or there would be no settings; what it names must be there.
    fn settings(&mut self, settings: &Settings) {
        let file = settings.file();
        if file.exists() {
            self.ok("settings", file.display().to_string());
        } else {
            self.say("settings", "warn", "no settings file", "`catalog init` writes one with comments");
        }
        let wants = &settings.wants;
        let named = [
            ("rules", &wants.rules),
            ("waivers", &wants.waivers),
            ("classification", &wants.classification),
            ("sla", &wants.sla),
            ("alerts", &wants.alerts),
            ("prices", &wants.prices),
        ];
        for (what, path) in named.into_iter().filter_map(|(what, path)| Some((what, path.as_ref()?))) {
            self.said(what, path, "");
        }
        if let Some(nightly) = &settings.nightly {
            self.night(nightly, settings);
        }
    }

    /// What a night reads and where it writes.
    fn night(&mut self, nightly: &Nightly, settings: &Settings) {
        let inputs = [
            ("nightly.exports", nightly.exports.clone()),
            ("nightly.params", nightly.params.clone()),
            ("nightly.runs", nightly.runs.clone()),
        ];
        for (what, name) in inputs.into_iter().flat_map(|(what, all)| all.into_iter().map(move |name| (what, name))) {
            self.readable(what, &settings.beside.join(name));
        }
        let environment = nightly.env.as_deref().unwrap_or_default();
        for (what, name) in [("nightly.environments", &nightly.environments), ("nightly.cluster", &nightly.cluster)] {
            if let Some(name) = name {
                self.said(what, &settings.beside.join(name), environment);
            }
        }
        for (what, name) in [("nightly.reports", &nightly.reports), ("nightly.results", &nightly.results)] {
            if let Some(name) = name {
                self.folder(what, &settings.beside.join(name));
            }
        }
        for (what, name) in [("nightly.metrics", &nightly.metrics), ("nightly.log", &nightly.log)] {
            if let Some(name) = name {
                self.file_to_write(what, &settings.beside.join(name));
            }
        }
    }

    /// A file that a command must understand.
    fn said(&mut self, what: &str, path: &Path, environment: &str) {
        match given::understood(what, path, environment) {
            Ok(()) => self.ok(what, path.display().to_string()),
            Err(wrong) => self.say(what, "fail", wrong, "mend the file, its path or its permissions"),
        }
    }

    /// A file that is written to in a folder that must be there.
    fn file_to_write(&mut self, what: &str, path: &Path) {
        let folder = path.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."));
        if folder.is_dir() {
            self.folder(what, path);
        } else {
            self.say(what, "fail", format!("there is no folder {}", folder.display()), "make the folder");
        }
    }

    fn readable(&mut self, what: &str, path: &Path) {
        let tried =
            if path.is_dir() { std::fs::read_dir(path).map(|_| ()) } else { std::fs::File::open(path).map(|_| ()) };
        match tried {
            Ok(()) => self.ok(what, path.display().to_string()),
            Err(error) => {
                self.say(what, "fail", format!("{}: {error}", path.display()), "mend the path or its permissions");
            }
        }
    }

    /// A folder that is written to; commands make it where its parent lets them.
    fn folder(&mut self, what: &str, path: &Path) {
        let existing = |one: &&Path| !one.as_os_str().is_empty() && one.exists();
        let there = path.ancestors().find(existing).unwrap_or(Path::new("."));
        let writable = rustix::fs::access(there, rustix::fs::Access::WRITE_OK).is_ok();
        if writable {
            self.ok(what, path.display().to_string());
        } else {
            self.say(what, "fail", format!("{} cannot be written to", there.display()), "mend its permissions");
        }
    }

    fn catalog(&mut self, settings: &Settings) {
        let path = &settings.catalog;
        let catalog = match Catalog::open_read(path) {
            Ok(catalog) => catalog,
            Err(error) => {
                let to_do = match &error {
                    StoreError::NoCatalog(_) => "`catalog ingest PATH` makes it",
                    StoreError::File(..) => "mend its permissions, or ask as its owner",
                    StoreError::OldSchema { .. } => "`catalog upgrade`",
                    StoreError::NewerSchema { .. } => "update this program",
                    _ => "restore a backup, or name another with --catalog",
                };
                return self.say("catalog", "fail", error.to_string(), to_do);
            }
        };
        self.ok("catalog", format!("{}, schema {}", path.display(), schema::known_version()));
        self.closed("catalog's permissions", path, 0o077, "others may read it: `chmod 600`");
        match catalog.snapshots(false).map(|all| all.into_iter().map(|one| (one.id, one.finished_at)).max()) {
            Ok(Some((id, at))) => self.ok("newest snapshot", format!("{id} of {at}")),
            Ok(None) => self.say("newest snapshot", "warn", "there is none", "`catalog ingest PATH`"),
            Err(error) => self.say("newest snapshot", "fail", error.to_string(), "`catalog check`"),
        }
        let pulled = settings.nightly.iter().flat_map(|nightly| &nightly.run_connections);
        let known = catalog.all_connections(None).unwrap_or_default();
        for name in pulled.filter(|name| known.iter().all(|one| one.name != **name)) {
            let seen = format!("the catalog knows no connection {name}");
            self.say("nightly.run_connections", "fail", seen, "`catalog connection import` reads it");
        }
    }

    fn closed(&mut self, what: &str, path: &Path, others: u32, to_do: &str) {
        let Ok(met) = std::fs::metadata(path) else { return };
        let mode = met.permissions().mode() & 0o777;
        if mode & others == 0 {
            self.ok(what, format!("{mode:03o}"));
        } else {
            self.say(what, "fail", format!("{}: {mode:03o}", path.display()), to_do);
        }
    }

    fn keys(&mut self, settings: &Settings) {
        // What keeps the catalog from being opened was told.
        let Ok(catalog) = Catalog::open_read(&settings.catalog) else { return };
        match super::vault::Vault::of(settings, &catalog) {
            Ok(None) => {
                let to_do = "`catalog key init`; until then secrets are cut out, not sealed";
                return self.say("keys", "warn", "the catalog has no keys", to_do);
            }
            Ok(Some(vault)) => match vault.members() {
                Ok(list) => {
                    self.ok("members", format!("{} in list {}, signed and trusted", list.members.len(), list.version));
                }
                Err(failure) => {
                    self.say("members", "fail", failure.message(), "`catalog key trust`, or restore a backup");
                }
            },
            Err(failure) => return self.say("keys", "fail", failure.message(), "mend the folder of keys"),
        }
        if settings.keys.exists() {
            self.closed("folder of keys", &settings.keys, 0o022, "others may change it: `chmod 700`");
        }
        match Identities::read(&settings.identity, settings.is_by_systemd(), &|| None) {
            Ok(_) => self.ok("identity", settings.identity.display().to_string()),
            Err(VaultError::NoPassphrase(_)) => {
                self.say(
                    "identity",
                    "warn",
                    "protected by a passphrase",
                    "a night needs CATALOG_PASSPHRASE_FILE, or an identity of its own",
                );
            }
            Err(error) => {
                self.say("identity", "fail", error.to_string(), "`catalog key show`, or name another with --identity");
            }
        }
    }

    fn disk(&mut self, settings: &Settings) {
        let folder = settings.catalog.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let size = std::fs::metadata(&settings.catalog).map_or(0, |met| met.len());
        let needed = size * FREE_TIMES + FREE_BESIDES;
        match rustix::fs::statvfs(folder) {
            Ok(disk) => {
                let free = disk.f_bavail * disk.f_frsize;
                let seen = format!("{} MiB free, {} MiB wanted", free >> 20, needed >> 20);
                let state = if free >= needed { "ok" } else { "fail" };
                self.say(
                    "disk",
                    state,
                    seen,
                    if free >= needed { "" } else { "make room: a night needs twice the catalog" },
                );
            }
            Err(error) => self.say("disk", "warn", error.to_string(), "look yourself"),
        }
    }

    fn schedule(&mut self, settings: &Settings) {
        let Ok(catalog) = Catalog::open_read(&settings.catalog) else { return };
        let to_do = "is `catalog nightly` in the crontab, or its timer enabled? examples/ has both";
        match catalog.newest_night() {
            Err(error) => self.say("schedule", "fail", error.to_string(), "`catalog check`"),
            Ok(None) => self.say("schedule", "warn", "no night yet", to_do),
            Ok(Some((began, None))) => {
                self.say(
                    "schedule",
                    "warn",
                    format!("the night of {began} goes on, or was cut short"),
                    "the next night takes it up",
                );
            }
            Ok(Some((_, Some(ended)))) if hours_since(&ended) > DAILY_HOURS => {
                self.say("schedule", "warn", format!("the newest night ended {ended}"), to_do);
            }
            Ok(Some((_, Some(ended)))) => self.ok("schedule", format!("the newest night ended {ended}")),
        }
    }
}

fn hours_since(time: &str) -> i64 {
    let read = |text: &str| chrono::DateTime::parse_from_rfc3339(text).ok();
    read(&now()).zip(read(time)).map_or(0, |(now, then)| (now - then).num_hours())
}
