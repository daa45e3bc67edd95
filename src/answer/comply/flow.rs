//! How data flows through a mapping: what the database could do, what must be cached.
//!
//! Owns the walk against the connectors. Rules about order want [`Stored::flow`]; without it they are not asked.

use super::Around;
use super::asking::Asking;
use crate::model::Text;
use crate::model::comply::Rule;
use crate::model::comply::flow::{
    JOIN_OF_ONE_DATABASE, LATE_FILTER, UNCACHED_LOOKUP, UNSORTED_AGGREGATOR, UNSORTED_JOINER,
};
use crate::model::content::Value;
use crate::model::design::Stored;
use crate::model::mapping::{Instance, Mapping, Transformation};
use crate::model::object::Kind;
use std::collections::{BTreeMap, BTreeSet};

/// Transformations passed on the way up to a Source Qualifier.
const FARTHEST: usize = 6;

/// Attribute, value that is wrong, and the type of transformation it is asked of.
const SWITCHES: [(&Rule, &str, &str, &str); 3] = [
    (&UNSORTED_AGGREGATOR, "Aggregator", "Sorted Input", "NO"),
    (&UNSORTED_JOINER, "Joiner", "Sorted Input", "NO"),
    (&UNCACHED_LOOKUP, "Lookup Procedure", "Lookup caching enabled", "NO"),
];

/// Asks about a mapping or mapplet.
pub(super) fn check(mapping: &Mapping, stored: &Stored, around: &Around<'_>, ask: &mut Asking<'_>) {
    for (rule, kind, name, wrong) in SWITCHES {
        let of_kind = || mapping.transformations.iter().filter(|one| one.transformation_type == kind && !one.reusable);
        // A mapping without one has nothing to keep the rule with.
        if of_kind().next().is_some() && ask.asks(rule) {
            for one in of_kind() {
                switch(rule, one, (name, wrong), stored, &format!("{} {name}", one.name), ask);
            }
        }
    }
    let joins = || mapping.instances.iter().filter(|one| one.object_type == "Joiner");
    let filters = || mapping.instances.iter().filter(|one| one.object_type == "Filter");
    if joins().next().is_none() && filters().next().is_none() {
        return;
    }
    if stored.flow.connectors.is_empty() && mapping.connectors > 0 {
        for rule in [&JOIN_OF_ONE_DATABASE, &LATE_FILTER] {
            ask.not_checked(rule, "connectors were not read");
        }
        return;
    }
    let way = Way::of(mapping, stored);
    if joins().next().is_some() && ask.asks(&JOIN_OF_ONE_DATABASE) {
        for one in joins() {
            way.join(one, around, ask);
        }
    }
    if filters().next().is_some() && ask.asks(&LATE_FILTER) {
        for one in filters() {
            way.filter(one, around, ask);
        }
    }
}

/// Asks about a reusable transformation.
pub(super) fn reusable(one: &Transformation, place: &str, ask: &mut Asking<'_>) {
    for (rule, kind, name, wrong) in SWITCHES {
        let said = one.attributes.iter().find(|attribute| attribute.name == name);
        if one.transformation_type == kind
            && ask.asks(rule)
            && said.is_some_and(|attribute| attribute.value.eq_ignore_ascii_case(wrong))
        {
            ask.fires(rule, name, place, "YES", wrong);
        }
    }
}

fn switch(
    rule: &Rule,
    one: &Transformation,
    (name, wrong): (&str, &str),
    stored: &Stored,
    part: &str,
    ask: &mut Asking<'_>,
) {
    let said = one.attributes.iter().find(|attribute| attribute.name == name);
    if let Some(attribute) = said.filter(|attribute| attribute.value.eq_ignore_ascii_case(wrong)) {
        ask.fires(rule, part, &stored.place(attribute.line), "YES", wrong);
    }
}

/// The instances of a mapping and what flows into each.
struct Way<'m> {
    stored: &'m Stored,
    instances: BTreeMap<&'m str, &'m Instance>,
    into: BTreeMap<&'m str, BTreeSet<&'m str>>,
}

impl<'m> Way<'m> {
    fn of(mapping: &'m Mapping, stored: &'m Stored) -> Self {
        let mut into: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for one in &stored.flow.connectors {
            into.entry(&one.to).or_default().insert(&one.from);
        }
        Self { stored, instances: mapping.instances.iter().map(|one| (one.name.as_str(), one)).collect(), into }
    }

    fn before(&self, instance: &str) -> impl Iterator<Item = &'m Instance> {
        let names = self.into.get(instance).into_iter().flatten();
        names.filter_map(|name| self.instances.get(name).copied())
    }

    /// The Source Qualifier from which alone an instance gets its rows, through what neither joins nor splits.
    fn qualifier(&self, from: &'m Instance) -> Option<&'m Instance> {
        let mut at = from;
        for _ in 0..FARTHEST {
            match at.object_type.as_str() {
                "Source Qualifier" => return Some(at),
                "Expression" | "Sorter" | "Filter" => {
                    let mut all = self.before(&at.name);
                    let only = all.next()?;
                    if all.next().is_some() {
                        return None;
                    }
                    at = only;
                }
                _ => return None,
            }
        }
        None
    }

    /// The one database that a Source Qualifier reads; `None` for files and where it is not known.
    fn database(&self, qualifier: &Instance, around: &Around<'_>) -> Option<Text> {
        let mut databases: BTreeSet<&Text> = BTreeSet::new();
        for source in self.before(&qualifier.name) {
            if is_file(source, around)? {
                return None;
            }
            databases.insert(&source.database);
        }
        let only = databases.pop_first()?;
        (databases.is_empty() && !only.is_empty()).then(|| only.clone())
    }

    fn join(&self, joiner: &Instance, around: &Around<'_>, ask: &mut Asking<'_>) {
        let sides: Vec<&Instance> = self.before(&joiner.name).collect();
        let [a, b] = sides[..] else { return };
        let (Some(a), Some(b)) = (self.qualifier(a), self.qualifier(b)) else { return };
        let (one, other) = (self.database(a, around), self.database(b, around));
        if let Some(database) = one.filter(|one| a.name != b.name && Some(one) == other.as_ref()) {
            let actual = format!("{} and {} both read {database}", a.name, b.name);
            let place = self.stored.place(joiner.line);
            ask.fires(&JOIN_OF_ONE_DATABASE, &joiner.name, &place, "one Source Qualifier that joins", &actual);
        }
    }

    fn filter(&self, filter: &Instance, around: &Around<'_>, ask: &mut Asking<'_>) {
        let mut sides = self.before(&filter.name);
        let Some(before) = sides.next().filter(|one| one.object_type == "Source Qualifier") else { return };
        if sides.next().is_none()
            && let Some(database) = self.database(before, around)
        {
            let actual = format!("it follows {}, which reads {database}", before.name);
            let place = self.stored.place(filter.line);
            ask.fires(&LATE_FILTER, &filter.name, &place, "a Source Filter", &actual);
        }
    }
}

/// True for a source that is a file; `None` where the source is not here.
fn is_file(source: &Instance, around: &Around<'_>) -> Option<bool> {
    // What a Designer calls the database of a file; another source of the name may be a table.
    if matches!(source.database.as_str(), "FlatFile" | "Flat File") {
        return Some(true);
    }
    let found = (around.beside)(&Kind::Source, &source.object)?;
    match &found.content.definitions.first()?.value {
        Value::Table(table) => {
            Some(["Flat File", "XML", "VSAM", "COBOL"].iter().any(|one| table.database_type.contains(one)))
        }
        _ => None,
    }
}
