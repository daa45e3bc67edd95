//! Alerts on their way to files and webhooks that refuse, hang, answer 500 or kill: nothing is lost, nothing doubled.

use super::monitor_told::{Manner, Receiver, THEN, Watch, alert, passing};
use super::servers::refused_port;
use catalog::model::problem::Severity;
use std::collections::BTreeSet;
use std::fs;

const HOOK: &str = "sinks:\n  - {name: hook, webhook: {credential: hook_url}, timeout_seconds: 1}\n";
const FILE: &str = "sinks:\n  - {name: log, file: {path: alerts.jsonl}}\n";

fn lines(watch: &Watch) -> Vec<serde_json::Value> {
    let text = fs::read_to_string(watch.sandbox.path("alerts.jsonl")).unwrap_or_default();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn an_alert_is_told_once_when_it_is_opened_and_once_when_it_has_recovered() {
    let watch = Watch::with(FILE);
    watch.open(&[passing("a"), alert("b", Severity::Warning)]);
    let dry = watch.check(&["--dry-run"]);
    assert!(dry.stdout.contains("1 open (0 new), 1 recovered (dry run"), "{}", dry.stdout);
    assert!(lines(&watch).is_empty());
    let first = watch.check(&[]);
    assert_eq!(first.code, 1, "{}{}", first.stdout, first.stderr);
    assert!(first.stdout.contains("sink log: 3 sent"), "{}", first.stdout);
    let told: Vec<String> =
        lines(&watch).iter().map(|one| format!("{} {}", one["notice"], one["fingerprint"])).collect();
    assert_eq!(told, [r#""opened" "a""#, r#""recovered" "a""#, r#""opened" "b""#]);
    assert_eq!(watch.check(&["--fail-on", "error"]).code, 0);
    watch.open(&[passing("a")]);
    watch.check(&[]);
    let all = lines(&watch);
    let keys: BTreeSet<&str> = all.iter().map(|one| one["key"].as_str().unwrap()).collect();
    assert_eq!((all.len(), keys.len()), (5, 5), "an episode has its own notices");
    assert_eq!(all[3]["episode"], 2);
}

#[test]
fn quiet_hours_keep_warnings_and_let_errors_through() {
    let watch = Watch::with(FILE);
    watch.say(&format!("{FILE}quiet_hours: {{from: '22:00', until: '06:00', utc_offset: '+01:00'}}\n"));
    watch.open(&[alert("a", Severity::Warning), alert("b", Severity::Error)]);
    let night = watch.check(&["--now", "2026-01-05T23:00:00Z"]);
    assert!(night.stdout.contains("1 sent, 1 waiting"), "{}", night.stdout);
    assert_eq!(lines(&watch)[0]["fingerprint"], "b");
    watch.check(&["--now", "2026-01-06T05:00:00Z"]);
    assert_eq!(lines(&watch).len(), 2);
}

#[test]
fn a_webhook_that_answers_500_is_tried_again_with_the_same_key() {
    let receiver = Receiver::start(0, &[Manner::Status(500), Manner::Status(503)]);
    let watch = Watch::with(HOOK);
    watch.keep("hook_url", &receiver.url());
    watch.open(&[alert("a", Severity::Warning), alert("b", Severity::Error)]);
    let ran = watch.check(&[]);
    assert!(ran.stdout.contains("sink hook: 2 sent"), "{}{}", ran.stdout, ran.stderr);
    let keys = receiver.keys();
    assert_eq!((keys.len(), &keys[0], &keys[1]), (4, &keys[1], &keys[2]));
    assert_ne!(keys[2], keys[3]);
    assert_eq!(receiver.got()[3].1["object"], "F/w/b");
    assert_eq!(watch.check(&[]).code, 1);
    assert_eq!(receiver.keys().len(), 4, "nothing is told twice");
    let acts = watch.sandbox.done(&["audit", "log", "--format", "json"]).stdout;
    assert!(acts.contains("credential:hook_url") && acts.contains("monitor check"), "{acts}");
    assert!(!acts.contains("hunter2"));
}

#[test]
fn a_webhook_that_is_away_or_silent_gets_its_notices_later_and_once() {
    let port = refused_port();
    let watch = Watch::with(HOOK);
    watch.keep("hook_url", &format!("http://127.0.0.1:{port}/hunter2"));
    watch.open(&[alert("a", Severity::Warning), alert("b", Severity::Error)]);
    let away = watch.check(&[]);
    assert_eq!((away.code, away.stdout.contains("2 waiting")), (1, true), "{}", away.stdout);
    assert!(away.stderr.contains("sink hook") && !away.stderr.contains("hunter2"), "{}", away.stderr);
    let silent = Receiver::start(port, &[Manner::Hang, Manner::Hang, Manner::Hang]);
    let ran = watch.check(&[]);
    assert!(ran.stderr.contains("no answer within 1 s"), "{}", ran.stderr);
    assert_eq!(silent.keys().len(), 3, "three tries, and the second notice is not tried at all");
    assert_eq!(watch.deliveries(), ["hook waiting opened 2", "hook waiting opened 0"]);
    let ran = watch.check(&[]);
    assert!(ran.stdout.contains("sink hook: 2 sent"), "{}", ran.stdout);
    assert_eq!(silent.keys().iter().collect::<BTreeSet<_>>().len(), 2);
}

#[test]
fn what_a_webhook_refuses_for_good_is_given_up_and_told() {
    let receiver = Receiver::start(0, &[Manner::Status(422)]);
    let watch = Watch::with(HOOK);
    watch.keep("hook_url", &receiver.url());
    watch.open(&[alert("a", Severity::Warning), alert("b", Severity::Warning)]);
    let ran = watch.check(&[]);
    assert_eq!((ran.code, ran.stderr.contains("HTTP 422")), (3, true), "{}", ran.stderr);
    assert_eq!(watch.deliveries(), ["hook given up opened 1", "hook sent opened 1"]);
    assert_eq!(watch.check(&[]).code, 1);
    assert_eq!(receiver.keys().len(), 2);
}

#[test]
fn a_url_that_is_no_longer_good_loses_nothing() {
    let receiver = Receiver::start(0, &[Manner::Status(404); 3]);
    let watch = Watch::with(HOOK);
    watch.keep("hook_url", &receiver.url());
    watch.open(&[alert("a", Severity::Warning), alert("b", Severity::Warning)]);
    let ran = watch.check(&[]);
    assert_eq!((ran.code, ran.stderr.contains("HTTP 404: look at the URL")), (1, true), "{}", ran.stderr);
    assert_eq!(watch.deliveries(), ["hook waiting opened 1", "hook waiting opened 0"]);
    let ran = watch.check(&[]);
    assert!(ran.stdout.contains("sink hook: 2 sent"), "{}", ran.stdout);
    assert_eq!(receiver.keys().iter().collect::<BTreeSet<_>>().len(), 2);
}

#[test]
fn a_notice_is_given_up_after_its_time_and_not_before_its_attempts() {
    let watch = Watch::with(HOOK);
    watch.say(&format!("{HOOK}give_up: {{attempts: 2, hours: 24}}\n"));
    watch.keep("hook_url", &format!("http://127.0.0.1:{}/", refused_port()));
    watch.open(&[alert("a", Severity::Warning)]);
    assert_eq!(watch.check(&["--now", "2026-01-09T10:00:00Z"]).code, 1, "the first attempt is late, and not the last");
    let ran = watch.check(&["--now", "2026-01-09T10:05:00Z"]);
    assert_eq!((ran.code, ran.stdout.contains("1 given up")), (3, true), "{}", ran.stdout);
    let gone = Watch::with(HOOK);
    gone.open(&[alert("a", Severity::Warning)]);
    gone.say("sinks: []\n");
    let ran = gone.check(&["--now", THEN]);
    assert_eq!((ran.code, ran.stderr.contains("no sink of this name")), (1, true), "{}", ran.stderr);
    assert_eq!(gone.check(&["--now", "2026-01-09T10:00:00Z"]).code, 3);
}

#[test]
fn no_redirect_is_followed() {
    let elsewhere = Receiver::start(0, &[]);
    let receiver = Receiver::start(0, &[Manner::Elsewhere(elsewhere.port); 3]);
    let watch = Watch::with(HOOK);
    watch.keep("hook_url", &receiver.url());
    watch.open(&[alert("a", Severity::Warning)]);
    let ran = watch.check(&[]);
    assert!(ran.stderr.contains("redirects are not followed"), "{}", ran.stderr);
    assert_eq!((receiver.keys().len(), elsewhere.keys().len()), (3, 0));
}

#[test]
fn killed_between_sending_and_marking_a_notice_comes_again_with_its_key() {
    let receiver = Receiver::start(0, &[Manner::Status(200), Manner::Kill]);
    let watch = Watch::with(HOOK);
    watch.keep("hook_url", &receiver.url());
    watch.open(&[alert("a", Severity::Warning), alert("b", Severity::Warning), alert("c", Severity::Warning)]);
    let mut child = watch.command(&[]).spawn().unwrap();
    *receiver.victim.lock().unwrap() = Some(child.id());
    assert_eq!(child.wait().unwrap().code(), None, "it was killed");
    assert_eq!(receiver.keys().len(), 2);
    watch.check(&[]);
    let (keys, distinct) = (receiver.keys(), receiver.keys().into_iter().collect::<BTreeSet<_>>());
    assert_eq!((keys.len(), distinct.len(), &keys[1]), (4, 3, &keys[2]));
    let bodies: BTreeSet<String> = receiver.got()[1..3].iter().map(|(_, body)| body.to_string()).collect();
    assert_eq!(bodies.len(), 1, "the same number says the same");
    assert!(watch.deliveries().iter().all(|one| one.starts_with("hook sent")));
}

#[test]
fn checks_at_once_tell_each_notice_once() {
    let receiver = Receiver::start(0, &[]);
    let watch = Watch::with(HOOK);
    watch.keep("hook_url", &receiver.url());
    let alerts: Vec<_> = (0..10).map(|number| alert(&number.to_string(), Severity::Warning)).collect();
    watch.open(&alerts);
    let mut checks: Vec<_> = (0..3).map(|_| watch.command(&["--format", "jsonl"]).spawn().unwrap()).collect();
    for check in &mut checks {
        assert_eq!(check.wait().unwrap().code(), Some(1));
    }
    assert_eq!(receiver.keys().len(), 10);
}

#[test]
fn a_url_in_plain_and_a_credential_that_is_not_there_are_told() {
    let watch = Watch::with(HOOK);
    watch.open(&[alert("a", Severity::Warning)]);
    let ran = watch.check(&[]);
    assert_eq!(
        (ran.code, ran.stderr.contains("credential hook_url is not in the catalog")),
        (1, true),
        "{}",
        ran.stderr
    );
    watch.say("sinks:\n  - {name: x, webhook: {url: 'https://hooks.example/hunter2'}}\n");
    let ran = watch.check(&[]);
    assert_eq!((ran.code, ran.stderr.contains("hunter2")), (3, false), "{}", ran.stderr);
    assert!(ran.stderr.contains("alerts.yaml: line 2: sink x: the URL of a webhook is a secret"), "{}", ran.stderr);
}
