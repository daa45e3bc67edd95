//! Secrets that were taken out of inputs become credentials, inside the transaction of the ingest.
//!
//! Owns which of several values of one place counts: that of the newest export, as with definitions, so that an ingest of the
//! same files seals nothing new. Secrets of a file that is not stored are forgotten. Opens nothing.

use super::IngestError;
use crate::model::Text;
use crate::model::credential::{FoundSecret, Origin, found_name};
use crate::store::{Catalog, credential};
use crate::vault::Sealer;
use std::collections::BTreeMap;

/// A secret on its way, and where it stood.
struct Pending {
    found: FoundSecret,
    place: String,
    /// CREATION_DATE of its export in sortable form; empty for other inputs.
    created_at: String,
}

/// Secrets of an ingest until its end.
pub(super) struct Sealing<'c> {
    catalog: &'c Catalog,
    sealer: Option<&'c Sealer>,
    now: &'c str,
    /// Of the file at hand.
    file: Vec<Pending>,
    /// Of the files that are stored, by ID.
    stored: BTreeMap<Text, Pending>,
}

impl<'c> Sealing<'c> {
    pub(super) fn new(catalog: &'c Catalog, sealer: Option<&'c Sealer>, now: &'c str) -> Self {
        Self { catalog, sealer, now, file: Vec::new(), stored: BTreeMap::new() }
    }

    /// Takes the secrets of a file. `line` is that of the text in which they were found, from 1.
    pub(super) fn take(&mut self, secrets: Vec<FoundSecret>, file: &str, line: u64) {
        if self.sealer.is_some() {
            self.file.extend(secrets.into_iter().map(|found| {
                let place = format!("{file}:{}", line + u64::from(found.line));
                Pending { found, place, created_at: String::new() }
            }));
        }
    }

    /// The file at hand is over; what was taken counts if it was stored.
    pub(super) fn end_file(&mut self, created_at: &str, is_stored: bool) {
        for mut pending in self.file.drain(..).filter(|_| is_stored) {
            created_at.clone_into(&mut pending.created_at);
            let newer = |known: &Pending| known.created_at <= pending.created_at;
            if self.stored.get(&pending.found.id).is_none_or(newer) {
                self.stored.insert(pending.found.id.clone(), pending);
            }
        }
    }

    /// Seals all that counts.
    pub(super) fn finish(self) -> Result<(), IngestError> {
        let Some(sealer) = self.sealer else { return Ok(()) };
        for pending in self.stored.values() {
            self.one(sealer, &found_name(&pending.found.id), pending)?;
        }
        Ok(())
    }

    /// The value that is in force already makes no new version. Where nobody can tell whether it is the same, because there
    /// is no key of MACs, the new one takes its place, so that a nightly ingest adds nothing.
    fn one(&self, sealer: &Sealer, name: &str, pending: &Pending) -> Result<(), IngestError> {
        let secret = &pending.found.secret;
        let same = match credential::current(self.catalog, name)? {
            None => Some(false),
            Some(stored) => match sealer.is(&stored.value, name, stored.version, secret) {
                None => {
                    let value = sealer.seal(name, stored.version, secret)?;
                    credential::replace_sealed(self.catalog, &[(stored, value)], self.now)?;
                    None
                }
                known => known,
            },
        };
        if same == Some(false) {
            let version = credential::next_version(self.catalog, name)?;
            let value = sealer.seal(name, version, secret)?;
            credential::set(self.catalog, name, Origin::Found, &pending.place, version, &value, self.now)?;
        }
        Ok(())
    }
}
