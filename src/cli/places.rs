//! From an address to the places where it stands: sessions and worklets by the names of their instances.

use super::design::{Found, Shelf, workflows_with};
use super::exit::Failure;
use super::object::{self, Wanted};
use crate::answer::design::Standing;
use crate::model::object::{Key, Kind};
use crate::store::Catalog;
use crate::store::find::Object;
use std::collections::BTreeSet;

/// Addresses of all places that an address may mean, and the workflows to walk for them.
pub(super) fn of(shelf: &Shelf<'_>, catalog: &Catalog, wanted: &Wanted) -> Result<(Vec<String>, Vec<Object>), Failure> {
    let tops = tops(catalog, wanted)?;
    let mut places: BTreeSet<String> = BTreeSet::new();
    for top in &tops {
        shelf.walk(top, &mut |_, key, standing| {
            if fits(wanted, top, key, standing) {
                places.insert(standing.address.clone());
            }
            Ok(())
        })?;
    }
    Ok((places.into_iter().collect(), tops))
}

/// An instance is meant by its own name and by that of the session it stands for.
fn fits(wanted: &Wanted, top: &Object, key: &Key, standing: &Standing<'_>) -> bool {
    let fits = |key: &Key| wanted.address.fits(&top.repository, &top.folder, key);
    let task = standing.session.map(|one| Key { name: one.session.1.name.clone(), ..key.clone() });
    fits(key) || task.is_some_and(|key| fits(&key))
}

/// The workflows to walk for an address.
fn tops(catalog: &Catalog, wanted: &Wanted) -> Result<Vec<Object>, Failure> {
    let mut tops = workflows_with(catalog, wanted.address.name(), wanted.at)?;
    let own = object::candidates(catalog, wanted)?;
    tops.extend(own.into_iter().filter(|one| one.key.kind == Kind::Workflow && one.key.path.is_empty()));
    tops.sort_by_key(object::address);
    tops.dedup_by_key(|one| one.definition);
    Ok(tops)
}

/// What is done with each place.
pub(super) type Visit<'v> = dyn FnMut(&Object, Found, &Key, &Standing<'_>) -> Result<(), Failure> + 'v;

/// Every session, worklet and workflow of the catalog or a folder, workflow by workflow, then the sessions that no workflow
/// uses.
pub(super) fn every(
    shelf: &Shelf<'_>,
    catalog: &Catalog,
    folder: Option<&str>,
    visit: &mut Visit<'_>,
) -> Result<(), Failure> {
    let mut placed: BTreeSet<(i64, String)> = BTreeSet::new();
    let wanted = |name: &str| folder.is_none_or(|folder| folder == name);
    for top in catalog.objects_at_top("workflow", shelf.at)?.iter().filter(|one| wanted(&one.folder)) {
        shelf.walk(top, &mut |found, key, standing| {
            if let Some(layered) = &standing.session {
                placed.insert((top.folder_id, layered.session.1.name.to_string()));
            }
            visit(top, found, key, standing)
        })?;
    }
    for object in catalog.objects_at_top("session", shelf.at)?.iter().filter(|one| wanted(&one.folder)) {
        if !placed.contains(&(object.folder_id, object.key.name.to_string())) {
            shelf.alone(object, &mut |found, key, standing| visit(object, found, key, standing))?;
        }
    }
    Ok(())
}
