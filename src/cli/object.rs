//! From an address to the object it means.

use super::exit::{Failure, INPUT, USAGE};
use super::list;
use crate::answer::address::nearest;
use crate::model::address::{Address, escape, full};
use crate::store::Catalog;
use crate::store::find::Object;
use crate::store::snapshot::looks_like_snapshot;

/// Candidates shown for an address that is not clear.
const CANDIDATES: usize = 20;

/// An address with its snapshot.
#[derive(Debug, Clone)]
pub(super) struct Wanted {
    /// What the user wrote.
    pub text: String,
    /// The address without its snapshot.
    pub address: Address,
    /// Number of the snapshot.
    pub at: i64,
}

/// Reads an address. `@` splits only where what follows is a snapshot, because names may hold `@`.
pub(super) fn wanted(catalog: &Catalog, text: &str) -> Result<Wanted, Failure> {
    let latest = catalog
        .latest_snapshot()?
        .ok_or_else(|| Failure::new(INPUT, "the catalog is empty").hint("fill it with `catalog ingest PATH`"))?;
    let mut wanted = (text, latest);
    if let Some((address, snapshot)) = text.rsplit_once('@')
        && !address.is_empty()
        && let Some(at) = catalog.snapshot_named(snapshot)?
    {
        wanted = (address, at);
    }
    let address = Address::parse(wanted.0).ok_or_else(|| {
        let wrong = format!("{text} is no address");
        Failure::new(USAGE, wrong).hint("[kind:][REPOSITORY::]FOLDER/WORKFLOW/NAME[@SNAPSHOT], or a suffix of it")
    })?;
    Ok(Wanted { text: text.to_owned(), address, at: wanted.1 })
}

/// The objects that an address may mean; the one whose full address it is, where there is one.
pub(super) fn candidates(catalog: &Catalog, wanted: &Wanted) -> Result<Vec<Object>, Failure> {
    let name = wanted.address.name();
    let mut found = catalog.objects_named(name, wanted.at)?;
    // `DBD.NAME`: the qualifier may hold a dot itself, so every dot is tried.
    for (at, _) in name.match_indices('.') {
        found.extend(catalog.objects_named(&name[at + 1..], wanted.at)?);
    }
    found.retain(|object| wanted.address.fits(&object.repository, &object.folder, &object.key));
    let full = found.iter().position(|one| wanted.address.is_full(&one.repository, &one.folder, &one.key));
    Ok(match full {
        Some(at) => vec![found.swap_remove(at)],
        None => found,
    })
}

/// The one object that an address means.
pub(super) fn one(catalog: &Catalog, wanted: &Wanted) -> Result<Object, Failure> {
    let mut found = candidates(catalog, wanted)?;
    match found.len() {
        1 => Ok(found.swap_remove(0)),
        0 => Err(unknown(catalog, wanted)?),
        _ => Err(ambiguous(wanted, &found)),
    }
}

/// The full address of an object.
pub(super) fn address(object: &Object) -> String {
    full(&object.repository, &object.folder, &object.key)
}

fn unknown(catalog: &Catalog, wanted: &Wanted) -> Result<Failure, Failure> {
    if let Some((_, word)) = wanted.text.rsplit_once('@')
        && looks_like_snapshot(word)
        && catalog.snapshot_named(word)?.is_none()
    {
        return Ok(list::no_snapshot(word));
    }
    if let Some(last) = catalog.last_seen(wanted.address.name())? {
        let gone = format!("{} is not in snapshot {}", wanted.text, wanted.at);
        return Ok(Failure::new(INPUT, gone).hint(format!("it was there in snapshot {last}: ask for NAME@{last}")));
    }
    let near = nearest(wanted.address.name(), &catalog.object_names()?);
    let failure = Failure::new(INPUT, format!("nothing is called {}", wanted.text));
    Ok(if near.is_empty() {
        failure.hint("`catalog list sessions` and `catalog find WORD` show what there is")
    } else {
        let near: Vec<String> = near.iter().map(|name| escape(name)).collect();
        failure.hint(format!("did you mean {}?", near.join(", ")))
    })
}

fn ambiguous(wanted: &Wanted, found: &[Object]) -> Failure {
    let mut list: Vec<String> = found.iter().take(CANDIDATES).map(|object| format!("  {}", address(object))).collect();
    if found.len() > CANDIDATES {
        list.push(format!("  … and {} more", found.len() - CANDIDATES));
    }
    let message = format!("{} means {} objects:\n{}", wanted.text, found.len(), list.join("\n"));
    Failure::new(INPUT, message).hint("give more of the address, from the right: WORKFLOW/NAME, FOLDER/..., kind:...")
}
