//! Waivers: every one of the file, with what became of it.

use super::super::table::{Cell, Column, Table};
use super::super::{Block, Section};
use crate::model::assessment::{Assessment, WaiverRow};

pub(super) fn section(a: &Assessment) -> Section {
    let words = ["Rule", "Scope", "Part", "State", "Last day", "Approver", "Justification", "Ticket", "Created"];
    let columns = words.map(Column::text).into_iter();
    let table = Table {
        id: "waivers-all".to_owned(),
        caption: "Waivers, in the order of their file".to_owned(),
        columns: columns.chain([Column::number("Findings"), Column::text("Why refused")]).collect(),
        rows: a.waivers.iter().map(row).collect(),
        ..Table::default()
    };
    let text = "A waiver covers through the end of its last day, 23:59:59 UTC. One that has expired makes its findings active \
                again. One without justification or approver is refused and covers nothing. Unused: in force, and nothing that \
                it names is found.";
    let blocks = vec![Block::Text(text.to_owned()), Block::Table(table)];
    Section { id: "waivers".to_owned(), title: "Waivers".to_owned(), blocks }
}

fn row(row: &WaiverRow) -> Vec<Cell> {
    let one = &row.waiver;
    vec![
        Cell::text(&one.rule),
        Cell::code(&one.scope),
        Cell::text(&one.part),
        Cell::Badge(row.state.as_str().to_owned()),
        Cell::text(&one.expires),
        Cell::text(&one.approver),
        Cell::text(&one.justification),
        Cell::text(&one.ticket),
        Cell::text(&one.created),
        Cell::count(row.covers),
        Cell::text(&row.why),
    ]
}
