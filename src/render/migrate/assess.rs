//! An assessment as text, JSON and rows, and the table of points.

use crate::answer::migrate::assess::points::{MEDIUM, Per, REASONS, Row, SIMPLE, SIZE};
use crate::answer::migrate::assess::{Assessed, Assessment, Ran, Totals};
use crate::model::listing::{Cell, Listing};
use crate::render::json;
use crate::render::table::{harmless, table};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Version of the shape of the JSON. It grows when a field changes its meaning or goes.
pub const VERSION: u32 = 1;
/// Reasons that the summary shows.
const TOP: usize = 15;

/// An assessment as JSON; the README has the shape.
#[must_use]
pub fn json(assessment: &Assessment, snapshot: i64) -> Value {
    json!({
        "assess_version": VERSION,
        "snapshot": snapshot,
        "totals": assessment.totals(),
        "folders": assessment.folders(),
        "reasons": assessment.reasons(),
        "missing": assessment.missing(),
        "circles": assessment.circles,
        "crowded": assessment.crowded,
        "workflows": assessment.flows,
        "sessions": assessment.sessions,
    })
}

/// An assessment as text: sums first, then a row for each session, then its reasons where they are wanted.
#[must_use]
pub fn text(assessment: &Assessment, reasons: bool, width: Option<usize>) -> String {
    let mut out = summary(&assessment.totals());
    if assessment.sessions.is_empty() {
        return out;
    }
    let mut section = |title: &str, listing: &Listing| {
        if !listing.rows.is_empty() {
            let _ = write!(out, "\n{title}\n{}", table(listing, width));
        }
    };
    section("REASONS", &top_reasons(assessment));
    section("MISSING", &missing_kinds(assessment));
    section("FOLDERS", &folders(assessment));
    section("SESSIONS, in the order in which they can be moved", &rows(assessment));
    circles(&mut out, assessment);
    if reasons {
        for one in &assessment.sessions {
            of_session(&mut out, one);
        }
    }
    out
}

fn summary(totals: &Totals) -> String {
    let Totals { sessions, ready, manual, blocked, points, dead, never, points_of_dead, .. } = totals;
    let mut out = format!("{sessions} sessions: {ready} ready, {manual} manual, {blocked} blocked; {points} points\n");
    if *sessions > 0 {
        let _ = writeln!(out, "{} simple, {} medium, {} complex by size", totals.simple, totals.medium, totals.complex);
    }
    if dead + never > 0 {
        let _ = writeln!(
            out,
            "{dead} did not run lately and {never} never, though runs are known: {points_of_dead} points that may be saved"
        );
    }
    out
}

fn number(value: impl TryInto<i64>) -> Cell {
    Cell::Number(value.try_into().unwrap_or(i64::MAX))
}

fn word(value: &str) -> Cell {
    Cell::Text(value.to_owned())
}

fn top_reasons(assessment: &Assessment) -> Listing {
    let all = assessment.reasons();
    let rows = all.iter().take(TOP).map(|one| {
        vec![
            word(one.verdict.word()),
            word(one.code),
            number(one.sessions),
            number(one.places),
            number(one.points),
            word(one.why),
        ]
    });
    Listing { columns: vec!["at_best", "reason", "sessions", "places", "points", "why"], rows: rows.collect() }
}

/// How many things of each kind are missing, with the one that most sessions need.
fn missing_kinds(assessment: &Assessment) -> Listing {
    let all = assessment.missing();
    let mut kinds: BTreeMap<&str, Vec<_>> = BTreeMap::new();
    for one in &all {
        kinds.entry(one.kind).or_default().push(one);
    }
    let rows = kinds.iter().map(|(kind, all)| {
        let most = all.iter().rev().max_by_key(|one| one.sessions + one.workflows);
        vec![
            word(kind),
            number(all.len()),
            word(most.map_or("", |one| &one.name)),
            number(most.map_or(0, |one| one.sessions)),
            number(most.map_or(0, |one| one.workflows)),
        ]
    });
    let columns = vec!["missing", "names", "most_wanted", "by_sessions", "by_workflows"];
    Listing { columns, rows: rows.collect() }
}

fn folders(assessment: &Assessment) -> Listing {
    let rows = assessment.folders().into_iter().map(|one| {
        let totals = one.totals;
        let counts = [totals.sessions, totals.ready, totals.manual, totals.blocked].map(number);
        let names = [Cell::Text(one.repository), Cell::Text(one.folder)];
        names.into_iter().chain(counts).chain([number(totals.points)]).collect()
    });
    let columns = vec!["repository", "folder", "sessions", "ready", "manual", "blocked", "points"];
    Listing { columns, rows: rows.collect() }
}

