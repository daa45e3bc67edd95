//! What nothing uses, what stands there twice, and folders.

use super::Asking;
use crate::model::census::{Referred, Top};
use crate::model::comply::Rule;
use crate::model::comply::documentation::{FOLDER, TABLE};
use crate::model::comply::maintainability::{COPIED, SAME_MAPPING, UNUSED_MAPPING, UNUSED_REUSABLE};
use crate::model::comply::naming::DOTTED_FOLDER;
use crate::model::object::Kind;
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn check(ask: &mut Asking<'_, '_>) {
    unused(ask);
    copies(ask);
    same(ask);
    folders(ask);
}

/// Kinds, the rule that asks whether something uses them, and the kinds of objects that may: a folder without one of these
/// was exported without them.
const USERS: [(Kind, &Rule, &str, &[Kind]); 4] = [
    (Kind::Mapping, &UNUSED_MAPPING, "mapping", &[Kind::Session, Kind::Workflow]),
    (Kind::Mapplet, &UNUSED_REUSABLE, "mapplet", &[Kind::Mapping]),
    (Kind::Transformation, &UNUSED_REUSABLE, "transformation", &[Kind::Mapping]),
    (Kind::Worklet, &UNUSED_REUSABLE, "worklet", &[Kind::Workflow]),
];

fn unused(ask: &mut Asking<'_, '_>) {
    let whole = ask.whole;
    let used: BTreeSet<&Referred> = whole.used.iter().collect();
    for (kind, rule, word, users) in USERS {
        let with_users: BTreeSet<i64> =
            whole.tops.iter().filter(|top| users.contains(&top.kind)).map(|top| top.folder_id).collect();
        for top in whole.tops.iter().filter(|top| top.kind == kind) {
            if !with_users.contains(&top.folder_id) {
                ask.not_checked(rule, "some folders were exported without what uses such objects");
                continue;
            }
            let Some(asked) = ask.asks(rule, &top.folder) else { continue };
            if !used.contains(&Referred { folder_id: top.folder_id, kind: word, name: top.name.clone() }) {
                ask.fires_at(&asked, (&top.address, "", &top.place), "something that uses it", "nothing");
            }
        }
    }
}

/// Objects whose texts are equal to the letter, in several folders of a repository.
fn copies(ask: &mut Asking<'_, '_>) {
    let whole = ask.whole;
    let mut alike: BTreeMap<(&str, &Kind, &str, &[u8]), Vec<&Top>> = BTreeMap::new();
    for top in whole.tops.iter().filter(|top| top.kind != Kind::Workflow) {
        alike.entry((&top.repository, &top.kind, &top.name, &top.digest)).or_default().push(top);
    }
    twice(&COPIED, alike.into_values(), "one object in a shared folder", "the same stands in", ask);
}

/// Mappings of a repository that look the same but for their names.
fn same(ask: &mut Asking<'_, '_>) {
    let whole = ask.whole;
    let mut alike: BTreeMap<(&str, &str, i64), Vec<&Top>> = BTreeMap::new();
    for top in whole.tops.iter().filter(|top| top.kind == Kind::Mapping) {
        let Some((many, shape)) = whole.shapes.get(&top.definition) else { continue };
        let least = ask.book(&top.folder).number(&SAME_MAPPING, "least");
        if *many >= least {
            let rest = top.length - i64::try_from(top.name.len()).unwrap_or_default() - top.description;
            alike.entry((&top.repository, shape, rest)).or_default().push(top);
        }
    }
    // Copies of one name are told of already.
    for all in alike.values_mut() {
        let mut names = BTreeSet::new();
        all.retain(|top| names.insert(&top.name));
    }
    twice(&SAME_MAPPING, alike.into_values(), "one mapping with parameters", "the same is done by", ask);
}

/// Tells of every object of a group but the first.
fn twice<'w>(
    rule: &'static Rule,
    groups: impl Iterator<Item = Vec<&'w Top>>,
    expected: &str,
    how: &str,
    ask: &mut Asking<'_, '_>,
) {
    for mut all in groups {
        all.sort_by_key(|top| &top.address);
        let first = all[0];
        for top in &all {
            let Some(asked) = ask.asks(rule, &top.folder) else { continue };
            if top.address != first.address {
                ask.fires_at(&asked, (&top.address, "", &top.place), expected, &format!("{how} {}", first.address));
            }
        }
    }
}

fn folders(ask: &mut Asking<'_, '_>) {
    let whole = ask.whole;
    for one in &whole.folders {
        let object = format!("folder:{}::{}", one.repository, one.name);
        if let Some(asked) = ask.asks(&FOLDER, &one.name).filter(|_| one.description.trim().is_empty()) {
            ask.fires(&asked, (&object, "DESCRIPTION"), "a description", "none");
        }
        if let Some(asked) = ask.asks(&DOTTED_FOLDER, &one.name).filter(|_| one.name.contains('.')) {
            ask.fires(&asked, (&object, ""), "a name without a period", &one.name);
        }
        let least = ask.book(&one.name).number(&TABLE, "least").max(1);
        if one.tables >= least
            && let Some(asked) = ask.asks(&TABLE, &one.name)
            && one.described == 0
        {
            let actual = format!("{} sources and targets, none with a description", one.tables);
            ask.fires(&asked, (&object, "sources and targets"), "descriptions of the tables that matter", &actual);
        }
    }
}
