//! A session log held against our answer, as a table and as JSON.

use super::table::{harmless, table};
use crate::answer::check_log::{Compared, Verdict};
use crate::model::listing::{Cell, Listing};
use serde_json::{Value, json};

/// The word of a verdict.
#[must_use]
pub fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Agree => "agree",
        Verdict::Differ => "differ",
        Verdict::NotStated => "not stated",
    }
}

/// One log as a table for people.
#[must_use]
pub fn text(log: &str, address: &str, all: &[Compared], width: Option<usize>) -> String {
    let cell = |text: &str| Cell::Text(text.to_owned());
    let row = |one: &Compared| {
        let line =
            if one.line == 0 { Cell::Nothing } else { Cell::Number(i64::try_from(one.line).unwrap_or(i64::MAX)) };
        vec![cell(verdict(one.verdict)), cell(&one.what), cell(&one.ours), cell(&one.log), line, cell(&one.note)]
    };
    let listing = Listing {
        columns: vec!["verdict", "what", "ours", "log", "line", "note"],
        rows: all.iter().map(row).collect(),
    };
    format!("{}\n  {}\n{}", harmless(log), harmless(address), table(&listing, width))
}

/// One log as JSON.
#[must_use]
pub fn json(log: &str, address: &str, all: &[Compared]) -> Value {
    let count = |wanted: Verdict| all.iter().filter(|one| one.verdict == wanted).count();
    json!({
        "log": log,
        "address": address,
        "agree": count(Verdict::Agree),
        "differ": count(Verdict::Differ),
        "not_stated": count(Verdict::NotStated),
        "compared": all,
    })
}