fn rows(assessment: &Assessment) -> Listing {
    let rows = assessment.sessions.iter().map(|one| {
        vec![
            number(one.level),
            word(one.verdict.word()),
            number(one.points),
            word(one.complexity.word()),
            number(one.missing.len()),
            one.runs.as_ref().map_or_else(|| word(one.activity.word()), |ran| Cell::Text(ran_text(one, ran))),
            word(&one.address),
            Cell::Text(codes(one).join(", ")),
        ]
    });
    let columns = vec!["level", "verdict", "points", "size", "missing", "runs", "session", "reasons"];
    Listing { columns, rows: rows.collect() }
}

fn ran_text(one: &Assessed, ran: &Ran) -> String {
    let day = ran.last.get(..10).unwrap_or(&ran.last);
    format!("{}, last {day} ({})", per_day(ran), one.activity.word())
}

fn per_day(ran: &Ran) -> String {
    let hundredths = ran.per_day_hundredths;
    format!("{}.{:02} a day", hundredths / 100, hundredths % 100)
}

/// Codes of the reasons, worst first, each once with the number of its places.
fn codes(one: &Assessed) -> Vec<String> {
    let mut all: Vec<(&str, usize)> = Vec::new();
    for reason in &one.reasons {
        match all.last_mut() {
            Some((code, count)) if *code == reason.code => *count += 1,
            _ => all.push((reason.code, 1)),
        }
    }
    let said =
        |(code, count): &(&str, usize)| if *count > 1 { format!("{code} × {count}") } else { (*code).to_owned() };
    all.iter().map(said).collect()
}

fn circles(out: &mut String, assessment: &Assessment) {
    for circle in &assessment.circles {
        let data = if circle.data.is_empty() { String::new() } else { format!(" by {}", circle.data.join(", ")) };
        let _ = writeln!(
            out,
            "\nCIRCLE {} on level {}: these wait for each other{}",
            circle.circle,
            circle.level,
            harmless(&data)
        );
        for session in &circle.sessions {
            let _ = writeln!(out, "  {}", harmless(session));
        }
    }
    for one in &assessment.crowded {
        let _ = writeln!(
            out,
            "\n{} is left out of the order: {} sessions write it and {} read it",
            harmless(&one.data),
            one.writers,
            one.readers
        );
    }
}

fn of_session(out: &mut String, one: &Assessed) {
    let _ = writeln!(out, "\n{} ({}, {} points)", harmless(&one.address), one.verdict.word(), one.points);
    for reason in &one.reasons {
        let (verdict, message, place) = (reason.verdict.word(), harmless(&reason.message), harmless(&reason.place));
        let _ = writeln!(out, "  {verdict} {}: {message} ({place}), {} points", reason.code, reason.points);
    }
    for missing in &one.missing {
        let _ = writeln!(out, "  missing {} {} ({})", missing.kind, harmless(&missing.name), harmless(&missing.place));
    }
    for after in &one.after_data {
        let _ = writeln!(out, "  after {}, which writes {}", harmless(&after.session), harmless(&after.data));
    }
}

/// A row for each session.
#[must_use]
pub fn listing(assessment: &Assessment) -> Listing {
    let columns = vec![
        "address",
        "repository",
        "folder",
        "workflow",
        "session",
        "mapping",
        "place",
        "verdict",
        "level",
        "circle",
        "points",
        "complexity",
        "sources",
        "targets",
        "transformations",
        "ports",
        "expressions",
        "lookups",
        "joins",
        "sql",
        "reasons",
        "missing",
        "after",
        "activity",
        "runs",
        "runs_per_day",
        "last_run",
        "target_rows",
    ];
    Listing { columns, rows: assessment.sessions.iter().map(row).collect() }
}

