//! Folders and snapshots: which objects differ, and how.
//!
//! Owns matching objects by identity, and which of those that came and went are one under two names. Two snapshots of one
//! catalog cost what changed between them, not what they hold.

use super::sides::{End, Meant};
use super::trees::{Seen, Trees, side};
use super::{Comparing, compared, only};
use crate::answer::diff::change::{Class, ObjectDiff, Side};
use crate::answer::diff::merge::merge;
use crate::answer::diff::part::Part;
use crate::answer::diff::stored::Inner;
use crate::answer::diff::{consequence, parameter_file, risk};
use crate::cli::exit::{Failure, INPUT};
use crate::model::credential::{found_name, marks};
use crate::model::object::{Key, Kind};
use crate::read::parameter;
use crate::store::credential;
use crate::store::find::{Object, TwoStates};
use std::collections::{BTreeMap, BTreeSet};

/// What came and what went of one kind in one folder, each as a tree that is named by its place in the list.
#[derive(Default)]
struct Unmatched {
    gone: Vec<Object>,
    new: Vec<Object>,
}

impl Comparing<'_> {
    pub(super) fn whole(&self, a: &End<'_>, b: &End<'_>) -> Result<(Vec<ObjectDiff>, u64), Failure> {
        let snapshots = matches!(a.meant, Meant::Snapshot);
        let one_catalog = std::ptr::eq(a.catalog, b.catalog);
        let (pairs, looked_at) = if snapshots && one_catalog {
            a.catalog.changed_between(a.at, b.at)?
        } else {
            matched(objects(a)?, objects(b)?, !snapshots)
        };
        let pairs = if snapshots && one_catalog { self.with_secrets(pairs)? } else { self.unlike(pairs)? };
        let mut found = Vec::new();
        let mut unmatched: BTreeMap<(String, Kind), Unmatched> = BTreeMap::new();
        for (at, pair) in pairs.into_iter().enumerate() {
            match pair {
                (Some(before), Some(after)) if at >= self.most => found.push(self.unseen(&before, &after)),
                (Some(before), Some(after)) => found.push(self.objects(&before, &after)?),
                (Some(gone), None) => unmatched.entry(group(&gone, !snapshots)).or_default().gone.push(gone),
                (None, Some(new)) => unmatched.entry(group(&new, !snapshots)).or_default().new.push(new),
                (None, None) => {}
            }
        }
        for one in unmatched.into_values() {
            self.unmatched(&one, &mut found)?;
        }
        if snapshots && one_catalog {
            found.extend(self.parameter_files(a, b)?);
        }
        found.sort_by_cached_key(key);
        Ok((found, looked_at))
    }

    /// Adds the objects of which nothing changed but a secret: their texts are the same.
    fn with_secrets(&self, mut pairs: Vec<TwoStates>) -> Result<Vec<TwoStates>, Failure> {
        let (_, late) = self.by_age();
        let names = self.secrets_between()?;
        if names.is_empty() {
            return Ok(pairs);
        }
        let known: BTreeSet<i64> =
            pairs.iter().flat_map(|(a, b)| a.iter().chain(b)).map(|one| one.definition).collect();
        for object in late.catalog.objects_near_secrets(late.shelf.at)? {
            if known.contains(&object.definition) {
                continue;
            }
            let text = late.catalog.definition_text(object.definition)?.xml;
            if marks(&text).any(|(_, id)| names.contains(&found_name(id))) {
                pairs.push((Some(object.clone()), Some(object)));
            }
        }
        Ok(pairs)
    }

    /// Leaves out what two catalogs or folders have in the same words.
    fn unlike(&self, mut pairs: Vec<TwoStates>) -> Result<Vec<TwoStates>, Failure> {
        let mut same = Vec::with_capacity(pairs.len());
        for pair in &pairs {
            same.push(match pair {
                (Some(a), Some(b)) => {
                    let digest = self.a.catalog.definition_digest(a.definition)?;
                    digest.is_some() && digest == self.b.catalog.definition_digest(b.definition)?
                }
                _ => false,
            });
        }
        let mut same = same.into_iter();
        pairs.retain(|_| !same.next().unwrap_or_default());
        Ok(pairs)
    }

    /// One object as of both ends.
    fn objects(&self, before: &Object, after: &Object) -> Result<ObjectDiff, Failure> {
        let (a, b) = (self.one(&self.a, before)?, self.one(&self.b, after)?);
        let merged = self.merged(&a.part, &b.part)?;
        let mut object = compared(&a, &b, merged);
        if self.args.consequences && before.key.kind == Kind::Session && !object.changes.is_empty() {
            let (a, b) = (self.a.told(before)?, self.b.told(after)?);
            object.consequences = consequence::findings(&a.0, &b.0);
            object.consequences.extend(consequence::settings(&a.1, &b.1));
        }
        Ok(object)
    }

    /// An object of which nobody looks at what changed.
    fn unseen(&self, before: &Object, after: &Object) -> ObjectDiff {
        self.unseen.set(self.unseen.get() + 1);
        ObjectDiff {
            class: Class::Changed,
            kind: before.key.kind.as_str().to_owned(),
            a: Some(side(before)),
            b: Some(side(after)),
            reason: "not looked into: too many changed".to_owned(),
            ..ObjectDiff::default()
        }
    }

    /// An object as one of many. What stands in a workflow or worklet is an object of its own.
    fn one(&self, trees: &Trees<'_>, object: &Object) -> Result<Seen, Failure> {
        let part = if object.key.kind == Kind::Session && !self.args.raw {
            trees.quick(object)?
        } else {
            trees.stored(object, Inner::Apart)?
        };
        let kind = object.key.kind.as_str().to_owned();
        Ok(Seen { kind, side: side(object), part, findings: Vec::new(), settings: Vec::new() })
    }

    /// What came and what went: renamed where the content says so.
    fn unmatched(&self, one: &Unmatched, found: &mut Vec<ObjectDiff>) -> Result<(), Failure> {
        let many = one.gone.len().saturating_add(one.new.len()) > self.most;
        let renamed = if many || one.gone.is_empty() || one.new.is_empty() { Vec::new() } else { self.renamed(one)? };
        let is = |class: Class, at: usize| {
            renamed.iter().any(|(old, new, _)| if class == Class::Removed { *old == at } else { *new == at })
        };
        for (old, new, likeness) in &renamed {
            let (a, b) = (self.one(&self.a, &one.gone[*old])?, self.one(&self.b, &one.new[*new])?);
            let merged = self.merged(&a.part, &b.part)?;
            let (own, reason) = risk::of_object(Class::Renamed, &a.kind);
            let all = compared(&a, &b, merged);
            let risk = all.risk.max(own);
            found.push(ObjectDiff {
                class: Class::Renamed,
                likeness: *likeness,
                risk,
                reason: reason.to_owned(),
                ..all
            });
        }
        for (class, objects) in [(Class::Removed, &one.gone), (Class::Added, &one.new)] {
            let alone = objects.iter().enumerate().filter(|(at, _)| !is(class, *at));
            found.extend(alone.map(|(_, object)| only(class, object.key.kind.as_str(), &side(object))));
        }
        Ok(())
    }

    /// Pairs of one object under two names, by their places in the lists, with the likeness of those that are a guess.
    fn renamed(&self, one: &Unmatched) -> Result<Vec<(usize, usize, Option<u8>)>, Failure> {
        let tree = |trees: &Trees<'_>, objects: &[Object], mark: &str| -> Result<Part, Failure> {
            let mut parts = Vec::new();
            for (at, object) in objects.iter().enumerate() {
                // Names of which no two are the same, so that only the content can match.
                parts.push(Part { name: format!("{mark}{at:08}").into(), ..trees.stored(object, Inner::Apart)? });
            }
            Ok(Part { kind: "folder".into(), parts, ..Part::default() })
        };
        let (a, b) = (tree(&self.a, &one.gone, "a")?, tree(&self.b, &one.new, "b")?);
        let merged = merge(&a, &b, false, &|_, _| None);
        let number = |name: &str| name.get(1..).and_then(|digits| digits.parse().ok());
        let pairs = merged.changes.iter().filter(|change| change.class == Class::Renamed && change.path.len() == 1);
        Ok(pairs
            .filter_map(|change| {
                let (old, new) = (change.was.as_deref()?, change.path.last()?.name.as_str());
                Some((number(old)?, number(new)?, change.likeness))
            })
            .collect())
    }

    fn parameter_files(&self, a: &End<'_>, b: &End<'_>) -> Result<Vec<ObjectDiff>, Failure> {
        let names = self.secrets_between()?;
        let read = |end: &End<'_>, other: &End<'_>| -> Result<BTreeMap<(String, String), Part>, Failure> {
            let mut files = end.catalog.parameter_files_unlike(end.at, other.at)?;
            if !names.is_empty() {
                let held = |text: &str| marks(text).any(|(_, id)| names.contains(&found_name(id)));
                let near = end.catalog.parameter_files_with_secrets(end.at)?;
                files.extend(near.into_iter().filter(|one| held(&one.text)));
            }
            let part = |text: &str, name: &str| parameter_file::part(&parameter::read(text, name));
            Ok(files.into_iter().map(|one| ((one.environment, one.name.clone()), part(&one.text, &one.name))).collect())
        };
        let (before, mut after) = (read(a, b)?, read(b, a)?);
        let mut found = Vec::new();
        for (key, part) in before {
            let one = parameter_seen(&key, part);
            match after.remove(&key) {
                Some(other) => {
                    let other = parameter_seen(&key, other);
                    let merged = self.merged(&one.part, &other.part)?;
                    found.push(compared(&one, &other, merged));
                }
                None => found.push(super::alone(Class::Removed, &one)),
            }
        }
        found.extend(after.into_iter().map(|(key, part)| super::alone(Class::Added, &parameter_seen(&key, part))));
        Ok(found)
    }

    /// The ends by age.
    fn by_age(&self) -> (&Trees<'_>, &Trees<'_>) {
        if self.a.shelf.at < self.b.shelf.at { (&self.a, &self.b) } else { (&self.b, &self.a) }
    }

    /// Names of the secrets that got another value between two snapshots of one catalog.
    fn secrets_between(&self) -> Result<BTreeSet<String>, Failure> {
        let (early, late) = self.by_age();
        let names = credential::found_between(early.catalog, &early.started_at, &late.started_at)?;
        Ok(names.into_iter().collect())
    }
}

