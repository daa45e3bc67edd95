//! One snapshot as text and as JSON.

use super::json;
use super::table::{harmless, table};
use crate::model::listing::Listing;
use crate::model::snapshot::SnapshotRow;
use serde_json::{Value, json};

/// A snapshot with its files and problems.
#[derive(Debug, Clone)]
pub struct Shown {
    /// Number.
    pub id: i64,
    /// Its figures.
    pub row: SnapshotRow,
    /// Its files and what stands in them.
    pub files: Listing,
    /// Its problems.
    pub problems: Listing,
}

/// Renders a snapshot as JSON.
#[must_use]
pub fn json(shown: &Shown) -> Value {
    json!({
        "snapshot": shown.row,
        "files": json::listing(&shown.files),
        "problems": json::listing(&shown.problems),
    })
}

/// Renders a snapshot as text.
#[must_use]
pub fn text(shown: &Shown, width: Option<usize>) -> String {
    let row = &shown.row;
    let label = row.label.as_ref().map(|label| format!(" ({})", harmless(label))).unwrap_or_default();
    let mut out = format!(
        "snapshot {}{label}, {} to {}: {} new, {} changed, {} unchanged, {} gone\n",
        shown.id, row.started_at, row.finished_at, row.new, row.changed, row.unchanged, row.gone
    );
    for (title, rows) in [("FILES", &shown.files), ("PROBLEMS", &shown.problems)] {
        if !rows.rows.is_empty() {
            out.push_str(&format!("\n{title}\n{}", table(rows, width)));
        }
    }
    out
}
