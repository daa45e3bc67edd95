//! `catalog plan` and `catalog schema plan`.

use super::design::{Found, Shelf};
use super::exit::{DONE, Failure, NO, Outcome};
use super::known::{Known, KnownArgs};
use super::settings::Settings;
use super::tune::given::{Given, GivenArgs, gather, pins};
use super::tune::{Sharing, tuned};
use super::validate::objects::Objects;
use super::{Format, object, output, places};
use crate::answer::connection::uses;
use crate::answer::design::{Standing, design};
use crate::answer::plan::{Answers, Plan, order, plan};
use crate::answer::resolve::section::Index;
use crate::answer::resolve::{Status, resolve};
use crate::answer::validate;
use crate::model::finding::Finding;
use crate::model::object::Kind;
use crate::model::problem::Severity;
use crate::model::workflow::Workflow;
use crate::render::json;
use crate::render::plan::{self as rendered, Step};
use crate::store::Catalog;
use crate::store::find::Object;
use std::collections::BTreeMap;

/// Put everything together that is known of a session: settings, parameters, connections, findings, Spark settings, policy
///
/// For a workflow: its tasks in the order in which they may run, with the plan of each session. JSON follows the schema that
/// `catalog schema plan` prints. Exit code 1 where a session has an error or a parameter without a value.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  catalog plan s_m_dim_customer\n  catalog plan s_m_dim_customer --format json\n  \
                        catalog plan workflow:wf_sales_daily")]
pub(super) struct PlanArgs {
    /// A session or workflow, by its address
    #[arg(value_name = "SESSION|WORKFLOW")]
    address: String,
    #[command(flatten)]
    known: KnownArgs,
    #[command(flatten)]
    given: GivenArgs,
    /// Pin a Spark setting
    #[arg(long = "pin", value_name = "KEY=VALUE")]
    pin: Vec<String>,
    /// How the answer is written
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

/// Print the JSON Schema of an answer
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  catalog schema plan")]
pub(super) struct SchemaArgs {
    /// Of which answer
    #[arg(value_enum, value_name = "ANSWER")]
    of: SchemaOf,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum SchemaOf {
    /// `catalog plan --format json`
    Plan,
    /// `catalog diff --format json`
    Diff,
}

pub(super) fn schema(args: &SchemaArgs) -> Outcome {
    match args.of {
        SchemaOf::Plan => output::answer(rendered::SCHEMA).map(|()| DONE),
        SchemaOf::Diff => output::answer(crate::render::diff::SCHEMA).map(|()| DONE),
    }
}

pub(super) fn run(args: &PlanArgs, settings: &Settings) -> Outcome {
    let catalog = Catalog::open_read(&settings.catalog)?;
    let wanted = object::wanted(&catalog, &args.address)?;
    let known = Known::gather(&args.known, settings, &catalog, wanted.at)?;
    let planning = Planning::of(&catalog, wanted.at, &known, gather(&args.given, pins(&args.pin)?)?)?;
    match workflow(&catalog, &wanted)? {
        Some(top) => planning.workflow(&top, args.format),
        None => planning.session(&wanted, args.format),
    }
}

/// The workflow that an address means, where it means one and no session.
fn workflow(catalog: &Catalog, wanted: &object::Wanted) -> Result<Option<Object>, Failure> {
    let mut found = object::candidates(catalog, wanted)?;
    let sessions = found.iter().any(|one| one.key.kind == Kind::Session);
    found.retain(|one| one.key.kind == Kind::Workflow);
    Ok(if sessions || found.len() != 1 { None } else { found.pop() })
}

fn started(catalog: &Catalog, at: i64) -> Result<String, Failure> {
    let all = catalog.snapshots(true)?;
    Ok(all.into_iter().find(|one| one.id == at).map(|one| one.started_at).unwrap_or_default())
}

/// What stays the same while sessions of one snapshot are planned.
pub(super) struct Planning<'a> {
    catalog: &'a Catalog,
    /// The catalog as of the snapshot.
    pub(super) shelf: Shelf<'a>,
    objects: Objects,
    given: Given,
    snapshot_at: String,
    known: &'a Known,
    indexes: Vec<Index<'a>>,
}

impl<'a> Planning<'a> {
    /// Gathers what planning needs.
    pub(super) fn of(catalog: &'a Catalog, at: i64, known: &'a Known, given: Given) -> Result<Self, Failure> {
        Ok(Self {
            catalog,
            shelf: Shelf::with_flows(catalog, at),
            objects: Objects::gather_at(catalog, known.environment(), false, given.until.as_deref())?,
            given,
            snapshot_at: started(catalog, at)?,
            known,
            indexes: known.indexes(),
        })
    }

