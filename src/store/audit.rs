//! The audit log: events that are only ever added, each bound to the one before.
//!
//! Owns the table `audit_event` and the chain. An intent is on disk before its act begins; where it cannot be written, the
//! caller gets an error and does nothing. Never decides what is audited.
//!
//! The chain shows every change by someone who cannot compute BLAKE3 over all later events. Someone who can rewrite all of
//! them, or cuts off the end, is seen only by whoever kept a [`Head`] elsewhere.

use super::Catalog;
use super::error::{Result, StoreError};
use crate::model::audit::{Act, ActFilter, ActRow, Actor, Event, Head, Verified};
use rusqlite::{Connection, OptionalExtension, Row, named_params};
use std::time::Duration;

/// An act that has begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Intent(i64);

/// Digest of an event after the one with the digest `before` (hexadecimal digits): BLAKE3 of that digest and of every column
/// in the order of the table, each as its length (8 bytes, little-endian) and its UTF-8 text; numbers as decimal digits.
#[must_use]
pub fn digest_after(before: &str, event: &Event) -> String {
    let mut hasher = blake3::Hasher::new();
    let (sequence, intent) = (event.sequence.to_string(), event.intent.to_string());
    let columns = [
        before,
        &sequence,
        &event.at,
        &event.phase,
        &intent,
        &event.os_user,
        &event.host,
        &event.recipient,
        &event.action,
        &event.subjects,
        &event.detail,
        &event.result,
    ];
    for column in columns {
        hasher.update(&(column.len() as u64).to_le_bytes());
        hasher.update(column.as_bytes());
    }
    hasher.finalize().to_hex().to_string()
}

impl Catalog {
    /// Writes that something is about to be done. It is on disk when this returns.
    pub fn intend(&self, act: &Act, actor: &Actor, now: &str) -> Result<Intent> {
        let event = Event {
            sequence: 0,
            at: now.to_owned(),
            phase: "intent".to_owned(),
            intent: 0,
            os_user: actor.os_user.to_string(),
            host: actor.host.to_string(),
            recipient: actor.recipient.to_string(),
            action: act.action.word().to_owned(),
            subjects: serde_json::to_string(&act.subjects).map_err(|error| StoreError::Refused(error.to_string()))?,
            detail: act.detail.clone(),
            result: String::new(),
            digest: String::new(),
        };
        durably(&self.db, || append(&self.db, event)).map(Intent)
    }

    /// Writes what came of an act.
    pub fn conclude(&self, intent: Intent, succeeded: bool, detail: &str, now: &str) -> Result<()> {
        let event = event(&self.db, intent.0)?
            .ok_or_else(|| StoreError::Damaged(format!("audit event {} is gone", intent.0)))?;
        let outcome = Event {
            at: now.to_owned(),
            phase: "outcome".to_owned(),
            detail: detail.to_owned(),
            result: if succeeded { "done" } else { "failed" }.to_owned(),
            ..event
        };
        durably(&self.db, || append(&self.db, outcome)).map(drop)
    }

