//! Section `runs`: how often, with what end, how long, how many rows; the longest and the largest sessions; errors.

use super::{
    chart, count, cut, maybe, note, number, says, section, series, several, share_of, signed, table, tile, took,
};
use crate::answer::report::ran::{Day, Errors, Ran};
use crate::answer::report::volume::{Volume, Volumes};
use crate::answer::report::window::Window;
use crate::render::report::chart::Shape;
use crate::render::report::table::Cell;
use crate::render::report::{Block, Section, Tone};

/// Sessions that are drawn in one chart.
const DRAWN: usize = 6;
/// A share of successes below it, in tenths of a per cent, is marked.
const WELL: u64 = 990;

/// The section.
#[must_use]
pub fn runs(window: &Window, ran: &Ran, volumes: &Volumes) -> Section {
    if ran.runs == 0 {
        return section("runs", "Runs", vec![note("No run is known by then.")]);
    }
    let mut blocks = vec![
        says(format!(
            "Runs from {} to {}. Times are local to the service that ran them, those of Spark UTC; they are held against the time \
             of this report as if they were UTC.",
            window.first, window.newest
        )),
        Block::Tiles(tiles(ran)),
        by_status(ran),
    ];
    blocks.extend(by_day(window, ran));
    blocks.push(Block::Heading("Longest sessions".to_owned()));
    blocks.push(lines(
        "runs-longest-days",
        "Seconds of the sessions that took longest",
        "seconds",
        window,
        &volumes.longest,
        |day| day.0,
    ));
    blocks.push(volume("runs-longest", "Sessions that took longest, by all their successes", &volumes.longest));
    blocks.push(Block::Heading("Largest sessions".to_owned()));
    blocks.push(lines(
        "runs-largest-days",
        "Rows of the sessions that loaded most",
        "rows",
        window,
        &volumes.largest,
        |day| day.1,
    ));
    blocks.push(volume("runs-largest", "Sessions that loaded most rows, by all their successes", &volumes.largest));
    blocks.push(Block::Heading("Errors".to_owned()));
    blocks.push(errors(&ran.errors()));
    section("runs", "Runs", blocks)
}

fn tiles(ran: &Ran) -> Vec<super::Tile> {
    let [read, loaded, refused] = ran.rows;
    let success = ran.success_permille();
    let tone = match success {
        None => Tone::Plain,
        Some(WELL..) => Tone::Good,
        Some(_) => Tone::Warn,
    };
    let share = success.map_or_else(|| "–".to_owned(), |share| share_of(i64::try_from(share).unwrap_or(0)));
    vec![
        tile(share, "of runs succeeded", "of those that are over", tone),
        tile(
            signed(i64::try_from(ran.runs).unwrap_or(i64::MAX)),
            "runs",
            several(ran.sessions, "session"),
            Tone::Plain,
        ),
        tile(signed(loaded), "rows loaded", format!("{} read, {} refused", signed(read), signed(refused)), Tone::Plain),
        tile(super::duration(ran.seconds), "of running", "all sessions together", Tone::Plain),
    ]
}

fn by_status(ran: &Ran) -> Block {
    let rows = ran.by_status.iter().map(|(word, runs)| vec![Cell::Badge((*word).to_owned()), count(*runs)]);
    table("runs-status", "Runs by how they stand", &["Status", "#Runs"], rows.collect())
}

fn by_day(window: &Window, ran: &Ran) -> Vec<Block> {
    let day = |day: &String| ran.days.get(day);
    let whole = |value: u64| i64::try_from(value).unwrap_or(i64::MAX);
    let of = |what: &dyn Fn(&Day) -> i64| -> Vec<Option<i64>> {
        window.days.iter().map(|one| Some(day(one).map_or(0, what))).collect()
    };
    let mut ends = vec![
        series("succeeded", of(&|day| whole(day.succeeded)).into_iter()),
        series("failed", of(&|day| whole(day.failed)).into_iter()),
    ];
    if window.days.iter().any(|one| day(one).is_some_and(|day| day.other > 0)) {
        ends.push(series("other", of(&|day| whole(day.other)).into_iter()));
    }
    let minutes = vec![series("minutes", of(&|day| day.seconds / 60).into_iter())];
    let rows = vec![series("rows", of(&|day| day.rows).into_iter())];
    vec![
        chart("runs-days", "Runs by day and how they ended", Shape::Stacked, "runs", &window.days, ends),
        chart("runs-minutes", "Minutes of running by day", Shape::Bars, "minutes", &window.days, minutes),
        chart("runs-rows", "Rows loaded by day", Shape::Bars, "rows", &window.days, rows),
    ]
}

/// Seconds and rows of a session on one day.
type SecondsAndRows = (Option<i64>, Option<i64>);

/// A line for each of the first sessions.
fn lines(
    id: &str,
    title: &str,
    unit: &str,
    window: &Window,
    all: &[Volume],
    value: fn(&SecondsAndRows) -> Option<i64>,
) -> Block {
    let one =
        |volume: &Volume| series(&volume.session, window.days.iter().map(|day| volume.by_day.get(day).and_then(value)));
    chart(id, title, Shape::Lines, unit, &window.days, all.iter().take(DRAWN).map(one).collect())
}

fn volume(id: &str, caption: &str, all: &[Volume]) -> Block {
    let row = |one: &Volume| {
        vec![
            Cell::code(&one.session),
            count(one.runs),
            took(one.seconds),
            one.median_seconds.map_or(Cell::Empty, took),
            took(one.longest),
            number(one.rows),
            maybe(one.median_rows),
        ]
    };
    let columns = ["Session", "#Successes", "#Time in all", "#Median time", "#Longest", "#Rows in all", "#Median rows"];
    table(id, caption, &columns, all.iter().map(row).collect())
}

fn errors(all: &[&Errors]) -> Block {
    let row = |one: &&Errors| {
        let (at, session, message) = &one.newest;
        vec![
            Cell::text(one.class),
            Cell::code(&one.code),
            count(one.runs),
            count(one.sessions),
            Cell::time(at),
            Cell::code(session),
            cut(message),
        ]
    };
    let columns = ["Class", "Code", "#Runs", "#Sessions", "Newest", "Its session", "What it says"];
    table("runs-errors", "Errors by class and code", &columns, all.iter().map(row).collect())
}
