//! Connections tested against real servers and against listeners that misbehave.

mod aws;
mod azure_blob;
mod file;
mod gcs;
mod hdfs;
mod hive;
mod http;
mod kafka;
#[cfg(feature = "mssql")]
mod mssql;
mod not_built;
#[cfg(feature = "odbc")]
mod odbc;
#[cfg(feature = "oracle")]
mod oracle;
mod pool;
mod postgres;
mod pull;

use super::servers::{ADMIN_PASSWORD, Listener, Manner, Postgresql, READER_PASSWORD, refused_port, target};
use catalog::model::connection::{Family, Seen, Verdict};
use catalog::reach::{Options, Target, test_all};
use std::time::Duration;

/// Long enough for a busy machine.
pub(crate) const PATIENT: Options = Options { jobs: 4, timeout: Duration::from_secs(20) };
/// For servers that stay silent.
pub(crate) const HASTY: Options = Options { jobs: 4, timeout: Duration::from_millis(700) };

/// Tests one target.
pub(crate) fn test_one(target: Target, options: &Options) -> Seen {
    test_all(&[target], options).remove(0)
}

/// Asserts a verdict and words of the message, and that no secret stands in what is said.
#[track_caller]
pub(crate) fn assert_seen(target: Target, options: &Options, verdict: Verdict, words: &str) -> Seen {
    let secret = target.secret.clone();
    let seen = test_one(target, options);
    assert_eq!(seen.verdict, verdict, "{seen:?}");
    assert!(seen.message.contains(words), "{words:?} is not in {seen:?}");
    if let Some(secret) = secret {
        assert!(!format!("{seen:?}").contains(secret.expose()), "the secret is in {seen:?}");
    }
    seen
}

/// A target with some attributes set otherwise; an empty value is none.
pub(crate) fn with(family: Family, usual: &[(&str, &str)], other: &[(&str, &str)], secret: Option<&str>) -> Target {
    let kept = usual.iter().filter(|(name, _)| other.iter().all(|(changed, _)| changed != name));
    let attributes: Vec<_> = kept.chain(other).copied().collect();
    target(family, &attributes, secret)
}

/// What is asked of a real server, and what must be seen: attributes that are otherwise, the secret, verdict, words.
pub(crate) type Case<'a> = (&'a [(&'a str, &'a str)], Option<&'a str>, Verdict, &'a str);

/// Asks all of that.
#[track_caller]
pub(crate) fn assert_cases(family: Family, usual: &[(&str, &str)], cases: &[Case<'_>]) {
    for (other, secret, verdict, words) in cases {
        assert_seen(with(family, usual, other, *secret), &PATIENT, *verdict, words);
    }
}
