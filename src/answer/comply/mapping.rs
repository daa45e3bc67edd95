//! What a mapping, mapplet or reusable transformation says in its texts: SQL, filters, owners, paths, days.
//!
//! Owns which attribute is which kind of text. The same questions are asked of what a session puts in their place.

use super::Around;
use super::asking::{Asking, short};
use super::sql::{always_true, fixed_day, is_absolute, is_fixed, names_one, schema, selects_all};
use super::{described, flow, naming};
use crate::model::attribute::Attribute;
use crate::model::comply::Rule;
use crate::model::comply::documentation::PART;
use crate::model::comply::evidence::{NO_DESCRIPTION, WIDE_SELECT};
use crate::model::comply::maintainability::{
    FILTER_TRUE, HARD_CODED_DATE, HARD_CODED_OWNER, HARD_CODED_PATH, LARGE_MAPPING, LONG_SQL,
};
use crate::model::comply::naming::{MAPPING, MAPPLET, TRANSFORMATION};
use crate::model::design::Stored;
use crate::model::mapping::{Mapping, Transformation};
use crate::model::object::Kind;

/// Attributes that hold a whole query.
const QUERIES: [&str; 3] = ["Sql Query", "Lookup Sql Override", "Sql Query Override"];
/// Attributes that hold a condition or a statement.
const CONDITIONS: [&str; 7] = [
    "Source Filter",
    "Filter Condition",
    "User Defined Join",
    "Lookup Source Filter",
    "Pre SQL",
    "Post SQL",
    "Group Filter Condition",
];
/// Attributes that name a schema.
const OWNERS: [&str; 2] = ["Owner Name", "Table Name Prefix"];

/// True for attributes that take the place of the mapping's SQL, filter or join.
pub(super) fn is_logic(attribute: &str) -> bool {
    QUERIES.contains(&attribute) || ["Source Filter", "Filter Condition", "User Defined Join"].contains(&attribute)
}

/// A transformation, as a mapping or a session has it.
pub(super) struct Texts<'t> {
    /// Its name; empty for a reusable one, which is the object itself.
    pub(super) owner: &'t str,
    /// Its type.
    pub(super) kind: &'t str,
    /// Its attributes.
    pub(super) attributes: &'t [Attribute],
    /// The child of FOLDER from which lines count.
    pub(super) stored: &'t Stored,
}

impl Texts<'_> {
    fn part(&self, attribute: &str) -> String {
        if self.owner.is_empty() { attribute.to_owned() } else { format!("{} {attribute}", self.owner) }
    }
}

/// Asks about a mapping or mapplet.
pub(super) fn mapping(kind: &Kind, mapping: &Mapping, stored: &Stored, around: &Around<'_>, ask: &mut Asking<'_>) {
    let place = stored.place(0);
    let (name, said) = (mapping.name.as_str(), (mapping.name.as_str(), mapping.description.as_str()));
    if *kind == Kind::Mapplet {
        naming::name(&MAPPLET, name, &place, ask);
        described::check(&PART, said, &place, ask);
    } else {
        naming::name(&MAPPING, name, &place, ask);
        described::check(&NO_DESCRIPTION, said, &place, ask);
    }
    naming::signs(name, &place, ask);
    let named = mapping.transformations.iter().map(|one| (one.transformation_type.as_str(), one.name.as_str()));
    naming::by_type(&TRANSFORMATION, named, &place, ask);
    described::transformations(mapping, &place, ask);
    let (most, many) = (ask.around.book.number(&LARGE_MAPPING, "most"), mapping.transformations.len());
    if ask.asks(&LARGE_MAPPING) && many as u64 > most {
        ask.fires(&LARGE_MAPPING, "", &place, &format!("{most} at most"), &format!("{many} transformations"));
    }
    // A reusable one stands here as a copy of what stands beside, where it is asked about itself.
    let own: Vec<Texts<'_>> =
        mapping.transformations.iter().filter(|one| !one.reusable).map(|one| texts(one, &one.name, stored)).collect();
    texts_of(&own, &[&IN_MAPPING[..], &ANYWHERE[..]].concat(), ask);
    flow::check(mapping, stored, around, ask);
}

/// Asks about a reusable transformation.
pub(super) fn reusable(one: &Transformation, stored: &Stored, ask: &mut Asking<'_>) {
    let place = stored.place(0);
    naming::by_type(
        &TRANSFORMATION,
        std::iter::once((one.transformation_type.as_str(), one.name.as_str())),
        &place,
        ask,
    );
    naming::signs(&one.name, &place, ask);
    described::check(&PART, (&one.name, &one.description), &place, ask);
    texts_of(&[texts(one, "", stored)], &[&IN_MAPPING[..], &ANYWHERE[..]].concat(), ask);
    flow::reusable(one, &place, ask);
}