fn row(one: &Assessed) -> Vec<Cell> {
    let names = [&one.address, &one.repository, &one.folder, &one.workflow, &one.session, &one.mapping, &one.place];
    let mut row: Vec<Cell> = names.into_iter().map(|name| word(name)).collect();
    row.extend([
        word(one.verdict.word()),
        number(one.level),
        one.circle.map_or(Cell::Nothing, number),
        number(one.points),
    ]);
    row.push(word(one.complexity.word()));
    let counts = &one.counts;
    let counts = [counts.sources, counts.targets, counts.transformations, counts.ports, counts.expressions];
    row.extend(counts.into_iter().chain([one.counts.lookups, one.counts.joins, one.counts.sql]).map(number));
    let missing: Vec<String> = one.missing.iter().map(|one| format!("{} {}", one.kind, one.name)).collect();
    let after: Vec<&str> = one.after_data.iter().map(|one| one.session.as_str()).collect();
    row.extend([Cell::Text(codes(one).join("; ")), Cell::Text(missing.join("; ")), Cell::Text(after.join("; "))]);
    row.push(word(one.activity.word()));
    let ran = one.runs.as_ref();
    row.push(ran.map_or(Cell::Nothing, |ran| number(ran.runs)));
    row.push(ran.map_or(Cell::Nothing, |ran| Cell::Text(per_day(ran).replace(" a day", ""))));
    row.push(ran.map_or(Cell::Nothing, |ran| word(&ran.last)));
    row.push(ran.and_then(|ran| ran.target_rows).map_or(Cell::Nothing, number));
    row
}

/// The table of points as text.
#[must_use]
pub fn points_text() -> String {
    let mut out = String::from("A point is relative: 1 is a session that only copies a table.\n");
    let _ =
        writeln!(out, "By points of size, a session is simple up to {SIMPLE}, medium up to {MEDIUM}, complex above.");
    let _ = write!(out, "\nSIZE\n{}\nREASONS\n{}", table(&points(SIZE), None), table(&points(REASONS), None));
    out
}

/// The table of points as JSON.
#[must_use]
pub fn points_json() -> Value {
    json!({
        "simple_up_to": SIMPLE, "medium_up_to": MEDIUM,
        "size": json::listing(&points(SIZE)), "reasons": json::listing(&points(REASONS)),
    })
}

/// The table of points as rows.
#[must_use]
pub fn points_listing() -> Listing {
    let mut all = points(SIZE);
    all.rows.extend(points(REASONS).rows);
    all
}

fn points(rows: &[Row]) -> Listing {
    let rows = rows.iter().map(|row| {
        let per = match row.per {
            Per::Session => "session".to_owned(),
            Per::Place => "place".to_owned(),
            Per::Count(many) => format!("{many} {}", row.code),
        };
        vec![word(row.code), word(row.verdict.word()), number(row.points), Cell::Text(per), word(row.why)]
    });
    Listing { columns: vec!["code", "at_best", "points", "per", "why"], rows: rows.collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answer::migrate::assess::{Reason, Verdict};

    fn assessment() -> Assessment {
        let reason = |code| Reason {
            code,
            verdict: Verdict::Manual,
            points: 1,
            message: "m\u{1b}".into(),
            place: "a.xml:3".into(),
        };
        let session = Assessed {
            address: "session:R::F/w/s\u{1b}".to_owned(),
            verdict: Verdict::Manual,
            points: 3,
            reasons: vec![reason("spark-sequence"), reason("spark-sequence"), reason("vendor-sql")],
            runs: Some(Ran {
                runs: 5,
                per_day_hundredths: 205,
                last: "2026-01-02T03:04:05".to_owned(),
                ..Ran::default()
            }),
            ..Assessed::default()
        };
        Assessment { sessions: vec![session], ..Assessment::default() }
    }

    #[test]
    fn text_sums_up_first_and_controls_no_terminal() {
        let text = text(&assessment(), true, None);
        assert!(text.starts_with("1 sessions: 0 ready, 1 manual, 0 blocked; 3 points\n"), "{text}");
        assert!(
            text.contains("spark-sequence × 2, vendor-sql") && text.contains("2.05 a day, last 2026-01-02"),
            "{text}"
        );
        assert!(text.contains("manual vendor-sql: m\\u{1b} (a.xml:3), 1 points") && !text.contains('\u{1b}'), "{text}");
        assert_eq!(
            super::text(&Assessment::default(), true, None),
            "0 sessions: 0 ready, 0 manual, 0 blocked; 0 points\n"
        );
    }

    #[test]
    fn every_column_has_its_cell() {
        let listing = listing(&assessment());
        assert_eq!(listing.columns.len(), listing.rows[0].len());
        let at = listing.columns.iter().position(|name| *name == "runs_per_day").unwrap();
        assert_eq!(listing.rows[0][at], Cell::Text("2.05".to_owned()));
    }

    #[test]
    fn the_table_of_points_says_every_row() {
        let text = points_text();
        assert!(SIZE.iter().chain(REASONS).all(|row| text.contains(row.why)), "{text}");
        assert_eq!(points_listing().rows.len(), SIZE.len() + REASONS.len());
        assert_eq!(points_json()["size"][1]["per"], "10 transformations");
    }
}
