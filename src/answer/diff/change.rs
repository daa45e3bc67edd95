//! What came out of a comparison: changes of an object, objects of a folder or snapshot.
//!
//! Owns the shapes that `render::diff` writes and `catalog schema diff` publishes.

use super::part::Part;
use crate::model::Text;
use serde::Serialize;

/// Version of the shape that `catalog schema diff` publishes. It grows when a field changes its meaning or goes.
pub const VERSION: u32 = 1;

/// What became of an object, a part or a fact.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Class {
    /// In b only.
    Added,
    /// In a only.
    Removed,
    /// In both, with another value.
    #[default]
    Changed,
    /// In both, under another name.
    Renamed,
    /// In both with one value, but another layer says it: it follows another master now.
    Restated,
}

/// How much a change may matter to a load.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Risk {
    /// Nothing that a load does.
    #[default]
    Low,
    /// How a load does it.
    Medium,
    /// What a load reads, writes or keeps, or whether it runs.
    High,
}

/// One step of the way from an object to a part in it.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Step {
    /// Kind of the part.
    pub kind: Text,
    /// Its name.
    pub name: Text,
}

/// A value as one side has it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Told {
    /// The value.
    pub value: Text,
    /// The kind of layer that says so; empty where there are no layers.
    pub origin: Text,
    /// `file:line`
    pub place: String,
}

/// What can be said of a value that holds a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Hidden {
    /// The secret is another one: it is sealed under another name or version, or one side has none.
    Changed,
    /// It was cut out and not kept, or nobody here can tell.
    Unknown,
}

/// One change below an object.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Change {
    /// What became of it.
    pub class: Class,
    /// The way to it: names of b for what is in b, of a for what was removed. Empty for the object itself.
    pub path: Vec<Step>,
    /// Of what was renamed: its name in a (the last step has the name in b).
    pub was: Option<Text>,
    /// Of a rename that is a guess: likeness in per cent; `None` where the content is the same.
    pub likeness: Option<u8>,
    /// Which fact; `None`: the whole part.
    pub fact: Option<Text>,
    /// The fact in a.
    pub before: Option<Told>,
    /// The fact in b.
    pub after: Option<Told>,
    /// What was added or removed, whole.
    pub part: Option<Box<Part>>,
    /// What can be said of a secret in it.
    pub hidden: Option<Hidden>,
    /// How much it may matter.
    pub risk: Risk,
    /// Why.
    pub reason: String,
    /// References that changed with the name and nothing else.
    pub follows: Vec<Change>,
}

/// An object as one side has it.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Side {
    /// Full address.
    pub address: String,
    /// `file:line`
    pub place: String,
}

/// What `validate` or `tune` would answer differently.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Consequence {
    /// `validate` or `tune`.
    pub of: String,
    /// Code of the rule, or name of the Spark setting.
    pub what: String,
    /// What was said before; empty where nothing was.
    pub before: String,
    /// What is said now; empty where nothing is.
    pub after: String,
}

/// Two objects compared, or one that has no other.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ObjectDiff {
    /// What became of it.
    pub class: Class,
    /// Kind of object.
    pub kind: String,
    /// In a.
    pub a: Option<Side>,
    /// In b.
    pub b: Option<Side>,
    /// Of a rename that is a guess: likeness in per cent.
    pub likeness: Option<u8>,
    /// What is different, in the order of paths and facts.
    pub changes: Vec<Change>,
    /// The highest risk of all changes; of an object that was added or removed, its own.
    pub risk: Risk,
    /// Why, for an object that was added, removed or renamed; empty where the changes say it.
    pub reason: String,
    /// Differences that were left out as noise.
    pub noise: u32,
    /// Facts that are the same.
    pub unchanged: u32,
    /// Secrets that nobody can compare, because they were cut out and not kept.
    pub unknown: u32,
    /// What other answers would now be.
    pub consequences: Vec<Consequence>,
}

/// Everything that was compared.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Diff {
    /// What a is, in words: an address, a folder, `snapshot 3 (2026-11-21T01:15:00Z)`; with its catalog where that is another.
    pub a: String,
    /// What b is.
    pub b: String,
    /// Objects that differ, by kind and address.
    pub objects: Vec<ObjectDiff>,
    /// How many objects were looked at.
    pub compared: u64,
    /// Differences left out as noise in objects that do not differ otherwise.
    pub noise: u64,
    /// Facts that are the same in objects that were read and do not differ.
    pub unchanged: u64,
    /// Secrets that nobody can compare in objects that do not differ otherwise.
    pub unknown: u64,
    /// How many changes `--only` and `--ignore` left out.
    pub left_out: u64,
}

impl Diff {
    /// Lets objects go that do not differ, and keeps their counts.
    pub fn settle(&mut self) {
        // One with a reason and no change was not looked into.
        let differs = |one: &ObjectDiff| {
            let whole = one.class != Class::Changed || !one.reason.is_empty();
            whole || !one.changes.is_empty() || !one.consequences.is_empty()
        };
        for same in self.objects.iter().filter(|one| !differs(one)) {
            self.noise += u64::from(same.noise);
            self.unchanged += u64::from(same.unchanged);
            self.unknown += u64::from(same.unknown);
        }
        self.objects.retain(differs);
    }

    /// True where nothing differs.
    #[must_use]
    pub fn is_same(&self) -> bool {
        self.objects.is_empty()
    }
}
