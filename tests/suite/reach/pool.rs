//! The pool: a login for all references of one endpoint and credential, and a silent address costs its time once.

use super::{
    ADMIN_PASSWORD, Family, Listener, Manner, Options, Postgresql, READER_PASSWORD, Target, Verdict, refused_port,
    target,
};
use catalog::reach::pool;
use std::time::Duration;

const OPTIONS: Options = Options { jobs: 8, timeout: Duration::from_secs(5) };

fn postgres(port: u16, user: &str, database: &str, secret: &str) -> Target {
    let port = port.to_string();
    let attributes =
        [("database", database), ("host", "127.0.0.1"), ("port", port.as_str()), ("tls", "require"), ("user", user)];
    Target { insecure: true, ..target(Family::Postgresql, &attributes, Some(secret)) }
}

#[test]
fn three_hundred_references_to_six_endpoints_cost_six_logins_and_silence_is_met_once() {
    let Some(server) = Postgresql::running() else { return };
    let folder = tempfile::tempdir().unwrap();
    let (silent, closes) = (Listener::start(Manner::Silent), Listener::start(Manner::Closes));
    let kinds = [
        (postgres(server.port, "reader", "sales", READER_PASSWORD), Verdict::Ok),
        (postgres(silent.port(), "a", "b", "c"), Verdict::TimedOut),
        (postgres(server.port, "admin", "hr", ADMIN_PASSWORD), Verdict::Ok),
        (target(Family::File, &[("path", folder.path().to_str().unwrap())], None), Verdict::Ok),
        (postgres(closes.port(), "a", "b", "c"), Verdict::Failed),
        (postgres(refused_port(), "a", "b", "c"), Verdict::Unreachable),
    ];
    let mut targets = Vec::new();
    for nth in 0..300 {
        let mut one = kinds[nth % 6].0.clone();
        one.connection.name = format!("C{nth}").into();
        targets.push(one);
    }
    let tested = pool::run(&targets, &OPTIONS);
    assert_eq!(tested.logins, 6);
    assert_eq!((silent.accepted(), closes.accepted()), (1, 1));
    for (nth, seen) in tested.seen.iter().enumerate() {
        assert_eq!(seen.verdict, kinds[nth % 6].1, "{nth}: {seen:?}");
    }
    assert_eq!(tested.seen[1].message, "no answer within 5 s");
    assert!(tested.seen[1].latency_ms.is_some_and(|ms| ms >= 5000));
    for nth in (7..300).step_by(6) {
        let seen = &tested.seen[nth];
        assert_eq!(seen.message, "as C1, which has the same address; not tried again");
        assert_eq!(seen.latency_ms, None);
    }
}

#[test]
fn another_login_at_a_silent_address_is_not_tried() {
    let silent = Listener::start(Manner::Silent);
    let hasty = Options { timeout: Duration::from_millis(300), ..OPTIONS };
    let targets: Vec<Target> = ["a", "b", "a"].map(|user| postgres(silent.port(), user, "db", "s")).to_vec();
    let tested = pool::run(&targets, &hasty);
    assert!(tested.seen.iter().all(|seen| seen.verdict == Verdict::TimedOut), "{tested:?}");
    assert_eq!((tested.logins, silent.accepted()), (1, 1));
}

#[test]
fn a_refused_password_is_tried_once_for_each_login() {
    let Some(server) = Postgresql::running() else { return };
    let one = |user, secret| postgres(server.port, user, "sales", secret);
    let targets = [
        one("reader", "wrong"),
        one("reader", READER_PASSWORD),
        one("reader", "wrong"),
        one("reader", "also wrong"),
        Target { insecure: false, ..one("reader", READER_PASSWORD) },
        one("reader", READER_PASSWORD),
    ];
    let tested = pool::run(&targets, &OPTIONS);
    let verdicts: Vec<Verdict> = tested.seen.iter().map(|seen| seen.verdict).collect();
    let refused = Verdict::AuthenticationFailed;
    assert_eq!(verdicts, [refused, Verdict::Ok, refused, refused, Verdict::TlsFailure, Verdict::Ok]);
    assert_eq!(tested.logins, 4);
}

#[test]
fn no_target_is_no_work_and_no_jobs_is_one() {
    assert!(pool::run(&[], &OPTIONS).seen.is_empty());
    let here = target(Family::File, &[("path", "/")], None);
    assert_eq!(pool::run(&[here], &Options { jobs: 0, ..OPTIONS }).seen[0].verdict, Verdict::Ok);
}

#[test]
fn a_client_that_the_server_does_not_understand_says_nothing_of_another_one() {
    let silent = Listener::start(Manner::Silent);
    let port = silent.port().to_string();
    let hive = [("host", "127.0.0.1"), ("port", port.as_str()), ("tls", "disable")];
    let hasty = Options { timeout: Duration::from_millis(300), ..OPTIONS };
    let targets = [postgres(silent.port(), "a", "db", "s"), target(Family::Hive, &hive, Some("s"))];
    let tested = pool::run(&targets, &hasty);
    assert!(tested.seen.iter().all(|seen| seen.verdict == Verdict::TimedOut), "{tested:?}");
    assert_eq!((tested.logins, silent.accepted()), (2, 2));
}
