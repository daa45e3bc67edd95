//! Tuned settings → text, JSON, YAML, and the forms that Spark takes.
//!
//! Owns that no name and no value can be anything but a value in what comes out: not a command, not a line, not a comment.

mod answer;
mod compare;
mod properties;
mod python;
mod shell;

pub use answer::{at_run_time, constants, settings, text, yaml};
pub use compare::{Compared, compare, compared_json, compared_text};
pub use properties::spark_defaults;
pub use python::python;
pub use shell::spark_submit;

/// A setting to write down.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Setting {
    /// Its key; never empty.
    pub key: String,
    /// Its value.
    pub value: String,
    /// What is said about it, a line each; a line break in one becomes a space.
    pub comments: Vec<String>,
}

#[cfg(test)]
pub(crate) mod hostile {
    //! What must come out intact, for the tests of every form.

    use super::Setting;
    use proptest::prelude::*;

    /// Values that mean something to some reader of them.
    pub(crate) const VALUES: [&str; 24] = [
        "",
        " ",
        "  two before and after  ",
        "\ttab",
        "=b",
        ":b",
        "#b",
        "!b",
        "a=b:c#d!e",
        "C:\\temp\\new\\u0041",
        "ends with \\",
        "$(rm -rf /)",
        "`id`",
        "${HOME} $HOME",
        "it's \"quoted\"",
        "'; touch /tmp/x; '",
        "\"\"\"",
        "two\nlines\r\nthree\rfour",
        "\n",
        "\n# no comment\n--conf x=y",
        "Größe × 日本 😀",
        "\u{1b}[2J\u{7}\u{c}\u{b}\u{1}\u{7f}\u{85}",
        "\u{202e}\u{2028}\u{feff}",
        "a && b || c; d | e > f < g & h * ? [i] {j} ~ !k",
    ];

    /// Settings with hostile values and comments.
    pub(crate) fn settings() -> Vec<Setting> {
        let all = VALUES.iter().enumerate().map(|(at, value)| Setting {
            key: format!("spark.hadoop.k{at}"),
            value: (*value).to_owned(),
            comments: vec![format!("why\n{value}\r$(id)\\")],
        });
        all.collect()
    }

    /// Any settings; no NUL, which no argument of a program can hold.
    pub(crate) fn any() -> impl Strategy<Value = Vec<Setting>> {
        let text = r#"([ =:#!\\'"`$(){}\n\r\ta-fu0-9é😀]|[^\x00]){0,24}"#;
        let one = ("spark\\.[^\\x00=]{1,12}", text, prop::collection::vec(text, 0..3));
        prop::collection::vec(one.prop_map(|(key, value, comments)| Setting { key, value, comments }), 0..6)
    }

    /// Keys and values.
    pub(crate) fn pairs(all: &[Setting]) -> Vec<(String, String)> {
        all.iter().map(|one| (one.key.clone(), one.value.clone())).collect()
    }
}
