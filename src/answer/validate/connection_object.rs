//! Connection objects: whether what sessions name is known, whole, and opened when it was last tested.
//!
//! Owns what a connection needs to be opened. Opens nothing: results of tests are handed in.

use super::findings::Findings;
use crate::answer::design::Standing;
use crate::model::connection::{Connection, Family, StoredTest, Verdict};
use crate::model::environment::Environment;
use crate::model::finding::Finding;
use crate::model::rule::connection as rule;
use chrono::DateTime;
use std::collections::BTreeSet;

/// What the catalog knows besides the connection itself.
#[derive(Debug, Clone, Copy)]
pub struct Around<'a> {
    /// Names of the credentials.
    pub credentials: &'a BTreeSet<String>,
    /// The newest test of each connection, where tests are asked for.
    pub tests: Option<&'a [StoredTest]>,
    /// The time, UTC.
    pub now: &'a str,
}

/// Families that are opened by one of several attributes.
const ONE_OF: [(Family, &[&str]); 2] =
    [(Family::Oracle, &["connect_string", "host"]), (Family::Odbc, &["dsn", "connect_string", "driver"])];

/// Names of connections that a session refers to, as the environment has them.
#[must_use]
pub fn named(standing: &Standing<'_>, environment: &Environment) -> BTreeSet<String> {
    let Some(layered) = &standing.session else { return BTreeSet::new() };
    let all = layered.extensions();
    let names = all.iter().flat_map(|one| one.connections.1).filter(|one| !one.name.is_empty());
    names.map(|one| instead(&one.name, environment).to_owned()).collect()
}

fn instead<'a>(name: &'a str, environment: &'a Environment) -> &'a str {
    environment.connections.iter().find(|(from, _)| from == name).map_or(name, |(_, to)| to)
}

/// Names of a session that no object stands behind. Nothing is found where no object is known at all.
#[must_use]
pub fn references(standing: &Standing<'_>, environment: &Environment, known: &BTreeSet<&str>) -> Vec<Finding> {
    let mut out = Findings::of(&standing.address);
    let extensions = standing.session.map(|layered| layered.extensions()).unwrap_or_default();
    for one in extensions.iter().filter(|_| !known.is_empty()) {
        let (stored, references) = one.connections;
        for reference in references.iter().filter(|one| !one.name.is_empty()) {
            let name = instead(&reference.name, environment);
            if !known.contains(name) {
                let message = format!("{} uses connection {name}, which is not known", one.extension.instance);
                out.say(&rule::UNKNOWN_CONNECTION, &stored.place(reference.line), message);
            }
        }
    }
    out.finish()
}

/// Looks at a connection object.
#[must_use]
pub fn object(connection: &Connection, around: &Around<'_>) -> Vec<Finding> {
    let address = if connection.environment.is_empty() {
        format!("connection:{}", connection.name)
    } else {
        format!("connection:{}@{}", connection.name, connection.environment)
    };
    let mut out = Findings::of(&address);
    let place = format!("{}:{}", connection.source, connection.line);
    let name = connection.name.as_str();
    for lack in lacking(connection) {
        out.say(&rule::INCOMPLETE_CONNECTION, &place, format!("{name} has no {lack}"));
    }
    if let Some(credential) = connection.credential.as_ref().filter(|one| !around.credentials.contains(one.as_str())) {
        out.say(&rule::MISSING_CREDENTIAL, &place, format!("{name} names credential {credential}, which is not there"));
    }
    if let (Some(tests), Some(_)) = (around.tests, connection.family()) {
        tested(connection, tests, around.now, &place, &mut out);
    }
    out.finish()
}

/// Attributes without which it cannot be opened.
fn lacking(connection: &Connection) -> Vec<String> {
    let Some(family) = connection.family() else { return Vec::new() };
    let needed = family.attributes().0.into_iter().filter(|name| connection.attribute(name).is_none());
    let mut lacking: Vec<String> = needed.map(str::to_owned).collect();
    let several = ONE_OF.iter().find(|(of, _)| *of == family).map_or(&[][..], |(_, names)| names);
    if !several.is_empty() && several.iter().all(|name| connection.attribute(name).is_none()) {
        lacking.push(several.join(" or "));
    }
    lacking
}

