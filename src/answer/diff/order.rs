//! Order where it means something: a fact of the part around, made of what the export says about it.
//!
//! Owns which orders mean something, and telling whether two differ in more than names that came or went. Attributes that
//! number siblings (`EXECORDER`, `ORDER`, …) are noise beside it: one that is put in between renumbers all behind it.

use super::part::{Fact, Part};
use crate::model::Text;
use rustc_hash::FxHashMap;

/// Kind of parts, the attribute that numbers them, the fact that tells their order.
const NUMBERED: &[(&str, &str, &str)] = &[
    ("argument", "ARGORDER", "order of arguments"),
    ("assignment", "EXECORDER", "order of assignments"),
    ("column", "FIELDNUMBER", "order of columns"),
    ("command", "EXECORDER", "order of commands"),
    ("group", "ORDER", "order of groups"),
    ("port attribute definition", "ORDER", "order of port attributes"),
    ("target load order", "ORDER", "order of targets"),
    ("value pair", "EXECORDER", "order of value pairs"),
];

/// Facts that tell an order of ports, and which ports have it: the fact of a port, and what is in its value.
const PORTS: &[(&str, &str, &str)] = &[
    ("order of group-by ports", "EXPRESSIONTYPE", "GROUPBY"),
    ("order of sort keys", "ISSORTKEY", "YES"),
    ("order of variables", "PORTTYPE", "LOCAL VARIABLE"),
];

/// The order of all ports: columns of a query, arguments of a procedure.
pub(super) const OF_PORTS: &str = "order of ports";

/// Types of transformations that take all their ports by position.
const BY_POSITION: &[&str] =
    &["Source Qualifier", "Stored Procedure", "External Procedure", "Advanced External Procedure"];

/// Between two names, and between two that share a place.
const NEXT: &str = ", ";
const BESIDE: &str = " = ";

/// The facts that tell the orders of what stands in a part whose names are final.
pub(super) fn facts(part: &Part) -> Vec<Fact> {
    let numbered = NUMBERED.iter().filter(|(kind, ..)| is_numbered(part, kind)).map(|(kind, attribute, name)| {
        let of_kind = part.parts.iter().filter(|one| one.kind == *kind && one.fact(attribute).is_some());
        (*name, of_kind.map(|one| (number(one.fact(attribute)), one.name.clone())).collect::<Vec<_>>())
    });
    let is_transformation = part.kind == "transformation";
    let ports = || part.parts.iter().filter(|one| one.kind == "port");
    let positions = |chosen: &dyn Fn(&Part) -> bool| {
        ports().filter(|one| chosen(one)).map(|one| (u64::from(one.at), one.name.clone())).collect::<Vec<_>>()
    };
    let special = PORTS.iter().filter(|_| is_transformation).map(|(name, fact, word)| {
        (*name, positions(&|port| port.fact(fact).is_some_and(|value| value.contains(word))))
    });
    let by_position = is_transformation && part.fact("TYPE").is_some_and(|kind| BY_POSITION.contains(&kind));
    let all = by_position.then(|| (OF_PORTS, positions(&|_| true)));
    let lists = numbered.chain(special).chain(all).filter(|(name, list)| list.len() > 1 && part.fact(name).is_none());
    lists
        .map(|(name, list)| Fact { name: name.into(), value: told(list), place: part.place.clone(), ..Fact::default() })
        .collect()
}

/// Columns have an order in a flat file; in a table they have none, and in what a mainframe lays out their numbers say more.
fn is_numbered(part: &Part, kind: &str) -> bool {
    kind != "column" || is_flat(part)
}

/// True of the definition of a flat file.
pub(super) fn is_flat(part: &Part) -> bool {
    matches!(part.kind.as_str(), "source" | "target") && part.fact("DATABASETYPE") == Some("Flat File")
}

/// The attribute that numbers parts of a kind beside a fact that tells their order.
pub(super) fn numbers(kind: &str, fact: &str) -> bool {
    kind != "column" && NUMBERED.iter().any(|(of, attribute, _)| *of == kind && *attribute == fact)
}

