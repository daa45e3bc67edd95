//! From an address to the places where it stands: sessions and worklets by the names of their instances.

use super::design::{Found, Shelf, workflows_with};
use super::exit::{Failure, INPUT, STORE, USAGE};
use super::object::{self, Wanted};
use crate::answer::design::Standing;
use crate::model::Text;
use crate::model::object::{Key, Kind};
use crate::store::Catalog;
use crate::store::find::Object;
use std::collections::BTreeSet;

/// Addresses of all places that an address may mean, and the workflows to walk for them.
pub(super) fn of(shelf: &Shelf<'_>, catalog: &Catalog, wanted: &Wanted) -> Result<(Vec<String>, Vec<Object>), Failure> {
    let tops = tops(catalog, wanted)?;
    // An instance of the name counts before those that stand for a task of the name.
    let (mut instances, mut tasks) = (BTreeSet::new(), BTreeSet::new());
    shelf.only(Some(wanted.address.name()));
    let exact = is_exact(wanted) && (wanted.address.segments.len() == 2 || tops.iter().any(|one| is_in(wanted, one)));
    for top in &tops {
        shelf.walk(top, &mut |_, key, standing| {
            let fits = |key: &Key| {
                let whole = || wanted.address.is_full(&top.repository, &top.folder, key);
                wanted.address.fits(&top.repository, &top.folder, key) && (!exact || whole())
            };
            let task = standing.session.map(|one| task_key(key, standing, one.session.1.name.clone(), exact));
            if fits(key) {
                instances.insert(standing.address.clone());
            } else if task.is_some_and(|task| fits(&task)) {
                tasks.insert(standing.address.clone());
            }
            Ok(())
        })?;
    }
    shelf.only(None);
    let places = if instances.is_empty() { tasks } else { instances };
    Ok((places.into_iter().collect(), tops))
}

/// True of a session's address that names repository and everything below: it means one object and no other of its name.
fn is_exact(wanted: &Wanted) -> bool {
    wanted.address.kind == Some(Kind::Session) && wanted.address.repository.is_some()
}

/// True where an exact address leads into a workflow. One of a session in a reusable worklet leads into none.
fn is_in(wanted: &Wanted, top: &Object) -> bool {
    let address = &wanted.address;
    let [folder, name, _, ..] = address.segments.as_slice() else { return false };
    is_exact(wanted)
        && address.repository.as_deref() == Some(&top.repository)
        && *folder == top.folder
        && *name == top.key.name
}

/// The key by which the task of a standing is found. An exact address of a reusable session stands at folder level.
fn task_key(key: &Key, standing: &Standing<'_>, name: Text, exact: bool) -> Key {
    let inside = standing.levels.last().zip(standing.session.as_ref());
    let nested = inside.is_some_and(|(level, one)| std::ptr::eq(level.stored, one.session.0));
    let path = if exact && !nested { Text::default() } else { key.path.clone() };
    Key { path, name, ..key.clone() }
}

/// Hands the session that an address means over, as it stands there, with the number of its folder.
pub(super) fn session(
    shelf: &Shelf<'_>,
    catalog: &Catalog,
    wanted: &Wanted,
    take: &mut dyn FnMut(i64, &Standing<'_>) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let mut found = false;
    let mut visit = |folder: i64, standing: &Standing<'_>| {
        found |= standing.session.is_some();
        if standing.session.is_some() { take(folder, standing) } else { Ok(()) }
    };
    let (places, tops) = of(shelf, catalog, wanted)?;
    match places.as_slice() {
        [] => {
            let object = object::one(catalog, wanted)?;
            shelf.alone(&object, &mut |_, _, standing| visit(object.folder_id, standing))?;
        }
        [place] => {
            shelf.only(Some(wanted.address.name()));
            for top in &tops {
                shelf.walk(top, &mut |_, _, standing| {
                    if standing.address == *place { visit(top.folder_id, standing) } else { Ok(()) }
                })?;
            }
            shelf.only(None);
        }
        several => {
            let message = format!("{} stands in {} places:\n  {}", wanted.text, several.len(), several.join("\n  "));
            return Err(Failure::new(INPUT, message).hint("give the workflow before it: WORKFLOW/NAME"));
        }
    }
    shelf.check()?;
    if found { Ok(()) } else { Err(Failure::new(USAGE, format!("{} is no session", wanted.text))) }
}

