//! A page as JSON, with every row: what stands beside it as a companion.
//!
//! Owns the shape: `{"data": …, "title", "subtitle", "facts", "sections": [{"id", "title", "blocks"}]}`. A table is
//! `{"table": {"id", "caption", "columns", "rows", "groups", "left_out"}}`, each row an array of texts, numbers and nulls.

use super::chart::Chart;
use super::table::{Cell, Table};
use super::{Block, Page, Section, compliance};
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::{Value, json};

/// A page as JSON. It does not depend on what fits into the HTML, so the HTML can state its digest.
#[must_use]
pub fn json(page: &Page) -> impl Serialize + '_ {
    Shape { page, told: &[], assessment: None::<()> }
}

/// The same beside an assessment as `comply` answers it: sections that tell of it are left out.
pub fn with_assessment<'a>(page: &'a Page, assessment: impl Serialize + 'a) -> impl Serialize + 'a {
    Shape { page, told: &compliance::OF_ASSESSMENT, assessment: Some(assessment) }
}

struct Shape<'a, A> {
    page: &'a Page,
    /// Ids of sections that are left out.
    told: &'a [&'a str],
    assessment: Option<A>,
}

impl<A: Serialize> Serialize for Shape<'_, A> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let page = self.page;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("data", &page.data)?;
        map.serialize_entry("title", &page.title)?;
        map.serialize_entry("subtitle", &page.subtitle)?;
        map.serialize_entry("facts", &facts(&page.facts))?;
        let kept = page.sections.iter().filter(|one| !self.told.contains(&one.id.as_str()));
        map.serialize_entry("sections", &kept.map(Told).collect::<Vec<_>>())?;
        if let Some(assessment) = &self.assessment {
            map.serialize_entry("assessment", assessment)?;
        }
        map.end()
    }
}

struct Told<'a>(&'a Section);

impl Serialize for Told<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(one) = self;
        json!({"id": one.id, "title": one.title, "blocks": blocks(&one.blocks)}).serialize(serializer)
    }
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
