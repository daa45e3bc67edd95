//! Alerts by mail, against a real SMTP server.

use super::monitor_told::{Watch, alert};
use super::servers::Certificates;
use super::servers::smtp::SmtpSink;
use catalog::model::alert::Alert;
use catalog::model::problem::Severity;
use std::collections::BTreeSet;

fn sinks(port: u16, more: &str) -> String {
    format!(
        "sinks:\n  - name: ops\n    timeout_seconds: 5\n    {more}\n    email: {{host: localhost, port: {port}, from: \
         catalog@example.com, to: [ops@example.com, night@example.com], "
    )
}

/// The header lines of a mail, unfolded.
fn headers(mail: &serde_json::Value) -> Vec<String> {
    let head = mail["content"].as_str().unwrap().split("\r\n\r\n").next().unwrap();
    head.replace("\r\n ", " ").replace("\r\n\t", " ").lines().map(str::to_owned).collect()
}

fn header(mail: &serde_json::Value, name: &str) -> String {
    let all = headers(mail);
    let found: Vec<&String> = all.iter().filter(|line| line.starts_with(&format!("{name}: "))).collect();
    assert_eq!(found.len(), 1, "{name} of {all:?}");
    found[0].split_once(": ").unwrap().1.to_owned()
}

#[test]
fn one_mail_tells_all_that_is_new_and_no_name_forges_a_header() {
    let Some(server) = SmtpSink::running(&[]) else { return };
    let watch = Watch::with(&(sinks(server.port(), "") + "tls: none}\n"));
    let evil = "x\r\nBcc: evil@example.com\r\n\r\n.\r\nQUIT\r\nMAIL FROM:<a@b>\u{0}\u{202e}\u{1b}[31m";
    let forged = Alert { object: evil.to_owned(), message: evil.to_owned(), ..alert("a", Severity::Error) };
    watch.open(&[forged.clone(), alert("b", Severity::Warning)]);
    server.set("refuse", true);
    let refused = watch.check(&[]);
    assert!(refused.stderr.contains("451") && refused.stdout.contains("2 waiting"), "{}", refused.stderr);
    server.set("refuse", false);
    let ran = watch.check(&[]);
    assert!(ran.stdout.contains("sink ops: 2 sent"), "{}{}", ran.stdout, ran.stderr);
    watch.check(&[]);
    watch.open(&[Alert { fingerprint: "c".to_owned(), ..forged }]);
    watch.check(&[]);
    let mails = server.mails();
    assert_eq!(mails.len(), 2);
    for mail in &mails {
        assert_eq!(mail["to"], serde_json::json!(["ops@example.com", "night@example.com"]));
        let names: BTreeSet<String> =
            headers(mail).iter().map(|line| line.split_once(':').expect(line).0.to_lowercase()).collect();
        let ours = [
            "mime-version",
            "auto-submitted",
            "content-transfer-encoding",
            "content-type",
            "date",
            "from",
            "message-id",
            "subject",
            "to",
        ];
        let theirs = ["x-peer", "x-mailfrom", "x-rcptto"];
        assert!(names.iter().all(|name| ours.contains(&&**name) || theirs.contains(&&**name)), "{names:?}");
        assert!(ours.iter().all(|name| names.contains(*name)), "{names:?}");
    }
    assert_eq!(header(&mails[0], "Subject"), "[catalog] error: 2 new");
    assert_ne!(header(&mails[0], "Message-ID"), header(&mails[1], "Message-ID"));
}

#[test]
fn killed_before_the_answer_a_mail_comes_again_with_its_number() {
    let Some(server) = SmtpSink::running(&[]) else { return };
    let watch = Watch::with(&(sinks(server.port(), "") + "tls: none}\n"));
    watch.open(&[alert("a", Severity::Warning), alert("b", Severity::Warning)]);
    server.set("pause", true);
    let mut child = watch.command(&[]).spawn().unwrap();
    server.wait_for(1);
    child.kill().unwrap();
    child.wait().unwrap();
    server.set("pause", false);
    watch.open(&[alert("c", Severity::Warning)]);
    watch.check(&[]);
    let mails = server.mails();
    let numbers: Vec<String> = mails.iter().map(|mail| header(mail, "Message-ID")).collect();
    assert_eq!(
        (numbers.len(), &numbers[0]),
        (3, &numbers[1]),
        "the same two again, and what is new in a mail of its own"
    );
    assert_ne!(numbers[1], numbers[2]);
    assert!(watch.deliveries().iter().all(|one| one.starts_with("ops sent")));
}

#[test]
fn starttls_is_required_its_certificate_verified_and_the_password_opened() {
    let folder = tempfile::tempdir().unwrap();
    let Some(certificates) = Certificates::make(folder.path()) else { return };
    let (certificate, key) = (certificates.path("server.pem"), certificates.path("server.key"));
    let Some(server) = SmtpSink::running(&[&certificate, &key, "catalog", "tiger:é"]) else { return };
    let login = "user: catalog, credential: smtp}\n";
    let watch = Watch::with(&(sinks(server.port(), "") + login));
    watch.keep("smtp", "tiger:é");
    watch.open(&[alert("a", Severity::Warning)]);
    let unknown = watch.check(&[]);
    assert!(unknown.stderr.contains("certificate") && unknown.stdout.contains("1 waiting"), "{}", unknown.stderr);
    let trusted = sinks(server.port(), &format!("ca_file: {}", certificates.path("ca.pem"))) + login;
    watch.say(&trusted);
    watch.keep("smtp", "wrong");
    let wrong = watch.check(&[]);
    assert!(wrong.stderr.contains("535") && !wrong.stderr.contains("wrong"), "{}", wrong.stderr);
    watch.keep("smtp", "tiger:é");
    let ran = watch.check(&[]);
    assert!(ran.stdout.contains("sink ops: 1 sent"), "{}{}", ran.stdout, ran.stderr);
    let mails = server.mails();
    assert_eq!((mails.len(), &mails[0]["tls"]), (1, &serde_json::json!(true)));
    // A server without STARTTLS gets nothing.
    let Some(plain) = SmtpSink::running(&[]) else { return };
    watch.say(&trusted.replace(&server.port().to_string(), &plain.port().to_string()));
    watch.open(&[alert("b", Severity::Warning)]);
    assert!(watch.check(&[]).stdout.contains("1 waiting"));
    assert!(plain.mails().is_empty());
}
