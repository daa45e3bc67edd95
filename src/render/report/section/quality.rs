//! Section `quality`: refused rows, unusual row counts, successes without rows.

use super::{count, maybe, number, permille, says, section, several, signed, table, tile};
use crate::answer::report::quality::{Deviation, EARLIER, Nothing, Quality, Refused};
use crate::answer::report::window::DAYS;
use crate::render::report::table::Cell;
use crate::render::report::{Block, Section, Tone};

#[expect(clippy::cast_precision_loss, reason = "it is sorted by, never counted with")]
fn percent(percent: i64) -> Cell {
    Cell::Number(format!("{}{} %", if percent > 0 { "+" } else { "" }, signed(percent)), percent as f64)
}

/// The section.
#[must_use]
pub fn quality(quality: &Quality) -> Section {
    let (refused, deviations, nothing) = (quality.refused(), quality.deviations(), quality.nothing());
    let tone = |many: usize| if many == 0 { Tone::Good } else { Tone::Warn };
    let tiles = vec![
        tile(refused.len().to_string(), "sessions refused rows", format!("in {DAYS} days"), tone(refused.len())),
        tile(
            deviations.len().to_string(),
            "sessions loaded unusually many or few rows",
            format!("of {} that can be compared", quality.compared),
            tone(deviations.len()),
        ),
        tile(
            nothing.len().to_string(),
            "sessions succeeded without a row",
            format!("of {} that tell rows", quality.told),
            tone(nothing.len()),
        ),
    ];
    let blocks = vec![
        Block::Tiles(tiles),
        says(format!(
            "Over the {DAYS} days up to the newest run. A row count is held against the median of the successful runs before it, \
             at least {EARLIER}, and told where it is more than half off; {} could be compared.",
            several(quality.compared, "session")
        )),
        refusals(&refused),
        unusual(&deviations),
        empty(&nothing),
    ];
    section("quality", "Data quality", blocks)
}

fn refusals(all: &[&Refused]) -> Block {
    let row = |one: &&Refused| {
        vec![
            Cell::code(&one.session),
            number(one.refused),
            number(one.loaded),
            permille(one.permille()),
            count(one.runs),
            Cell::time(&one.newest),
        ]
    };
    let columns = ["Session", "#Rows refused", "#Rows loaded", "#Refused of all", "#Runs", "Newest"];
    table("quality-refused", "Sessions that refused rows", &columns, all.iter().map(row).collect())
}

fn unusual(all: &[&Deviation]) -> Block {
    let row = |one: &&Deviation| {
        vec![
            Cell::code(&one.session),
            number(one.rows),
            number(one.median),
            percent(one.percent),
            count(one.of as u64),
            Cell::time(&one.at),
        ]
    };
    let columns = ["Session", "#Rows loaded", "#Median before", "#Off by", "#Of runs", "Run"];
    let caption = "Newest successes that loaded unusually many or few rows";
    table("quality-unusual", caption, &columns, all.iter().map(row).collect())
}

fn empty(all: &[&Nothing]) -> Block {
    let row = |one: &&Nothing| {
        vec![Cell::code(&one.session), count(one.runs), count(one.of), maybe(one.read), Cell::time(&one.newest)]
    };
    let columns = ["Session", "#Runs without rows", "#Of successes", "#Rows read", "Newest"];
    table("quality-empty", "Successes that loaded no row", &columns, all.iter().map(row).collect())
}
