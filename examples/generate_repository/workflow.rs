//! Workflows and worklets: which sessions live where, task instances, links,
//! predefined variables, and the folder-level objects that go with a workflow.

use crate::defaults;
use crate::mapping::Plan;
use crate::rng::Rng;
use crate::session::{Session, write_config};
use crate::vocabulary;
use crate::xml::Xml;

/// Where a session of the workflow is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// A child of the folder, used through a task instance.
    Folder,
    /// In the workflow itself.
    Workflow,
    /// In the worklet with this number, or in the worklet nested in it.
    Worklet { number: usize, nested: bool },
}

/// A task instance about to be written.
struct Task {
    name: String,
    kind: &'static str,
    reusable: bool,
}

/// One workflow with everything it brings along; drawn whole, at most 50 sessions.
pub(crate) struct Workflow {
    name: String,
    number: usize,
    seed: u64,
    plans: Vec<Plan>,
    sessions: Vec<(String, Place, bool)>,
}

/// How many sessions workflow `number` has if nothing limits it.
pub(crate) fn session_count(seed: u64, number: usize) -> usize {
    let mut rng = Rng::new(seed, stream(number, 60));
    if rng.chance(20) { rng.between(10, 29) } else { rng.between(30, 50) }
}

/// One stream of chance per object: 64 to a workflow, of which sessions take the first 50.
fn stream(workflow: usize, object: usize) -> u64 {
    u64::try_from(workflow * 64 + object).unwrap_or(0)
}

impl Workflow {
    /// Draws workflow `number` with `count` sessions; `changed` tells which of them are altered.
    pub(crate) fn draw(seed: u64, number: usize, count: usize, changed: impl Fn(usize) -> bool) -> Self {
        let mut rng = Rng::new(seed, stream(number, 61));
        let plans: Vec<_> = (0..count.div_ceil(3)).map(|at| Plan::draw(&mut rng, number * 64 + at)).collect();
        let mut sessions = Vec::with_capacity(count);
        for at in 0..count {
            let table = &plans[at % plans.len()].target;
            let place = match rng.below(100) {
                0..12 => Place::Folder,
                12..40 => Place::Workflow,
                _ => Place::Worklet { number: at / 6, nested: rng.chance(20) },
            };
            sessions.push((format!("s_m_{table}_{:02}", at + 1), place, changed(at)));
        }
        let name = format!("wf_{}", plans.first().map_or("EMPTY", |plan| plan.target.as_str()));
        Self { name, number, seed, plans, sessions }
    }

    /// Names of the sessions that were altered.
    pub(crate) fn changed(&self) -> impl Iterator<Item = &str> {
        self.sessions.iter().filter(|session| session.2).map(|session| session.0.as_str())
    }

    /// Writes all children of the folder that belong to this workflow.
    pub(crate) fn write(&self, xml: &mut Xml) {
        for plan in &self.plans {
            plan.write_tables(xml);
        }
        for plan in &self.plans {
            plan.write_target(xml);
        }
        for plan in &self.plans {
            plan.write(xml);
        }
        self.write_sessions(xml, Place::Folder);
        let mut rng = Rng::new(self.seed, stream(self.number, 62));
        xml.open(
            "WORKFLOW",
            &[
                ("DESCRIPTION", &vocabulary::note(&mut rng)),
                ("ISENABLED", "YES"),
                ("ISRUNNABLESERVICE", "NO"),
                ("ISSERVICE", "NO"),
                ("ISVALID", "YES"),
                ("NAME", &self.name),
                ("REUSABLE_SCHEDULER", "NO"),
                ("SCHEDULERNAME", "Scheduler"),
                ("SERVERNAME", "IS_ACME_PRD"),
                ("SERVER_DOMAINNAME", "DOM_ACME_PRD"),
                ("SUSPEND_ON_ERROR", "NO"),
                ("TASKS_MUST_RUN_ON_SERVER", "NO"),
                ("VERSIONNUMBER", "1"),
            ],
        );
        write_scheduler(xml);
        write_start(xml);
        self.write_sessions(xml, Place::Workflow);
        let worklets: Vec<_> = (0..=self.sessions.len() / 6).filter(|at| self.has(*at, None)).collect();
        for worklet in &worklets {
            self.write_worklet(xml, *worklet, false);
        }
        let mut tasks = self.tasks(Place::Folder);
        tasks.extend(self.tasks(Place::Workflow));
        tasks.extend(worklets.iter().map(|at| self.worklet_task(*at, false)));
        write_body(xml, &mut rng, &tasks);
        let (log, parameters) = (format!("{}.log", self.name), format!("/data/infa/params/wf_{}.par", self.number));
        for (name, default) in defaults::WORKFLOW {
            let value = match *name {
                "Workflow Log File Name" => log.as_str(),
                "Parameter Filename" if self.number.is_multiple_of(2) => parameters.as_str(),
                _ => default,
            };
            xml.empty("ATTRIBUTE", &[("NAME", name), ("VALUE", value)]);
        }
        xml.close("WORKFLOW");
    }

    fn has(&self, worklet: usize, only: Option<bool>) -> bool {
        self.sessions.iter().any(|(_, place, _)| match place {
            Place::Worklet { number, nested } => *number == worklet && only.is_none_or(|only| only == *nested),
            Place::Folder | Place::Workflow => false,
        })
    }

    fn worklet_task(&self, worklet: usize, nested: bool) -> Task {
        let kind = if nested { "wlt_part" } else { "wlt_step" };
        let name = format!("{kind}_{}_{:02}", self.number, worklet + 1);
        Task { name, kind: "Worklet", reusable: false }
    }

