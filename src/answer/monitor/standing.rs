//! What stands wrong whether or not anything ran: old credentials, connections that fail, an assessment that got worse.

use super::asked::Asked;
use super::calendar::DAY;
use super::watched::{Assessed, Now, Watched};
use crate::model::Text;
use crate::model::alert::rule::{COMPLIANCE, CONNECTION, CREDENTIAL};
use crate::model::alert::{Alert, AlertBook};
use crate::model::comply::Severity;
use crate::model::connection::StoredTest;
use crate::model::run::seconds_of;

/// Verdicts that say nothing against a connection: nothing was tried, or it cannot be tried from here.
const NO_NEWS: [&str; 4] = ["ok", "not-checked", "not-supported", "driver-missing"];

/// What is told of what stands.
pub(super) fn alerts(watched: &Watched, book: &AlertBook, now: Now) -> Vec<Alert> {
    let (credential, connection) = (Asked::of(&CREDENTIAL, book), Asked::of(&CONNECTION, book));
    let compliance = Asked::of(&COMPLIANCE, book);
    let mut all: Vec<Alert> = Vec::new();
    all.extend(watched.credentials.iter().filter_map(|one| too_old(&credential, one, now)));
    all.extend(watched.tests.iter().filter_map(|test| failing(&connection, test, now)));
    let pairs = watched.assessed.windows(2).filter(|pair| pair[0].environment == pair[1].environment);
    all.extend(pairs.filter_map(|pair| worse(&compliance, &pair[0], &pair[1])));
    all
}

fn too_old(asked: &Asked<'_>, (name, set_at): &(Text, String), now: Now) -> Option<Alert> {
    let object = format!("credential:{name}");
    let limits = asked.at(&object)?;
    let (days, most) = ((now.utc - seconds_of(set_at)?) / DAY, limits.whole("days"));
    (days > most).then(|| {
        let message = format!("its value was not changed for {days} days, {most} at most are wanted");
        limits.alert(&object, message, set_at.clone())
    })
}

fn failing(asked: &Asked<'_>, test: &StoredTest, now: Now) -> Option<Alert> {
    let environment = if test.environment.is_empty() { String::new() } else { format!("@{}", test.environment) };
    let object = format!("connection:{}{environment}", test.name);
    let limits = asked.at(&object)?;
    let old = now.utc - seconds_of(&test.tested_at)? > limits.whole("days") * DAY;
    (!old && !NO_NEWS.contains(&test.verdict.as_str())).then(|| {
        let said = if test.message.is_empty() { String::new() } else { format!(": {}", test.message) };
        limits.alert(&object, format!("its newest test says {}{said}", test.verdict), test.tested_at.clone())
    })
}

/// Worse is what has a lower score. Where less of one severity makes up for more of another, it is not worse.
fn worse(asked: &Asked<'_>, before: &Assessed, after: &Assessed) -> Option<Alert> {
    let object =
        if after.environment.is_empty() { "catalog".to_owned() } else { format!("environment:{}", after.environment) };
    let limits = asked.at(&object)?;
    let weights = [16, 8, 4, 2, 0];
    let score = |one: &Assessed| one.by_severity.iter().zip(weights).map(|(count, weight)| count * weight).sum::<u64>();
    let least = u64::try_from(limits.whole("findings")).unwrap_or(1);
    let changed = Severity::ALL.iter().zip(before.by_severity.iter().zip(&after.by_severity));
    let more: Vec<String> = changed
        .filter(|(severity, (old, new))| **severity != Severity::Info && **new >= **old + least)
        .map(|(severity, (old, new))| format!("{} {} instead of {old}", new, severity.as_str()))
        .collect();
    (score(after) > score(before) && !more.is_empty()).then(|| {
        let message = format!(
            "snapshot {} has more findings than snapshot {}: {}",
            after.snapshot,
            before.snapshot,
            more.join(", ")
        );
        limits.alert(&object, message, after.at.clone())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::problem;

    fn told(watched: &Watched) -> Vec<(String, String, String)> {
        let utc = seconds_of("2026-11-29T07:00:00Z").expect("a time");
        let all = alerts(watched, &AlertBook::default(), Now { utc, local: utc, told: utc });
        all.into_iter().map(|alert| (alert.rule, alert.object, alert.message)).collect()
    }

    #[test]
    fn a_credential_ages() {
        let of = |set_at: &str| Watched { credentials: vec![("db".into(), set_at.to_owned())], ..Watched::default() };
        let old = told(&of("2025-11-28T07:00:00Z"));
        assert_eq!(old.len(), 1);
        assert_eq!((old[0].0.as_str(), old[0].1.as_str()), ("credential-too-old", "credential:db"));
        assert!(old[0].2.contains("for 366 days, 365 at most"), "{}", old[0].2);
        assert!(told(&of("2025-11-29T07:00:00Z")).is_empty());
    }

    #[test]
    fn a_failing_connection_is_told_and_an_untried_one_is_not() {
        let of = |verdict: &str, at: &str| {
            let test = StoredTest {
                name: "DWH".into(),
                environment: "prod".into(),
                tested_at: at.to_owned(),
                verdict: verdict.to_owned(),
                server: String::new(),
                latency_ms: None,
                message: "no route".to_owned(),
                insecure: false,
            };
            told(&Watched { tests: vec![test], ..Watched::default() })
        };
        let failing = of("unreachable", "2026-11-29T01:00:00Z");
        assert_eq!(failing[0].1, "connection:DWH@prod");
        assert_eq!(failing[0].2, "its newest test says unreachable: no route");
        assert!(of("ok", "2026-11-29T01:00:00Z").is_empty());
        assert!(of("not-checked", "2026-11-29T01:00:00Z").is_empty());
        assert!(of("unreachable", "2026-10-01T01:00:00Z").is_empty(), "long ago");
    }

    #[test]
    fn an_assessment_is_worse_where_its_score_is() {
        let of = |old: [u64; 5], new: [u64; 5]| {
            let one = |snapshot, by_severity| Assessed { snapshot, by_severity, ..Assessed::default() };
            told(&Watched { assessed: vec![one(1, old), one(2, new)], ..Watched::default() })
        };
        let worse = of([1, 2, 3, 4, 5], [1, 4, 3, 4, 5]);
        assert_eq!((worse[0].1.as_str(), worse[0].0.as_str()), ("catalog", "compliance-worse"));
        assert!(worse[0].2.ends_with(": 4 high instead of 2"), "{}", worse[0].2);
        assert!(of([1, 2, 3, 4, 5], [1, 2, 3, 4, 9]).is_empty(), "infos do not count");
        assert!(of([2, 2, 3, 4, 5], [1, 2, 4, 4, 5]).is_empty(), "it is better on the whole");
        assert!(of([0; 5], [0; 5]).is_empty());
    }

    #[test]
    fn a_severity_may_be_set() {
        let setting = crate::model::alert::RuleSetting {
            severity: Some(problem::Severity::Error),
            scope: "credential:*".to_owned(),
            values: [("days".to_owned(), "90".to_owned())].into(),
            off: false,
        };
        let book =
            AlertBook { rules: [("credential-too-old".to_owned(), vec![setting])].into(), ..AlertBook::default() };
        let utc = seconds_of("2026-11-29T07:00:00Z").expect("a time");
        let watched =
            Watched { credentials: vec![("db".into(), "2026-08-01T00:00:00Z".to_owned())], ..Watched::default() };
        let all = alerts(&watched, &book, Now { utc, local: utc, told: utc });
        assert_eq!(all[0].severity, problem::Severity::Error);
    }
}
