//! How large a session is: what its mapping holds, and the points of it.

use super::points::{MEDIUM, Per, SIMPLE, SIZE};
use crate::answer::assembled::Assembled;
use serde::Serialize;

/// What a session counts, mapplets looked into.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Source instances.
    pub sources: u32,
    /// Target instances.
    pub targets: u32,
    /// Transformations of any kind.
    pub transformations: u32,
    /// Ports of them.
    pub ports: u32,
    /// Ports with an expression of their own: outputs that are no inputs, and local variables, where a kind has such.
    pub expressions: u32,
    /// Lookups.
    pub lookups: u32,
    /// Joiners.
    pub joins: u32,
    /// Texts of SQL.
    pub sql: u32,
}

/// How much of a task the size alone makes it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Complexity {
    /// A copy with a few steps.
    #[default]
    Simple,
    /// In between.
    Medium,
    /// To be cut into pieces.
    Complex,
}

impl Complexity {
    /// Its word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Simple => "simple",
            Self::Medium => "medium",
            Self::Complex => "complex",
        }
    }
}

/// Points that were counted for a row of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Effort {
    /// Code of the row.
    pub code: &'static str,
    /// How many were counted.
    pub count: u32,
    /// Points for them.
    pub points: u32,
}

/// Kinds that are no transformations.
const TABLES: [&str; 3] = ["Source Definition", "Target Definition", "Mapplet"];
/// Kinds whose outputs are written as expressions.
const WRITTEN: [&str; 3] = ["Expression", "Aggregator", "Rank"];

pub(super) fn counts(run: &Assembled<'_>) -> Counts {
    let mut counts = Counts::default();
    for part in &run.parts {
        match part.kind.as_str() {
            "Source Definition" => counts.sources += 1,
            "Target Definition" => counts.targets += 1,
            "Lookup Procedure" => counts.lookups += 1,
            "Joiner" => counts.joins += 1,
            _ => {}
        }
        if TABLES.contains(&part.kind.as_str()) {
            continue;
        }
        counts.transformations += 1;
        counts.ports = counts.ports.saturating_add(part.port_count);
        let written = part.ports.iter().filter(|port| {
            let kind = port.port_type.as_str();
            kind == "LOCAL VARIABLE" || kind == "OUTPUT" && WRITTEN.contains(&part.kind.as_str())
        });
        counts.expressions = counts.expressions.saturating_add(u32::try_from(written.count()).unwrap_or(u32::MAX));
    }
    counts
}

/// Points for a size, row by row; rows that come to nothing are left out.
pub(super) fn effort(counts: &Counts) -> Vec<Effort> {
    let row = |row: &super::points::Row| {
        let count = counted(counts, row.code);
        let points = match row.per {
            Per::Count(many) => (count / many.max(1)).saturating_mul(row.points),
            Per::Place => count.saturating_mul(row.points),
            Per::Session => row.points,
        };
        Effort { code: row.code, count, points }
    };
    SIZE.iter().map(row).filter(|one| one.points > 0).collect()
}

fn counted(counts: &Counts, code: &str) -> u32 {
    match code {
        "transformations" => counts.transformations,
        "ports" => counts.ports,
        "expressions" => counts.expressions,
        "lookups" => counts.lookups,
        "joins" => counts.joins,
        "targets" => counts.targets,
        _ => 1,
    }
}

pub(super) fn complexity(effort: &[Effort]) -> Complexity {
    let points = effort.iter().fold(0, |sum: u32, one| sum.saturating_add(one.points));
    if points <= SIMPLE {
        Complexity::Simple
    } else if points <= MEDIUM {
        Complexity::Medium
    } else {
        Complexity::Complex
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn comes_to(counts: &Counts, expected: &[(&str, u32)], complexity: Complexity) {
        let effort = effort(counts);
        let said: Vec<(&str, u32)> = effort.iter().map(|one| (one.code, one.points)).collect();
        assert_eq!(said, expected);
        assert_eq!(super::complexity(&effort), complexity);
    }

    #[test]
    fn points_follow_the_table() {
        comes_to(&Counts::default(), &[("session", 1)], Complexity::Simple);
        let below = Counts {
            transformations: 9,
            ports: 99,
            expressions: 19,
            lookups: 2,
            joins: 2,
            targets: 2,
            ..Counts::default()
        };
        comes_to(&below, &[("session", 1)], Complexity::Simple);
        // 25 / 10, 100 / 100, 3 / 3.
        let some = Counts { transformations: 25, ports: 100, lookups: 3, ..Counts::default() };
        comes_to(&some, &[("session", 1), ("transformations", 2), ("ports", 1), ("lookups", 1)], Complexity::Medium);
        let much = Counts { ports: u32::MAX, transformations: u32::MAX, ..Counts::default() };
        assert_eq!(super::complexity(&super::effort(&much)), Complexity::Complex);
    }
}