    fn tasks(&self, at: Place) -> Vec<Task> {
        let here = self.sessions.iter().filter(|(_, place, _)| *place == at);
        let reusable = at == Place::Folder;
        here.map(|(name, ..)| Task { name: name.clone(), kind: "Session", reusable }).collect()
    }

    fn write_sessions(&self, xml: &mut Xml, at: Place) {
        for (index, (name, place, changed)) in self.sessions.iter().enumerate() {
            if *place == at {
                let plan = &self.plans[index % self.plans.len()];
                let session = Session { name, plan, reusable: at == Place::Folder, changed: *changed };
                session.write(xml, &mut Rng::new(self.seed, stream(self.number, index)));
            }
        }
    }

    fn write_worklet(&self, xml: &mut Xml, number: usize, nested: bool) {
        let task = self.worklet_task(number, nested);
        xml.open(
            "WORKLET",
            &[
                ("DESCRIPTION", ""),
                ("ISVALID", "YES"),
                ("NAME", &task.name),
                ("REUSABLE", "NO"),
                ("VERSIONNUMBER", "1"),
            ],
        );
        write_start(xml);
        let place = Place::Worklet { number, nested };
        self.write_sessions(xml, place);
        let mut tasks = self.tasks(place);
        if !nested && self.has(number, Some(true)) {
            self.write_worklet(xml, number, true);
            tasks.push(self.worklet_task(number, true));
        }
        let mut rng = Rng::new(self.seed, stream(self.number, 63) ^ (stream(number, 1) << 40));
        write_body(xml, &mut rng, &tasks);
        xml.pairs("ATTRIBUTE", &[("Allow Concurrent Run", "NO")]);
        xml.close("WORKLET");
    }
}

/// Task instances, links and variables: the same for workflows and worklets.
fn write_body(xml: &mut Xml, rng: &mut Rng, tasks: &[Task]) {
    write_instance(xml, rng, &Task { name: "Start".into(), kind: "Start", reusable: false });
    for task in tasks {
        write_instance(xml, rng, task);
    }
    let mut from = "Start";
    for task in tasks {
        let condition = format!("${from}.Status = SUCCEEDED");
        let condition = if from == "Start" || rng.chance(40) { "" } else { &condition };
        xml.empty("WORKFLOWLINK", &[("CONDITION", condition), ("FROMTASK", from), ("TOTASK", &task.name)]);
        from = if rng.chance(75) { &task.name } else { "Start" };
    }
    write_variables(xml, "Start", defaults::TASK_VARIABLES);
    for task in tasks {
        write_variables(xml, &task.name, defaults::TASK_VARIABLES);
        if task.kind == "Session" {
            write_variables(xml, &task.name, defaults::SESSION_VARIABLES);
        }
    }
    write_variable(xml, "$$WF_LOAD_ID", ("nstring", ""), ("YES", "YES"));
}

fn write_instance(xml: &mut Xml, rng: &mut Rng, task: &Task) {
    let fail = if task.kind == "Session" && rng.chance(70) { "YES" } else { "NO" };
    let enabled = if task.kind == "Session" && rng.chance(3) { "NO" } else { "YES" };
    let attributes = [
        ("DESCRIPTION", ""),
        ("FAIL_PARENT_IF_INSTANCE_DID_NOT_RUN", "NO"),
        ("FAIL_PARENT_IF_INSTANCE_FAILS", fail),
        ("ISENABLED", enabled),
        ("NAME", task.name.as_str()),
        ("REUSABLE", if task.reusable { "YES" } else { "NO" }),
        ("TASKNAME", &task.name),
        ("TASKTYPE", task.kind),
        ("TREAT_INPUTLINK_AS_AND", "YES"),
    ];
    if !task.reusable || rng.chance(60) {
        xml.empty("TASKINSTANCE", &attributes);
        return;
    }
    xml.open("TASKINSTANCE", &attributes);
    xml.pairs("ATTRIBUTE", &[("DTM buffer size", rng.pick(&["128MB", "1GB"]))]);
    write_config(xml, rng);
    xml.close("TASKINSTANCE");
}

fn write_start(xml: &mut Xml) {
    xml.empty(
        "TASK",
        &[("DESCRIPTION", ""), ("NAME", "Start"), ("REUSABLE", "NO"), ("TYPE", "Start"), ("VERSIONNUMBER", "1")],
    );
}

fn write_scheduler(xml: &mut Xml) {
    xml.open("SCHEDULER", &[("DESCRIPTION", ""), ("NAME", "Scheduler"), ("REUSABLE", "NO"), ("VERSIONNUMBER", "1")]);
    xml.empty("SCHEDULEINFO", &[("SCHEDULETYPE", "ONDEMAND")]);
    xml.close("SCHEDULER");
}

fn write_variables(xml: &mut Xml, task: &str, variables: &[(&str, &str, &str)]) {
    let mut name = String::with_capacity(task.len() + 18);
    for (variable, datatype, description) in variables {
        name.clear();
        name.extend(["$", task, ".", variable]);
        write_variable(xml, &name, (datatype, description), ("NO", "NO"));
    }
}

fn write_variable(xml: &mut Xml, name: &str, what: (&str, &str), flags: (&str, &str)) {
    xml.empty(
        "WORKFLOWVARIABLE",
        &[
            ("DATATYPE", what.0),
            ("DEFAULTVALUE", ""),
            ("DESCRIPTION", what.1),
            ("ISNULL", "NO"),
            ("ISPERSISTENT", flags.0),
            ("NAME", name),
            ("USERDEFINED", flags.1),
        ],
    );
}
