//! Failed, or slow, after it changed.
//!
//! A change lies between two snapshots. The last run that ended well before the first of them, or between the two, worked; the
//! first run after it fails or is slow, and so is the newest: then the change is named. A good run after the later snapshot
//! clears it.

use super::asked::Asked;
use super::calendar::{DAY, told};
use super::ended::said;
use super::watched::{Changed, Now, Place};
use crate::model::alert::rule::{DRIFT, LONGER};
use crate::model::alert::{Alert, AlertBook};
use crate::model::run::{Past, seconds_of};
use rustc_hash::FxHashMap;

/// Changes that a message names.
const NAMED: usize = 3;

/// The rule, with changes by folder.
pub(super) struct Rule<'b> {
    asked: Asked<'b>,
    by_folder: FxHashMap<&'b str, Vec<Dated<'b>>>,
}

struct Dated<'b> {
    changed: &'b Changed,
    after: i64,
    seen: i64,
}

impl<'b> Rule<'b> {
    pub(super) fn of(book: &'b AlertBook, changes: &'b [Changed]) -> Self {
        let mut by_folder: FxHashMap<&str, Vec<Dated<'_>>> = FxHashMap::default();
        for changed in changes {
            if let Some((after, seen)) = seconds_of(&changed.after).zip(seconds_of(&changed.seen)) {
                by_folder.entry(changed.folder.as_str()).or_default().push(Dated { changed, after, seen });
            }
        }
        Self { asked: Asked::of(&DRIFT, book), by_folder }
    }

    /// What is told of an object. `unusual`: what is told of its runs already.
    pub(super) fn alert(
        &self,
        object: &str,
        place: &Place,
        runs: &[Past],
        unusual: &[Alert],
        now: Now,
    ) -> Option<Alert> {
        let changes = self.by_folder.get(place.folder.as_str())?;
        let newest = runs.iter().rfind(|run| run.is_good() || run.is_failed())?;
        let at = told(newest.started);
        let slow = unusual.iter().find(|alert| alert.rule == LONGER.code && alert.at == at);
        if !newest.is_failed() && slow.is_none() {
            return None;
        }
        let limits = self.asked.at(object)?;
        let ahead = now.local - now.utc;
        let recent = |one: &&Dated<'_>| now.utc - one.seen <= limits.whole("days") * DAY;
        let mut guilty: Vec<&Dated<'_>> =
            changes.iter().filter(recent).filter(|one| one.reaches(place) && one.fits(runs, newest, ahead)).collect();
        guilty.sort_by_key(|one| (-one.changed.snapshot, &one.changed.kind, &one.changed.name));
        let first = guilty.first()?;
        let how = slow.map_or_else(
            || format!("{} after it changed", newest.status.word()),
            |_| "slow after it changed".to_owned(),
        );
        let error = if newest.is_failed() { said(place.error.as_str()) } else { String::new() };
        let message = format!("{how}: {}{error}", list(&guilty, first));
        Some(limits.alert(object, message, at))
    }
}

