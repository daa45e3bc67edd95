//! What a reader grasps in ten seconds: score, findings by severity and category, trend, waivers near their end.

use super::super::chart::{Chart, Series, Shape};
use super::super::table::{Cell, Column, Table, grouped};
use super::super::{Block, Section, Tile, Tone};
use super::{count, counted, tenths};
use crate::model::assessment::{Assessment, Finding, Status, WaiverState};
use crate::model::comply::{Category, Severity, named};

/// Points of the trend that are drawn.
const POINTS: usize = 60;

pub(super) fn section(a: &Assessment) -> Section {
    let mut blocks = vec![Block::Text(lead(a)), Block::Tiles(tiles(a)), Block::Text(since(a))];
    blocks.extend([by_severity(a), by_category(a)].map(Block::Table));
    blocks.extend(ending(a).map(Block::Table));
    blocks.extend(trend(a).into_iter().chain(drawn_categories(a)).map(Block::Chart));
    Section { id: "summary".to_owned(), title: "Summary".to_owned(), blocks }
}

fn lead(a: &Assessment) -> String {
    if !was_asked(a) {
        return "Nothing was checked: Coverage below says why.".to_owned();
    }
    let counts = count(&a.findings, None, false);
    let waived = match count(&a.findings, None, true) {
        0 => String::new(),
        one => format!(
            "; {} covered by a waiver in force",
            counted(one, "more finding") + if one == 1 { " is" } else { " are" }
        ),
    };
    if counts == 0 {
        return format!("Nothing that was asked is found wanting{waived}.");
    }
    let worst: Vec<String> = Severity::ALL
        .into_iter()
        .map(|severity| (severity, count(&a.findings, Some(severity), false)))
        .filter(|(_, count)| *count > 0)
        .map(|(severity, count)| format!("{} {}", grouped(count), severity.as_str()))
        .collect();
    let verb = if counts == 1 { "counts" } else { "count" };
    format!("{} that {verb}: {}{waived}.", counted(counts, "finding"), worst.join(", "))
}

fn was_asked(a: &Assessment) -> bool {
    a.coverage.iter().any(|one| one.looked_at > 0) || !a.findings.is_empty()
}

fn tiles(a: &Assessment) -> Vec<Tile> {
    let severities = [(Severity::Critical, Tone::Bad), (Severity::High, Tone::Bad), (Severity::Medium, Tone::Warn)];
    let of = |severity| count(&a.findings, Some(severity), false);
    let worst = severities.iter().find(|(severity, _)| of(*severity) > 0);
    let mut tiles = vec![Tile {
        value: tenths(a.score.after_waivers),
        label: "Score of 100".to_owned(),
        note: if a.score.before_waivers == a.score.after_waivers {
            String::new()
        } else {
            format!("{} without waivers", tenths(a.score.before_waivers))
        },
        tone: worst.map_or(if was_asked(a) { Tone::Good } else { Tone::Plain }, |(_, tone)| *tone),
    }];
    tiles.extend(Severity::ALL.into_iter().map(|severity| {
        let (found, waived) = (of(severity), count(&a.findings, Some(severity), true));
        let tone = severities.iter().find(|(one, _)| *one == severity).map_or(Tone::Plain, |(_, tone)| *tone);
        Tile {
            value: grouped(found),
            label: severity.as_str().to_owned(),
            note: if waived == 0 { String::new() } else { format!("and {} waived", grouped(waived)) },
            tone: if found == 0 { Tone::Plain } else { tone },
        }
    }));
    tiles.extend(a.since.as_ref().map(|since| Tile {
        value: grouped(since.new.len() as u64),
        label: "new".to_owned(),
        note: format!("{} fixed, {} unchanged", grouped(since.fixed), grouped(since.unchanged)),
        tone: if since.new.is_empty() { Tone::Plain } else { Tone::Warn },
    }));
    let waivers = |state| a.waivers.iter().filter(|row| row.state == state).count() as u64;
    let (near, over) = (waivers(WaiverState::Expiring), waivers(WaiverState::Expired));
    tiles.push(Tile {
        value: grouped(near + over),
        label: "waivers over or near their end".to_owned(),
        note: if over == 0 { String::new() } else { format!("{} expired", grouped(over)) },
        tone: if near + over > 0 { Tone::Warn } else { Tone::Plain },
    });
    tiles
}

fn since(a: &Assessment) -> String {
    a.since.as_ref().map_or_else(
        || "There is no earlier assessment to hold this one against.".to_owned(),
        |since| {
            format!(
                "Held against {}: {} new, {} fixed, {} unchanged, whatever waivers say.",
                since.than,
                grouped(since.new.len() as u64),
                grouped(since.fixed),
                grouped(since.unchanged)
            )
        },
    )
}

