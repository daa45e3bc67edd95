//! `spark-submit`: a command for any POSIX shell.
//!
//! Owns that the shell sees words and nothing else. Comments stand above the command: between its lines they would end it.

use super::Setting;
use crate::render::yaml::comment;

/// Writes a call of spark-submit with every setting as `--conf`. `application` is the program and stands last; where it is
/// empty, the arguments of the script stand there: `sh tuned.sh job.py 2026-01-02`.
///
/// A NUL, which no argument can hold, becomes U+FFFD. The `spark-class` script of Spark loses carriage returns.
#[must_use]
pub fn spark_submit(settings: &[Setting], application: &str) -> String {
    let mut out = String::new();
    for one in settings {
        one.comments.iter().for_each(|text| out.push_str(&comment(&format!("{}: {text}", one.key))));
    }
    out.push_str("spark-submit \\\n");
    for one in settings {
        out.push_str(&format!("  --conf {} \\\n", word(&format!("{}={}", one.key, one.value))));
    }
    // A path that begins with a dash would be an option.
    let dash = if application.starts_with('-') { "./" } else { "" };
    let last = if application.is_empty() { "\"$@\"".to_owned() } else { word(&format!("{dash}{application}")) };
    out.push_str(&format!("  {last}\n"));
    out
}

/// A text as one word in single quotes, in which nothing means anything but their end.
///
/// What steers a terminal is written by its bytes, for the command may be looked at before it is run.
fn word(text: &str) -> String {
    let mut out = String::from("'");
    for c in text.chars() {
        match c {
            '\'' => out.push_str("'\\''"),
            '\0' => out.push('\u{fffd}'),
            '\n' | '\t' => out.push(c),
            _ if crate::model::steers(c) => {
                out.push_str("'\"$(printf '");
                c.encode_utf8(&mut [0; 4]).bytes().for_each(|byte| out.push_str(&format!("\\{byte:03o}")));
                out.push_str("')\"'");
            }
            _ => out.push(c),
        }
    }
    out.push('\'');
    out
}

#[cfg(test)]
mod tests {
    use super::super::hostile;
    use super::*;
    use proptest::prelude::*;

    fn command(value: &str, application: &str) -> String {
        spark_submit(&[Setting { key: "k".to_owned(), value: value.to_owned(), comments: vec![] }], application)
    }

    #[test]
    fn every_setting_is_one_word() {
        assert_eq!(
            command("it's $(id) `id` \"x\" \\ !", "job.py"),
            "spark-submit \\\n  --conf 'k=it'\\''s $(id) `id` \"x\" \\ !' \\\n  'job.py'\n"
        );
        assert_eq!(command("a\n# b", "-x.py"), "spark-submit \\\n  --conf 'k=a\n# b' \\\n  './-x.py'\n");
        assert_eq!(
            command("\u{1b}[2J\0", ""),
            "spark-submit \\\n  --conf 'k='\"$(printf '\\033')\"'[2J\u{fffd}' \\\n  \"$@\"\n"
        );
        assert_eq!(spark_submit(&[], "a b.jar"), "spark-submit \\\n  'a b.jar'\n");
    }

    #[test]
    fn comments_stand_above_the_command_on_one_line() {
        let comments = vec!["why\n$(id) \\".to_owned(), "more".to_owned()];
        let all = [Setting { key: "k".to_owned(), value: "1".to_owned(), comments }];
        let wanted = "# k: why $(id) \\\n# k: more\nspark-submit \\\n  --conf 'k=1' \\\n  'a'\n";
        assert_eq!(spark_submit(&all, "a"), wanted);
    }

    /// The words of a script as a POSIX shell sees them (2.2 Quoting, 2.3 Token Recognition): comments, single quotes,
    /// backslashes, and `"$(printf '\ooo')"`. Anything else that is not a plain letter is a failure.
    fn words(script: &str) -> Vec<String> {
        let mut all = Vec::new();
        let mut word: Option<Vec<u8>> = None;
        let mut rest = script;
        while let Some(c) = rest.chars().next() {
            let mut skip = c.len_utf8();
            match c {
                '#' if word.is_none() => skip = rest.find('\n').expect("comments end"),
                ' ' | '\n' => all.extend(word.take()),
                '\\' if rest[1..].starts_with('\n') => skip = 2,
                '\\' => {
                    skip = 2;
                    word.get_or_insert_default().extend(&rest.as_bytes()[1..2]);
                }
                '\'' => {
                    let end = rest[1..].find('\'').expect("quotes are closed");
                    word.get_or_insert_default().extend(&rest.as_bytes()[1..=end]);
                    skip = end + 2;
                }
                '"' => {
                    let octal = rest.strip_prefix("\"$(printf '").expect("bytes").split("')\"").next().expect("an end");
                    let bytes = octal.split('\\').skip(1).map(|byte| u8::from_str_radix(byte, 8).expect("octal"));
                    word.get_or_insert_default().extend(bytes);
                    skip = octal.len() + "\"$(printf '')\"".len();
                }
                _ => {
                    assert!(c.is_ascii_lowercase() || c == '-', "{c:?} stands in no quotes: {script}");
                    word.get_or_insert_default().push(u8::try_from(c).expect("ASCII"));
                }
            }
            rest = &rest[skip..];
        }
        assert_eq!(word, None, "the last line ends");
        all.into_iter().map(|word| String::from_utf8(word).expect("UTF-8")).collect()
    }

    fn wanted(all: &[Setting], application: &str) -> Vec<String> {
        let settings =
            hostile::pairs(all).into_iter().flat_map(|(key, value)| ["--conf".to_owned(), format!("{key}={value}")]);
        ["spark-submit".to_owned()].into_iter().chain(settings).chain([application.to_owned()]).collect()
    }

    #[test]
    fn hostile_values_are_words() {
        let all = hostile::settings();
        assert_eq!(words(&spark_submit(&all, "$(id) '`.py")), wanted(&all, "$(id) '`.py"));
    }

    proptest! {
        #[test]
        fn a_shell_sees_what_was_written(all in hostile::any(), application in "[^\\x00-]([^\\x00]){0,9}") {
            let script = spark_submit(&all, &application);
            prop_assert_eq!(words(&script), wanted(&all, &application));
            prop_assert!(!script.chars().any(|c| crate::model::steers(c) && c != '\n' && c != '\t'));
        }
    }
}
