//! A snippet of Python that opens a session.
//!
//! Owns string literals of Python, in ASCII.

use super::Setting;
use crate::render::yaml::comment;

/// The setting that `appName` makes.
const NAME: &str = "spark.app.name";
/// The setting that comes too late where a JVM runs already.
const DRIVER_MEMORY: &str = "spark.driver.memory";

/// Writes a snippet of Python that opens a session with these settings.
#[must_use]
pub fn python(settings: &[Setting]) -> String {
    let mut out = String::from("from pyspark.sql import SparkSession\n\n");
    if settings.iter().any(|one| one.key == DRIVER_MEMORY) {
        out.push_str(&comment(
            "Under spark-submit the driver runs already: give it its memory there (--driver-memory).",
        ));
    }
    out.push_str("spark = (\n    SparkSession.builder\n");
    for one in settings {
        one.comments.iter().for_each(|text| out.push_str(&format!("    {}", comment(text))));
        let value = literal(&one.value);
        let call = if one.key == NAME {
            format!("appName({value})")
        } else {
            format!("config({}, {value})", literal(&one.key))
        };
        out.push_str(&format!("    .{call}\n"));
    }
    out.push_str("    .getOrCreate()\n)\n");
    out
}

/// A text as a string literal.
fn literal(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            ' '..='~' => out.push(c),
            '\0'..='\u{ff}' => out.push_str(&format!("\\x{:02x}", u32::from(c))),
            '\u{100}'..='\u{ffff}' => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            _ => out.push_str(&format!("\\U{:08x}", u32::from(c))),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::super::hostile;
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_session_is_opened() {
        let setting = |key: &str, value: &str, comments: &[&str]| Setting {
            key: key.to_owned(),
            value: value.to_owned(),
            comments: comments.iter().map(|&text| text.to_owned()).collect(),
        };
        let all = [
            setting("spark.app.name", "it's \"quoted\"", &[]),
            setting("spark.driver.memory", "4g", &["rows × width\nimport os"]),
        ];
        let wanted = "from pyspark.sql import SparkSession\n\n\
                      # Under spark-submit the driver runs already: give it its memory there (--driver-memory).\n\
                      spark = (\n    SparkSession.builder\n    .appName(\"it's \\\"quoted\\\"\")\n    \
                      # rows × width import os\n    .config(\"spark.driver.memory\", \"4g\")\n    .getOrCreate()\n)\n";
        assert_eq!(python(&all), wanted);
        assert_eq!(
            python(&[]),
            "from pyspark.sql import SparkSession\n\nspark = (\n    SparkSession.builder\n    .getOrCreate()\n)\n"
        );
    }

    #[test]
    fn a_literal_says_what_the_text_says() {
        for (text, wanted) in [
            ("", r#""""#),
            ("a'b", r#""a'b""#),
            ("\"\"\"", r#""\"\"\"""#),
            ("\\N{BULLET}\\", r#""\\N{BULLET}\\""#),
            ("a\nb\r\tc", r#""a\nb\r\tc""#),
            ("\0\u{1b}\u{7f}\u{e9}", r#""\x00\x1b\x7f\xe9""#),
            ("\u{202e}\u{2028}😀", r#""\u202e\u2028\U0001f600""#),
            ("{x} %s $(id)", r#""{x} %s $(id)""#),
        ] {
            assert_eq!(literal(text), wanted, "{text:?}");
        }
    }

    /// Reads a literal from the beginning of a text (Python Language Reference 2.4.1); what is behind it comes too.
    fn decode(text: &str) -> (String, &str) {
        let mut out = String::new();
        let mut rest = text.strip_prefix('"').expect("a quote");
        loop {
            let c = rest.chars().next().expect("a closing quote");
            assert!(matches!(c, ' '..='~'), "{c:?} on a line of a literal");
            rest = &rest[1..];
            if c == '"' {
                return (out, rest);
            }
            if c != '\\' {
                out.push(c);
                continue;
            }
            let (letter, behind) = rest.split_at(1);
            let digits =
                [("x", 2), ("u", 4), ("U", 8)].into_iter().find(|(one, _)| *one == letter).map_or(0, |(_, n)| n);
            let code =
                || u32::from_str_radix(&behind[..digits], 16).ok().and_then(char::from_u32).expect("a character");
            let simple = [("n", '\n'), ("r", '\r'), ("t", '\t'), ("\\", '\\'), ("\"", '"')];
            let known = simple.into_iter().find(|(one, _)| *one == letter).map(|(_, c)| c);
            out.push(known.unwrap_or_else(code));
            rest = &behind[digits..];
        }
    }

    /// Keys and values of the calls of a snippet.
    fn calls(snippet: &str) -> Vec<(String, String)> {
        let lines = snippet.lines().filter_map(|line| line.strip_prefix("    .config("));
        let read = lines.map(|line| {
            let (key, rest) = decode(line);
            let (value, rest) = decode(rest.strip_prefix(", ").expect("two literals"));
            assert_eq!(rest, ")");
            (key, value)
        });
        read.collect()
    }

    #[test]
    fn hostile_values_are_literals() {
        let all = hostile::settings();
        assert_eq!(calls(&python(&all)), hostile::pairs(&all));
    }

    proptest! {
        #[test]
        fn python_sees_what_was_written(all in hostile::any()) {
            let snippet = python(&all);
            prop_assert_eq!(calls(&snippet), hostile::pairs(&all));
            let known = ["from pyspark", "spark = (", "    SparkSession", "    .config(", "    # ", "    .getOrCreate()", ")"];
            prop_assert!(snippet.lines().all(|line| line.is_empty() || known.iter().any(|one| line.starts_with(one))));
        }
    }
}
