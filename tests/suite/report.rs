//! Reports as users meet them: written whole, once, for their owner; the same bytes; told to the audit log; verified.

use super::comply::change_example;
use super::sandbox::{EXAMPLE, Ran, Sandbox};
use catalog::render::report::data::Data;
use catalog::render::report::seal;
use std::os::unix::fs::PermissionsExt as _;

/// A day after every snapshot of a test.
const DAY: &str = "2030-01-01";

fn report(sandbox: &Sandbox, name: &str, more: &[&str]) -> Ran {
    sandbox.run(&[&["report", "compliance", "-o", name, "--as-of", DAY][..], more].concat())
}

fn text(sandbox: &Sandbox, name: &str) -> String {
    std::fs::read_to_string(sandbox.path(name)).expect("a file")
}

#[test]
fn a_report_is_the_same_twice_and_with_any_number_of_readers() {
    let sandbox = Sandbox::with_catalog();
    for (name, jobs) in [("a.html", "1"), ("b.html", "2"), ("c.html", "2")] {
        let ran = report(&sandbox, name, &["--jobs", jobs]);
        assert_eq!((ran.code, ran.stdout.as_str()), (0, format!("{name}\n").as_str()), "{ran:?}");
    }
    let page = text(&sandbox, "a.html");
    assert!(page == text(&sandbox, "b.html") && page == text(&sandbox, "c.html"));
    assert!(page.contains("2030-01-01T23:59:59Z") && page.contains("SALES_DWH"));
    assert!(seal::read(&page).expect("a report").holds());
    assert_eq!(Data::read(&page).expect("a report").as_of, "2030-01-01T23:59:59Z");
}

#[test]
fn what_is_recorded_gives_the_same_page_as_what_is_asked_anew() {
    let sandbox = Sandbox::with_catalog();
    sandbox.run(&["comply", "--record"]);
    for snapshot in ["recorded", "changed since"] {
        if snapshot == "changed since" {
            assert!(change_example(&sandbox) > 1);
            sandbox.run(&["ingest", EXAMPLE]);
        }
        for (name, more) in [("anew.html", None), ("recorded.html", Some("--recorded"))] {
            let more: Vec<&str> = more.into_iter().chain(["--force", "--companion"]).collect();
            assert_eq!(report(&sandbox, name, &more).code, 0, "{snapshot}");
        }
        for end in ["html", "json", "csv"] {
            let same = text(&sandbox, &format!("anew.{end}")) == text(&sandbox, &format!("recorded.{end}"));
            assert!(same, "{snapshot}: {end}");
        }
    }
}

