//! Paths and names in texts, by hand. What is done to XML stands in `tests/suite/migrate_rules.rs`, where it may be parsed.

use super::*;

fn after(text: &str) -> Option<String> {
    let paths =
        [("/data/infa/src", "/new/src"), ("/data/infa", "/opt/x/"), ("C:\\in", "D:\\in"), ("/local", "files/here")];
    let paths: Vec<(String, String)> = paths.iter().map(|(from, to)| ((*from).to_owned(), (*to).to_owned())).collect();
    moved(text, &paths).map(|(text, _)| text)
}

#[test]
fn a_path_is_moved_where_it_stands_whole() {
    for (text, wanted) in [
        ("/data/infa", Some("/opt/x")),
        ("/data/infa/", Some("/opt/x/")),
        ("/data/infa/src/a.txt", Some("/new/src/a.txt")),
        ("cp /data/infa/a '/data/infa/b'>/data/infa", Some("cp /opt/x/a '/opt/x/b'>/opt/x")),
        ("C:\\in\\a", Some("D:\\in\\a")),
        ("/data/infamous", None),
        ("x/data/infa", None),
        ("/data", None),
        ("/local/a", None),
        ("é/data/infa é", None),
        ("", None),
    ] {
        assert_eq!(after(text).as_deref(), wanted, "{text}");
    }
}

#[test]
fn a_name_stands_in_a_text_only_whole() {
    assert!(names("a $$DAY, b", "$$day") && names("$PMCacheDir\\", "$PMCacheDir"));
    assert!(!names("$$DAYS", "$$DAY") && !names("$$$DAY", "$$DAY") && !names("DAY", "$$DAY") && !names("$$DAY", ""));
}
