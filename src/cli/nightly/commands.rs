//! The commands of a night's steps, as words of the command line.
//!
//! Owns what of the settings goes to which command. No secret is among the words: what a command opens, it finds for itself.

use crate::cli::settings::Settings;
use crate::model::night::{Night, Step};
use crate::read::settings::nightly::Nightly;
use std::path::{Path, PathBuf};

/// Words of one command, without the program.
pub(super) type Words = Vec<String>;

/// The commands of a step, or why it has none.
pub(super) fn of(
    step: Step,
    settings: &Settings,
    nightly: &Nightly,
    night: &Night,
) -> Result<Vec<Words>, &'static str> {
    let from = Beside { folder: &settings.beside, nightly };
    match step {
        Step::Ingest => from.ingest(night).map(|one| vec![one]),
        Step::Validate => Ok(vec![from.looking("validate", night)]),
        Step::Connections => from.connections().map(|one| vec![one]),
        Step::Runs => from.runs(),
        Step::Tune => Ok(vec![from.tune(night)]),
        Step::Comply => Ok(vec![from.comply()]),
        Step::Diff => diff(night).map(|one| vec![one]),
        Step::Monitor => Ok(vec![from.with_bar(words(&["monitor", "check", "--format", "json"]), Step::Monitor)]),
        Step::Metrics => {
            let file = nightly.metrics.as_ref().ok_or("no file of metrics is named")?;
            Ok(vec![[words(&["metrics", "-o"]), vec![from.path(file)]].concat()])
        }
        Step::Report => from.report(night).map(|one| vec![one]),
    }
}

fn words(all: &[&str]) -> Words {
    all.iter().map(|one| (*one).to_owned()).collect()
}

/// Two snapshots of nights that came to an end.
fn diff(night: &Night) -> Result<Words, &'static str> {
    let after = night.snapshot.ok_or("this night made no snapshot")?;
    let before = night.before.ok_or("there is no night before to compare with")?;
    Ok(vec!["diff".to_owned(), format!("@{before}"), format!("@{after}"), "--format".to_owned(), "json".to_owned()])
}

/// What the settings file names, and where it stands.
struct Beside<'a> {
    folder: &'a Path,
    nightly: &'a Nightly,
}

impl Beside<'_> {
    fn path(&self, name: &str) -> String {
        let path: PathBuf = self.folder.join(name);
        path.display().to_string()
    }

    fn paths(&self, names: &[String]) -> Words {
        names.iter().map(|name| self.path(name)).collect()
    }

    fn option(&self, flag: &str, name: Option<&String>) -> Words {
        name.map_or_else(Words::new, |name| vec![flag.to_owned(), self.path(name)])
    }

    fn environment(&self) -> Words {
        let Some(name) = &self.nightly.env else { return Words::new() };
        let mut all = vec!["--env".to_owned(), name.clone()];
        all.extend(self.option("--environments", self.nightly.environments.as_ref()));
        all
    }

    /// A bar goes to the command; `never` is what the night makes of its exit code.
    fn with_bar(&self, mut words: Words, step: Step) -> Words {
        let bar = self.nightly.bar(step);
        if bar != "never" {
            words.extend(["--fail-on".to_owned(), bar.to_owned()]);
        }
        words
    }

    fn ingest(&self, night: &Night) -> Result<Words, &'static str> {
        if self.nightly.exports.is_empty() {
            return Err("no exports are named");
        }
        let mut all = words(&["ingest", "--format", "json"]);
        if self.nightly.complete {
            all.push("--complete".to_owned());
        }
        for folder in &self.nightly.params {
            all.extend(["--params".to_owned(), self.path(folder)]);
        }
        if let Some(name) = &self.nightly.env {
            all.extend(["--env".to_owned(), name.clone()]);
        }
        if night.id > 0 {
            all.extend(["--night".to_owned(), night.id.to_string()]);
        }
        all.extend(self.paths(&self.nightly.exports));
        Ok(all)
    }

    /// `validate` and `tune`: what changed since the last night, or everything.
    fn looking(&self, verb: &str, night: &Night) -> Words {
        let mut all = words(&[verb, "--all", "--format", "json"]);
        if let Some((before, _)) = night.before.zip(night.snapshot) {
            all.extend(["--changed-since".to_owned(), before.to_string()]);
        }
        if verb == "tune" {
            return all;
        }
        all.extend(self.environment());
        self.with_bar(all, Step::Validate)
    }

    fn tune(&self, night: &Night) -> Words {
        [self.looking("tune", night), self.option("--cluster", self.nightly.cluster.as_ref())].concat()
    }

    fn connections(&self) -> Result<Words, &'static str> {
        if !self.nightly.test_connections {
            return Err("test_connections is not set");
        }
        Ok([words(&["connection", "test", "--all", "--format", "json"]), self.environment()].concat())
    }

    fn runs(&self) -> Result<Vec<Words>, &'static str> {
        let mut all = Vec::new();
        if !self.nightly.runs.is_empty() {
            all.push([words(&["ingest", "--format", "json"]), self.paths(&self.nightly.runs)].concat());
        }
        for name in &self.nightly.run_connections {
            all.push([words(&["ingest", "--format", "json", "--from-connection"]), vec![name.clone()]].concat());
        }
        if all.is_empty() { Err("no runs are named") } else { Ok(all) }
    }

    fn comply(&self) -> Words {
        let all =
            [words(&["comply", "--record", "--format", "json", "--min-severity", "high"]), self.environment()].concat();
        self.with_bar(all, Step::Comply)
    }

    /// The report keeps its name when the night is taken up.
    fn report(&self, night: &Night) -> Result<Words, &'static str> {
        let folder = self.nightly.reports.as_ref().ok_or("no folder of reports is named")?;
        let day = night.started_at.get(..10).unwrap_or("today");
        let file = format!("compliance-{day}-night-{}.html", night.id);
        let to = Path::new(&self.path(folder)).join(file).display().to_string();
        Ok([words(&["report", "compliance", "--recorded", "--force", "-o"]), vec![to], self.environment()].concat())
    }
}
