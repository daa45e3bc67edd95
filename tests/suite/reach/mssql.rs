//! SQL Server: listeners that are none, and answers as the manual of its protocol writes them. There is no SQL Server here.

use super::{Family, HASTY, Listener, Manner, PATIENT, Target, Verdict, assert_seen, refused_port, with};
use crate::servers::tds::{self, Encrypting, Errors};
use catalog::model::connection::Column;
use catalog::reach::Limits;
use catalog::reach::pull::{Ask, VIEWS, pull};

fn at(port: u16, other: &[(&str, &str)]) -> Target {
    let port = port.to_string();
    let usual = [("host", "127.0.0.1"), ("port", port.as_str()), ("database", "dwh"), ("user", "u")];
    with(Family::Sqlserver, &usual, other, Some("s3cr3t"))
}

const PLAIN: &[(&str, &str)] = &[("tls", "disable")];

#[test]
fn listeners_that_are_no_sql_server_end_in_time() {
    for (manner, verdict) in
        [(Manner::Garbage, Verdict::Failed), (Manner::Closes, Verdict::Failed), (Manner::Silent, Verdict::TimedOut)]
    {
        for tls in ["disable", "verify-full"] {
            let listener = Listener::start(manner);
            let options = if verdict == Verdict::TimedOut { HASTY } else { PATIENT };
            assert_seen(at(listener.port(), &[("tls", tls)]), &options, verdict, "");
            assert_eq!(listener.accepted(), 1);
        }
    }
    assert_seen(at(refused_port(), &[]), &HASTY, Verdict::Unreachable, "Connection refused");
    assert_seen(at(1, &[("host", "no-such-host.invalid")]), &PATIENT, Verdict::Unreachable, "failed to lookup address");
}

#[test]
fn what_the_protocol_says_has_its_verdict() {
    let login = |code, words| Errors { login: Some((code, words)), ..Errors::default() };
    for (errors, verdict, words) in [
        (
            login(18456, "Login failed for user 'u'."),
            Verdict::AuthenticationFailed,
            "Login failed for user 'u'. (error 18456)",
        ),
        (login(4060, "Cannot open database \"dwh\"."), Verdict::NotFound, "(error 4060)"),
        (login(916, "Not able to access the database."), Verdict::PermissionDenied, "(error 916)"),
        (login(50000, "The secret was s3cr3t."), Verdict::Failed, "The secret was «secret»."),
        (
            Errors { version: Some((229, "Denied.")), ..Errors::default() },
            Verdict::PermissionDenied,
            "Denied. (error 229)",
        ),
    ] {
        assert_seen(at(tds::start(errors), PLAIN), &PATIENT, verdict, words);
    }
}

#[test]
fn a_login_tells_the_version_and_the_columns_of_a_table() {
    let port = tds::start(Errors::default());
    let seen = assert_seen(at(port, PLAIN), &PATIENT, Verdict::Ok, "SELECT @@VERSION, without TLS as asked");
    assert_eq!(seen.server, "Microsoft SQL Server 2022 (RTM) - 16.0.1");
    let asked = |table: &str| Target { table: Some(table.into()), ..at(port, PLAIN) };
    let seen = assert_seen(asked("ORDERS"), &PATIENT, Verdict::Ok, "table dbo.Orders");
    let columns = [Column::described("id", "decimal(10,2)"), Column::described("note", "nvarchar(max)")];
    assert_eq!(seen.columns, Some(columns.to_vec()));
    assert_seen(asked("dbo.other"), &PATIENT, Verdict::NotFound, "no table dbo.other, or this user may not see it");
}

#[test]
fn runs_are_pulled_as_text_and_what_is_not_there_is_missing() {
    let target = at(tds::start(Errors::default()), &[("tls", "disable"), ("schema", "dbo")]);
    let asks = VIEWS.map(|view| Ask { view, after: Some(5_000_000_006), since: Some("2026-01-01".to_owned()) });
    let mut rows = Vec::new();
    let done = pull(&target, Limits { timeout: PATIENT.timeout }, &asks, &mut |at, names, cells| {
        assert_eq!((at, names.join(" ").as_str()), (0, "WORKFLOW_NAME WORKFLOW_RUN_ID RUN_STATUS_CODE END_TIME"));
        rows.push(cells);
        true
    });
    let done = done.unwrap();
    let missing: Vec<_> = done.iter().map(|one| one.missing).collect();
    assert_eq!(missing, [false, true, true, true, true], "{done:?}");
    assert!(done[0].sql.contains(" FROM dbo.OPB_WFLOW_RUN ") && done[0].said.contains("error 208"), "{done:?}");
    assert_eq!(rows, [["wf_a", "5000000007", "1", "2026-01-02 03:04:05.123"], ["wf_b", "5000000008", "6", ""]]);
}

#[test]
fn a_server_without_tls_is_refused_and_never_told_the_password() {
    assert_seen(at(tds::start(Errors::default()), &[]), &PATIENT, Verdict::TlsFailure, "the server offers no TLS");
}

#[test]
fn certificates_are_verified_unless_it_is_asked_otherwise() {
    let server = Encrypting::start();
    let ca_file = server.certificates.path("ca.pem");
    assert_seen(at(server.port, &[]), &PATIENT, Verdict::TlsFailure, "UnknownIssuer");
    for host in ["localhost", "127.0.0.1"] {
        let trusting = at(server.port, &[("host", host), ("ca_file", &ca_file)]);
        let seen = assert_seen(trusting, &PATIENT, Verdict::Ok, "SELECT @@VERSION");
        assert!(!seen.insecure && !seen.message.contains("without TLS"), "{seen:?}");
    }
    let asked = Target { insecure: true, ..at(server.port, &[]) };
    assert!(assert_seen(asked, &PATIENT, Verdict::Ok, "SELECT @@VERSION").insecure);
}

#[test]
fn what_cannot_be_tried_is_said_before_anything_is_sent() {
    let listener = Listener::start(Manner::Silent);
    for (other, verdict, words) in [
        (&[("trusted", "yes")][..], Verdict::NotSupported, "a Windows login"),
        (&[("domain", "CORP")], Verdict::NotSupported, "a Windows login"),
        (&[("instance", "DEV"), ("port", "")], Verdict::NotSupported, "the SQL Server Browser is not asked"),
        (&[("host", "127.0.0.1\\DEV"), ("port", "")], Verdict::NotSupported, "the SQL Server Browser is not asked"),
        (&[("user", "")], Verdict::NotChecked, "attribute user has no value"),
        (&[("tls", "prefer")], Verdict::NotSupported, "prefer is none of"),
        (&[("ca_file", "/no/such.pem")], Verdict::TlsFailure, "ca_file /no/such.pem"),
    ] {
        assert_seen(at(listener.port(), other), &PATIENT, verdict, words);
    }
    assert_eq!(listener.accepted(), 0);
}
