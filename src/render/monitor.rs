//! Alerts as text, JSON, JSON lines, and as what sinks are told.
//!
//! Owns the words of a mail and the shape of a notice in JSON. Every name and message is one line and steers nothing.

use super::table::{harmless, table};
use crate::answer::monitor::state::{Checked, Told, key};
use crate::model::alert::{Alert, Delivery, Episode, Notice, NoticeKind};
use crate::model::listing::{Cell, Listing};
use chrono::DateTime;
use serde_json::{Value, json};
use std::fmt::Write as _;

/// Notices that a mail tells one by one; the rest is counted.
const TOLD: usize = 200;
/// Longest object in a subject, in characters.
const LONGEST: usize = 80;

/// A check for people.
#[must_use]
pub fn checked_text(checked: &Checked, width: Option<usize>) -> String {
    let (open, new) = (checked.open().count(), checked.change.opened.len());
    let mut out = match open {
        0 => "nothing is open".to_owned(),
        _ => format!("{open} open ({new} new)"),
    };
    let recovered = checked.change.recovered.len();
    if recovered > 0 {
        let _ = write!(out, ", {recovered} recovered");
    }
    out.push_str(if checked.dry_run { " (dry run: nothing was stored or sent)\n" } else { "\n" });
    let mut rows: Vec<Vec<Cell>> =
        checked.open().map(|(alert, new)| row(if new { "new" } else { "open" }, alert)).collect();
    rows.extend(checked.change.recovered.iter().map(|one| row("recovered", &one.alert)));
    if !rows.is_empty() {
        let columns = vec!["state", "severity", "rule", "object", "message"];
        out.push_str(&table(&Listing { columns, rows }, width));
    }
    for one in &checked.told {
        let _ = writeln!(out, "sink {}: {}", harmless(&one.sink), told_words(one));
    }
    out
}

fn row(state: &str, alert: &Alert) -> Vec<Cell> {
    let texts = [state, alert.severity.as_str(), &alert.rule, &alert.object, &alert.message];
    texts.map(|text| Cell::Text(text.to_owned())).to_vec()
}

/// What became of the notices for a sink, in words.
#[must_use]
pub fn told_words(told: &Told) -> String {
    let counts = [(told.sent, "sent"), (told.waiting, "waiting"), (told.given_up, "given up")];
    let words: Vec<String> =
        counts.iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}")).collect();
    let words = if words.is_empty() { "nothing to tell".to_owned() } else { words.join(", ") };
    if told.trouble.is_empty() { words } else { format!("{words}: {}", harmless(&told.trouble)) }
}

/// A check as JSON.
#[must_use]
pub fn checked_json(checked: &Checked) -> Value {
    let told = |one: &Told| {
        json!({
            "sink": one.sink, "sent": one.sent, "waiting": one.waiting, "given_up": one.given_up, "trouble": one.trouble,
        })
    };
    json!({
        "now": checked.now, "dry_run": checked.dry_run,
        "alerts": alerts(checked), "sinks": checked.told.iter().map(told).collect::<Vec<_>>(),
    })
}

/// The alerts of a check as JSON, one a line.
#[must_use]
pub fn checked_lines(checked: &Checked) -> String {
    alerts(checked).iter().fold(String::new(), |mut out, one| {
        let _ = writeln!(out, "{one}");
        out
    })
}

fn alerts(checked: &Checked) -> Vec<Value> {
    let open = checked.open().map(|(alert, new)| alert_json(if new { "new" } else { "open" }, alert));
    open.chain(checked.change.recovered.iter().map(|one| alert_json("recovered", &one.alert))).collect()
}

fn alert_json(state: &str, alert: &Alert) -> Value {
    json!({
        "state": state, "severity": alert.severity, "rule": alert.rule, "object": alert.object, "message": alert.message,
        "happened_at": alert.at, "fingerprint": alert.fingerprint,
    })
}

/// A notice as a sink gets it: one object, in one line, its key first.
#[must_use]
pub fn notice_line(catalog: &str, delivery: &Delivery) -> String {
    let Notice { kind, episode } = &delivery.notice;
    let Episode { alert, .. } = episode;
    // What is told of an opening is the same whether or not it has recovered since.
    let closed_at = episode.closed_at.as_ref().filter(|_| *kind == NoticeKind::Recovered);
    let notice = json!({
        "key": key(catalog, delivery), "notice": kind, "catalog": catalog, "fingerprint": alert.fingerprint,
        "episode": episode.episode, "severity": alert.severity, "rule": alert.rule, "object": alert.object,
        "message": alert.message, "happened_at": alert.at, "opened_at": episode.opened_at, "closed_at": closed_at,
    });
    notice.to_string()
}

