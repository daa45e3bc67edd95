//! A page as JSON, with every row: what stands beside it as a companion.
//!
//! Owns the shape: `{"data": …, "title", "subtitle", "facts", "sections": [{"id", "title", "blocks"}]}`. A table is
//! `{"table": {"id", "caption", "columns", "rows", "groups", "left_out"}}`, each row an array of texts, numbers and nulls.

use super::chart::Chart;
use super::table::{Cell, Table};
use super::{Block, Page};
use serde_json::{Value, json};

/// A page as JSON. It does not depend on what fits into the HTML, so the HTML can state its digest.
#[must_use]
pub fn json(page: &Page) -> Value {
    let sections = page.sections.iter();
    let sections = sections.map(|one| json!({"id": one.id, "title": one.title, "blocks": blocks(&one.blocks)}));
    json!({
        "data": page.data,
        "title": page.title,
        "subtitle": page.subtitle,
        "facts": facts(&page.facts),
        "sections": sections.collect::<Vec<_>>(),
    })
}

fn blocks(all: &[Block]) -> Vec<Value> {
    all.iter().map(block).collect()
}

fn block(block: &Block) -> Value {
    match block {
        Block::Heading(text) => json!({ "heading": text }),
        Block::Text(text) => json!({ "text": text }),
        Block::Note(text) => json!({ "note": text }),
        Block::List(texts) => json!({ "list": texts }),
        Block::Facts(all) => json!({ "facts": facts(all) }),
        Block::Tiles(tiles) => {
            let tiles = tiles.iter().map(|tile| json!({"label": tile.label, "value": tile.value, "note": tile.note}));
            json!({ "tiles": tiles.collect::<Vec<_>>() })
        }
        Block::Table(one) => json!({ "table": table(one) }),
        Block::Chart(one) => json!({ "chart": chart(one) }),
        Block::Item(item) => json!({"item": {
            "id": item.id, "title": item.title, "badges": item.badges, "blocks": blocks(&item.blocks),
        }}),
        Block::Fold(fold) => json!({"fold": {"title": fold.title, "blocks": blocks(&fold.blocks)}}),
    }
}

fn facts(all: &[(String, String)]) -> Vec<Value> {
    all.iter().map(|(name, value)| json!({"name": name, "value": value})).collect()
}

fn table(table: &Table) -> Value {
    let columns: Vec<&str> = table.columns.iter().map(|column| column.title.as_str()).collect();
    let rows: Vec<Vec<Value>> = table.rows.iter().map(|row| row.iter().map(cell).collect()).collect();
    let groups: Vec<Value> = table.groups.iter().map(|one| json!({"title": one.title, "from": one.from})).collect();
    json!({
        "id": table.id, "caption": table.caption, "columns": columns, "rows": rows, "groups": groups,
        "left_out": table.left_out,
    })
}

fn cell(cell: &Cell) -> Value {
    match cell {
        Cell::Empty => Value::Null,
        Cell::Number(_, value) => json!(value),
        other => json!(other.shown()),
    }
}

fn chart(chart: &Chart) -> Value {
    let series = chart.series.iter().map(|one| json!({"name": one.name, "values": one.values}));
    json!({
        "id": chart.id, "title": chart.title, "unit": chart.unit, "labels": chart.labels, "limit": chart.limit,
        "series": series.collect::<Vec<_>>(),
    })
}
