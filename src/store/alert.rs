//! Alerts and the outbox of their notices.
//!
//! Owns that what is to be told is on disk together with the state it tells of, and that an attempt is on disk before it
//! begins: whatever ends the program, a notice is either waiting or sent, and keeps its number. Never sends.

use super::Catalog;
use super::error::Result;
use crate::model::alert::{Alert, Change, Delivery, DeliveryState, Episode, NamedSink, Notice, NoticeKind};
use crate::model::problem::Severity;
use rusqlite::{Row, named_params};

/// Columns of an episode.
const EPISODE: &str = "a.id, a.fingerprint, a.episode, a.rule, a.severity, a.object, a.message, a.happened_at, a.opened_at, a.seen_at, a.closed_at";

/// Columns of a delivery, behind those of its episode.
const DELIVERY: &str =
    "d.notice, d.sink, d.severity, d.message, d.batch, d.state, d.attempts, d.made_at, d.changed_at, d.trouble";

impl Catalog {
    /// Episodes by number: the open ones, or all.
    pub fn alert_episodes(&self, with_closed: bool) -> Result<Vec<Episode>> {
        let sql = format!("SELECT {EPISODE} FROM alert a WHERE ?1 OR a.closed_at IS NULL ORDER BY a.id");
        let mut statement = self.db.prepare_cached(&sql)?;
        let rows = statement.query_map([with_closed], episode)?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    /// Deliveries by episode, what they tell, and sink: those that wait, or all.
    pub fn alert_deliveries(&self, with_settled: bool) -> Result<Vec<Delivery>> {
        let sql = format!(
            "SELECT {EPISODE}, {DELIVERY} FROM alert_delivery d JOIN alert a ON a.id = d.alert
             WHERE ?1 OR d.state = 'waiting' ORDER BY a.id, d.notice, d.sink"
        );
        let mut statement = self.db.prepare_cached(&sql)?;
        let rows = statement.query_map([with_settled], delivery)?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    /// Stores what a check changed, and what is to be told of it, as one. A sink that came later, or that wants what has grown
    /// worse since, is told of what is open.
    pub fn note_alerts(&self, change: &Change, sinks: &[NamedSink], now: &str) -> Result<()> {
        self.durably(|| {
            let opened = change.opened.iter().map(|one| self.open_alert(one, now)).collect::<Result<Vec<_>>>()?;
            for (id, alert) in opened.iter().zip(&change.opened) {
                self.tell_opened(*id, alert, sinks, now)?;
            }
            for one in &change.still {
                self.see_alert(one, now)?;
                self.tell_opened(one.id, &one.alert, sinks, now)?;
            }
            for one in &change.recovered {
                self.close_alert(one, sinks, now)?;
            }
            Ok(())
        })
    }

    fn open_alert(&self, alert: &Alert, now: &str) -> Result<i64> {
        self.db
            .prepare_cached(
                "INSERT INTO alert (fingerprint, episode, rule, severity, object, message, happened_at, opened_at, seen_at)
                 VALUES (:fingerprint, (SELECT coalesce(max(episode), 0) + 1 FROM alert WHERE fingerprint = :fingerprint),
                         :rule, :severity, :object, :message, :at, :now, :now)",
            )?
            .execute(named_params! {
                ":fingerprint": alert.fingerprint, ":rule": alert.rule, ":severity": alert.severity.as_str(),
                ":object": alert.object, ":message": alert.message, ":at": alert.at, ":now": now,
            })?;
        Ok(self.db.last_insert_rowid())
    }

    fn see_alert(&self, one: &Episode, now: &str) -> Result<()> {
        self.db
            .prepare_cached("UPDATE alert SET severity = ?2, message = ?3, seen_at = ?4 WHERE id = ?1")?
            .execute((one.id, one.alert.severity.as_str(), &one.alert.message, now))?;
        Ok(())
    }

    fn tell_opened(&self, id: i64, alert: &Alert, sinks: &[NamedSink], now: &str) -> Result<()> {
        let mut insert = self.db.prepare_cached(
            "INSERT INTO alert_delivery
                 (alert, notice, sink, severity, message, batch, state, attempts, made_at, changed_at, trouble)
             VALUES (:alert, 'opened', :sink, :severity, :message, '', 'waiting', 0, :now, :now, '')
             ON CONFLICT DO UPDATE SET severity = excluded.severity, message = excluded.message
             WHERE state = 'waiting' AND batch = ''",
        )?;
        for sink in sinks.iter().filter(|sink| alert.severity >= sink.min_severity) {
            insert.execute(named_params! {
                ":alert": id, ":sink": sink.name, ":severity": alert.severity.as_str(), ":message": alert.message,
                ":now": now,
            })?;
        }
        Ok(())
    }

    /// Recovery goes to those who were told of the opening, or still will be.
    fn close_alert(&self, one: &Episode, sinks: &[NamedSink], now: &str) -> Result<()> {
        self.db.prepare_cached("UPDATE alert SET closed_at = ?2 WHERE id = ?1")?.execute((one.id, now))?;
        let mut insert = self.db.prepare_cached(
            "INSERT OR IGNORE INTO alert_delivery
                 (alert, notice, sink, severity, message, batch, state, attempts, made_at, changed_at, trouble)
             SELECT d.alert, 'recovered', d.sink, a.severity, a.message, '', 'waiting', 0, :now, :now, ''
             FROM alert_delivery d JOIN alert a ON a.id = d.alert
             WHERE d.alert = :alert AND d.sink = :sink AND d.notice = 'opened' AND d.state <> 'given up'",
        )?;
        for sink in sinks {
            insert.execute(named_params! { ":alert": one.id, ":sink": sink.name, ":now": now })?;
        }
        Ok(())
    }

    /// Writes that deliveries are about to be tried, together and always together. It is on disk when this returns.
    pub fn begin_deliveries(&self, deliveries: &[Delivery], batch: &str, now: &str) -> Result<()> {
        self.durably(|| {
            let mut update = self.db.prepare_cached(
                "UPDATE alert_delivery SET batch = ?4, attempts = attempts + 1, changed_at = ?5
                 WHERE alert = ?1 AND notice = ?2 AND sink = ?3 AND state = 'waiting'",
            )?;
            for one in deliveries {
                update.execute((one.notice.episode.id, one.notice.kind.word(), &one.sink, batch, now))?;
            }
            Ok(())
        })
    }

    /// Writes what came of deliveries. It is on disk when this returns.
    pub fn settle_deliveries(
        &self,
        deliveries: &[Delivery],
        state: DeliveryState,
        trouble: &str,
        now: &str,
    ) -> Result<()> {
        self.durably(|| {
            let mut update = self.db.prepare_cached(
                "UPDATE alert_delivery SET state = ?4, trouble = ?5, changed_at = ?6
                 WHERE alert = ?1 AND notice = ?2 AND sink = ?3 AND state = 'waiting'",
            )?;
            for one in deliveries {
                let (id, kind) = (one.notice.episode.id, one.notice.kind.word());
                update.execute((id, kind, &one.sink, state.word(), trouble, now))?;
            }
            Ok(())
        })
    }

    /// One transaction that lasts even if the power goes: what a sink took must not be forgotten.
    fn durably<T>(&self, work: impl FnOnce() -> Result<T>) -> Result<T> {
        self.db.pragma_update(None, "synchronous", "FULL")?;
        let done = super::credential::together(self, work);
        self.db.pragma_update(None, "synchronous", "NORMAL")?;
        done
    }
}

fn episode(row: &Row<'_>) -> rusqlite::Result<Episode> {
    let severity: String = row.get(4)?;
    Ok(Episode {
        id: row.get(0)?,
        alert: Alert {
            fingerprint: row.get(1)?,
            rule: row.get(3)?,
            severity: Severity::named(&severity),
            object: row.get(5)?,
            message: row.get(6)?,
            at: row.get(7)?,
        },
        episode: row.get(2)?,
        opened_at: row.get(8)?,
        seen_at: row.get(9)?,
        closed_at: row.get(10)?,
    })
}

fn delivery(row: &Row<'_>) -> rusqlite::Result<Delivery> {
    let (kind, severity, state): (String, String, String) = (row.get(11)?, row.get(13)?, row.get(16)?);
    let mut episode = episode(row)?;
    episode.alert.severity = Severity::named(&severity);
    episode.alert.message = row.get(14)?;
    Ok(Delivery {
        notice: Notice { kind: NoticeKind::named(&kind), episode },
        sink: row.get(12)?,
        batch: row.get(15)?,
        state: DeliveryState::named(&state),
        attempts: row.get(17)?,
        made_at: row.get(18)?,
        changed_at: row.get(19)?,
        trouble: row.get(20)?,
    })
}