#[test]
fn nothing_is_written_over_and_the_files_are_for_their_owner() {
    let sandbox = Sandbox::with_catalog();
    assert_eq!(report(&sandbox, "a.html", &["--companion"]).code, 0);
    for name in ["a.html", "a.json", "a.csv"] {
        let mode = sandbox.path(name).metadata().expect("there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
    let ran = report(&sandbox, "a.html", &[]);
    assert_eq!(ran.code, 5, "{ran:?}");
    assert!(ran.stderr.contains("a.html exists already") && ran.stderr.contains("--force"), "{ran:?}");
    assert_eq!(report(&sandbox, "a.html", &["--force"]).code, 0);
    assert!(!sandbox.path("a.json").exists(), "what is left of the report before does not stand beside this one");
    assert_eq!(report(&sandbox, "a.txt", &[]).code, 2, "a page ends in .html");
    let left: Vec<_> = std::fs::read_dir(sandbox.path("")).expect("a folder").filter_map(Result::ok).collect();
    assert!(left.iter().all(|entry| !entry.file_name().to_string_lossy().ends_with(".part")), "{left:?}");
}

#[test]
fn the_audit_log_tells_of_a_report_and_the_report_does_not_change_by_it() {
    let sandbox = Sandbox::with_catalog();
    assert_eq!(report(&sandbox, "a.html", &[]).code, 0);
    let log = sandbox.done(&["audit", "log", "--format", "json"]).stdout;
    assert!(log.contains("report:compliance"), "{log}");
    let fingerprint = seal::read(&text(&sandbox, "a.html")).expect("a report").stated;
    assert!(log.contains(&fingerprint), "the log knows which report was written");
}

#[test]
fn companions_have_every_finding_and_the_page_states_their_digests() {
    let sandbox = Sandbox::with_catalog();
    assert_eq!(report(&sandbox, "a.html", &["--companion"]).code, 0);
    let whole: serde_json::Value = serde_json::from_str(&text(&sandbox, "a.json")).expect("JSON");
    let findings = whole["assessment"]["findings"].as_array().expect("findings").len();
    assert_eq!(text(&sandbox, "a.csv").lines().count(), findings + 1);
    let verified = sandbox.done(&["report", "verify", "a.html"]).stdout;
    assert!(verified.contains("companion a.json: as the page states"), "{verified}");
    std::fs::write(sandbox.path("a.csv"), "changed").expect("written");
    assert_eq!(sandbox.run(&["report", "verify", "a.html"]).code, 1);
}

#[test]
fn a_page_that_was_edited_does_not_hold() {
    let sandbox = Sandbox::with_catalog();
    assert_eq!(report(&sandbox, "a.html", &[]).code, 0);
    let page = text(&sandbox, "a.html");
    std::fs::write(sandbox.path("a.html"), page.replace("SALES_DWH", "SALES_DWX")).expect("written");
    let ran = sandbox.run(&["report", "verify", "a.html", "--format", "json"]);
    let said: serde_json::Value = serde_json::from_str(&ran.stdout).expect("JSON");
    assert_eq!((ran.code, &said["fingerprint"]["holds"], &said["holds"]), (1, &false.into(), &false.into()));
    std::fs::write(sandbox.path("x.html"), "<p>none of ours</p>").expect("written");
    assert_eq!(sandbox.run(&["report", "verify", "x.html"]).code, 3);
}

#[test]
fn a_signature_is_checked_with_the_trusted_key_or_one_that_is_named() {
    let sandbox = Sandbox::with_keys();
    assert_eq!(report(&sandbox, "a.html", &["--sign"]).stdout, "a.html\na.html.minisig\n");
    let trusted = text(&sandbox, "keys/trusted");
    let key = trusted.split(' ').nth(1).expect("a key").to_owned();
    let good = sandbox.done(&["report", "verify", "a.html"]).stdout;
    assert!(good.contains(&format!("signature: good, by {key}")), "{good}");
    sandbox.done(&["report", "verify", "a.html", "--key", &key]);
    let page = text(&sandbox, "a.html");
    // Whoever edits a page can make its fingerprint hold again; the signature does not.
    let stated = seal::read(&page).expect("a report").stated;
    let edited = page.replace("SALES_DWH", "SALES_DWX");
    let computed = seal::read(&edited).expect("a report").computed;
    std::fs::write(sandbox.path("a.html"), edited.replace(&stated, &computed)).expect("written");
    let bad = sandbox.run(&["report", "verify", "a.html"]);
    assert_eq!(bad.code, 1);
    assert!(bad.stdout.contains("fingerprint: holds") && bad.stdout.contains("signature: bad"), "{bad:?}");
    std::fs::remove_file(sandbox.path("a.html.minisig")).expect("removed");
    assert_eq!(sandbox.run(&["report", "verify", "a.html"]).code, 0, "nobody asked for a signature");
    assert_eq!(sandbox.run(&["report", "verify", "a.html", "--key", &key]).code, 1, "now somebody did");
}

#[test]
fn without_keys_nothing_is_signed_and_nothing_is_written() {
    let sandbox = Sandbox::with_catalog();
    let ran = report(&sandbox, "a.html", &["--sign"]);
    assert_eq!(ran.code, 4, "{ran:?}");
    assert!(!sandbox.path("a.html").exists());
}

#[test]
fn an_earlier_report_is_what_the_next_is_held_against() {
    let sandbox = Sandbox::with_catalog();
    assert_eq!(report(&sandbox, "a.html", &[]).code, 0);
    let ran = report(&sandbox, "b.html", &["--previous", "a.html"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let page = text(&sandbox, "b.html");
    let count = Data::read(&page).expect("a report").findings().count();
    assert!(page.contains(&format!("0 new, 0 fixed, {count} unchanged")), "{count}");
    let folder = report(&sandbox, "c.html", &["--previous", "a.html", "--folder", "SALES_DWH"]);
    assert_eq!(folder.code, 3, "{folder:?}");
    assert!(folder.stderr.contains("a report of something else"), "{folder:?}");
    let none = report(&sandbox, "c.html", &["--previous", "latest"]);
    assert_eq!(none.code, 3);
    assert!(none.stderr.contains("no assessment is recorded") && none.stderr.contains("comply --record"), "{none:?}");
}