fn by_severity(a: &Assessment) -> Table {
    let rows = Severity::ALL.into_iter().map(|severity| {
        let of = |status| {
            let found = a.findings.iter().filter(|one| one.severity == severity && one.status == status);
            Cell::count(found.count() as u64)
        };
        let statuses = [Status::Active, Status::Expired, Status::Waived].map(of);
        std::iter::once(Cell::Badge(severity.as_str().to_owned())).chain(statuses).collect()
    });
    Table {
        id: "summary-severity".to_owned(),
        caption: "Findings by severity".to_owned(),
        columns: vec![
            Column::text("Severity"),
            Column::number("Active"),
            Column::number("Active again: waiver expired"),
            Column::number("Waived"),
        ],
        rows: rows.collect(),
        ..Table::default()
    }
}

fn in_category(a: &Assessment, category: Category) -> impl Iterator<Item = &Finding> {
    a.findings.iter().filter(move |one| named(one.rule).is_some_and(|rule| rule.category == category))
}

fn by_category(a: &Assessment) -> Table {
    let rows = Category::ALL.into_iter().map(|category| {
        let number = |tenth: u32| Cell::Number(tenths(tenth), f64::from(tenth));
        let waived = in_category(a, category).filter(|one| super::waived(one)).count() as u64;
        let found = in_category(a, category).count() as u64;
        let score = a.score_of.get(&category);
        vec![
            Cell::Text(category.as_str().to_owned()),
            score.map_or(Cell::Empty, |score| number(score.after_waivers)),
            score.map_or(Cell::Empty, |score| number(score.before_waivers)),
            Cell::count(found - waived),
            Cell::count(waived),
        ]
    });
    Table {
        id: "summary-category".to_owned(),
        caption: "Score and findings by category; findings of severity info weigh nothing in a score".to_owned(),
        columns: vec![
            Column::text("Category"),
            Column::number("Score"),
            Column::number("Without waivers"),
            Column::number("Findings that count"),
            Column::number("Waived"),
        ],
        rows: rows.collect(),
        ..Table::default()
    }
}

/// Waivers that need somebody: near their end, or over.
fn ending(a: &Assessment) -> Option<Table> {
    let rows = a.waivers.iter().filter(|row| matches!(row.state, WaiverState::Expiring | WaiverState::Expired));
    let rows: Vec<Vec<Cell>> = rows
        .map(|row| {
            vec![
                Cell::Text(row.waiver.rule.clone()),
                Cell::code(&row.waiver.scope),
                Cell::Badge(row.state.as_str().to_owned()),
                Cell::text(&row.waiver.expires),
                Cell::text(&row.waiver.approver),
                Cell::count(row.covers),
            ]
        })
        .collect();
    let columns = ["Rule", "Scope", "State", "Last day", "Approver"].map(Column::text);
    (!rows.is_empty()).then(|| Table {
        id: "summary-waivers".to_owned(),
        caption: "Waivers near their end, or over".to_owned(),
        columns: columns.into_iter().chain([Column::number("Findings")]).collect(),
        rows,
        ..Table::default()
    })
}

/// The findings of recorded assessments, where there are at least two.
fn trend(a: &Assessment) -> Option<Chart> {
    let points = &a.trend[a.trend.len().saturating_sub(POINTS)..];
    let series = Severity::ALL.into_iter().enumerate().map(|(at, severity)| Series {
        name: severity.as_str().to_owned(),
        values: points.iter().map(|point| drawn(point.by_severity[at])).collect(),
    });
    (points.len() > 1).then(|| Chart {
        id: "summary-trend".to_owned(),
        title: "Findings that count, by snapshot".to_owned(),
        shape: Shape::Stacked,
        labels: points.iter().map(|point| point.at.get(..10).unwrap_or(&point.at).to_owned()).collect(),
        series: series.collect(),
        unit: "findings".to_owned(),
        limit: None,
    })
}

fn drawn_categories(a: &Assessment) -> Option<Chart> {
    let of = |severity: Severity, category| {
        drawn(in_category(a, category).filter(|one| one.severity == severity && !super::waived(one)).count() as u64)
    };
    let series = Severity::ALL.into_iter().map(|severity| Series {
        name: severity.as_str().to_owned(),
        values: Category::ALL.into_iter().map(|category| of(severity, category)).collect(),
    });
    (!a.findings.is_empty()).then(|| Chart {
        id: "summary-categories".to_owned(),
        title: "Findings that count, by category and severity".to_owned(),
        shape: Shape::Stacked,
        labels: Category::ALL.into_iter().map(|category| category.as_str().to_owned()).collect(),
        series: series.collect(),
        unit: "findings".to_owned(),
        limit: None,
    })
}

/// Counts that are drawn are far below what a float keeps.
fn drawn(count: u64) -> Option<f64> {
    u32::try_from(count).ok().map(f64::from)
}