/// The object that a standing's session is: one in a workflow, or a reusable one.
pub(super) fn own(
    shelf: &Shelf<'_>,
    catalog: &Catalog,
    folder: i64,
    standing: &Standing<'_>,
) -> Result<Object, Failure> {
    let damaged = || Failure::new(STORE, "the catalog is damaged: a session is no object");
    let (stored, session) = standing.session.ok_or_else(damaged)?.session;
    let level = standing.levels.last().filter(|level| std::ptr::eq(level.stored, stored));
    let path = level.map_or("", |level| level.inside);
    let named = catalog.objects_named(&session.name, shelf.at)?;
    let session = |one: &&Object| one.folder_id == folder && one.key.kind == Kind::Session;
    let here = |one: &&Object| one.file == stored.file && one.line.unsigned_abs() == stored.lines_before + 1;
    // One in a workflow that is asked for without it has no level around.
    let found = named.iter().filter(session).find(|one| one.key.path == path);
    found.or_else(|| named.iter().filter(session).find(here)).cloned().ok_or_else(damaged)
}

/// The workflows to walk for an address.
fn tops(catalog: &Catalog, wanted: &Wanted) -> Result<Vec<Object>, Failure> {
    let mut tops = workflows_with(catalog, wanted.address.name(), wanted.at)?;
    let own = object::candidates(catalog, wanted)?;
    tops.extend(own.into_iter().filter(|one| one.key.kind == Kind::Workflow && one.key.path.is_empty()));
    // An exact address says in which workflow: in a large repository many have a session of one name.
    if tops.iter().any(|one| is_in(wanted, one)) {
        tops.retain(|one| is_in(wanted, one));
    }
    tops.sort_by_key(object::address);
    tops.dedup_by_key(|one| one.definition);
    Ok(tops)
}

/// What is done with each place.
pub(super) type Visit<'v> = dyn FnMut(&Object, Found, &Key, &Standing<'_>) -> Result<(), Failure> + 'v;

/// Every session, worklet and workflow of the catalog or a folder: workflow by workflow, then worklets that no workflow uses,
/// then sessions that nothing uses.
pub(super) fn every(
    shelf: &Shelf<'_>,
    catalog: &Catalog,
    folder: Option<&str>,
    visit: &mut Visit<'_>,
) -> Result<(), Failure> {
    some(shelf, catalog, &|one| folder.is_none_or(|folder| folder == one.folder), visit)
}

/// As [`every`], of those objects at folder level that are wanted. Whoever wants a session or worklet wants the workflows that
/// use it, too; else it is taken for one that nothing uses.
pub(super) fn some(
    shelf: &Shelf<'_>,
    catalog: &Catalog,
    wanted: &dyn Fn(&Object) -> bool,
    visit: &mut Visit<'_>,
) -> Result<(), Failure> {
    for top in catalog.objects_at_top("workflow", shelf.at)?.iter().filter(|one| wanted(one)) {
        shelf.walk(top, &mut |found, key, standing| visit(top, found, key, standing))?;
    }
    let worklets = catalog.objects_at_top("worklet", shelf.at)?;
    let unused: Vec<&Object> = worklets.iter().filter(|one| wanted(one) && !shelf.used(one)).collect();
    for top in &unused {
        // So that those which stand in others are known.
        shelf.walk(top, &mut |_, _, _| Ok(()))?;
    }
    for top in unused.into_iter().filter(|top| !shelf.used(top)) {
        shelf.walk(top, &mut |found, key, standing| visit(top, found, key, standing))?;
    }
    for object in catalog.objects_at_top("session", shelf.at)?.iter().filter(|one| wanted(one)) {
        if !shelf.used(object) {
            shelf.alone(object, &mut |found, key, standing| visit(object, found, key, standing))?;
        }
    }
    Ok(())
}
