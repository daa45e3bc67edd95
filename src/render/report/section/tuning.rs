//! Page `tuning`: what is chosen for every session, and how often each value.

use super::{chart, count, cut, maybe, note, number, says, section, series, table, tile};
use crate::answer::report::tuned::{Chosen, Row, Tuned};
use crate::answer::tune::bytes_said;
use crate::answer::tune::outcome::{Level, PatternName};
use crate::render::report::chart::Shape;
use crate::render::report::table::{Cell, grouped};
use crate::render::report::{Block, Section, Tone};

/// Values of a setting that are named.
const NAMED: usize = 4;

/// How sure, in a word.
pub(super) fn level(level: Level) -> &'static str {
    match level {
        Level::Low => "low",
        Level::Medium => "medium",
        Level::High => "high",
    }
}

fn pattern(name: PatternName) -> &'static str {
    match name {
        PatternName::Steady => "steady",
        PatternName::Growing => "growing",
        PatternName::Periodic => "periodic",
        PatternName::Spiky => "spiky",
        PatternName::Failing => "failing",
        PatternName::Unknown => "unknown",
    }
}

/// The sections of the page. `passed` is what could not be looked at.
#[must_use]
pub fn tuning(all: &Tuned, passed: &[String]) -> Vec<Section> {
    let mut blocks = vec![Block::Tiles(tiles(all)), confidence(all)];
    if !passed.is_empty() {
        blocks.push(note("Some places could not be looked at:"));
        blocks.push(Block::List(passed.to_vec()));
    }
    let sessions = section(
        "sessions",
        "Sessions",
        vec![
            says(
                "The confidence of a session is that of its least sure value; `catalog tune SESSION` gives every value with its formula.",
            ),
            rows(&all.sessions),
        ],
    );
    let settings = section("settings", "Settings", vec![chosen(all)]);
    vec![section("summary", "Summary", blocks), sessions, settings]
}

fn tiles(all: &Tuned) -> Vec<super::Tile> {
    let [low, medium, high] = all.by_level;
    let assumed = all.sessions.iter().filter(|one| one.assumed).count();
    let tone = if assumed > 0 { Tone::Warn } else { Tone::Good };
    vec![
        tile(grouped(all.sessions.len() as u64), "sessions", format!("{} settings", all.settings.len()), Tone::Plain),
        tile(grouped(high), "of high confidence", format!("{medium} medium, {low} low"), Tone::Plain),
        tile(grouped(assumed as u64), "with an assumed volume", "nothing tells their rows", tone),
    ]
}

fn confidence(all: &Tuned) -> Block {
    let labels = ["low", "medium", "high"].map(str::to_owned);
    let counts = all.by_level.iter().map(|count| i64::try_from(*count).ok());
    chart(
        "summary-confidence",
        "Sessions by confidence",
        Shape::Bars,
        "sessions",
        &labels,
        vec![series("sessions", counts)],
    )
}

/// Bytes as `tune` says them, sorted by what they are.
fn size(bytes: i64) -> Cell {
    match number(bytes) {
        Cell::Number(_, by) => Cell::Number(bytes_said(bytes), by),
        other => other,
    }
}

fn rows(all: &[Row]) -> Block {
    let row = |one: &Row| {
        let [executors, cores, memory, partitions] = one.size;
        vec![
            Cell::code(&one.session),
            Cell::text(pattern(one.pattern)),
            count(one.runs as u64),
            count(one.spark_runs as u64),
            maybe(one.rows),
            if one.assumed { Cell::Text("assumed".to_owned()) } else { size(one.bytes) },
            number(executors),
            number(cores),
            size(memory),
            number(partitions),
            one.confidence.map_or(Cell::Empty, |one| Cell::Text(level(one).to_owned())),
            cut(&one.remarks.join("; ")),
        ]
    };
    let columns = [
        "Session",
        "Pattern",
        "#Runs",
        "#Spark runs",
        "#Rows",
        "#Volume",
        "#Executors",
        "#Cores of one",
        "#Memory of one",
        "#Shuffle partitions",
        "Confidence",
        "Contradictions and what is missing",
    ];
    table("sessions-chosen", "What is chosen for each session", &columns, all.iter().map(row).collect())
}

fn chosen(all: &Tuned) -> Block {
    let row = |(key, one): (&String, &Chosen)| {
        let mut values: Vec<(&String, &u64)> = one.values.iter().collect();
        values.sort_by(|a, b| (b.1, a.0).cmp(&(a.1, b.0)));
        let named: Vec<String> = values.iter().take(NAMED).map(|(value, often)| format!("{value} ({often})")).collect();
        let more = values.len().saturating_sub(NAMED);
        let more = if more > 0 { format!(", and {more} others") } else { String::new() };
        let [low, medium, high] = one.by_level;
        vec![
            Cell::code(key),
            Cell::text(&format!("{}{more}", named.join(", "))),
            Cell::code(&one.default),
            count(high),
            count(medium),
            count(low),
            Cell::text(one.source),
        ]
    };
    let columns =
        ["Setting", "Values (sessions)", "Spark's default", "#High", "#Medium", "#Low", "Source of the formula"];
    table(
        "settings-chosen",
        "Settings, the values chosen, and how sure they are",
        &columns,
        all.settings.iter().map(row).collect(),
    )
}