fn parameter_seen((environment, name): &(String, String), part: Part) -> Seen {
    let address = if environment.is_empty() { name.clone() } else { format!("{name} ({environment})") };
    let side = Side { address, place: part.place.clone() };
    Seen { kind: "parameter file".to_owned(), side, part, findings: Vec::new(), settings: Vec::new() }
}

fn key(one: &ObjectDiff) -> (String, String) {
    let side = one.b.as_ref().or(one.a.as_ref());
    (one.kind.clone(), side.map(|side| side.address.clone()).unwrap_or_default())
}

/// Where a new name is looked for: in the folder, or anywhere in two folders that are compared.
fn group(object: &Object, two_folders: bool) -> (String, Kind) {
    let folder = if two_folders { String::new() } else { format!("{}::{}", object.repository, object.folder) };
    (folder, object.key.kind.clone())
}

/// Everything that an end means.
fn objects(end: &End<'_>) -> Result<Vec<Object>, Failure> {
    if let Meant::Folder { repository, name } = &end.meant {
        let all = end.catalog.objects_in_folder(repository.as_deref(), name, end.at)?;
        let repositories: BTreeSet<&str> = all.iter().map(|one| one.repository.as_str()).collect();
        if repositories.len() > 1 {
            let names = repositories.into_iter().collect::<Vec<_>>().join(", ");
            let message = format!("folder {name} is in several repositories: {names}");
            return Err(Failure::new(INPUT, message).hint(format!("say which: folder:REPOSITORY::{name}")));
        }
        return Ok(all);
    }
    let mut all = Vec::new();
    for folder in end.catalog.folder_names()? {
        all.extend(end.catalog.objects_in_folder(None, &folder, end.at)?);
    }
    Ok(all)
}

/// Objects of two lists by identity: inside two folders, or with folder and repository.
fn matched(a: Vec<Object>, b: Vec<Object>, two_folders: bool) -> (Vec<TwoStates>, u64) {
    let place = |one: &Object| {
        if two_folders { (String::new(), String::new()) } else { (one.repository.clone(), one.folder.clone()) }
    };
    let mut pairs: BTreeMap<((String, String), Key), TwoStates> = BTreeMap::new();
    for one in a {
        let identity = (place(&one), one.key.clone());
        pairs.entry(identity).or_default().0 = Some(one);
    }
    for one in b {
        let identity = (place(&one), one.key.clone());
        pairs.entry(identity).or_default().1 = Some(one);
    }
    let all = pairs.len() as u64;
    (pairs.into_values().collect(), all)
}
