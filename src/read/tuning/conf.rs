//! A Spark configuration (`spark-defaults.conf`) as spark-submit understands it, and settings to pin.
//!
//! Owns what spark-submit does beyond Java properties: it drops keys that do not begin with `spark.`, and cuts spaces off the
//! ends of values. Secrets are masked: nobody tunes them.

use super::properties::{Property, properties};
use crate::model::problem::{Problem, Severity};
use crate::model::spark_setting::check;
use crate::read::environment::mask;
use crate::read::secret::told;

/// What a configuration sets.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Conf {
    /// Settings in their order; where one is said twice, its last.
    pub settings: Vec<Property>,
    /// What is odd: everything else counts.
    pub problems: Vec<Problem>,
}

/// Reads `spark-defaults.conf`. What the table of settings does not know or refuses is kept, with a problem: it is there.
#[must_use]
pub fn spark_conf(text: &str, file: &str) -> Conf {
    let (all, problems) = properties(text, file);
    let mut conf = Conf { settings: Vec::new(), problems };
    for Property { key, value, line } in all {
        let mut warn = |code, message| conf.problems.push(Problem::new(code, Severity::Warning, file, line, message));
        if !key.starts_with("spark.") {
            warn("spark-conf-line", format!("spark-submit ignores {:?}: it does not begin with spark.", told(&key)));
            continue;
        }
        let value = value.trim_matches(|c| c <= ' ' && c != '\n' && c != '\r');
        if let Err(message) = check(&key, value) {
            warn("spark-setting", message);
        }
        if let Some(at) = conf.settings.iter().position(|one| one.key == key) {
            let first = conf.settings.remove(at).line;
            warn("spark-conf-line", format!("{key} is set in line {first} already; this one counts"));
        }
        let value = mask(&key, value).to_string();
        conf.settings.push(Property { key, value, line });
    }
    conf.problems.sort_by_key(|problem| problem.line);
    conf
}

/// Reads a setting to pin, `KEY=VALUE`, and checks it by the table of settings.
///
/// Fails with what is wrong: no `=`, a key that is not known, a value that it cannot have, a secret: others read the command
/// line, and it would stand in every answer.
pub fn pinned(text: &str) -> Result<(String, String), String> {
    let Some((key, value)) = text.split_once('=') else {
        return Err(format!("{:?} is no KEY=VALUE, such as spark.sql.shuffle.partitions=64", told(text)));
    };
    let key = key.trim();
    check(key, value)?;
    if mask(key, value) != value {
        return Err(format!(
            "{key} holds a secret, which nobody tunes; leave it in the configuration that Spark reads"
        ));
    }
    Ok((key.to_owned(), value.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_no_pin() {
        for text in
            ["spark.hadoop.fs.s3a.secret.key=hunter2Secret99", "spark.hadoop.javax.jdo.option.ConnectionPassword=tiger"]
        {
            let why = pinned(text).unwrap_err();
            assert!(why.contains("holds a secret") && !why.contains("hunter2") && !why.contains("tiger"), "{why}");
        }
        assert!(pinned("spark.hadoop.fs.s3a.endpoint=http://minio:9000").is_ok());
    }

    fn told_of(conf: &Conf) -> Vec<(&str, u64, &str)> {
        conf.problems.iter().map(|one| (one.code, one.line, one.message.as_str())).collect()
    }

    #[test]
    fn a_configuration_is_read_as_spark_submit_reads_it() {
        let conf = spark_conf(
            "# ours\nspark.master            yarn\nspark.executor.memory=4g  \nspark.app.name: a \\\n   b\n\
             spark.hadoop.fs.s3a.secret.key hunter2hunter2\n",
            "c",
        );
        let all: Vec<(&str, &str, u64)> =
            conf.settings.iter().map(|one| (one.key.as_str(), one.value.as_str(), one.line)).collect();
        let wanted = [
            ("spark.master", "yarn", 2),
            ("spark.executor.memory", "4g", 3),
            ("spark.app.name", "a b", 4),
            ("spark.hadoop.fs.s3a.secret.key", crate::read::secret::MASK, 6),
        ];
        assert_eq!((all, told_of(&conf)), (wanted.to_vec(), vec![]));
    }

    #[test]
    fn what_is_odd_is_told_and_kept() {
        let conf = spark_conf(
            "spark.sql.shuffle.partitions 200\nspark.sql.shufle.partitions 9\nexecutor.memory 4g\n\
             spark.sql.shuffle.partitions 1.5\nspark.executor.cores\nspark.app.name \\u12\n",
            "c",
        );
        let wanted = [
            (
                "spark-setting",
                2,
                "spark.sql.shufle.partitions is no setting of Spark; did you mean spark.sql.shuffle.partitions?",
            ),
            ("spark-conf-line", 3, "spark-submit ignores \"executor.memory\": it does not begin with spark."),
            ("spark-setting", 4, "spark.sql.shuffle.partitions wants a whole number of 1 to 2147483647, not 1.5"),
            ("spark-conf-line", 4, "spark.sql.shuffle.partitions is set in line 1 already; this one counts"),
            ("spark-setting", 5, "spark.executor.cores wants a whole number of 1 to 2147483647, not nothing"),
            (
                "spark-conf-line",
                6,
                "a \\u escape without four hexadecimal digits, or half of a pair; write \\\\ for a backslash",
            ),
        ];
        assert_eq!(told_of(&conf), wanted);
        let all: Vec<(&str, &str)> = conf.settings.iter().map(|one| (one.key.as_str(), one.value.as_str())).collect();
        let wanted = [
            ("spark.sql.shufle.partitions", "9"),
            ("spark.sql.shuffle.partitions", "1.5"),
            ("spark.executor.cores", ""),
            ("spark.app.name", "\\u12"),
        ];
        assert_eq!(all, wanted);
    }

    #[test]
    fn a_pin_is_checked() {
        let pair = |key: &str, value: &str| Ok((key.to_owned(), value.to_owned()));
        assert_eq!(pinned("spark.executor.memory=8g"), pair("spark.executor.memory", "8g"));
        assert_eq!(pinned("spark.hadoop.a=b=c"), pair("spark.hadoop.a", "b=c"));
        assert_eq!(pinned("spark.app.name= a "), pair("spark.app.name", " a "));
        for wrong in [
            "spark.executor.memory",
            "=8g",
            "spark.executor.memory=lots",
            "spark.exector.memory=8g",
            "spark.executor.cores= 4",
            "",
        ] {
            assert!(pinned(wrong).is_err(), "{wrong}");
        }
    }
}
