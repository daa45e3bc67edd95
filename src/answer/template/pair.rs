//! Which part of one session is which of another: the only one of its role in each, else that of the same name.
//!
//! Owns pairing, for two sides and for many. Position never counts.

use super::key::Step;
use super::sheet::{
    ASSIGNMENT, ATTRIBUTES, COMMAND, COMPONENT, CONFIG_ATTRIBUTES, CONNECTION, EXTENSION, OURS, PARTITION, TASK,
    TRANSFORMATION, fact,
};
use crate::answer::diff::part::Part;
use crate::model::Text;
use std::collections::BTreeMap;

/// Kinds in the order in which they are walked; of the first three, a side may have none.
const KINDS: [&str; 11] = [
    ATTRIBUTES,
    CONFIG_ATTRIBUTES,
    OURS,
    EXTENSION,
    CONNECTION,
    TRANSFORMATION,
    PARTITION,
    COMPONENT,
    TASK,
    COMMAND,
    ASSIGNMENT,
];

/// Parts that are the same, one of each side.
pub(super) struct Same<'p> {
    /// What they are; the name is empty where the role is enough.
    pub step: Step,
    /// In the order of the sides; `None` only where a part holds nothing but attributes.
    pub parts: Vec<Option<&'p Part>>,
}

/// What came out of pairing.
#[derive(Default)]
pub(super) struct Pairing<'p> {
    /// Parts that every side has.
    pub same: Vec<Same<'p>>,
    /// Parts that some sides have: number of the side, what it is, the part.
    pub alone: Vec<(usize, Step, &'p Part)>,
}

/// What a part is there for.
fn role(part: &Part) -> Text {
    match part.kind.as_str() {
        EXTENSION => match fact(part, "type").as_str() {
            // PowerCenter writes one for the source itself, too, which has the connection of its source qualifier.
            "READER" if fact(part, "transformation_type") == "Source Definition" => "source".into(),
            "READER" => "reader".into(),
            "WRITER" => "writer".into(),
            "LOOKUPEXTENSION" => "lookup".into(),
            "TEMPLATEEXTENSION" => "template".into(),
            other => other.into(),
        },
        TRANSFORMATION | COMPONENT => fact(part, "type"),
        _ => Text::default(),
    }
}

/// Pairs what stands in parts that are the same.
pub(super) fn pair<'p>(sides: &[Option<&'p Part>]) -> Pairing<'p> {
    let mut out = Pairing::default();
    for kind in KINDS {
        let of_kind = |side: Option<&'p Part>| -> Vec<&'p Part> {
            side.map(|part| part.parts.iter().filter(|one| one.kind == kind).collect()).unwrap_or_default()
        };
        let all: Vec<Vec<&Part>> = sides.iter().copied().map(of_kind).collect();
        if matches!(kind, ATTRIBUTES | CONFIG_ATTRIBUTES | OURS) {
            by_partition(kind, &all, &mut out);
        } else {
            by_role(kind, &all, &mut out);
        }
    }
    out
}

fn by_partition<'p>(kind: &str, all: &[Vec<&'p Part>], out: &mut Pairing<'p>) {
    let mut names: Vec<&Text> = all.iter().flatten().map(|part| &part.name).collect();
    names.sort();
    names.dedup();
    for name in names {
        let parts = all.iter().map(|side| side.iter().copied().find(|part| part.name == *name)).collect();
        out.same.push(Same { step: Step { kind: kind.into(), name: name.clone(), ..Step::default() }, parts });
    }
}

fn by_role<'p>(kind: &str, all: &[Vec<&'p Part>], out: &mut Pairing<'p>) {
    let mut roles: Vec<Text> = Vec::new();
    for part in all.iter().flatten() {
        let role = role(part);
        if !roles.contains(&role) {
            roles.push(role);
        }
    }
    for role_of in roles {
        let of_role = |side: &Vec<&'p Part>| side.iter().copied().filter(|part| role(part) == role_of).collect();
        let all: Vec<Vec<&Part>> = all.iter().map(of_role).collect();
        let step = |name: &str| Step { kind: kind.into(), role: role_of.clone(), name: name.into() };
        if all.iter().all(|side| side.len() == 1) {
            let parts = all.iter().map(|side| side.first().copied()).collect();
            out.same.push(Same { step: step(""), parts });
        } else {
            by_name(&all, &step, out);
        }
    }
}

fn by_name<'p>(all: &[Vec<&'p Part>], step: &dyn Fn(&str) -> Step, out: &mut Pairing<'p>) {
    let mut counts: BTreeMap<&Text, Vec<usize>> = BTreeMap::new();
    for (side, parts) in all.iter().enumerate() {
        for part in parts {
            counts.entry(&part.name).or_insert_with(|| vec![0; all.len()])[side] += 1;
        }
    }
    let everywhere = |part: &Part| counts.get(&part.name).is_some_and(|all| all.iter().all(|count| *count == 1));
    for (side, parts) in all.iter().enumerate() {
        for part in parts {
            if !everywhere(part) {
                out.alone.push((side, step(&part.name), part));
            } else if side == 0 {
                let parts = all.iter().map(|side| side.iter().copied().find(|one| one.name == part.name)).collect();
                out.same.push(Same { step: step(&part.name), parts });
            }
        }
    }
}
