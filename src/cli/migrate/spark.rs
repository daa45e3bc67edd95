//! `--to spark`: for each session a folder with its plan, Spark settings, parameters, and what has no counterpart.

use super::write::OutFile;
use super::{Moving, Plan};
use crate::answer::design::Standing;
use crate::answer::migrate::Left;
use crate::answer::plan::Plan as SessionPlan;
use crate::answer::resolve::Status;
use crate::answer::validate;
use crate::cli::exit::Failure;
use crate::cli::object::Wanted;
use crate::cli::plan::Planning;
use crate::cli::tune::given::gather;
use crate::model::finding::{Category, Finding};
use crate::model::object::Kind;
use crate::model::problem::Severity;
use crate::model::rule;
use crate::render::migrate::{parameters, readme};
use crate::render::{file_name, json, plan as rendered, tune};
use std::collections::BTreeMap;

/// A session with what `validate` finds of compatibility.
struct Unit {
    plan: SessionPlan,
    lost: Vec<Finding>,
}

impl Moving<'_> {
    pub(super) fn spark(&self, wanted: &[Wanted]) -> Result<Plan, Failure> {
        let given = gather(&self.args.given, BTreeMap::new())?;
        let planning = Planning::of(self.catalog, self.at, self.known, given)?;
        let mut units: Vec<Unit> = Vec::new();
        for one in wanted {
            self.planned_sessions(one, &planning, &mut units)?;
        }
        let mut seen = std::collections::BTreeSet::new();
        units.retain(|one| seen.insert(one.plan.identity.address.clone()));
        let folders: Vec<String> = units.iter().map(|one| folder(&one.plan)).collect();
        let folders = file_name::distinct_paths(folders.iter().map(String::as_str));
        let mut plan = Plan::default();
        for (unit, folder) in units.iter().zip(folders) {
            written(unit, folder.strip_suffix(".xml").unwrap_or(&folder), &mut plan);
        }
        Ok(plan)
    }

    fn planned_sessions(&self, wanted: &Wanted, planning: &Planning<'_>, units: &mut Vec<Unit>) -> Result<(), Failure> {
        let mut take = |folder: i64, standing: &Standing<'_>| -> Result<(), Failure> {
            let plan = planning.plan(folder, standing)?;
            let beside = |kind: &Kind, name: &str| planning.shelf.beside(folder, kind, name);
            let mut lost = validate::session(standing, &beside);
            lost.retain(|one| rule::named(one.code).is_some_and(|rule| rule.category == Category::Compatibility));
            lost.sort();
            lost.dedup();
            units.extend(plan.map(|plan| Unit { plan, lost }));
            Ok(())
        };
        self.each_session(wanted, &planning.shelf, &mut take)
    }
}

/// Folder of a session: workflow, worklets and session, each a safe name.
fn folder(plan: &SessionPlan) -> String {
    let one = &plan.identity;
    let around = [&one.workflow].into_iter().chain(&one.worklets).filter(|name| !name.is_empty());
    let names: Vec<String> = around.chain([&one.session]).map(|name| file_name::safe_name(name)).collect();
    format!("{}.xml", names.join("/"))
}

fn written(unit: &Unit, folder: &str, plan: &mut Plan) {
    let one = &unit.plan;
    let mut file = |name: &str, text: String| plan.files.push(OutFile { path: format!("{folder}/{name}"), text });
    file("plan.json", json::pretty(&rendered::json(one)));
    file("spark-defaults.conf", tune::spark_defaults(&tune::settings(&one.tuning)));
    file("parameters.json", json::pretty(&parameters::resolved(&one.resolution)));
    file("README.md", readme::text(one, &unit.lost));
    plan.moved(one.identity.address.clone(), folder, "asked for", one.identity.place.clone());
    let left = |what: String, why: String, place: String| Left {
        object: one.identity.address.clone(),
        what,
        why,
        place,
        times: 1,
    };
    for finding in unit.lost.iter().filter(|one| one.severity >= Severity::Warning) {
        let advice = rule::named(finding.code).map_or("", |rule| rule.advice);
        let place = format!("{}:{}", finding.file, finding.line);
        plan.report.left.push(left(finding.message.clone(), format!("{}: {advice}", finding.code), place));
    }
    for value in one.resolution.values.iter().filter(|one| one.status == Status::Unresolved) {
        plan.report.left.push(left(format!("parameter {}", value.name), value.why.clone(), one.identity.place.clone()));
    }
    for endpoint in one.endpoints.iter().filter(|one| one.connections.is_empty()) {
        for how in &endpoint.connections_by {
            let what = format!("connection of {}", endpoint.instance);
            plan.report.left.push(left(what, how.clone(), one.identity.place.clone()));
        }
    }
}