/// `snapshot 12 of 2026-11-29T02:00:00Z changed mapping m_load, session s_load`.
fn list(guilty: &[&Dated<'_>], first: &Dated<'_>) -> String {
    let same: Vec<&Changed> =
        guilty.iter().map(|one| one.changed).filter(|one| one.snapshot == first.changed.snapshot).collect();
    let names: Vec<String> = same.iter().take(NAMED).map(|one| format!("{} {}", one.kind, one.name)).collect();
    let more = same.len().saturating_sub(NAMED);
    let more = if more == 0 { String::new() } else { format!(" and {more} more") };
    format!("snapshot {} of {} changed {}{more}", first.changed.snapshot, first.changed.seen, names.join(", "))
}

impl Dated<'_> {
    /// True where the session that ran there is, uses or lies in what changed.
    fn reaches(&self, place: &Place) -> bool {
        let one = self.changed;
        if !one.repository.is_empty() && !place.repository.is_empty() && one.repository != place.repository {
            return false;
        }
        let in_path = |name: &str| place.path.split('/').any(|step| step == name);
        let inside = |path: &str| path.is_empty() || path.split('/').next() == Some(&*place.workflow) || in_path(path);
        let own = match one.kind.as_str() {
            "session" => one.name == place.session && inside(&one.path),
            "workflow" => one.name == place.workflow,
            "worklet" => in_path(&one.name),
            "mapping" => one.name == place.mapping,
            _ => false,
        };
        own || one.sessions.contains(&place.session)
            || (!place.mapping.is_empty() && one.mappings.contains(&place.mapping))
    }

    /// True where it worked before the change and has not since. The newest run is known to be bad.
    fn fits(&self, runs: &[Past], newest: &Past, ahead: i64) -> bool {
        let (after, seen) = (self.after + ahead, self.seen + ahead);
        let judged = || runs.iter().filter(|run| run.is_good() || run.is_failed());
        let worked = judged().rev().find(|run| run.started < after).is_some_and(Past::is_good);
        let cleared = judged().any(|run| run.is_good() && run.started > seen && run.started < newest.started);
        newest.started >= after && worked && !cleared
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::run::Status::{self, Failed, Succeeded};

    fn changed(kind: &str, name: &str) -> Changed {
        Changed {
            snapshot: 2,
            after: "1970-01-04T12:00:00Z".to_owned(),
            seen: "1970-01-05T12:00:00Z".to_owned(),
            folder: "F".into(),
            kind: kind.into(),
            name: name.into(),
            ..Changed::default()
        }
    }

    fn blamed(change: Changed, ends: &[Status]) -> Option<String> {
        let book = AlertBook::default();
        let runs: Vec<Past> =
            (0..).zip(ends).map(|(day, end)| Past::new(day * DAY, Some(day * DAY + 60), *end, [None; 2])).collect();
        let place = Place {
            folder: "F".into(),
            workflow: "wf".into(),
            path: "wl".into(),
            session: "s".into(),
            mapping: "m".into(),
            ..Place::default()
        };
        let changes = [change];
        let local = 6 * DAY;
        let now = Now { utc: local, local, told: local };
        Rule::of(&book, &changes).alert("F/wf/wl/s", &place, &runs, &[], now).map(|alert| alert.message)
    }

    /// Runs of days 0 to 4; the change lies between noon of day 3 and noon of day 4.
    const BROKE: [Status; 5] = [Succeeded, Succeeded, Succeeded, Succeeded, Failed];

    #[test]
    fn a_failure_after_a_change_names_it() {
        let told = blamed(changed("mapping", "m"), &BROKE).expect("told");
        assert_eq!(told, "failed after it changed: snapshot 2 of 1970-01-05T12:00:00Z changed mapping m");
        for (kind, name) in [("session", "s"), ("workflow", "wf"), ("worklet", "wl")] {
            assert!(blamed(changed(kind, name), &BROKE).is_some(), "{kind}");
        }
        let through = Changed { mappings: vec!["m".into()], ..changed("source", "T") };
        assert!(blamed(through, &BROKE).is_some());
    }

    #[test]
    fn what_does_not_fit_is_not_blamed() {
        assert!(blamed(changed("mapping", "other"), &BROKE).is_none());
        assert!(blamed(changed("mapping", "m"), &[Succeeded; 5]).is_none(), "it works");
        assert!(
            blamed(changed("mapping", "m"), &[Succeeded, Succeeded, Succeeded, Failed, Failed]).is_none(),
            "it failed before"
        );
        let old = Changed { seen: "1969-12-01T00:00:00Z".to_owned(), ..changed("mapping", "m") };
        assert!(blamed(old, &BROKE).is_none(), "long ago");
        let ends = [Succeeded, Succeeded, Succeeded, Succeeded, Failed, Succeeded, Failed];
        assert!(blamed(changed("mapping", "m"), &ends).is_none(), "it worked since");
        assert!(blamed(Changed { folder: "G".into(), ..changed("mapping", "m") }, &BROKE).is_none());
    }
}