/// Subject and body of the mail that tells of these.
#[must_use]
pub fn mail(deliveries: &[Delivery]) -> (String, String) {
    let of = |kind| deliveries.iter().filter(move |one| one.notice.kind == kind);
    let (opened, recovered) = (of(NoticeKind::Opened).count(), of(NoticeKind::Recovered).count());
    let mut counts = Vec::new();
    if opened > 0 {
        counts.push(format!("{opened} new"));
    }
    if recovered > 0 {
        counts.push(format!("{recovered} recovered"));
    }
    let counts = counts.join(", ");
    let worst = of(NoticeKind::Opened).map(Delivery::severity).max();
    let subject = match (deliveries, worst) {
        ([one], _) => {
            let alert = &one.notice.episode.alert;
            let word = if worst.is_some() { alert.severity.as_str() } else { "recovered" };
            format!("[catalog] {word}: {} {}", harmless(&alert.rule), shortened(&harmless(&alert.object)))
        }
        (_, Some(worst)) => format!("[catalog] {}: {counts}", worst.as_str()),
        _ => format!("[catalog] {counts}"),
    };
    let mut body = format!("{counts}\n");
    for one in of(NoticeKind::Opened).chain(of(NoticeKind::Recovered)).take(TOLD) {
        push_notice(&mut body, &one.notice);
    }
    if let Some(more) = deliveries.len().checked_sub(TOLD).filter(|more| *more > 0) {
        let _ = write!(body, "\nand {more} more\n");
    }
    body.push_str("\n`catalog monitor list` shows all that is open, `catalog runs OBJECT` the runs of a session.\n");
    (subject, body)
}

fn push_notice(body: &mut String, notice: &Notice) {
    let Notice { kind, episode } = notice;
    let alert = &episode.alert;
    let is_over = *kind == NoticeKind::Recovered;
    let (state, was) = if is_over { ("recovered", "it was: ") } else { (alert.severity.as_str(), "") };
    let _ = write!(
        body,
        "\n{state}: {}\n  {}\n  {was}{}\n",
        harmless(&alert.rule),
        harmless(&alert.object),
        harmless(&alert.message)
    );
    if !alert.at.is_empty() {
        let _ = writeln!(body, "  happened {}", harmless(&alert.at));
    }
    let _ = writeln!(body, "  opened   {}", episode.opened_at);
    if let Some(closed) = episode.closed_at.as_ref().filter(|_| *kind == NoticeKind::Recovered) {
        let _ = writeln!(body, "  closed   {closed}");
    }
    let _ = writeln!(body, "  known by {}, episode {}", alert.fingerprint, episode.episode);
}

fn shortened(text: &str) -> String {
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    text.chars().take(LONGEST).chain(['…']).collect()
}

/// A time of ours as mails have it.
#[must_use]
pub fn mail_date(now: &str) -> String {
    DateTime::parse_from_rfc3339(now).map(|at| at.to_rfc2822()).unwrap_or_default()
}

/// Episodes as rows.
#[must_use]
pub fn episodes(all: &[Episode]) -> Listing {
    let row = |one: &Episode| {
        let alert = &one.alert;
        vec![
            Cell::Text(alert.severity.as_str().to_owned()),
            Cell::Text(alert.rule.clone()),
            Cell::Text(alert.object.clone()),
            Cell::Text(alert.message.clone()),
            Cell::Text(alert.at.clone()),
            Cell::Text(one.opened_at.clone()),
            Cell::Text(one.seen_at.clone()),
            one.closed_at.clone().map_or(Cell::Nothing, Cell::Text),
            Cell::Number(one.episode),
            Cell::Text(alert.fingerprint.clone()),
        ]
    };
    let columns = vec![
        "severity",
        "rule",
        "object",
        "message",
        "happened_at",
        "opened_at",
        "seen_at",
        "closed_at",
        "episode",
        "fingerprint",
    ];
    Listing { columns, rows: all.iter().map(row).collect() }
}

/// Deliveries as rows.
#[must_use]
pub fn deliveries(all: &[Delivery]) -> Listing {
    let row = |one: &Delivery| {
        let episode = &one.notice.episode;
        vec![
            Cell::Text(one.sink.clone()),
            Cell::Text(one.state.word().to_owned()),
            Cell::Text(one.notice.kind.word().to_owned()),
            Cell::Text(episode.alert.severity.as_str().to_owned()),
            Cell::Text(episode.alert.rule.clone()),
            Cell::Text(episode.alert.object.clone()),
            Cell::Number(one.attempts.into()),
            Cell::Text(one.made_at.clone()),
            Cell::Text(one.changed_at.clone()),
            Cell::Text(one.trouble.clone()),
            Cell::Number(episode.episode),
            Cell::Text(episode.alert.fingerprint.clone()),
        ]
    };
    let columns = vec![
        "sink",
        "state",
        "notice",
        "severity",
        "rule",
        "object",
        "attempts",
        "made_at",
        "changed_at",
        "trouble",
        "episode",
        "fingerprint",
    ];
    Listing { columns, rows: all.iter().map(row).collect() }
}
