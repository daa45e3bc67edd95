//! Sealing again what is sealed, after members or keys changed.
//!
//! Owns the order that makes it safe: a value is opened, sealed to the new recipients, and takes the place of the old one in
//! one transaction with a few hundred others. Whatever happens between two of them, every row opens with the old or with the
//! new identity. What the identities at hand do not open stays as it was and is named.

use super::exit::{DONE, Failure, Outcome, PERMISSION};
use super::vault::Vault;
use super::{now, output};
use crate::model::Text;
use crate::model::credential::Sealed;
use crate::store::Catalog;
use crate::store::credential::{self, StoredVersion};
use crate::vault::Identities;

/// Values that are sealed anew in one transaction.
const AT_ONCE: usize = 200;

/// Which values are sealed anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Which {
    /// Every one.
    All,
    /// Those that are sealed to others than they should be.
    Stale,
}

/// What came of it.
#[derive(Debug, Default)]
pub(super) struct Resealed {
    /// Values sealed anew.
    pub values: usize,
    /// Credentials that somebody could read who may not any more.
    pub marked: usize,
    /// Values that stay as they were, and why.
    pub left: Vec<String>,
}

impl Resealed {
    /// What came of it in one line, as the audit log has it.
    pub(super) fn said(&self) -> String {
        let mut text = format!("{} sealed again", counted(self.values, "value"));
        if self.marked > 0 {
            text.push_str(&format!(", {} to be rotated", counted(self.marked, "credential")));
        }
        if !self.left.is_empty() {
            text.push_str(&format!(", {} left unchanged", counted(self.left.len(), "value")));
        }
        text
    }

    /// Says what came of it; 4 where something had to stay as it was.
    pub(super) fn tell(&self) -> Outcome {
        output::answer(&format!("{}\n", self.said()))?;
        if self.left.is_empty() {
            return Ok(DONE);
        }
        for one in &self.left {
            output::say(&format!("  {one}"));
        }
        Ok(PERMISSION)
    }
}

fn counted(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

/// Seals values again to those who may open them now.
pub(super) fn reseal(vault: &Vault, catalog: &Catalog, which: Which) -> Result<Resealed, Failure> {
    let mut result = Resealed::default();
    let mut work = Vec::new();
    for stored in credential::all(catalog)? {
        match vault.recipients(&stored.credential) {
            Ok(wanted) if which == Which::All || wanted != stored.value.recipients => work.push((stored, wanted)),
            Ok(_) => {}
            Err(failure) => result.left.push(failure.message().to_owned()),
        }
    }
    if work.is_empty() {
        return Ok(result);
    }
    let identities = vault.identities()?;
    let mine = identities.recipients();
    for part in work.chunks(AT_ONCE) {
        let mut sealed = Vec::with_capacity(part.len());
        for (stored, wanted) in part {
            match resealed(vault, &identities, stored, wanted) {
                Ok(value) => sealed.push((stored.clone(), value)),
                Err(why) => result.left.push(why),
            }
        }
        let marks = part.iter().filter_map(|(stored, wanted)| reason(vault, stored, wanted, &mine));
        let marks: Vec<(Text, String)> = marks.collect();
        result.values += sealed.len();
        result.marked += marks.len();
        credential::together(catalog, || {
            marks.iter().try_for_each(|(name, reason)| credential::mark_rotate(catalog, name, reason))?;
            credential::replace_sealed(catalog, &sealed, &now())
        })?;
    }
    Ok(result)
}

fn resealed(vault: &Vault, identities: &Identities, stored: &StoredVersion, wanted: &[Text]) -> Result<Sealed, String> {
    let secret = vault.open(identities, stored).map_err(|error| error.to_string())?;
    let value = vault.sealed(&stored.credential, stored.version, &secret, wanted.to_vec());
    let mut value = value.map_err(|error| error.to_string())?;
    // Without its key, a digest that is there stays: the value is the same.
    value.mac = value.mac.or_else(|| stored.value.mac.clone());
    Ok(value)
}

/// Why the value in force should be changed: somebody could open it who may not any more. A key of ours that was rotated is
/// nobody else.
fn reason(vault: &Vault, stored: &StoredVersion, wanted: &[Text], mine: &[Text]) -> Option<(Text, String)> {
    let is_rotated = |one: &Text| mine.contains(one) && wanted.iter().any(|wanted| mine.contains(wanted));
    let gone = stored.value.recipients.iter().filter(|one| !wanted.contains(one) && !is_rotated(one));
    let names: Vec<String> = gone.map(|recipient| vault.name_of(recipient)).collect();
    (stored.in_force && !names.is_empty())
        .then(|| (stored.credential.clone(), format!("{} could open it until {}", names.join(", "), now())))
}
