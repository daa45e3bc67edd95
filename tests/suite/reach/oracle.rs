//! Oracle: listeners that are none, and a refusal as Oracle's listener sends it. There is no Oracle here to log in to.

use super::{Family, HASTY, Listener, Manner, PATIENT, Target, Verdict, assert_seen, refused_port, target, with};
use crate::servers::TlsProxy;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;

const SECRET: Option<&str> = Some("s3cr3t");

fn at(port: u16, other: &[(&str, &str)]) -> Target {
    let port = port.to_string();
    let usual =
        [("host", "127.0.0.1"), ("port", port.as_str()), ("service_name", "dwh"), ("tls", "disable"), ("user", "u")];
    with(Family::Oracle, &usual, other, SECRET)
}

#[test]
fn listeners_that_are_no_oracle_end_in_time() {
    for (manner, verdict, words) in [
        (Manner::Garbage, Verdict::Failed, "is it Oracle that listens there"),
        (Manner::Closes, Verdict::Failed, "is it Oracle that listens there"),
        (Manner::Silent, Verdict::TimedOut, "no answer within 0.7 s"),
    ] {
        let listener = Listener::start(manner);
        let options = if verdict == Verdict::TimedOut { HASTY } else { PATIENT };
        assert_seen(at(listener.port(), &[]), &options, verdict, words);
        assert_eq!(listener.accepted(), 1, "{words}");
        assert_seen(
            at(listener.port(), &[("tls", "require")]),
            &options,
            if verdict == Verdict::Failed { tls(manner) } else { verdict },
            "",
        );
    }
    assert_seen(at(refused_port(), &[]), &HASTY, Verdict::Unreachable, "Connection refused");
    assert_seen(at(1, &[("host", "no-such-host.invalid")]), &PATIENT, Verdict::Unreachable, "failed to lookup address");
}

/// What is no TLS at all is a failure of it.
fn tls(manner: Manner) -> Verdict {
    if matches!(manner, Manner::Garbage) { Verdict::TlsFailure } else { Verdict::Failed }
}

#[test]
fn the_secret_is_not_in_the_packets_of_connecting_and_a_refusal_of_the_listener_has_its_verdict() {
    for (code, verdict, words) in [
        (12514, Verdict::NotFound, "service \"dwh\" is not registered"),
        (12505, Verdict::NotFound, "SID"),
        (12541, Verdict::Unreachable, "ORA-12541"),
        (12516, Verdict::Failed, "ORA-12516"),
    ] {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let heard = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut bytes = vec![0; 4096];
            let read = stream.read(&mut bytes).unwrap();
            stream.write_all(&refusal(code)).unwrap();
            bytes.truncate(read);
            bytes
        });
        assert_seen(at(port, &[]), &PATIENT, verdict, words);
        let heard = String::from_utf8_lossy(&heard.join().unwrap()).into_owned();
        assert!(!heard.contains("s3cr3t"), "{heard}");
    }
}

/// A packet of type REFUSE: length, checksum, type, flags, checksum; two reasons, the length of the text, the text.
fn refusal(code: u32) -> Vec<u8> {
    let text = format!("(DESCRIPTION=(ERR={code})(VSNNUM=0)(ERROR_STACK=(ERROR=(CODE={code})(EMFI=4))))");
    let length = u16::try_from(12 + text.len()).unwrap().to_be_bytes();
    let size = u16::try_from(text.len()).unwrap().to_be_bytes();
    let head = [length[0], length[1], 0, 0, 4, 0, 0, 0, 34, 0, size[0], size[1]];
    [&head[..], text.as_bytes()].concat()
}

#[test]
fn certificates_are_verified_and_authorities_are_read_from_a_wallet_in_pem() {
    let behind = Listener::start(Manner::Closes);
    let proxy = TlsProxy::to(behind.port());
    let over_tls = |other: &[(&str, &str)]| {
        let all: Vec<_> = [("host", "localhost"), ("tls", "verify-full")].iter().chain(other).copied().collect();
        at(proxy.port, &all)
    };
    assert_seen(over_tls(&[]), &PATIENT, Verdict::TlsFailure, "UnknownIssuer");
    let unsaid = over_tls(&[("tls", "")]);
    assert_seen(unsaid, &PATIENT, Verdict::TlsFailure, "UnknownIssuer");
    let ca_file = proxy.certificates.path("ca.pem");
    let other_name = over_tls(&[("ca_file", ca_file.as_str())]);
    assert_seen(other_name, &PATIENT, Verdict::NotSupported, "reads no file but one named ewallet.pem");
    let wallet = tempfile::tempdir().unwrap();
    std::fs::copy(&ca_file, wallet.path().join("ewallet.pem")).unwrap();
    let trusted = over_tls(&[("wallet", wallet.path().to_str().unwrap())]);
    // The other end of the proxy is no Oracle.
    assert_seen(trusted, &PATIENT, Verdict::Failed, "");
    let insecure = Target { insecure: true, ..over_tls(&[]) };
    assert_seen(insecure, &PATIENT, Verdict::NotSupported, "always verifies");
}

#[test]
fn what_cannot_be_tried_is_said_before_anything_is_sent() {
    let port = refused_port();
    for (other, verdict, words) in [
        (&[("service_name", "")][..], Verdict::NotChecked, "neither service_name nor sid"),
        (&[("service_name", "a)(b")], Verdict::NotChecked, "cannot stand in a descriptor"),
        (&[("user", "")], Verdict::NotChecked, "attribute user has no value"),
        (&[("port", "x")], Verdict::NotChecked, "x is no port"),
        (&[("tls", "prefer")], Verdict::NotSupported, "prefer is none of"),
        (&[("wallet", "/no/such")], Verdict::NotSupported, "/no/such/ewallet.pem"),
        (&[("host", ""), ("connect_string", "(x=1)")], Verdict::NotChecked, "connect_string"),
        (&[("host", ""), ("connect_string", "h:1/s"), ("tls", "require")], Verdict::NotSupported, "says no tcps"),
    ] {
        assert_seen(at(port, other), &PATIENT, verdict, words);
    }
    let connect_string = format!("127.0.0.1:{port}/dwh");
    let other = [("host", ""), ("connect_string", connect_string.as_str())];
    assert_seen(at(port, &other), &PATIENT, Verdict::Unreachable, "Connection refused");
    let attributes = [("connect_string", connect_string.as_str()), ("user", "u")];
    assert_seen(target(Family::Oracle, &attributes, None), &PATIENT, Verdict::NotChecked, "no credential");
}
