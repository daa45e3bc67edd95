//! Findings, by rule and value: why it matters, what to do, and where.

use super::super::data::Data;
use super::super::table::{Cell, Column, Group, Table};
use super::super::{Block, Fold, Item, Section, fit};
use super::counted;
use crate::model::assessment::{Assessment, Finding};
use crate::model::comply::{Rule, Severity, named};
use rustc_hash::{FxHashMap, FxHashSet};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Findings of a rule up to which they are shown unfolded.
const OPEN: usize = 12;

/// Columns of a table of findings, at least.
const COLUMNS: usize = 8;

/// Findings of one rule that say the same.
type Same<'a> = ((&'a str, &'a str), Vec<&'a Finding>);

pub(super) fn section(a: &Assessment) -> Section {
    let mut by_rule: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for finding in &a.findings {
        by_rule.entry(finding.rule).or_default().push(finding);
    }
    let mut rules: Vec<(&'static Rule, Vec<&Finding>)> =
        by_rule.into_iter().filter_map(|(id, found)| Some((named(id)?, found))).collect();
    rules.sort_by_key(|(rule, found)| (Reverse(worst(found)), rule.category, rule.id));
    let lengths: Vec<usize> = rules.iter().map(|(_, found)| found.len()).collect();
    let most = fit::bound(&lengths, COLUMNS);
    let new: FxHashSet<&str> = a.since.iter().flat_map(|since| &since.new).map(String::as_str).collect();
    let mut blocks = vec![Block::Table(index(&rules))];
    blocks.extend(rules.iter().map(|(rule, found)| Block::Item(item(a, rule, found, &new, most))));
    Section { id: "findings".to_owned(), title: "Findings".to_owned(), blocks }
}

fn worst(found: &[&Finding]) -> Severity {
    found.iter().map(|one| one.severity).max().unwrap_or(Severity::Info)
}

fn anchor(rule: &Rule) -> String {
    format!("rule-{}", rule.id)
}

fn waived(found: &[&Finding]) -> u64 {
    found.iter().filter(|one| super::waived(one)).count() as u64
}

fn index(rules: &[(&'static Rule, Vec<&Finding>)]) -> Table {
    let rows = rules.iter().map(|(rule, found)| {
        let objects: FxHashSet<&str> = found.iter().map(|one| &*one.object).collect();
        let waived = waived(found);
        vec![
            Cell::Link(rule.id.to_owned(), anchor(rule)),
            Cell::Badge(worst(found).as_str().to_owned()),
            Cell::Text(rule.title.to_owned()),
            Cell::Text(rule.category.as_str().to_owned()),
            Cell::count(found.len() as u64 - waived),
            Cell::count(waived),
            Cell::count(objects.len() as u64),
        ]
    });
    let words = ["Rule", "Severity", "What is found", "Category"].map(Column::text);
    let numbers = ["Findings that count", "Waived", "Objects"].map(Column::number);
    Table {
        id: "findings-rules".to_owned(),
        caption: "Rules with a finding, the worst first".to_owned(),
        columns: words.into_iter().chain(numbers).collect(),
        rows: rows.collect(),
        ..Table::default()
    }
}

fn item(a: &Assessment, rule: &Rule, found: &[&Finding], new: &FxHashSet<&str>, most: usize) -> Item {
    let mut severities: Vec<Severity> = found.iter().map(|one| one.severity).collect();
    severities.sort_unstable_by(|a, b| b.cmp(a));
    severities.dedup();
    let controls: Vec<&str> = rule.controls.iter().map(|one| one.as_str()).collect();
    let mut facts = vec![
        ("What to do", rule.remediation.to_owned()),
        ("Reference", rule.reference.to_owned()),
        ("Category", rule.category.as_str().to_owned()),
    ];
    facts.extend((!controls.is_empty()).then(|| ("May be evidence for", controls.join(", "))));
    let facts = facts.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    let waived = waived(found);
    let counts = counted(found.len() as u64 - waived, "finding");
    let title = if waived == 0 { counts } else { format!("{counts} that count, {waived} waived") };
    let table = Block::Table(table(a, rule, found, new, most));
    Item {
        id: anchor(rule),
        title: format!("{} {}", rule.id, rule.title),
        badges: severities.iter().map(|one| one.as_str().to_owned()).collect(),
        blocks: vec![
            Block::Text(rule.rationale.to_owned()),
            Block::Facts(facts),
            Block::Fold(Fold { title, open: found.len() <= OPEN, blocks: vec![table] }),
        ],
    }
}

/// Findings that say the same stand together, the most common saying first.
fn alike<'a>(found: &[&'a Finding]) -> Vec<Same<'a>> {
    let mut all: FxHashMap<(&str, &str), Vec<&Finding>> = FxHashMap::default();
    for one in found {
        all.entry((&*one.actual, &*one.expected)).or_default().push(one);
    }
    let mut all: Vec<Same<'_>> = all.into_iter().collect();
    all.sort_by(|(a, of_a), (b, of_b)| of_b.len().cmp(&of_a.len()).then_with(|| a.cmp(b)));
    all
}