fn number(value: Option<&str>) -> u64 {
    value.and_then(|value| value.trim().parse().ok()).unwrap_or(u64::MAX)
}

fn told(mut list: Vec<(u64, Text)>) -> Text {
    list.sort();
    let mut out = Text::default();
    for (at, (number, name)) in list.iter().enumerate() {
        if at > 0 {
            out.push_str(if list[at - 1].0 == *number { BESIDE } else { NEXT });
        }
        out.push_str(name);
    }
    out
}

/// Kind of the parts whose order a fact tells.
pub(super) fn kind(fact: &str) -> Option<&'static str> {
    let numbered = NUMBERED.iter().find(|(.., name)| *name == fact).map(|(kind, ..)| *kind);
    numbered.or_else(|| (fact == OF_PORTS || PORTS.iter().any(|(name, ..)| *name == fact)).then_some("port"))
}

/// Names in their order, each with its place.
type Places<'v> = Vec<(usize, &'v str)>;

fn places(value: &str) -> Places<'_> {
    let by_place = value.split(NEXT).enumerate();
    by_place
        .flat_map(|(at, beside)| beside.split(BESIDE).map(move |name| (at, name)))
        .filter(|(_, name)| !name.is_empty())
        .collect()
}

/// The names, in a and in b, that explain why an order differs: they are in one of the two only, or have another name in b.
/// `None` where the others have another order, too. `renamed` gives the name in b of what is in both.
pub(super) fn explained<'v>(
    before: &'v str,
    after: &'v str,
    renamed: &dyn Fn(&'v str) -> Option<&'v str>,
) -> Option<(Vec<&'v str>, Vec<&'v str>)> {
    let (before, after) = (places(before), places(after));
    let counted = |list: &Places<'v>| list.iter().map(|(at, name)| (*name, *at)).collect::<FxHashMap<_, _>>();
    let (in_a, in_b) = (counted(&before), counted(&after));
    let twin = |name: &'v str| renamed(name).filter(|name| in_b.contains_key(name));
    let kept: Places<'v> = before.iter().filter_map(|(at, name)| Some((*at, twin(name)?))).collect();
    let twins: FxHashMap<&str, &str> = before.iter().filter_map(|(_, name)| Some((twin(name)?, *name))).collect();
    let stays: Places<'v> = after.iter().filter(|(_, name)| twins.contains_key(name)).copied().collect();
    if kept.len() != stays.len()
        || in_a.len() != before.len()
        || in_b.len() != after.len()
        || ranked(&kept) != ranked(&stays)
    {
        return None;
    }
    let gone = before.iter().filter(|(_, name)| twin(name) != Some(name)).map(|(_, name)| *name);
    let come = after.iter().filter(|(_, name)| twins.get(name) != Some(name)).map(|(_, name)| *name);
    Some((gone.collect(), come.collect()))
}

/// Places without holes; names that share one are put in their order.
fn ranked<'v>(list: &Places<'v>) -> Vec<(usize, &'v str)> {
    let (mut rank, mut before) = (0, None);
    let dense = list.iter().map(|(at, name)| {
        rank += usize::from(before.is_some_and(|before| before != *at));
        before = Some(*at);
        (rank, *name)
    });
    let mut dense: Vec<_> = dense.collect();
    dense.sort_unstable();
    dense
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_or_goes_explains_an_order_and_what_moves_does_not() {
        let same = |name: &'static str| Some(name);
        assert_eq!(explained("a, b, c", "a, x, b", &same), Some((vec!["c"], vec!["x"])));
        assert_eq!(explained("a, b, c", "b, a, c", &same), None);
        assert_eq!(explained("a = b", "a, b", &same), None);
        assert_eq!(explained("", "a, b", &same), Some((vec![], vec!["a", "b"])));
        let renamed = |name: &'static str| Some(if name == "b" { "y" } else { name });
        assert_eq!(explained("a, b, c", "a, y, c", &renamed), Some((vec!["b"], vec!["y"])));
        assert_eq!(explained("a, b = c", "a, c = y", &renamed), Some((vec!["b"], vec!["y"])));
    }
}
