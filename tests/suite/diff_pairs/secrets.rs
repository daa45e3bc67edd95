//! Secrets in what is compared: told as `changed (hidden)` or as `unknown`, never as values.

use super::super::sandbox::{Ran, Sandbox};
use super::pair::{Pair, pair};
use super::told;
use super::{ingest, json};

/// In the base; nobody's.
const OLD: &str = "Zq7vKp2Lw9Xa";
/// What comes in its place.
const NEW: &str = "Hn4tRb8Yc1Ms";
const SESSION: &str = "wf_orders/s_m_orders";

/// By folder: another secret; another secret and another script; another script; a secret less.
fn pairs() -> Vec<Pair> {
    let base = |name| pair(name);
    vec![
        base("another secret").replace(OLD, NEW),
        base("another secret and another script")
            .replace("etl/Zq7vKp2Lw9Xa@DWH @prepare.sql", "etl/Hn4tRb8Yc1Ms@DWH @begin.sql"),
        base("another script").replace("@prepare.sql", "@begin.sql"),
        base("no secret any more").replace("etl/Zq7vKp2Lw9Xa@DWH", "/@DWH"),
    ]
}

/// Runs a comparison and looks for secrets in everything that it says.
#[track_caller]
fn diff(sandbox: &Sandbox, folder: &str, format: &str) -> Ran {
    let [a, b] = ["latest~1", "latest"].map(|at| format!("session:{folder}/{SESSION}@{at}"));
    let ran = sandbox.run(&["diff", &a, &b, "--format", format]);
    assert!(ran.code <= 1, "{folder}: {ran:?}");
    assert_hidden(&ran);
    ran
}

#[track_caller]
fn assert_hidden(ran: &Ran) {
    let said = format!("{}{}", ran.stdout, ran.stderr);
    for secret in [OLD, NEW] {
        assert!(!said.contains(secret), "a secret is told: {said}");
    }
}

/// All changes of the one object that differs.
#[track_caller]
fn lines(ran: &Ran) -> Vec<String> {
    assert_eq!(ran.code, 1, "{ran:?}");
    let diff = json(&ran.stdout);
    let objects = told::list(&diff, "objects");
    assert_eq!(objects.len(), 1, "{diff}");
    told::lines(&objects[0])
}

const COMMAND: &str = "changed session / component Pre-session command / command prepare | VALUE";

#[test]
fn with_keys_another_secret_is_told_as_changed_and_hidden() {
    let sandbox = Sandbox::with_keys();
    ingest(&sandbox, &pairs());
    for folder in ["P01", "P02"] {
        let told = lines(&diff(&sandbox, folder, "json"));
        assert_eq!(told::difference(&told, &[&format!("{COMMAND} | hidden changed | any")]), [""; 0], "{folder}");
        let text = diff(&sandbox, folder, "text");
        assert!(text.code == 1 && text.stdout.contains("changed (hidden)"), "{text:?}");
        assert_eq!(diff(&sandbox, folder, "html").code, 1, "{folder}");
    }
    // The text of the session is the same in both snapshots; only the sealed value tells.
    let whole = sandbox.run(&["diff", "@latest~1", "@latest", "--format", "json"]);
    assert_hidden(&whole);
    let found = json(&whole.stdout);
    let addresses: Vec<&str> =
        told::list(&found, "objects").iter().filter_map(|one| one["b"]["address"].as_str()).collect();
    for folder in ["P01", "P02"] {
        let session = format!("::{folder}/wf_orders/s_m_orders");
        assert!(addresses.iter().any(|one| one.ends_with(&session)), "{session}: {addresses:?}");
    }
}

#[test]
fn with_keys_the_same_secret_is_no_change_and_what_stands_around_it_is() {
    let sandbox = Sandbox::with_keys();
    ingest(&sandbox, &pairs());
    let found = json(&diff(&sandbox, "P03", "json").stdout);
    let changes = told::list(&found["objects"][0], "changes");
    assert_eq!(changes.len(), 1, "{found}");
    let value = |side: &str| told::text(&changes[0][side], "value").to_owned();
    assert!(value("before").ends_with("@DWH @prepare.sql") && value("after").ends_with("@DWH @begin.sql"), "{found}");
    assert!(value("before").contains("«sealed:") && value("after").contains("«sealed:"), "{found}");
    assert_eq!(changes[0]["hidden"], serde_json::Value::Null, "the secret is the same: {found}");
    // A secret that went is another one than none.
    let gone = json(&diff(&sandbox, "P04", "json").stdout);
    assert_eq!(told::list(&gone["objects"][0], "changes").len(), 1, "{gone}");
}

#[test]
fn without_keys_nobody_knows_of_a_secret_and_that_is_said() {
    let sandbox = Sandbox::with_example();
    ingest(&sandbox, &pairs());
    let same = diff(&sandbox, "P01", "json");
    assert_eq!((same.code, told::list(&json(&same.stdout), "objects").len()), (0, 0), "{same:?}");
    let text = diff(&sandbox, "P01", "text");
    assert!(format!("{}{}", text.stdout, text.stderr).contains("unknown"), "{text:?}");
    // Two scripts, and a secret that may or may not be the same.
    for folder in ["P02", "P03"] {
        let found = json(&diff(&sandbox, folder, "json").stdout);
        let changes = told::list(&found["objects"][0], "changes");
        assert_eq!((changes.len(), told::text(&changes[0], "fact")), (1, "VALUE"), "{found}");
        assert_ne!(changes[0]["hidden"], "changed", "nobody can know that: {found}");
    }
    assert_eq!(diff(&sandbox, "P04", "html").code, 1);
}

#[test]
fn whole_snapshots_tell_no_secret_either() {
    for sandbox in [Sandbox::with_example(), Sandbox::with_keys()] {
        ingest(&sandbox, &pairs());
        for format in ["text", "json", "html"] {
            let more = [&[][..], &["--raw"], &["--with-noise"], &["--resolved"], &["--stat"]];
            // Counts alone are a text.
            for more in more.into_iter().filter(|more| format == "text" || *more != ["--stat"]) {
                let ran = sandbox.run(&[&["diff", "@latest~1", "@latest", "--format", format], more].concat());
                assert!(ran.code == 1, "{format} {more:?}: {ran:?}");
                assert_hidden(&ran);
            }
        }
    }
}
