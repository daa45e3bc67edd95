//! What `tune` writes for Spark is read back as it was: by our reader of Spark configurations, and by a real shell.

use catalog::read::tuning::properties;
use catalog::render::tune::{Setting, spark_defaults, spark_submit};
use proptest::prelude::*;
use std::process::Command;

fn settings() -> impl Strategy<Value = Vec<Setting>> {
    let text = r#"([ =:#!\\'"`$(){}\n\r\t\x0cuntrf0-9é😀]|\PC|[^\x00]){0,24}"#;
    let one = ("[^\\x00]{1,12}", text, prop::collection::vec(text, 0..3));
    prop::collection::vec(one.prop_map(|(key, value, comments)| Setting { key, value, comments }), 0..6)
}

fn pairs(all: &[Setting]) -> Vec<(String, String)> {
    all.iter().map(|one| (one.key.clone(), one.value.clone())).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn spark_defaults_are_read_again(all in settings()) {
        let (read, problems) = properties(&spark_defaults(&all), "spark-defaults.conf");
        prop_assert_eq!(problems, vec![]);
        let read: Vec<_> = read.into_iter().map(|one| (one.key, one.value)).collect();
        prop_assert_eq!(read, pairs(&all));
    }
}

/// Runs a script in which spark-submit prints its arguments, a NUL behind each.
fn words(script: &str, arguments: &[&str]) -> Vec<String> {
    let script = format!("spark-submit() {{ printf '%s\\0' \"$@\"; }}\n{script}");
    // A function of a POSIX shell has no dash in its name.
    let script =
        script.replace("spark-submit()", "spark_submit()").replace("\nspark-submit \\\n", "\nspark_submit \\\n");
    let out = Command::new("sh").args(["-c", &script, "sh"]).args(arguments).output().unwrap();
    assert!(out.status.success() && out.stderr.is_empty(), "{}", String::from_utf8_lossy(&out.stderr));
    let text = String::from_utf8(out.stdout).unwrap();
    text.split_terminator('\0').map(str::to_owned).collect()
}

#[test]
fn a_shell_runs_one_command_with_these_words() {
    let setting = |value: &str| Setting {
        key: "spark.hadoop.k".to_owned(),
        value: value.to_owned(),
        comments: vec![format!("{value}\n{value}\\")],
    };
    let all = [
        "",
        "$(echo ran >&2)",
        "`echo ran >&2`",
        "it's \"q\" $HOME \\",
        "'; echo ran >&2; '",
        "a\nb\r\nc\n",
        "\u{1b}[2J\u{202e}é😀",
        "* ? [a] ~ !! && | > /dev/full",
    ];
    let all: Vec<Setting> = all.into_iter().map(setting).collect();
    let wanted = |last: &[&str]| {
        let conf = pairs(&all).into_iter().flat_map(|(key, value)| ["--conf".to_owned(), format!("{key}={value}")]);
        conf.chain(last.iter().map(|&one| one.to_owned())).collect::<Vec<_>>()
    };
    assert_eq!(words(&spark_submit(&all, "job $(id).py"), &[]), wanted(&["job $(id).py"]));
    assert_eq!(words(&spark_submit(&all, ""), &["a b.py", "2026"]), wanted(&["a b.py", "2026"]));
}
