//! Every expectation was had from `java.util.Properties.load` of JDK 17 too.

use super::*;
use proptest::prelude::*;

fn pairs(text: &str) -> Vec<(String, String, u64)> {
    let (all, problems) = properties(text, "f");
    assert_eq!(problems, []);
    all.into_iter().map(|one| (one.key, one.value, one.line)).collect()
}

fn one(text: &str) -> (String, String) {
    let mut all = pairs(text);
    assert_eq!(all.len(), 1, "{text:?}: {all:?}");
    let (key, value, _) = all.remove(0);
    (key, value)
}

#[test]
fn a_key_ends_at_the_first_separator() {
    for (text, key, value) in [
        ("a b", "a", "b"),
        ("a=b", "a", "b"),
        ("a:b", "a", "b"),
        ("  a \t = \u{c} b ", "a", "b "),
        ("a  =  =b", "a", "=b"),
        ("a::b", "a", ":b"),
        ("a", "a", ""),
        ("a=", "a", ""),
        ("=b", "", "b"),
        ("a\\=b=c", "a=b", "c"),
        ("a\\ b c d", "a b", "c d"),
        ("a\\\\=b", "a\\", "b"),
        ("a=\\ b", "a", " b"),
        ("a b#c!d", "a", "b#c!d"),
        ("a b\\", "a", "b"),
        ("a\u{a0}b c", "a\u{a0}b", "c"),
    ] {
        assert_eq!(one(text), (key.to_owned(), value.to_owned()), "{text:?}");
    }
}

#[test]
fn escapes_are_read() {
    let (_, value) = one(r#"a \t\n\r\f\\\"\'\z\:\=\#\u0041\u00e4\ud83d\ude00\u005Cn"#);
    assert_eq!(value, "\t\n\r\u{c}\\\"'z:=#A\u{e4}\u{1f600}\\n");
}

#[test]
fn lines_are_joined_and_counted() {
    let text = "# a\\\n! b\n\n \t\na 1\\\n   2\\\r\n\t3\r\rb = x\\\\\nc \\\n\n#d\ne\\\n#f\n\\\n\\\n g h\n\\\n#i\nj";
    let wanted = [("a", "123", 5), ("b", "x\\", 9), ("c", "", 10), ("e#f", "", 13), ("g", "h", 15), ("j", "", 20)];
    let wanted: Vec<_> = wanted.map(|(key, value, line)| (key.to_owned(), value.to_owned(), line)).to_vec();
    assert_eq!(pairs(text), wanted);
}

#[test]
fn a_broken_escape_is_told_and_the_rest_is_read() {
    for (text, value) in [
        ("x 1\na \\u12\nb 2\n", "\\u12"),
        ("x 1\na \\uzzzz\nb 2\n", "\\uzzzz"),
        ("x 1\na \\uu0041\nb 2\n", "\\uu0041"),
        ("x 1\na \\ud83d!\nb 2\n", "\u{fffd}!"),
        ("x 1\na \\u00\u{e4}\u{e4}\nb 2\n", "\\u00\u{e4}\u{e4}"),
    ] {
        let (all, problems) = properties(text, "f");
        assert_eq!((all.len(), all[1].value.as_str()), (3, value), "{text:?}");
        let told: Vec<(&str, u64)> = problems.iter().map(|problem| (problem.code, problem.line)).collect();
        assert_eq!(told, [("spark-conf-line", 2)], "{text:?}");
    }
}

proptest! {
    #[test]
    fn nothing_makes_it_panic(text in r"([\\u0-9a-f=:# \t\r\nxé😀]|\\u00|\PC){0,60}") {
        let (all, problems) = properties(&text, "f");
        let lines = text.split(['\n', '\r']).count() as u64;
        prop_assert!(all.iter().all(|one| (1..=lines).contains(&one.line)));
        prop_assert!(problems.iter().all(|problem| all.iter().any(|one| one.line == problem.line)));
    }
}