    /// Acts in their order.
    pub fn acts(&self, filter: &ActFilter) -> Result<Vec<ActRow>> {
        let mut statement = self.db.prepare(
            "SELECT * FROM audit_act a
             WHERE (:since IS NULL OR at >= :since) AND (:actions = '' OR instr(:actions, ',' || action || ',') > 0)
               AND (:actor IS NULL OR :actor IN (os_user, os_user || '@' || host, recipient))
               AND (:subject IS NULL OR EXISTS (
                   SELECT 1 FROM json_each(a.subjects) s
                   WHERE :subject IN (s.value, substr(s.value, instr(s.value, ':') + 1))
                      -- `credential:*` is every credential.
                      OR (s.value LIKE '%:*' AND (instr(:subject, ':') = 0
                          OR substr(:subject, 1, instr(:subject, ':')) = substr(s.value, 1, length(s.value) - 1)))))
             ORDER BY sequence",
        )?;
        let actions = if filter.actions.is_empty() { String::new() } else { format!(",{},", filter.actions.join(",")) };
        let rows = statement.query_map(
            named_params! {
                ":since": filter.since, ":actions": actions, ":actor": filter.actor, ":subject": filter.subject,
            },
            act_row,
        )?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    /// Acts as they were known at an event: those that began by then; what came of them later is not told.
    pub fn acts_until(&self, head: i64) -> Result<Vec<ActRow>> {
        let mut statement = self.db.prepare_cached(
            "SELECT i.sequence, i.at, i.os_user, i.host, i.recipient, i.action, i.subjects, i.detail,
                    coalesce(o.result, 'interrupted') AS result, o.at AS ended_at, o.detail AS outcome
             FROM audit_event i
             LEFT JOIN audit_event o ON o.intent = i.sequence AND o.phase = 'outcome' AND o.sequence <= :head
             WHERE i.phase = 'intent' AND i.sequence <= :head ORDER BY i.sequence",
        )?;
        let rows = statement.query_map(named_params! { ":head": head }, act_row)?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    /// The newest event up to a time, UTC; 0 where there was none.
    pub fn audit_sequence_at(&self, at: &str) -> Result<i64> {
        const AT: &str = "SELECT coalesce(max(sequence), 0) FROM audit_event WHERE at <= ?1";
        Ok(self.db.prepare_cached(AT)?.query_row([at], |row| row.get(0))?)
    }

    /// Every event in its order, as it is stored.
    pub fn audit_events(&self) -> Result<Vec<Event>> {
        let mut statement =
            self.db.prepare("SELECT *, lower(hex(digest)) AS hex FROM audit_event ORDER BY sequence")?;
        let rows = statement.query_map([], event_row)?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    /// The newest event.
    pub fn audit_head(&self) -> Result<Head> {
        head(&self.db)
    }

    /// Goes through the whole chain. `expected` is a head that was kept elsewhere.
    pub fn verify_audit(&self, expected: Option<&Head>) -> Result<Verified> {
        const INTERRUPTED: &str = "SELECT count(*) FROM audit_act WHERE result = 'interrupted'";
        let events = self.audit_events()?;
        let first = beginning(&self.db)?;
        let broken = missing_trigger(&self.db)?
            .or_else(|| broken_link(&events, &first))
            .or_else(|| expected.and_then(|expected| differs(&events, &first, expected)));
        let interrupted = self.db.query_row(INTERRUPTED, [], |row| row.get(0))?;
        Ok(Verified { events: events.len() as u64, head: self.audit_head()?, interrupted, broken })
    }
}

/// Runs a transaction that is on disk when it returns, also when the power fails. In WAL with `synchronous=NORMAL`, as an
/// ingest has it, the newest transactions may be lost; an intent must not be.
fn durably<T>(db: &Connection, work: impl FnOnce() -> Result<T>) -> Result<T> {
    db.pragma_update(None, "synchronous", "FULL")?;
    let done = in_transaction(db, work);
    db.pragma_update(None, "synchronous", "NORMAL")?;
    done
}

fn in_transaction<T>(db: &Connection, work: impl FnOnce() -> Result<T>) -> Result<T> {
    db.busy_timeout(Duration::from_secs(5))?;
    db.execute_batch("BEGIN IMMEDIATE")?;
    let done = work().and_then(|value| {
        db.execute_batch("COMMIT")?;
        Ok(value)
    });
    if done.is_err() {
        // What failed is told; a rollback that fails, too, has nothing left to roll back.
        let _ = db.execute_batch("ROLLBACK");
    }
    done
}

/// Adds an event behind the newest one. Returns its sequence number.
fn append(db: &Connection, mut event: Event) -> Result<i64> {
    let before = head(db)?;
    event.sequence = before.sequence + 1;
    if event.phase == "intent" {
        event.intent = event.sequence;
    }
    event.digest = digest_after(&before.digest, &event);
    db.prepare_cached(
        "INSERT INTO audit_event (sequence, at, phase, intent, os_user, host, recipient, action, subjects, detail, result,
                                  digest)
         VALUES (:sequence, :at, :phase, :intent, :os_user, :host, :recipient, :action, :subjects, :detail, :result,
                 unhex(:digest))",
    )?
    .execute(named_params! {
        ":sequence": event.sequence, ":at": event.at, ":phase": event.phase, ":intent": event.intent,
        ":os_user": event.os_user, ":host": event.host, ":recipient": event.recipient, ":action": event.action,
        ":subjects": event.subjects, ":detail": event.detail, ":result": event.result, ":digest": event.digest,
    })?;
    Ok(event.sequence)
}

pub(super) fn head(db: &Connection) -> Result<Head> {
    let newest = db
        .prepare_cached("SELECT sequence, lower(hex(digest)) FROM audit_event ORDER BY sequence DESC LIMIT 1")?
        .query_row([], |row| Ok(Head { sequence: row.get(0)?, digest: row.get(1)? }))
        .optional()?;
    match newest {
        Some(head) => Ok(head),
        None => Ok(Head { sequence: 0, digest: beginning(db)? }),
    }
}

/// What the first event is bound to: the catalog that it is of.
fn beginning(db: &Connection) -> Result<String> {
    let id: String = db.query_row("SELECT id FROM catalog_identity", [], |row| row.get(0))?;
    Ok(blake3::hash(format!("catalog audit log {id}").as_bytes()).to_hex().to_string())
}

fn event(db: &Connection, sequence: i64) -> Result<Option<Event>> {
    let mut statement =
        db.prepare_cached("SELECT *, lower(hex(digest)) AS hex FROM audit_event WHERE sequence = ?1")?;
    Ok(statement.query_row([sequence], event_row).optional()?)
}

fn event_row(row: &Row<'_>) -> rusqlite::Result<Event> {
    Ok(Event {
        sequence: row.get("sequence")?,
        at: row.get("at")?,
        phase: row.get("phase")?,
        intent: row.get("intent")?,
        os_user: row.get("os_user")?,
        host: row.get("host")?,
        recipient: row.get("recipient")?,
        action: row.get("action")?,
        subjects: row.get("subjects")?,
        detail: row.get("detail")?,
        result: row.get("result")?,
        digest: row.get("hex")?,
    })
}

fn act_row(row: &Row<'_>) -> rusqlite::Result<ActRow> {
    let subjects: String = row.get("subjects")?;
    Ok(ActRow {
        sequence: row.get("sequence")?,
        at: row.get("at")?,
        os_user: row.get("os_user")?,
        host: row.get("host")?,
        recipient: row.get("recipient")?,
        action: row.get("action")?,
        // A list that cannot be read any more was tampered with; it is shown as it is.
        subjects: serde_json::from_str(&subjects).unwrap_or_else(|_| vec![subjects]),
        detail: row.get("detail")?,
        result: row.get("result")?,
        ended_at: row.get("ended_at")?,
        outcome: row.get::<_, Option<String>>("outcome")?.unwrap_or_default(),
    })
}

/// The first event that does not follow from the one before.
fn broken_link(events: &[Event], first: &str) -> Option<String> {
    let mut before = first;
    for (event, expected) in events.iter().zip(1..) {
        if event.sequence != expected {
            return Some(format!("event {expected} is missing"));
        }
        if digest_after(before, event) != event.digest {
            return Some(format!("event {expected} was changed, or the one before it"));
        }
        let of = usize::try_from(event.intent - 1).ok().and_then(|at| events.get(at));
        if event.intent > event.sequence || of.is_none_or(|intent| intent.phase != "intent") {
            return Some(format!("event {expected} is the outcome of no intent"));
        }
        before = &event.digest;
    }
    None
}

/// Why a log is no continuation of the one whose head was kept.
fn differs(events: &[Event], first: &str, expected: &Head) -> Option<String> {
    if expected.sequence == 0 {
        return (expected.digest != first).then(|| "the expected head is of another catalog".to_owned());
    }
    match events.iter().find(|event| event.sequence == expected.sequence) {
        None => Some(format!("event {} is missing: the end of the log was cut off", expected.sequence)),
        Some(event) if event.digest != expected.digest => {
            Some(format!("event {} is not the one that was expected: history was rewritten", expected.sequence))
        }
        Some(_) => None,
    }
}

/// A catalog whose guards were taken away is suspect, whatever the chain says.
fn missing_trigger(db: &Connection) -> Result<Option<String>> {
    for name in ["audit_event_is_never_changed", "audit_event_is_never_removed"] {
        let has: bool = db.query_row(
            "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE type = 'trigger' AND name = ?1)",
            [name],
            |row| row.get(0),
        )?;
        if !has {
            return Ok(Some(format!("the trigger {name} is missing")));
        }
    }
    Ok(None)
}
