//! What A and B mean: objects, folders or snapshots, each in a catalog.

use super::DiffArgs;
use crate::cli::exit::{Failure, INPUT};
use crate::cli::list;
use crate::cli::object::{self, Wanted};
use crate::store::Catalog;
use crate::store::snapshot::looks_like_snapshot;

const FOLDER: &str = "folder:";

/// One end of a comparison.
pub(super) struct End<'c> {
    pub(super) catalog: &'c Catalog,
    /// Number of the snapshot.
    pub(super) at: i64,
    pub(super) meant: Meant,
}

/// What is compared.
pub(super) enum Meant {
    /// Everything of the snapshot.
    Snapshot,
    /// A folder.
    Folder { repository: Option<String>, name: String },
    /// An object.
    Object(Wanted),
}

/// Both ends, with what is left out put in.
pub(super) fn ends<'c>(
    args: &DiffArgs,
    catalog: &'c Catalog,
    other: Option<&'c Catalog>,
) -> Result<(End<'c>, End<'c>), Failure> {
    let there = other.unwrap_or(catalog);
    if let Some(day) = &args.since {
        return Ok((end(catalog, args.a.as_deref(), Some(day))?, end(catalog, args.a.as_deref(), Some("latest"))?));
    }
    match (args.a.as_deref(), args.b.as_deref()) {
        (Some(a), Some(b)) => Ok((end(catalog, Some(a), None)?, end(there, Some(b), None)?)),
        (a, None) if other.is_some() => Ok((end(catalog, a, None)?, end(there, a, None)?)),
        (a, _) => {
            let before = a.and_then(|text| snapshot_in(catalog, text).transpose()).transpose()?;
            let (text, before) = match (a, before) {
                (Some(text), Some(word)) => (&text[..text.len() - word.len() - 1], word),
                (text, None) => (text.unwrap_or_default(), "latest~1".to_owned()),
                (None, Some(word)) => ("", word),
            };
            let text = Some(text).filter(|text| !text.is_empty());
            Ok((end(catalog, text, Some(&before))?, end(catalog, text, Some("latest"))?))
        }
    }
}

/// The snapshot that an address names behind its last `@`, where it is one.
fn snapshot_in(catalog: &Catalog, text: &str) -> Result<Option<String>, Failure> {
    let Some((_, word)) = text.rsplit_once('@') else { return Ok(None) };
    Ok(catalog.snapshot_named(word)?.map(|_| word.to_owned()))
}

/// One end. `at` names its snapshot where the text does not.
fn end<'c>(catalog: &'c Catalog, text: Option<&str>, at: Option<&str>) -> Result<End<'c>, Failure> {
    let at_or_latest = at.unwrap_or("latest");
    let Some(text) = text else {
        return Ok(End { catalog, at: list::snapshot(catalog, at_or_latest)?, meant: Meant::Snapshot });
    };
    if let Some(word) = text.strip_prefix('@') {
        match catalog.snapshot_named(word)? {
            Some(at) => return Ok(End { catalog, at, meant: Meant::Snapshot }),
            // Folders may begin with `@`, but hardly with a digit behind it.
            None if looks_like_snapshot(word) || word.starts_with(|c: char| c.is_ascii_digit()) => {
                return Err(list::no_snapshot(word));
            }
            None => {}
        }
    }
    if let Some(folder) = text.strip_prefix(FOLDER) {
        return self::folder(catalog, folder, at_or_latest);
    }
    let wanted = object::wanted(catalog, text)?;
    let at = at.map(|word| list::snapshot(catalog, word)).transpose()?.unwrap_or(wanted.at);
    Ok(End { catalog, at, meant: Meant::Object(Wanted { at, ..wanted }) })
}

fn folder<'c>(catalog: &'c Catalog, text: &str, at: &str) -> Result<End<'c>, Failure> {
    let (text, at) = match snapshot_in(catalog, text)? {
        Some(word) => (&text[..text.len() - word.len() - 1], list::snapshot(catalog, &word)?),
        None => (text, list::snapshot(catalog, at)?),
    };
    let (repository, name) = match text.split_once("::") {
        Some((repository, name)) => (Some(repository.to_owned()), name),
        None => (None, text),
    };
    if let Some((_, word)) = name.rsplit_once('@')
        && looks_like_snapshot(word)
        && !catalog.has_folder(name)?
    {
        return Err(list::no_snapshot(word));
    }
    list::require_folder(catalog, Some(name))?;
    Ok(End { catalog, at, meant: Meant::Folder { repository, name: name.to_owned() } })
}

impl End<'_> {
    /// What it is, in words.
    pub(super) fn label(&self) -> Result<String, Failure> {
        let all = self.catalog.snapshots(true)?;
        let found = all.iter().find(|one| one.id == self.at);
        let snapshot = found.ok_or_else(|| Failure::new(INPUT, format!("there is no snapshot {}", self.at)))?;
        let name = snapshot.label.as_ref().map(|label| format!(" `{label}`")).unwrap_or_default();
        let snapshot = format!("snapshot {}{name} ({})", snapshot.id, snapshot.started_at);
        Ok(match &self.meant {
            Meant::Snapshot => snapshot,
            Meant::Folder { repository: None, name } => format!("folder {name}, {snapshot}"),
            Meant::Folder { repository: Some(repository), name } => format!("folder {repository}::{name}, {snapshot}"),
            Meant::Object(wanted) => format!("{}, {snapshot}", wanted.address.text),
        })
    }
}