fn tested(connection: &Connection, tests: &[StoredTest], now: &str, place: &str, out: &mut Findings) {
    let name = connection.name.as_str();
    let Some(test) = tests.iter().find(|one| one.name == name) else {
        return out.say(&rule::CONNECTION_NOT_TESTED, place, format!("{name} was never tested"));
    };
    let verdict = Verdict::ALL.iter().find(|(word, _)| *word == test.verdict).map(|(_, verdict)| *verdict);
    let rule = match verdict {
        Some(Verdict::Ok) => return,
        Some(Verdict::DriverMissing | Verdict::NotSupported | Verdict::NotChecked) | None => {
            &rule::CONNECTION_TEST_UNDECIDED
        }
        Some(_) => &rule::CONNECTION_TEST_FAILED,
    };
    let more = if test.message.is_empty() { String::new() } else { format!(": {}", test.message) };
    out.say(rule, place, format!("{name}: {}{more} (tested {})", test.verdict, age(&test.tested_at, now)));
}

/// How long ago, in words.
fn age(then: &str, now: &str) -> String {
    let time = |text: &str| DateTime::parse_from_rfc3339(text).ok();
    let Some(passed) = time(now).zip(time(then)).map(|(now, then)| now.signed_duration_since(then)) else {
        return format!("at {then}");
    };
    match (passed.num_days(), passed.num_hours(), passed.num_minutes()) {
        (days @ 2.., ..) => format!("{days} days ago"),
        (_, hours @ 2.., _) => format!("{hours} hours ago"),
        (.., minutes @ 2..) => format!("{minutes} minutes ago"),
        _ => "just now".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn connection(kind: &str, attributes: &[(&str, &str)]) -> Connection {
        let attributes = attributes.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
        Connection {
            name: "C".into(),
            subtype: kind.into(),
            attributes,
            source: "c.yaml".into(),
            line: 3,
            ..Connection::default()
        }
    }

    fn codes(connection: &Connection, tests: Option<&[StoredTest]>) -> Vec<&'static str> {
        let credentials = BTreeSet::from(["known".to_owned()]);
        let around = Around { credentials: &credentials, tests, now: "2026-01-03T00:00:00Z" };
        object(connection, &around).iter().map(|one| one.code).collect()
    }

    #[test]
    fn what_a_family_needs_must_be_there() {
        assert_eq!(codes(&connection("s3", &[]), None), ["incomplete-connection"]);
        assert_eq!(codes(&connection("kinesis", &[]), None), ["incomplete-connection"; 2]);
        assert_eq!(codes(&connection("Oracle", &[("user", "u")]), None), ["incomplete-connection"]);
        for whole in [
            connection("Oracle", &[("connect_string", "$ParamTns")]),
            connection("DB2", &[("dsn", "D")]),
            connection("Web Services Consumer", &[]),
        ] {
            assert!(codes(&whole, None).is_empty(), "{whole:?}");
        }
    }

    #[test]
    fn a_credential_must_be_there() {
        let mut one = connection("s3", &[("bucket", "b")]);
        one.credential = Some("known".into());
        assert!(codes(&one, None).is_empty());
        one.credential = Some("gone".into());
        assert_eq!(codes(&one, None), ["missing-credential"]);
    }

    #[test]
    fn the_newest_test_counts_and_says_how_old_it_is() {
        let one = connection("s3", &[("bucket", "b")]);
        let test = |verdict: Verdict| StoredTest {
            name: "C".into(),
            environment: "".into(),
            tested_at: "2026-01-01T00:00:00Z".to_owned(),
            verdict: verdict.word().to_owned(),
            server: String::new(),
            latency_ms: None,
            message: "so it is".to_owned(),
            insecure: false,
        };
        assert_eq!(codes(&one, Some(&[])), ["connection-not-tested"]);
        assert!(codes(&one, Some(&[test(Verdict::Ok)])).is_empty());
        assert_eq!(codes(&one, Some(&[test(Verdict::NotChecked)])), ["connection-test-undecided"]);
        let tests = [test(Verdict::AuthenticationFailed)];
        let credentials = BTreeSet::new();
        let around = Around { credentials: &credentials, tests: Some(&tests), now: "2026-01-03T00:00:00Z" };
        let found = object(&one, &around);
        assert_eq!(found[0].message, "C: authentication-failed: so it is (tested 2 days ago)");
        assert_eq!((found[0].code, found[0].file.as_str(), found[0].line), ("connection-test-failed", "c.yaml", 3));
    }
}
