//! The runs of a session as it stands, read as far as `tune` needs them.

use super::exit::Failure;
use crate::answer::design::Standing;
use crate::model::run::{KnownRun, Platform, Status};
use crate::store::Catalog;
use crate::store::run::{Wanted, Weight};

/// Newest good runs on PowerCenter that are looked through for caches, threads and rows of tables: a spool tells none.
const MEASURED: usize = 3;
/// Newest runs on Spark whose figures are read.
const SPARK: usize = 24;

/// The runs of a standing's session that began by a time, oldest first, with parts and facts of the newest ones. The time is
/// UTC and held against times of the services as if they were.
pub(super) fn of(catalog: &Catalog, standing: &Standing<'_>, until: Option<&str>) -> Result<Vec<KnownRun>, Failure> {
    let mut runs = light(catalog, standing)?;
    if let Some(until) = until.map(|until| until.trim_end_matches('Z')) {
        runs.retain(|one| one.run.started_at.as_str() <= until);
    }
    let on = |one: &KnownRun, platform: Platform| one.run.platform == platform;
    let measured: Vec<usize> =
        newest(&runs, MEASURED, &|one| on(one, Platform::PowerCenter) && one.run.status == Status::Succeeded);
    let spark = newest(&runs, SPARK, &|one| on(one, Platform::Spark));
    for at in measured.into_iter().chain(spark) {
        let one = &mut runs[at];
        one.run.facts = catalog.run_facts(one.id)?;
        one.run.parts = catalog.run_parts(one.id)?;
    }
    Ok(runs)
}

/// The runs of a standing's session, oldest first, without parts and facts.
fn light(catalog: &Catalog, standing: &Standing<'_>) -> Result<Vec<KnownRun>, Failure> {
    let Some(layered) = &standing.session else { return Ok(Vec::new()) };
    let names: Vec<String> = standing.levels.iter().map(|level| level.name().to_string()).collect();
    let name = layered.instance.map_or(&layered.session.1.name, |(_, instance)| &instance.name);
    let path = names.get(1..).unwrap_or_default().join("/");
    let wanted = Wanted {
        session: Some(name),
        folder: Some(standing.folder),
        workflow: names.first().map(String::as_str),
        path: (!names.is_empty()).then_some(path.as_str()),
        repository: Some(standing.repository),
        since: None,
    };
    Ok(catalog.runs(&wanted, Weight::Light)?)
}

/// Places of the newest runs of a kind.
fn newest(runs: &[KnownRun], most: usize, kind: &dyn Fn(&KnownRun) -> bool) -> Vec<usize> {
    runs.iter().enumerate().rev().filter(|(_, one)| kind(one)).take(most).map(|(at, _)| at).collect()
}
