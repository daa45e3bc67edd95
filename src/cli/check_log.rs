//! `catalog resolve --check-log`: session logs held against our answers.

use super::design::{Found, Shelf, workflows_with};
use super::exit::{DONE, Failure, INPUT, NO, Outcome};
use super::known::Known;
use super::parameter_files::{self, unreadable};
use super::settings::Settings;
use super::{holder, output};
use crate::answer::check_log::{Compared, Ours, Verdict, check};
use crate::answer::design::{Standing, design};
use crate::answer::effective::parts;
use crate::answer::resolve::resolve;
use crate::answer::resolve::section::Index;
use crate::model::environment::Saved;
use crate::model::object::Kind;
use crate::model::session_log::{About, SessionLog};
use crate::read::session_log;
use crate::read::source::{self, Limits};
use crate::render::{check_log as rendered, json};
use crate::store::Catalog;
use std::path::{Path, PathBuf};

/// Holds each log against the session it names, then keeps what logs tell of saved values.
pub(super) fn run(
    logs: &[PathBuf],
    as_json: bool,
    (catalog, at): (Catalog, i64),
    (known, indexes): (&Known, &[Index<'_>]),
    settings: &Settings,
) -> Outcome {
    let (mut read, mut answers, mut differ, mut unknown) = (Vec::new(), Vec::new(), 0, 0);
    for path in logs {
        let log = read_log(path, &settings.limits)?;
        let Some((address, all)) = compare(&catalog, at, known, indexes, &log)? else {
            unknown += 1;
            let session = format!("{}/{}/{}", log.folder, log.workflow, log.session);
            output::say(&format!("{}: the session {session} is not in the catalog", log.file));
            read.push(log);
            continue;
        };
        differ += all.iter().filter(|one| one.verdict == Verdict::Differ).count();
        if as_json {
            answers.push(rendered::json(&log.file, &address, &all));
        } else {
            output::answer(&rendered::text(&log.file, &address, &all, output::width()))?;
        }
        read.push(log);
    }
    if as_json {
        output::answer(&json::pretty(&answers))?;
    }
    drop(catalog);
    keep(&read, settings)?;
    if unknown == logs.len() {
        return Err(Failure::new(INPUT, "no log is of a session that the catalog knows"));
    }
    Ok(if differ + unknown > 0 { NO } else { DONE })
}

fn read_log(path: &Path, limits: &Limits) -> Result<SessionLog, Failure> {
    let input = parameter_files::single(path, limits)?;
    let open = input.open(limits).map_err(|problem| unreadable(&problem))?;
    session_log::read(open, &input.name).map_err(|error| unreadable(&source::problem_of(&error, &input.name)))
}

fn compare(
    catalog: &Catalog,
    at: i64,
    known: &Known,
    indexes: &[Index<'_>],
    log: &SessionLog,
) -> Result<Option<(String, Vec<Compared>)>, Failure> {
    let shelf = Shelf::new(catalog, at);
    let mut found: Option<(String, Vec<Compared>)> = None;
    let differ = |all: &[Compared]| all.iter().filter(|one| one.verdict == Verdict::Differ).count();
    for top in workflows_with(catalog, &log.session, at)? {
        if top.folder != log.folder || top.key.name != log.workflow.as_str() {
            continue;
        }
        shelf.walk(&top, &mut |kind, key, standing| {
            if matches!(kind, Found::Session) && key.name == log.session.as_str() {
                let all = answer(&shelf, top.folder_id, standing, (known, indexes), log);
                // A log does not say in which worklet its session stands: the place that fits best is meant.
                if found.as_ref().is_none_or(|(_, best)| differ(&all) < differ(best)) {
                    found = Some((standing.address.clone(), all));
                }
            }
            Ok(())
        })?;
    }
    shelf.check()?;
    Ok(found)
}

fn answer(
    shelf: &Shelf<'_>,
    folder: i64,
    standing: &Standing<'_>,
    (known, indexes): (&Known, &[Index<'_>]),
    log: &SessionLog,
) -> Vec<Compared> {
    let Some(layered) = &standing.session else { return Vec::new() };
    let design = design(standing, &|kind, name| shelf.beside(folder, kind, name));
    let resolution = resolve(&known.question(&design, indexes));
    let mapping = shelf.beside(folder, &Kind::Mapping, &layered.session.1.mapping);
    let parts = parts(layered, mapping.as_deref());
    let attributes = layered.attributes();
    check(log, &Ours { design: &design, attributes: &attributes, parts: &parts, resolution: &resolution })
}

/// Keeps the values that the repository keeps, for later answers.
fn keep(logs: &[SessionLog], settings: &Settings) -> Result<(), Failure> {
    let kept = |log: &SessionLog| -> Vec<(Saved, String)> {
        let of_log = log.statements.iter().filter_map(|one| match &one.about {
            About::Kept(name) => Some(Saved {
                folder: log.folder.as_str().into(),
                session: log.session.as_str().into(),
                workflow: log.workflow.as_str().into(),
                name: name.as_str().into(),
                value: one.value.as_str().into(),
                place: format!("{}:{}", log.file, one.line),
            }),
            _ => None,
        });
        of_log.map(|saved| (saved, log.started_at.clone())).collect()
    };
    let all: Vec<(Saved, String)> = logs.iter().flat_map(kept).collect();
    if all.is_empty() {
        return Ok(());
    }
    let catalog = Catalog::open_existing(&settings.catalog, settings.wait, &holder("resolve"))?;
    for (saved, logged_at) in &all {
        catalog.keep_saved(saved, logged_at)?;
    }
    output::say(&format!("{} saved values kept", all.len()));
    Ok(())
}