    /// The plan of the session that stands there; `None` where none does.
    pub(super) fn plan(&self, folder: i64, standing: &Standing<'_>) -> Result<Option<Plan>, Failure> {
        let Some(layered) = &standing.session else { return Ok(None) };
        let beside = |kind: &Kind, name: &str| self.shelf.beside(folder, kind, name);
        let design = design(standing, &beside);
        let resolution = resolve(&self.known.question(&design, &self.indexes));
        let mapping = beside(&Kind::Mapping, &layered.session.1.mapping);
        let connections = uses(layered, mapping.as_deref(), &resolution, self.known.environment());
        let tuned = tuned(self.catalog, &self.shelf, folder, standing, &self.given, &Sharing::One)?;
        let Some(tuning) = tuned else { return Ok(None) };
        let mut findings: Vec<Finding> = validate::session(standing, &beside);
        findings.extend(self.objects.session(standing));
        findings.extend(validate::parameter::resolution(&resolution, ""));
        findings.retain(|one| one.severity >= Severity::Warning);
        findings.sort();
        let snapshot = (self.shelf.at, self.snapshot_at.clone());
        Ok(plan(standing, &beside, Answers { snapshot, resolution, findings, connections, tuning }))
    }

    fn session(&self, wanted: &object::Wanted, format: Format) -> Outcome {
        let mut found = None;
        places::session(&self.shelf, self.catalog, wanted, &mut |folder, standing| {
            found = self.plan(folder, standing)?;
            Ok(())
        })?;
        self.shelf.check()?;
        let Some(plan) = found else { return Ok(DONE) };
        match format {
            Format::Text => output::answer(&rendered::text(&plan, output::width()))?,
            Format::Json => output::answer(&json::pretty(&rendered::json(&plan)))?,
        }
        Ok(outcome([&plan]))
    }

    fn workflow(&self, top: &Object, format: Format) -> Outcome {
        let (mut plans, mut levels) = (BTreeMap::new(), BTreeMap::new());
        self.shelf.walk(top, &mut |found, _, standing| {
            let names: Vec<String> = standing.levels.iter().skip(1).map(|level| level.name().to_string()).collect();
            let path = names.join("/");
            if let (Found::Workflow, Some(level)) = (found, standing.levels.last()) {
                levels.insert(path, level.workflow.clone());
                return Ok(());
            }
            let name = standing.session.and_then(|one| one.instance).map(|(_, one)| one.name.to_string());
            if let Some((name, plan)) = name.zip(self.plan(top.folder_id, standing)?) {
                plans.insert((path, name), plan);
            }
            Ok(())
        })?;
        self.shelf.check()?;
        let mut steps = Vec::new();
        in_order("", &levels, &mut plans, &mut steps);
        let address = object::address(top);
        match format {
            Format::Text => output::answer(&rendered::workflow_text(&address, &steps))?,
            Format::Json => {
                output::answer(&json::pretty(&rendered::workflow_json(&address, self.shelf.at, &steps)))?;
            }
        }
        for passed in self.shelf.passed_over() {
            output::say(&passed);
        }
        Ok(outcome(steps.iter().filter_map(|one| one.plan.as_ref())))
    }
}

/// Tasks of a level in order; those of a worklet follow it.
fn in_order(
    path: &str,
    levels: &BTreeMap<String, Workflow>,
    plans: &mut BTreeMap<(String, String), Plan>,
    steps: &mut Vec<Step>,
) {
    let Some(workflow) = levels.get(path) else { return };
    for task in order(workflow) {
        let plan = plans.remove(&(path.to_owned(), task.task.clone()));
        let is_worklet = task.task_type == "Worklet";
        let below = if path.is_empty() { task.task.clone() } else { format!("{path}/{}", task.task) };
        steps.push(Step { path: path.to_owned(), task, plan });
        if is_worklet {
            in_order(&below, levels, plans, steps);
        }
    }
}

fn outcome<'p>(plans: impl IntoIterator<Item = &'p Plan>) -> u8 {
    let wrong = |plan: &Plan| {
        plan.findings.iter().any(|one| one.severity == Severity::Error)
            || plan.resolution.values.iter().any(|one| one.status == Status::Unresolved)
    };
    if plans.into_iter().any(wrong) { NO } else { DONE }
}
