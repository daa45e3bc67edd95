//! The audit log as text, JSON lines and rows.

use crate::model::audit::{ActRow, Event, Verified};
use crate::model::listing::{Cell, Listing};

/// Subjects that a row of a table names; a batch may have thousands.
const SUBJECTS_SHOWN: usize = 3;
/// Where the recipient stands in a row, and how much of it people are shown.
const RECIPIENT: usize = 3;
const RECIPIENT_SHOWN: usize = 12;

/// Acts as rows.
#[must_use]
pub fn listing(acts: &[ActRow]) -> Listing {
    let row = |act: &ActRow| {
        let account = format!("{}@{}", act.os_user, act.host);
        let said = if act.outcome.is_empty() { &act.detail } else { &act.outcome };
        vec![
            Cell::Number(act.sequence),
            Cell::Text(act.at.clone()),
            Cell::Text(account),
            Cell::Text(act.recipient.clone()),
            Cell::Text(act.action.clone()),
            Cell::Text(subjects(&act.subjects)),
            Cell::Text(act.result.clone()),
            Cell::Text(said.clone()),
        ]
    };
    Listing {
        columns: vec!["sequence", "at", "account", "recipient", "action", "subjects", "result", "detail"],
        rows: acts.iter().map(row).collect(),
    }
}

/// The same for people: the beginning of a recipient tells members apart.
#[must_use]
pub fn for_people(acts: &[ActRow]) -> Listing {
    let mut listing = listing(acts);
    for row in &mut listing.rows {
        if let Some(Cell::Text(recipient)) = row.get_mut(RECIPIENT).filter(|cell| cell.text().len() > RECIPIENT_SHOWN) {
            recipient.truncate(RECIPIENT_SHOWN);
            recipient.push('…');
        }
    }
    listing
}

fn subjects(all: &[String]) -> String {
    let shown = all.iter().take(SUBJECTS_SHOWN).map(String::as_str).collect::<Vec<_>>().join(", ");
    match all.len().checked_sub(SUBJECTS_SHOWN) {
        Some(more) if more > 0 => format!("{shown} and {more} more"),
        _ => shown,
    }
}

/// What a look at the chain found, for people.
#[must_use]
pub fn verified(verified: &Verified) -> String {
    let sound = verified.broken.as_ref().map_or_else(|| "sound".to_owned(), |why| format!("BROKEN: {why}"));
    format!("{} events, {} interrupted, head {}: {sound}\n", verified.events, verified.interrupted, verified.head)
}

/// Events as JSON, one a line.
#[must_use]
pub fn lines(events: &[Event]) -> String {
    events.iter().map(|event| serde_json::to_string(event).unwrap_or_default() + "\n").collect()
}

/// Events as rows, every column.
#[must_use]
pub fn events(events: &[Event]) -> Listing {
    let row = |event: &Event| {
        let texts = [
            &event.at,
            &event.phase,
            &event.os_user,
            &event.host,
            &event.recipient,
            &event.action,
            &event.subjects,
            &event.detail,
            &event.result,
            &event.digest,
        ];
        let mut row = vec![Cell::Number(event.sequence), Cell::Number(event.intent)];
        row.extend(texts.map(|text| Cell::Text(text.clone())));
        row
    };
    Listing {
        columns: vec![
            "sequence",
            "intent",
            "at",
            "phase",
            "os_user",
            "host",
            "recipient",
            "action",
            "subjects",
            "detail",
            "result",
            "digest",
        ],
        rows: events.iter().map(row).collect(),
    }
}