fn texts<'t>(one: &'t Transformation, owner: &'t str, stored: &'t Stored) -> Texts<'t> {
    Texts { owner, kind: &one.transformation_type, attributes: &one.attributes, stored }
}

/// Rules about texts of mappings alone: what sessions say of paths is another rule's.
const IN_MAPPING: [&Rule; 1] = [&HARD_CODED_PATH];
/// Rules about texts wherever they stand.
pub(super) const ANYWHERE: [&Rule; 5] = [&FILTER_TRUE, &HARD_CODED_OWNER, &HARD_CODED_DATE, &LONG_SQL, &WIDE_SELECT];

/// Asks rules about the texts of an object, each once.
pub(super) fn texts_of(all: &[Texts<'_>], rules: &[&Rule], ask: &mut Asking<'_>) {
    for rule in rules {
        if !ask.asks(rule) {
            continue;
        }
        for one in all {
            for attribute in one.attributes.iter().filter(|attribute| !attribute.value.is_empty()) {
                let said = match rule.id {
                    id if id == FILTER_TRUE.id => filter(one.kind, attribute),
                    id if id == HARD_CODED_OWNER.id => owner(attribute, ask),
                    id if id == HARD_CODED_PATH.id => path(attribute),
                    id if id == HARD_CODED_DATE.id => date(attribute, ask),
                    id if id == LONG_SQL.id => long(attribute, ask),
                    _ => wide(attribute, ask),
                };
                if let Some((expected, actual)) = said {
                    let place = one.stored.place(attribute.line);
                    ask.fires(rule, &one.part(&attribute.name), &place, &expected, &actual);
                }
            }
        }
    }
}

/// What should stand there and what does, where a rule fires.
type Said = Option<(String, String)>;

fn filter(kind: &str, attribute: &Attribute) -> Said {
    let fires = kind == "Filter" && attribute.name == "Filter Condition" && always_true(&attribute.value);
    fires.then(|| ("a condition that some rows do not meet".to_owned(), attribute.value.to_string()))
}

fn owner(attribute: &Attribute, ask: &Asking<'_>) -> Said {
    let except = ask.around.book.text(&HARD_CODED_OWNER, "except");
    let (name, value) = (attribute.name.as_str(), attribute.value.as_str());
    let found = if OWNERS.contains(&name) {
        is_fixed(value, except).then_some(value)
    } else if name == "Lookup table name" {
        value.split_once('.').map(|(owner, _)| owner).filter(|owner| is_fixed(owner, except))
    } else if QUERIES.contains(&name) || matches!(name, "Pre SQL" | "Post SQL") {
        schema(value, except)
    } else {
        None
    };
    found.map(|owner| ("a parameter, or no schema".to_owned(), format!("schema {}", short(owner))))
}

fn path(attribute: &Attribute) -> Said {
    let names = ["irectory", "ilename", "File Name"].iter().any(|end| attribute.name.contains(end));
    (names && is_absolute(&attribute.value))
        .then(|| ("a path that begins with $PM… or a parameter".to_owned(), short(&attribute.value)))
}

fn date(attribute: &Attribute, ask: &Asking<'_>) -> Said {
    let name = attribute.name.as_str();
    if !QUERIES.contains(&name) && !CONDITIONS.contains(&name) {
        return None;
    }
    let found = fixed_day(&attribute.value, ask.around.book.text(&HARD_CODED_DATE, "except"))?;
    Some(("a parameter or variable".to_owned(), short(found)))
}

fn long(attribute: &Attribute, ask: &Asking<'_>) -> Said {
    let most = ask.around.book.number(&LONG_SQL, "characters");
    let many = attribute.value.len();
    (QUERIES.contains(&attribute.name.as_str()) && many as u64 > most)
        .then(|| (format!("{most} characters at most"), format!("{many} characters")))
}

fn wide(attribute: &Attribute, ask: &Asking<'_>) -> Said {
    if !QUERIES.contains(&attribute.name.as_str()) {
        return None;
    }
    let named = || names_one(&attribute.value, ask.around.book.text(&WIDE_SELECT, "columns"));
    let actual =
        if selects_all(&attribute.value) { "SELECT *".to_owned() } else { format!("it names the column {}", named()?) };
    Some(("the columns that are needed, none of them sensitive".to_owned(), actual))
}
