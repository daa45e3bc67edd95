//! HDFS: a real NameNode and DataNode, and a stub for what they do not say.

use super::super::servers::TlsProxy;
use super::super::servers::hadoop::Hadoop;
use super::super::servers::stub::{Answer, Stub};
use super::{Family, PATIENT, Target, Verdict, assert_cases, assert_seen, refused_port, with};

#[test]
fn each_answer_of_a_real_name_node_has_its_verdict() {
    let Some(hadoop) = Hadoop::running() else { return };
    let at = format!("http://127.0.0.1:{}", hadoop.port());
    let whole = format!("webhdfs://127.0.0.1:{}/webhdfs/v1/", hadoop.port());
    let usual = [("path", "/in/a.csv"), ("url", at.as_str()), ("user", "reader")];
    let seen = assert_seen(with(Family::Hdfs, &usual, &[], None), &PATIENT, Verdict::Ok, "file /in/a.csv, owner ");
    assert!(seen.server == "Hadoop 2.7.3" && seen.message.ends_with("(not encrypted)"), "{seen:?}");
    assert_cases(
        Family::Hdfs,
        &usual,
        &[
            (&[("path", "in")], None, Verdict::Ok, "directory /in"),
            (&[("path", "")], None, Verdict::Ok, "directory /,"),
            (&[("url", &whole)], None, Verdict::Ok, "file /in/a.csv"),
            (&[("path", "/private")], None, Verdict::Ok, "permission 700"),
            (&[("path", "/private/x")], None, Verdict::PermissionDenied, "AccessControlException"),
            (&[("path", "/missing ü&?")], None, Verdict::NotFound, "FileNotFoundException"),
            (&[("auth", "kerberos")], None, Verdict::NotSupported, "authentication by kerberos"),
            (&[("url", "hdfs://127.0.0.1:8020")], None, Verdict::NotSupported, "hdfs://"),
            (&[("url", "")], None, Verdict::NotChecked, "attribute url has no value"),
        ],
    );
    assert!(hadoop.has("/in/a.csv") && !hadoop.has("/missing%20%C3%BC%26%3F"), "a test makes nothing");
    verified(&hadoop);
}

fn verified(hadoop: &Hadoop) {
    let proxy = TlsProxy::to(hadoop.port());
    let (at, ca_file) = (format!("https://localhost:{}", proxy.port), proxy.certificates.path("ca.pem"));
    let usual = [("ca_file", ca_file.as_str()), ("path", "/in"), ("url", &at)];
    let seen = assert_seen(with(Family::Hdfs, &usual, &[], None), &PATIENT, Verdict::Ok, "directory /in");
    assert!(!seen.message.contains("not encrypted"), "{seen:?}");
    let untrusted = with(Family::Hdfs, &usual, &[("ca_file", "")], None);
    assert_seen(untrusted.clone(), &PATIENT, Verdict::TlsFailure, "UnknownIssuer");
    assert!(assert_seen(Target { insecure: true, ..untrusted }, &PATIENT, Verdict::Ok, "directory /in").insecure);
}

fn answer(line: &str) -> Answer {
    let remote = |status, headers, exception: &str| {
        let body = serde_json::json!({"RemoteException": {"exception": exception, "message": "said so"}});
        (status, headers, body.to_string())
    };
    match line {
        line if line.contains("/standby") => remote(403, "", "StandbyException"),
        line if line.contains("/kerberos") => (401, "WWW-Authenticate: Negotiate\r\n", "<html>".into()),
        line if line.contains("/login") => remote(401, "", "AuthenticationException"),
        line if line.contains("/jmx") => (404, "", String::new()),
        _ => (200, "", r#"{"FileStatus":{"type":"DIRECTORY","owner":"o","group":"g","permission":"755"}}"#.into()),
    }
}

#[test]
fn what_only_other_clusters_say_has_its_verdict() {
    let stub = Stub::start(answer);
    let at = format!("http://127.0.0.1:{}/gateway/default", stub.port);
    let usual = [("path", "/in"), ("url", at.as_str()), ("user", "etl")];
    let password = Some("gateway password");
    assert_cases(
        Family::Hdfs,
        &usual,
        &[
            (&[("path", "/standby")], None, Verdict::Failed, "StandbyException: said so"),
            (&[("path", "/kerberos")], None, Verdict::NotSupported, "the server asks for Kerberos"),
            (&[("path", "/login")], password, Verdict::AuthenticationFailed, "AuthenticationException"),
            (&[], password, Verdict::Ok, "directory /in, owner o, group g, permission 755"),
        ],
    );
    let heard = stub.heard();
    assert!(heard[0].first_line.starts_with("GET /gateway/default/webhdfs/v1/standby?op=GETFILESTATUS&user.name=etl "));
    let last = heard.last().unwrap();
    assert!(last.headers.contains("authorization: basic ") && !last.first_line.contains("user.name"));
    let nobody = format!("http://127.0.0.1:{}", refused_port());
    assert_cases(Family::Hdfs, &usual, &[(&[("url", &nobody)], None, Verdict::Unreachable, "refused")]);
}
