//! Out of the catalog: everything that the rules of `monitor` look at.

use crate::answer::monitor::{Assessed, Changed, Place, Watched};
use crate::cli::exit::Failure;
use crate::cli::settings::Settings;
use crate::model::comply::Severity;
use crate::store::Catalog;
use crate::store::run::Recent;
use crate::store::watched::{ChangedObject, CountedAssessment};
use chrono::{NaiveDateTime, TimeDelta};

/// Newest runs of each session: as many as the rules look back, and some that came with them.
const RUNS: usize = 220;
/// Days over which changes are read: the most that `drift-after-change` may want.
const DAYS: i64 = 90;

/// Gathers what is watched. `now`: UTC.
pub(in crate::cli) fn gather(catalog: &Catalog, _: &Settings, now: &str) -> Result<Watched, Failure> {
    Ok(Watched {
        places: catalog.recent_runs(RUNS)?.into_iter().map(place).collect(),
        changes: catalog.changed_since(&earlier(now))?.into_iter().map(changed).collect(),
        credentials: catalog.credential_ages()?,
        tests: catalog.newest_tests_everywhere()?,
        assessed: catalog.newest_assessments()?.iter().map(assessed).collect(),
    })
}

fn earlier(now: &str) -> String {
    let form = "%Y-%m-%dT%H:%M:%SZ";
    let time =
        NaiveDateTime::parse_from_str(now, form).ok().and_then(|time| time.checked_sub_signed(TimeDelta::days(DAYS)));
    time.map_or_else(String::new, |time| time.format(form).to_string())
}

fn place(one: Recent) -> Place {
    let Recent { platform, repository, folder, workflow, path, session, mapping, error, runs } = one;
    Place { platform, repository, folder, workflow, path, session, mapping, error, runs }
}

fn changed(one: ChangedObject) -> Changed {
    let ChangedObject { snapshot, after, seen, names, mappings, instances, .. } = one;
    let [repository, folder, kind, path, name] = names;
    Changed { snapshot, after, seen, repository, folder, kind, path, name, mappings, sessions: instances }
}

fn assessed(one: &CountedAssessment) -> Assessed {
    let of = |severity: Severity| {
        one.findings.iter().find(|(word, _)| word == severity.as_str()).map_or(0, |(_, count)| *count)
    };
    Assessed {
        environment: one.environment.clone(),
        snapshot: one.snapshot,
        at: one.at.clone(),
        by_severity: Severity::ALL.map(of),
    }
}
