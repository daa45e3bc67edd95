//! Which sessions read or write tables that are classified.
//!
//! Owns the way from a pattern to a session: source or target definition → mapping or mapplet in its folder, also by a
//! shortcut → session. Lookups count by the table that they name. What only stands in SQL is not seen here.

use crate::answer::comply::book::like;
use crate::model::Text;
use crate::model::classification::{Class, Classification, Pattern};
use crate::model::usage::{Lead, MappedSession, MappingKey, Placed, TableDefinition};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A table, a class of its data, and a session that uses it.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct ClassifiedUse {
    /// Word of the class.
    pub class: String,
    /// Name of the table.
    pub table: String,
    /// Columns by which it is of that class; none: the table as a whole.
    pub columns: Vec<String>,
    /// `READ`, `WRITE` or `LOOKUP`.
    pub access: &'static str,
    /// Full address of the session.
    pub session: String,
}

/// Everything that is looked at.
#[derive(Debug, Clone, Default)]
pub struct Tables {
    /// Definitions of sources and targets.
    pub definitions: Vec<TableDefinition>,
    /// Columns that some pattern may fit, by definition.
    pub columns: Vec<(i64, Text)>,
    /// Shortcuts.
    pub leads: Vec<Lead>,
    /// Tables that lookups name.
    pub lookups: Vec<Placed>,
    /// Sessions.
    pub sessions: Vec<MappedSession>,
}

/// Classes of a table, each with the columns that make it so.
type Classes = BTreeMap<Class, BTreeSet<Text>>;

fn names(pattern: &Pattern, table: &str) -> bool {
    pattern.table.is_empty() || like(&pattern.table, table)
}

/// True where a pattern may fit a column of this name, of whatever table.
#[must_use]
pub fn may_fit_column(classification: &Classification, column: &str) -> bool {
    classification.patterns.iter().any(|one| !one.column.is_empty() && like(&one.column, column))
}

/// Classes of a table by its name and columns.
fn classes(classification: &Classification, table: &str, columns: &[&Text]) -> Classes {
    let mut all = Classes::new();
    for pattern in classification.patterns.iter().filter(|one| names(one, table)) {
        if pattern.column.is_empty() {
            // A pattern of nothing at all says nothing.
            if !pattern.table.is_empty() {
                all.entry(pattern.class).or_default();
            }
            continue;
        }
        for column in columns.iter().filter(|column| like(&pattern.column, column)) {
            all.entry(pattern.class).or_default().insert((*column).clone());
        }
    }
    all
}

/// What of the definitions is classified, by name.
#[derive(Debug, Default)]
pub struct Classed {
    /// By folder, kind and name.
    by_place: HashMap<(i64, bool, Text), Classes>,
    /// By name alone, for lookups and shortcuts.
    by_name: HashMap<Text, Classes>,
}

/// Which definitions are classified.
#[must_use]
pub fn classed(tables: &Tables, classification: &Classification) -> Classed {
    let mut columns: HashMap<i64, Vec<&Text>> = HashMap::new();
    for (definition, column) in &tables.columns {
        columns.entry(*definition).or_default().push(column);
    }
    let mut all = Classed::default();
    for one in &tables.definitions {
        let own = columns.get(&one.definition).map_or(&[][..], Vec::as_slice);
        let found = classes(classification, &one.name, own);
        if found.is_empty() {
            continue;
        }
        merge(all.by_name.entry(one.name.clone()).or_default(), &found);
        merge(all.by_place.entry((one.folder, one.is_target, one.name.clone())).or_default(), &found);
    }
    // Tables that only lookups name have no definition.
    for one in &tables.lookups {
        let found = classes(classification, bare(&one.object), &[]);
        if !found.is_empty() {
            merge(all.by_name.entry(bare(&one.object).into()).or_default(), &found);
        }
    }
    all
}

/// The name of a table without its owner.
fn bare(table: &str) -> &str {
    table.rsplit_once('.').map_or(table, |(_, name)| name).trim_matches('"')
}

