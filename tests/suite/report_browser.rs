//! A report in a real browser: no request, no word on the console, nothing that axe-core finds, worked by keys alone, whole
//! without a script. Runs where Chromium, Node and what `tests/servers/install_python.sh` brings are found.

use super::sandbox::Sandbox;
use super::servers::{process::installed, skip_or_fail};
use serde_json::Value;
use std::path::Path;
use std::process::Command;

/// Names of the browser.
const BROWSERS: &[&str] = &["chromium", "chromium-browser", "google-chrome"];

/// A program on the path.
fn found(name: &str) -> Option<String> {
    let path = std::env::var("PATH").unwrap_or_default();
    let places = path.split(':').map(|folder| format!("{folder}/{name}"));
    places.into_iter().find(|place| Path::new(place).is_file())
}

/// What the browser says of a page, one object a look.
fn looks(page: &Path) -> Option<Vec<Value>> {
    let modules = installed("browser", "browser/node_modules")?;
    let (Some(browser), Some(node)) = (BROWSERS.iter().find_map(|name| found(name)), found("node")) else {
        skip_or_fail("browser", "no Chromium or no Node");
        return None;
    };
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/servers/browser.js");
    let mut command = Command::new(node);
    command.arg(script).arg(browser).arg(page).env("NODE_PATH", modules);
    let ran = command.output().expect("node starts");
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    let lines = String::from_utf8(ran.stdout).expect("UTF-8");
    Some(lines.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect())
}

#[test]
fn a_report_opens_quietly_and_for_everybody() {
    let sandbox = Sandbox::with_catalog();
    sandbox.done(&["report", "compliance", "-o", "audit.html"]);
    let Some(looks) = looks(&sandbox.path("audit.html")) else { return };
    assert_eq!(looks.len(), 6);
    for look in &looks {
        assert_eq!(look["said"].as_array().map(Vec::len), Some(0), "{look}");
        assert_eq!(look["asked"].as_array().map(Vec::len), Some(1), "only the page itself: {look}");
    }
    for look in &looks[..4] {
        assert_eq!(look["violations"].as_array().map(Vec::len), Some(0), "{look}");
        assert_eq!(look["overflow"], 0, "only tables scroll sideways: {look}");
    }
    let (keys, plain) = (&looks[4], &looks[5]);
    assert_eq!((&keys["first"], &keys["skipped"]), (&"skip".into(), &"main".into()), "{keys}");
    assert_eq!((&keys["sorted"], &keys["unfolded"]), (&"ascending".into(), &true.into()), "{keys}");
    assert!(keys["rows"][0].as_u64() > Some(1) && keys["rows"][1] == 0, "{keys}");
    assert_eq!(plain["buttons"], 0, "nothing that does not work: {plain}");
    assert!(plain["rows"].as_u64() > Some(10), "{plain}");
}
