//! Tuned settings beside a configuration that is in use.

use crate::answer::tune::Tuning;
use crate::model::listing::{Cell, Listing};
use crate::model::spark_setting::find;
use crate::render::table::{harmless, table};
use serde::Serialize;
use serde_json::{Value, json};

/// A setting in which both differ.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Compared {
    /// Its key.
    pub key: String,
    /// What the configuration sets, else what Spark takes.
    pub present: String,
    /// The configuration sets it.
    pub set: bool,
    /// What is recommended; nothing where no formula speaks of the key.
    pub tuned: Option<String>,
    /// Why.
    pub why: String,
}

/// Settings that differ, in the order of the answer; then those of the configuration of which the answer says nothing.
#[must_use]
pub fn compare(tuning: &Tuning, present: &[(String, String)]) -> Vec<Compared> {
    let of = |key: &str| present.iter().find(|(known, _)| known == key).map(|(_, value)| value.clone());
    let differing = tuning.settings.iter().filter_map(|one| {
        let set = of(&one.key);
        let now = set.clone().unwrap_or_else(|| one.default.clone());
        (now != one.value).then(|| Compared {
            key: one.key.clone(),
            present: now,
            set: set.is_some(),
            tuned: Some(one.value.clone()),
            why: one.why.clone(),
        })
    });
    let silent = present.iter().filter(|(key, _)| !tuning.settings.iter().any(|one| one.key == *key));
    let same = |key: &str, value: &str| find(key).is_some_and(|setting| setting.default == value);
    let silent = silent.filter(|(key, value)| !same(key, value)).map(|(key, value)| Compared {
        key: key.clone(),
        present: value.clone(),
        set: true,
        tuned: None,
        why: "no formula speaks of it".to_owned(),
    });
    let mut all: Vec<Compared> = differing.collect();
    // A setting of which nothing is recommended is no difference, but it is good to know that it stays.
    if !all.is_empty() {
        all.extend(silent);
    }
    all
}

/// The comparison as text.
#[must_use]
pub fn compared_text(tuning: &Tuning, all: &[Compared], width: Option<usize>) -> String {
    let name = harmless(&tuning.session);
    if all.is_empty() {
        return format!("{name}: nothing to change\n");
    }
    let text = |text: &str| Cell::Text(text.to_owned());
    let row = |one: &Compared| {
        let present = if one.set { one.present.clone() } else { format!("{} (default)", one.present) };
        vec![text(&one.key), Cell::Text(present), one.tuned.as_deref().map_or(Cell::Nothing, text), text(&one.why)]
    };
    let listing = Listing { columns: vec!["key", "present", "tuned", "why"], rows: all.iter().map(row).collect() };
    format!("{name}\n{}", table(&listing, width))
}

/// The comparison as JSON.
#[must_use]
pub fn compared_json(tuning: &Tuning, all: &[Compared]) -> Value {
    json!({ "session": tuning.session, "differences": all })
}