/// Columns that a table has where they say something.
#[derive(Clone, Copy)]
struct Columns {
    /// Not all are equally severe.
    severity: bool,
    /// A waiver covers or covered one of them.
    waiver: bool,
}

impl Columns {
    fn of(found: &[&Finding]) -> Self {
        let first = found.first().map(|one| one.severity);
        Self {
            severity: found.iter().any(|one| Some(one.severity) != first),
            waiver: found.iter().any(|one| one.waiver.is_some()),
        }
    }
}

/// Rows beyond `most` are counted and not made.
fn table(a: &Assessment, rule: &Rule, found: &[&Finding], new: &FxHashSet<&str>, most: usize) -> Table {
    let columns = Columns::of(found);
    let (mut rows, mut groups) = (Vec::with_capacity(found.len().min(most)), Vec::new());
    for ((actual, expected), same) in alike(found) {
        if rows.len() == most {
            break;
        }
        let title = format!("found {}, expected {}: {}", said(actual), said(expected), same.len());
        groups.push(Group { title, from: rows.len() });
        let room = most - rows.len();
        rows.extend(same.into_iter().take(room).map(|one| row(a, one, new, columns)));
    }
    let left_out = (found.len() - rows.len()) as u64;
    let names = ["Object", "Part"].into_iter().chain(columns.severity.then_some("Severity")).chain(["Status"]);
    let names = names.chain(columns.waiver.then_some("Waiver"));
    let names = names.chain(["Where", "First seen", "Last seen", "Definition", "Fingerprint"]);
    Table {
        id: format!("{}-findings", anchor(rule)),
        caption: format!("Findings of {}, by value", rule.id),
        columns: names.map(Column::text).collect(),
        rows,
        groups,
        left_out,
    }
}

fn said(value: &str) -> &str {
    if value.is_empty() { "nothing" } else { value }
}

fn row(a: &Assessment, one: &Finding, new: &FxHashSet<&str>, columns: Columns) -> Vec<Cell> {
    let is_new = new.contains(&*one.fingerprint) && !super::waived(one);
    let place = if one.line == 0 { one.file.to_string() } else { format!("{}:{}", one.file, one.line) };
    let mut row = vec![Cell::Code(one.object.to_string()), Cell::text(&one.part)];
    row.extend(columns.severity.then(|| Cell::Badge(one.severity.as_str().to_owned())));
    row.push(Cell::Badge(if is_new { "new" } else { one.status.as_str() }.to_owned()));
    row.extend(columns.waiver.then(|| Cell::text(&waiver(a, one))));
    row.extend([
        Cell::code(&place),
        Cell::text(&minutes(&one.first_seen)),
        Cell::text(&minutes(&one.last_seen)),
        Cell::code(one.digest.get(..16).unwrap_or(&one.digest)),
        Cell::code(Data::short(&one.fingerprint)),
    ]);
    row
}

/// The waiver that covers or covered a finding, in one line.
fn waiver(a: &Assessment, one: &Finding) -> String {
    let Some(waiver) = one.waiver.and_then(|at| a.waivers.get(at)).map(|row| &row.waiver) else { return String::new() };
    let ticket = if waiver.ticket.is_empty() { String::new() } else { format!(" ({})", waiver.ticket) };
    format!("{}, until {}: {}{ticket}", waiver.approver, waiver.expires, waiver.justification)
}

/// A time to the minute: `2026-11-29 02:00`.
fn minutes(time: &str) -> String {
    time.get(..16).map_or_else(|| time.to_owned(), |kept| kept.replace('T', " "))
}
