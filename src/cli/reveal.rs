//! Puts sealed secrets back into what is printed or exported, where `--reveal` asks for it.
//!
//! Owns that a secret is named in the audit log before it is opened, and how its value is written in each format. A text is
//! put together with marks first, so that nothing is opened but what stands in it.

use super::audited::{actor_with, audited_reading};
use super::exit::Failure;
use super::output;
use super::settings::Settings;
use super::vault::Vault;
use crate::model::Text;
use crate::model::audit::{Act, Action};
use crate::model::credential::{found_name, marks};
use crate::model::role::Right;
use crate::model::secret::Secret;
use crate::read::tree;
use crate::render::{json, table};
use crate::store::{Catalog, credential};
use crate::vault::Identities;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// How a value is written in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Written {
    /// For people.
    Text,
    /// Inside a string of JSON, or a quoted one of YAML.
    Json,
    /// Inside XML.
    Xml,
    /// Inside single quotes of a shell.
    Shell,
    /// A line of a parameter file.
    Line,
}

/// Opens what stands in texts of one command. `None` inside: the user asked for nothing, and marks stay.
pub(super) struct Reveal<'c>(Option<Opening<'c>>);

struct Opening<'c> {
    catalog: &'c Catalog,
    settings: &'c Settings,
    vault: Vault,
    identities: Identities,
    /// What the audit log says of it.
    what: String,
    /// Values as they were before this time; `None`: those in force.
    before: Option<String>,
    /// `None` for one that is gone.
    opened: RefCell<BTreeMap<Text, Option<Secret>>>,
}

impl<'c> Reveal<'c> {
    /// `snapshot` is that of the texts: a secret that was changed since then is put back as it was.
    pub(super) fn new(
        asked: bool,
        settings: &'c Settings,
        catalog: &'c Catalog,
        snapshot: i64,
        what: &str,
    ) -> Result<Self, Failure> {
        if !asked {
            return Ok(Self(None));
        }
        let vault = Vault::needed(settings, catalog)?;
        let identities = vault.identities()?;
        let before = catalog.superseded_at(snapshot)?;
        let (what, opened) = (what.to_owned(), RefCell::default());
        Ok(Self(Some(Opening { catalog, settings, vault, identities, what, before, opened })))
    }

    /// True where secrets are put back.
    pub(super) fn is_asked(&self) -> bool {
        self.0.is_some()
    }

    /// The columns into which a text is put: marks must not be cut.
    pub(super) fn width(&self) -> Option<usize> {
        if self.is_asked() { None } else { output::width() }
    }

    /// A text with the secrets that stand in it, where that is asked for. Every mark of the catalog was looked at when it was
    /// read: it belongs where it stands.
    pub(super) fn text(&self, text: String, written: Written) -> Result<String, Failure> {
        self.of(text, written, &|_| true)
    }

    /// The same for a text in which marks may have come together from pieces: only those that stand whole in `raw` count.
    pub(super) fn put_together<'r>(
        &self,
        text: String,
        written: Written,
        raw: impl Iterator<Item = &'r str>,
    ) -> Result<String, Failure> {
        if !self.is_asked() {
            return Ok(text);
        }
        let whole: BTreeSet<&str> = raw.flat_map(|raw| marks(raw).map(|(_, id)| id)).collect();
        self.of(text, written, &|id| whole.contains(id))
    }

    fn of(&self, text: String, written: Written, counts: &dyn Fn(&str) -> bool) -> Result<String, Failure> {
        match &self.0 {
            None => Ok(text),
            Some(opening) => opening.text(text, written, counts),
        }
    }
}

impl Opening<'_> {
    fn text(&self, text: String, written: Written, counts: &dyn Fn(&str) -> bool) -> Result<String, Failure> {
        let ids: BTreeSet<Text> = marks(&text).map(|(_, id)| id).filter(|id| counts(id)).map(Text::from).collect();
        if ids.is_empty() {
            return Ok(text);
        }
        self.open(ids.into_iter().filter(|id| !self.opened.borrow().contains_key(id)).collect())?;
        let opened = self.opened.borrow();
        let comments = if written == Written::Xml { comments(&text) } else { Vec::new() };
        let (mut out, mut from) = (String::with_capacity(2 * text.len()), 0);
        for (range, id) in marks(&text).filter(|(_, id)| counts(id)) {
            let Some(secret) = opened.get(id).and_then(Option::as_ref) else { continue };
            let before = comments.partition_point(|comment| comment.start <= range.start);
            let in_comment = before > 0 && comments[before - 1].end > range.start;
            // Nothing is decoded in a comment.
            match if in_comment { Some(secret.expose().to_owned()) } else { value(secret, written) } {
                Some(value) => {
                    out.push_str(&text[from..range.start]);
                    out.push_str(&value);
                    from = range.end;
                }
                None => output::say(&format!("credential {}: this format cannot hold its value", found_name(id))),
            }
        }
        out.push_str(&text[from..]);
        Ok(out)
    }

    /// Opens credentials, as one act. One that is gone stays a mark; one that does not open ends the command.
    fn open(&self, ids: Vec<Text>) -> Result<(), Failure> {
        let (mut wanted, mut subjects) = (Vec::new(), Vec::new());
        for id in ids {
            let name = found_name(&id);
            self.vault.require(Right::ReadSecret, &self.vault.subjects(&name))?;
            let stored = credential::before(self.catalog, &name, self.before.as_deref())?;
            if stored.is_none() {
                output::say(&format!("credential {name} is not in the catalog any more; its mark stays"));
            }
            subjects.extend(stored.as_ref().map(|_| Text::from(format!("credential:{name}"))));
            wanted.push((id, stored));
        }
        let act = Act { action: Action::SecretRead, subjects, detail: self.what.clone() };
        let open = || {
            let mut opened = Vec::new();
            for (id, stored) in wanted {
                let secret = stored.map(|stored| self.vault.open(&self.identities, &stored)).transpose()?;
                opened.push((id, secret));
            }
            Ok((opened, String::new()))
        };
        let opened = if act.subjects.is_empty() {
            open()?.0
        } else {
            audited_reading(self.settings, &actor_with(Some(&self.identities)), &act, open)?
        };
        self.opened.borrow_mut().extend(opened);
        Ok(())
    }
}

/// Where comments stand in XML, in their order.
fn comments(text: &str) -> Vec<Range<usize>> {
    let (mut all, mut from) = (Vec::new(), 0);
    while let Some(start) = text[from..].find("<!--").map(|at| from + at) {
        let end = text[start..].find("-->").map_or(text.len(), |at| start + at);
        all.push(start..end);
        from = end;
    }
    all
}

/// A value as it is written; `None` where the format cannot hold it.
fn value(secret: &Secret, written: Written) -> Option<String> {
    let plain = secret.expose();
    Some(match written {
        Written::Text => table::harmless(plain),
        Written::Json => json::inside(plain),
        Written::Xml => tree::escape(plain),
        Written::Shell => plain.replace('\'', "'\\''"),
        Written::Line if plain.contains(['\n', '\r']) => return None,
        Written::Line => plain.to_owned(),
    })
}
