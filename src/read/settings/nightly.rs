//! `nightly:` of `catalog.yaml`: what the night reads, tests, holds against rules, and where it writes.

use crate::model::night::Step;
use serde::Deserialize;
use std::collections::BTreeMap;

/// What the nightly job does. Paths are relative to the settings file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Nightly {
    /// Exports and parameter files: files or folders.
    #[serde(default)]
    pub exports: Vec<String>,
    /// The exports hold everything of the folders in them.
    #[serde(default)]
    pub complete: bool,
    /// Folders of parameter files besides.
    #[serde(default)]
    pub params: Vec<String>,
    /// The environment whose parameters and connections count.
    pub env: Option<String>,
    /// The file that describes environments.
    pub environments: Option<String>,
    /// Spools, session logs, event logs: files or folders.
    #[serde(default)]
    pub runs: Vec<String>,
    /// Connections of repositories' databases from which runs are pulled.
    #[serde(default)]
    pub run_connections: Vec<String>,
    /// Whether connections are tested; by default they are not.
    #[serde(default)]
    pub test_connections: bool,
    /// The cluster that Spark settings are computed for.
    pub cluster: Option<String>,
    /// The folder of reports; without it none is written.
    pub reports: Option<String>,
    /// The file of metrics; without it none is written.
    pub metrics: Option<String>,
    /// The log file, which grows.
    pub log: Option<String>,
    /// The folder in which each step leaves its whole answer until the next night.
    pub results: Option<String>,
    /// Steps that are left out.
    #[serde(default)]
    pub skip: Vec<String>,
    /// By step: from which severity or risk on the exit code is 1, or `never`.
    #[serde(default)]
    pub fail_on: BTreeMap<String, String>,
}

/// Steps that have a bar, the words that set it, lowest first, and the one that counts by default.
pub const BARS: [(Step, &[&str], &str); 7] = [
    (Step::Ingest, &["error"], "error"),
    (Step::Validate, &["info", "warning", "error"], "error"),
    (Step::Connections, &["any"], "any"),
    (Step::Runs, &["error"], "error"),
    (Step::Comply, &["info", "low", "medium", "high", "critical"], "high"),
    (Step::Diff, &["low", "medium", "high"], "never"),
    (Step::Monitor, &["info", "warning", "error"], "warning"),
];

impl Nightly {
    /// The bar of a step; `never` where it has none.
    #[must_use]
    pub fn bar(&self, step: Step) -> &str {
        let usual = BARS.iter().find(|(of, ..)| *of == step).map_or("never", |(.., usual)| usual);
        self.fail_on.get(step.word()).map_or(usual, String::as_str)
    }

    /// What is wrong with steps and bars that it names.
    pub(super) fn wrong(&self) -> Option<String> {
        let steps = || Step::ALL.map(|(_, word)| word).join(", ");
        if let Some(word) = self.skip.iter().find(|word| Step::named(word).is_none()) {
            return Some(format!("nightly.skip: {word} is no step; steps are {}", steps()));
        }
        self.fail_on.iter().find_map(|(word, bar)| {
            let Some((_, words, _)) = BARS.iter().find(|(step, ..)| step.word() == word) else {
                let with = BARS.map(|(step, ..)| step.word()).join(", ");
                return Some(format!("nightly.fail_on: {word} is no step with a bar; those are {with}"));
            };
            let known = bar == "never" || words.contains(&bar.as_str());
            (!known).then(|| format!("nightly.fail_on.{word}: {bar} is none of {}, never", words.join(", ")))
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::model::night::Step;
    use crate::read::settings::settings;

    #[test]
    fn bars_are_known_words() {
        let read = settings("nightly:\n  fail_on: {diff: high}\n").expect("valid").nightly.expect("there");
        assert_eq!([read.bar(Step::Diff), read.bar(Step::Comply), read.bar(Step::Report)], ["high", "high", "never"]);
        for (text, named) in [
            ("fail_on: {diff: huge}", "huge"),
            ("fail_on: {report: high}", "report"),
            ("skip: [tea]", "tea"),
            ("exprots: [a]", "exprots"),
        ] {
            let wrong = settings(&format!("nightly:\n  {text}\n")).expect_err(text);
            assert!(wrong.contains(named), "{wrong}");
        }
    }
}