fn merge(into: &mut Classes, other: &Classes) {
    for (class, columns) in other {
        into.entry(*class).or_default().extend(columns.iter().cloned());
    }
}

impl Classed {
    /// True where nothing is classified.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.by_name.is_empty()
    }

    /// How many tables are, by name.
    #[must_use]
    pub fn tables(&self) -> usize {
        self.by_name.len()
    }

    /// True for the name of a classified table, and of a shortcut to one.
    #[must_use]
    pub fn is_named(&self, leads: &[Lead], name: &str) -> bool {
        self.by_name.contains_key(name)
            || leads.iter().any(|lead| lead.name == name && self.by_name.contains_key(&lead.to))
    }

    /// Name and classes of what an instance stands for.
    fn of(&self, placed: &Placed, leads: &HashMap<(i64, &Text), &Lead>) -> Option<(Text, &Classes)> {
        let folder = placed.mapping.folder;
        let is_target = placed.kind == "Target Definition";
        if placed.kind == "Lookup Procedure" {
            let name = Text::from(bare(&placed.object));
            let found = self.by_name.get(&name)?;
            return Some((name, found));
        }
        if let Some(found) = self.by_place.get(&(folder, is_target, placed.object.clone())) {
            return Some((placed.object.clone(), found));
        }
        let lead = leads.get(&(folder, &placed.object))?;
        Some((lead.to.clone(), self.by_name.get(&lead.to)?))
    }
}

/// Which sessions use what is classified. `placed` are the instances of those names and of mapplets.
#[must_use]
pub fn uses(classed: &Classed, tables: &Tables, placed: &[Placed]) -> Vec<ClassifiedUse> {
    let leads: HashMap<(i64, &Text), &Lead> =
        tables.leads.iter().map(|lead| ((lead.folder, &lead.name), lead)).collect();
    let mut inside: BTreeMap<MappingKey, BTreeSet<(Text, &'static str)>> = BTreeMap::new();
    let mut found: HashMap<Text, Classes> = HashMap::new();
    for one in placed.iter().chain(&tables.lookups).filter(|one| one.kind != "Mapplet") {
        let Some((name, own)) = classed.of(one, &leads) else { continue };
        merge(found.entry(name.clone()).or_default(), own);
        inside.entry(one.mapping.clone()).or_default().insert((name, access(&one.kind)));
    }
    through_mapplets(&mut inside, placed);
    let mut all = BTreeSet::new();
    for session in &tables.sessions {
        let key = MappingKey { folder: session.folder, name: session.mapping.clone(), is_mapplet: false };
        for (table, access) in inside.get(&key).into_iter().flatten() {
            for (class, columns) in found.get(table).into_iter().flatten() {
                all.insert(ClassifiedUse {
                    class: class.as_str().to_owned(),
                    table: table.to_string(),
                    columns: columns.iter().map(ToString::to_string).collect(),
                    access,
                    session: session.address.clone(),
                });
            }
        }
    }
    all.into_iter().collect()
}

fn access(kind: &str) -> &'static str {
    match kind {
        "Target Definition" => "WRITE",
        "Lookup Procedure" => "LOOKUP",
        _ => "READ",
    }
}

/// Mapplets stand in mappings and in each other; what is in one is in whatever holds it.
pub(super) fn through_mapplets<T: Clone + Ord>(inside: &mut BTreeMap<MappingKey, BTreeSet<T>>, placed: &[Placed]) {
    // Deeper than this is a circle, which PowerCenter refuses.
    const DEEPEST: usize = 8;
    for _ in 0..DEEPEST {
        let mut grew = false;
        for one in placed.iter().filter(|one| one.kind == "Mapplet") {
            let key = MappingKey { folder: one.mapping.folder, name: one.object.clone(), is_mapplet: true };
            let Some(own) = inside.get(&key).cloned() else { continue };
            let all = inside.entry(one.mapping.clone()).or_default();
            let before = all.len();
            all.extend(own);
            grew |= all.len() > before;
        }
        if !grew {
            return;
        }
    }
}
