//! `spark-defaults.conf`: Java properties in ASCII.
//!
//! Owns what is escaped so that `java.util.Properties.load` gives the same text back. Spark cuts spaces and control characters
//! (but no line ends) off both ends of what that gives; no form of writing can prevent it.

use super::Setting;
use crate::render::yaml::comment;

/// Which half of a line a text is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Half {
    Key,
    Value,
}

/// Writes settings as `spark-defaults.conf`, comments above each.
#[must_use]
pub fn spark_defaults(settings: &[Setting]) -> String {
    let mut out = String::new();
    for one in settings {
        one.comments.iter().for_each(|text| out.push_str(&comment(text)));
        escape(&mut out, &one.key, Half::Key);
        out.push(' ');
        escape(&mut out, &one.value, Half::Value);
        out.push('\n');
    }
    out
}

/// In a key every separator is escaped; in a value only what stands where a separator may stand, and the last space, which an
/// editor could cut off.
fn escape(out: &mut String, text: &str, half: Half) {
    let begins = text.len() - text.trim_start_matches(' ').len();
    let ends = text.trim_end_matches(' ').len();
    for (at, c) in text.char_indices() {
        let is_edge = half == Half::Key || at <= begins;
        match c {
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            ' ' if is_edge || at >= ends => out.push_str("\\ "),
            '=' | ':' | '#' | '!' if is_edge => out.extend(['\\', c]),
            ' '..='~' => out.push(c),
            _ => c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| out.push_str(&format!("\\u{unit:04x}"))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::hostile;
    use super::*;
    use proptest::prelude::*;

    fn line(key: &str, value: &str) -> String {
        spark_defaults(&[Setting { key: key.to_owned(), value: value.to_owned(), comments: vec![] }])
    }

    #[test]
    fn what_java_would_read_as_something_else_is_escaped() {
        for (value, wanted) in [
            ("4g", "k 4g\n"),
            ("", "k \n"),
            (" a b ", "k \\ a b\\ \n"),
            ("  ", "k \\ \\ \n"),
            (" =a", "k \\ \\=a\n"),
            ("=a=b:c", "k \\=a=b:c\n"),
            (":a", "k \\:a\n"),
            ("#a!b", "k \\#a!b\n"),
            ("a\\u0041\\", "k a\\\\u0041\\\\\n"),
            ("a\nb\r\tc", "k a\\nb\\r\\tc\n"),
            ("\"it's\"", "k \"it's\"\n"),
            ("$(id) `id`", "k $(id) `id`\n"),
            ("ä😀\u{1}", "k \\u00e4\\ud83d\\ude00\\u0001\n"),
        ] {
            assert_eq!(line("k", value), wanted, "{value:?}");
        }
        assert_eq!(line("#a b=c:d", "e"), "\\#a\\ b\\=c\\:d e\n");
    }

    #[test]
    fn comments_stand_above_on_lines_of_their_own() {
        let comments = vec!["because of\nspark.evil yes\r\n".to_owned(), "ends with \\".to_owned()];
        let all = [Setting { key: "spark.a".to_owned(), value: "1".to_owned(), comments }];
        assert_eq!(spark_defaults(&all), "# because of spark.evil yes  \n# ends with \\\nspark.a 1\n");
    }

    proptest! {
        /// That the same is read again is asked in `tests/suite/tune_forms.rs`, where the reader may be named.
        #[test]
        fn a_setting_is_one_line_of_ascii(all in hostile::any()) {
            let out = spark_defaults(&all);
            let lines: Vec<&str> = out.lines().filter(|line| !line.starts_with("# ")).collect();
            prop_assert_eq!(lines.len(), all.len());
            for line in lines {
                prop_assert!(line.starts_with("spark.") && line.bytes().all(|byte| matches!(byte, b' '..=b'~')), "{}", line);
            }
        }
    }
}
