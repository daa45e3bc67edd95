//! What was looked at, and what was not: silence is no answer.

use super::super::table::{Cell, Column, Table};
use super::super::{Block, Section};
use crate::model::assessment::{Assessment, Coverage, Input};
use crate::model::comply::named;

pub(super) fn section(a: &Assessment) -> Section {
    let mut blocks = vec![Block::Table(rules(a)), Block::Heading("Not checked".to_owned())];
    blocks.push(if a.not_checked.is_empty() {
        Block::Text("Nothing was passed over.".to_owned())
    } else {
        Block::List(a.not_checked.clone())
    });
    blocks.extend([Block::Heading("Files".to_owned()), Block::Table(troubles(a)), Block::Table(inputs(a))]);
    Section { id: "coverage".to_owned(), title: "Coverage".to_owned(), blocks }
}

fn rules(a: &Assessment) -> Table {
    let row = |one: &Coverage| {
        let was_asked = one.looked_at > 0;
        vec![
            Cell::Text(one.rule.to_owned()),
            Cell::text(named(one.rule).map_or("", |rule| rule.title)),
            Cell::Badge(if was_asked { "checked" } else { "not checked" }.to_owned()),
            Cell::count(one.looked_at),
            Cell::count(one.objects),
            Cell::count(one.active),
            Cell::count(one.waived),
            Cell::text(&one.reason),
        ]
    };
    let words = ["Rule", "What is looked for", "State"].map(Column::text).into_iter();
    let numbers = ["Objects asked", "Objects with a finding", "Findings that count", "Waived"].map(Column::number);
    Table {
        id: "coverage-rules".to_owned(),
        caption: "Rules, and how far each was asked".to_owned(),
        columns: words.chain(numbers).chain([Column::text("Why not, or not of all")]).collect(),
        rows: a.coverage.iter().map(row).collect(),
        ..Table::default()
    }
}

fn troubles(a: &Assessment) -> Table {
    let wrong = a.inputs.iter().filter(|one| !one.trouble.is_empty());
    Table {
        id: "coverage-troubles".to_owned(),
        caption: "Files that were skipped or not read whole".to_owned(),
        columns: ["File", "Why"].map(Column::text).to_vec(),
        rows: wrong.map(|one| vec![Cell::code(&one.name), Cell::text(&one.trouble)]).collect(),
        ..Table::default()
    }
}

fn inputs(a: &Assessment) -> Table {
    let row = |one: &Input| vec![Cell::code(&one.name), Cell::count(one.size), Cell::code(&one.digest)];
    Table {
        id: "coverage-files".to_owned(),
        caption: "Files of the snapshot, with BLAKE3 of their bytes".to_owned(),
        columns: vec![Column::text("File"), Column::number("Bytes"), Column::text("Digest")],
        rows: a.inputs.iter().map(row).collect(),
        ..Table::default()
    }
}
