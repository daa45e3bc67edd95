//! Findings against waivers: which of them count.
//!
//! Owns when a waiver is in force: it has a justification and an approver, its rule is one of ours, and the day that is judged
//! lies between the day it was made and its last day, both included (UTC).

use super::book::like;
use crate::model::assessment::{Finding, Status, WaiverRow, WaiverState};
use crate::model::comply;
use crate::model::waiver::Waiver;
use chrono::{Days, NaiveDate};
use std::collections::BTreeMap;

/// Days before its last one on which a waiver counts as expiring, where the rulebook says nothing.
pub const EXPIRING_DAYS: u32 = 30;

/// Marks findings by the waivers that cover them, and says what became of each waiver. `as_of` is a day or a time, UTC. Where
/// the findings are not those of the `whole` catalog, a waiver that covers none of them is not called unused.
pub fn judge(
    findings: &mut [Finding],
    waivers: &[Waiver],
    as_of: &str,
    (expiring_days, whole): (u32, bool),
) -> Vec<WaiverRow> {
    let day = as_of.get(..10).unwrap_or(as_of);
    let mut rows: Vec<WaiverRow> = waivers.iter().map(|waiver| row(waiver, day)).collect();
    let mut by_rule: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, waiver) in waivers.iter().enumerate().filter(|(at, _)| rows[*at].state != WaiverState::Refused) {
        by_rule.entry(&waiver.rule).or_default().push(at);
    }
    for finding in findings {
        let Some(of_rule) = by_rule.get(finding.rule) else { continue };
        let covering: Vec<usize> = of_rule.iter().copied().filter(|at| covers(&waivers[*at], finding)).collect();
        for at in &covering {
            rows[*at].covers += 1;
        }
        let expired = |at: &usize| rows[*at].state == WaiverState::Expired;
        let in_force = covering.iter().copied().find(|at| !expired(at));
        // Of several that have expired, the one that did last is shown.
        let last = || covering.iter().copied().max_by_key(|at| (&waivers[*at].expires, std::cmp::Reverse(*at)));
        finding.waiver = in_force.or_else(last);
        finding.status = match (in_force, finding.waiver) {
            (Some(_), _) => Status::Waived,
            (None, Some(_)) => Status::Expired,
            (None, None) => Status::Active,
        };
    }
    let soon = later(day, expiring_days);
    for row in rows.iter_mut().filter(|row| row.state == WaiverState::Active) {
        if row.covers == 0 {
            if whole {
                row.state = WaiverState::Unused;
            }
        } else if soon.as_ref().is_some_and(|soon| row.waiver.expires <= *soon) {
            row.state = WaiverState::Expiring;
        }
    }
    rows
}

/// What can be said of a waiver before any finding is looked at.
fn row(waiver: &Waiver, day: &str) -> WaiverRow {
    let why = if waiver.justification.is_empty() {
        "it has no justification".to_owned()
    } else if waiver.approver.is_empty() {
        "it has no approver".to_owned()
    } else if comply::named(&waiver.rule).is_none() {
        format!("there is no rule {}", waiver.rule)
    } else if waiver.created.as_str() > day {
        format!("it was made on {}, after the day that is judged", waiver.created)
    } else {
        String::new()
    };
    let state = match (why.is_empty(), waiver.expires.as_str() < day) {
        (false, _) => WaiverState::Refused,
        (true, true) => WaiverState::Expired,
        (true, false) => WaiverState::Active,
    };
    WaiverRow { waiver: waiver.clone(), state, covers: 0, why }
}

/// A scope is of the full address, with its kind or without.
fn covers(waiver: &Waiver, finding: &Finding) -> bool {
    let part = waiver.part.is_empty() || *waiver.part == *finding.part;
    let without_kind = || finding.object.split_once(':').map_or("", |(_, rest)| rest);
    part && (like(&waiver.scope, &finding.object) || like(&waiver.scope, without_kind()))
}

fn later(day: &str, days: u32) -> Option<String> {
    let day = NaiveDate::parse_from_str(day, "%Y-%m-%d").ok()?;
    day.checked_add_days(Days::new(days.into())).map(|later| later.format("%Y-%m-%d").to_string())
}
