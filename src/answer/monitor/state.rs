//! What a check changes: which alerts are new, which are still there, which have recovered; and what is sent together.

use crate::answer::fingerprint::fingerprint;
use crate::model::alert::{Alert, Change, Delivery, Episode};
use std::collections::{BTreeMap, BTreeSet};

/// What became of the notices for one sink in one check.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Told {
    /// Name of the sink.
    pub sink: String,
    /// Notices that it took.
    pub sent: usize,
    /// Notices that wait: for the end of quiet hours, or for another try.
    pub waiting: usize,
    /// Notices that are not tried any more since this check.
    pub given_up: usize,
    /// The first thing that went wrong; no secret stands in it.
    pub trouble: String,
}

/// What a check came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Checked {
    /// UTC.
    pub now: String,
    /// Nothing was stored and nothing sent.
    pub dry_run: bool,
    /// What it changed.
    pub change: Change,
    /// By sink, in the order of the file.
    pub told: Vec<Told>,
}

impl Checked {
    /// Everything that is open now, with whether it is new.
    pub fn open(&self) -> impl Iterator<Item = (&Alert, bool)> {
        let still = self.change.still.iter().chain(&self.change.unasked).map(|one| (&one.alert, false));
        self.change.opened.iter().map(|one| (one, true)).chain(still)
    }
}

/// What a notice to a sink is known by, in every attempt: a receiver that has seen it can tell.
#[must_use]
pub fn key(catalog: &str, delivery: &Delivery) -> String {
    let Delivery { notice, sink, .. } = delivery;
    let (episode, alert) = (notice.episode.episode.to_string(), &notice.episode.alert);
    fingerprint(&["notice", catalog, &alert.fingerprint, &episode, notice.kind.word(), sink])
}

/// After so many attempts, what is not taken waits for everything else.
const OFTEN: u32 = 3;

/// What is sent together, oldest first: what was tried together stays together; the rest is one group, or each `alone`.
/// What is not `due` waits, but not what was tried with something that is.
#[must_use]
pub fn groups(waiting: Vec<Delivery>, alone: bool, due: &dyn Fn(&Delivery) -> bool) -> Vec<Vec<Delivery>> {
    let mut groups: Vec<Vec<Delivery>> = Vec::new();
    for one in waiting {
        let is_fresh = one.batch.is_empty();
        if is_fresh && !due(&one) {
            continue;
        }
        let together = |group: &&mut Vec<Delivery>| group[0].batch == one.batch && !(is_fresh && alone);
        match groups.iter_mut().find(together) {
            Some(group) => group.push(one),
            None => groups.push(vec![one]),
        }
    }
    groups.retain(|group| group.iter().any(due));
    // Of one alert, what was tried before comes before what is new.
    groups.sort_by_key(|group| group[0].batch.is_empty());
    // What a sink takes never must not use up the time of everything else, nor what follows of it go before it.
    let often = |one: &&Delivery| one.attempts >= OFTEN;
    let stuck: BTreeSet<i64> = groups.iter().flatten().filter(often).map(|one| one.notice.episode.id).collect();
    groups.sort_by_key(|group| group.iter().any(|one| stuck.contains(&one.notice.episode.id)));
    groups
}

/// Holds the alerts of a check against the open ones. Of alerts with one fingerprint the first counts. An open alert whose
/// rule was not asked this time (`is_asked` of its code) neither recovers nor is seen.
#[must_use]
pub fn change(open: &[Episode], alerts: &[Alert], is_asked: &dyn Fn(&str) -> bool) -> Change {
    let known: BTreeMap<&str, &Episode> = open.iter().map(|one| (one.alert.fingerprint.as_str(), one)).collect();
    let mut seen = BTreeSet::new();
    let mut change = Change::default();
    for alert in alerts {
        if !seen.insert(alert.fingerprint.as_str()) {
            continue;
        }
        match known.get(alert.fingerprint.as_str()) {
            None => change.opened.push(alert.clone()),
            Some(before) => {
                let at = before.alert.at.clone();
                change.still.push(Episode { alert: Alert { at, ..alert.clone() }, ..(*before).clone() });
            }
        }
    }
    let gone = open.iter().filter(|one| !seen.contains(one.alert.fingerprint.as_str())).cloned();
    (change.recovered, change.unasked) = gone.partition(|one| is_asked(&one.alert.rule));
    change
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::alert::{DeliveryState, Notice, NoticeKind};
    use crate::model::problem::Severity;

    fn alert(fingerprint: &str, message: &str) -> Alert {
        Alert {
            severity: Severity::Warning,
            rule: "zero-rows".to_owned(),
            object: "F/w/s".to_owned(),
            message: message.to_owned(),
            at: message.to_owned(),
            fingerprint: fingerprint.to_owned(),
        }
    }

    fn episode(id: i64, fingerprint: &str) -> Episode {
        Episode {
            id,
            alert: alert(fingerprint, "then"),
            episode: 1,
            opened_at: "2026-01-01T00:00:00Z".to_owned(),
            seen_at: "2026-01-01T00:00:00Z".to_owned(),
            closed_at: None,
        }
    }

    #[test]
    fn new_still_and_recovered_are_told_apart_by_fingerprint() {
        let open = [episode(1, "a"), episode(2, "b")];
        let change = change(&open, &[alert("b", "now"), alert("c", "now"), alert("c", "twice")], &|_| true);
        assert_eq!(change.opened, [alert("c", "now")]);
        assert_eq!(change.recovered, [episode(1, "a")]);
        let still = &change.still[0];
        assert_eq!((still.id, still.alert.message.as_str(), still.alert.at.as_str()), (2, "now", "then"));
    }

    #[test]
    fn what_a_sink_never_takes_comes_after_everything_else_but_what_follows_of_it() {
        let delivery = |id: i64, attempts: u32, batch: &str| Delivery {
            notice: Notice { kind: NoticeKind::Opened, episode: episode(id, "a") },
            sink: "hook".to_owned(),
            batch: batch.to_owned(),
            state: DeliveryState::Waiting,
            attempts,
            made_at: String::new(),
            changed_at: String::new(),
            trouble: String::new(),
        };
        let waiting = vec![delivery(1, 4, "x"), delivery(2, 0, ""), delivery(1, 0, ""), delivery(3, 1, "y")];
        let order: Vec<_> = groups(waiting, true, &|_| true)
            .iter()
            .map(|group| (group[0].notice.episode.id, group[0].attempts))
            .collect();
        assert_eq!(order, [(3, 1), (2, 0), (1, 4), (1, 0)]);
    }

    #[test]
    fn a_rule_that_was_not_asked_leaves_its_alerts_open() {
        let change = change(&[episode(1, "a")], &[], &|_| false);
        assert_eq!((change.recovered.len(), change.unasked.len()), (0, 1));
    }
}
