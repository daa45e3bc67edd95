//! Out of the catalog: what the rules about the catalog as a whole look at.
//!
//! Owns which query answers which part of it. Nothing is walked: a night of a large repository asks this every time.

use crate::answer::comply::whole::{MOST_RUNS, Whole, plain_name};
use crate::cli::exit::Failure;
use crate::model::audit::{ActFilter, ActRow, Action, Verified};
use crate::model::census::Opened;
use crate::model::connection::{Connection, StoredTest};
use crate::model::parameter::ParameterFile;
use crate::model::role::Membership;
use crate::read::parameter;
use crate::store::{Catalog, credential, role};
use crate::vault;
use std::collections::{BTreeMap, BTreeSet};

/// Gathers it as of a snapshot, and of a time (UTC) for what snapshots do not hold.
pub(in crate::cli) fn gather(catalog: &Catalog, at: i64, environment: &str, as_of: &str) -> Result<Whole, Failure> {
    let parameter_files: Vec<ParameterFile> =
        catalog.parameter_files(environment, at)?.iter().map(|one| parameter::read(&one.text, &one.name)).collect();
    let connections = connections(catalog, environment, as_of)?;
    let mut used = catalog.tasks_used(at)?;
    used.extend(catalog.designs_used(at)?);
    let acts = catalog.acts(&ActFilter::default())?;
    let snapshot = catalog.snapshots(true)?.into_iter().find(|one| one.id == at);
    Ok(Whole {
        as_of: as_of.to_owned(),
        snapshot_at: snapshot.map(|one| one.started_at).unwrap_or_default(),
        failed_files: catalog.failed_inputs(at)?,
        folders: catalog.folder_facts(at)?,
        tops: catalog.tops(at)?,
        used,
        shapes: catalog.mapping_shapes(at)?,
        masked: catalog.masked_texts(at)?,
        parameters_in_use: parameters_in_use(catalog, &parameter_files, at)?,
        parameter_files,
        connection_uses: catalog.connection_uses(at)?,
        tests: tests(catalog, environment, as_of, &connections)?,
        connections,
        credentials: credential::facts_at(catalog, as_of)?,
        members: members(catalog, as_of)?,
        audit: Some(Verified { interrupted: interrupted(&acts, as_of), ..catalog.verify_audit(None)? }),
        opened: opened(&acts, as_of),
        placed: catalog.placed_sessions(at)?,
        ran: catalog.newest_runs(as_of.trim_end_matches('Z'), MOST_RUNS)?,
    })
}

/// The connections of an environment; where none is asked for, of all.
fn connections(catalog: &Catalog, environment: &str, as_of: &str) -> Result<Vec<Connection>, Failure> {
    Ok(if environment.is_empty() {
        catalog.all_connections(Some(as_of))?
    } else {
        catalog.connections(environment, Some(as_of))?
    })
}

fn tests(
    catalog: &Catalog,
    environment: &str,
    as_of: &str,
    connections: &[Connection],
) -> Result<Vec<StoredTest>, Failure> {
    let mut asked: BTreeSet<&str> = BTreeSet::from([environment]);
    if environment.is_empty() {
        asked.extend(connections.iter().map(|one| one.environment.as_str()));
    }
    let mut tests = Vec::new();
    for environment in asked {
        tests.extend(catalog.newest_tests(environment)?);
    }
    tests.retain(|test| test.tested_at.as_str() <= as_of);
    Ok(tests)
}

/// Names of parameters, as their files have them, that stand in some definition or in the value of another one.
fn parameters_in_use(catalog: &Catalog, files: &[ParameterFile], at: i64) -> Result<BTreeSet<String>, Failure> {
    let all = || files.iter().flat_map(|file| &file.sections).flat_map(|section| &section.parameters);
    let names: BTreeSet<String> = all().map(|one| plain_name(&one.name)).filter(|name| name.starts_with('$')).collect();
    let mut used = catalog.words_in_use(names.iter().map(String::as_str), at)?;
    for value in all().map(|one| one.value.to_lowercase()).filter(|value| value.contains('$')) {
        let words = value.split(|one: char| !one.is_alphanumeric() && !matches!(one, '_' | '$' | '#'));
        used.extend(words.filter(|word| names.contains(*word)).map(str::to_owned));
    }
    Ok(used)
}

fn members(catalog: &Catalog, as_of: &str) -> Result<Option<Membership>, Failure> {
    let newest = role::memberships_at(catalog, as_of)?.into_iter().next();
    Ok(newest.and_then(|row| vault::claimed(&row.body)))
}

/// Acts that had no outcome a day later; a younger one may still go on.
fn interrupted(acts: &[ActRow], as_of: &str) -> u32 {
    let begun = |act: &&ActRow| act.result == "interrupted" && act.at.get(..10) < as_of.get(..10);
    u32::try_from(acts.iter().filter(begun).count()).unwrap_or(u32::MAX)
}

/// Who opened which secrets up to a time.
fn opened(acts: &[ActRow], as_of: &str) -> Vec<Opened> {
    let opens = [Action::SecretRead.word(), Action::Test.word()];
    let wanted =
        |act: &&ActRow| opens.contains(&act.action.as_str()) && act.result != "failed" && act.at.as_str() <= as_of;
    let mut all: BTreeMap<(String, &str), (BTreeSet<&String>, &str)> = BTreeMap::new();
    for act in acts.iter().filter(wanted) {
        let who = (format!("{}@{}", act.os_user, act.host), act.recipient.as_str());
        let (subjects, last) = all.entry(who).or_default();
        subjects.extend(act.subjects.iter().filter(|subject| subject.starts_with("credential:")));
        *last = &act.at;
    }
    let told = all.into_iter().filter(|(_, (subjects, _))| !subjects.is_empty());
    told.map(|((by, recipient), (subjects, at))| Opened {
        by,
        recipient: recipient.to_owned(),
        subjects: subjects.into_iter().cloned().collect(),
        at: at.to_owned(),
    })
    .collect()
}
