//! Workflows → WORKFLOW: parameters, variables, tasks, links.

use super::document::Node;
use super::mapping::type_name;
use super::table::line;
use super::translation::{Translation, value};

impl<'t> Translation<'t> {
    pub(super) fn workflow(&mut self, node: Node<'t>) {
        let document = self.document;
        let (name, description) = (self.layout.name(node).to_owned(), document.description(node));
        let tag = [
            ("DESCRIPTION", description.as_str()),
            ("ISENABLED", "YES"),
            ("ISVALID", "YES"),
            ("NAME", name.as_str()),
            ("SUSPEND_ON_ERROR", "NO"),
        ];
        self.out.open(line(node), "WORKFLOW", &tag);
        self.kept_unless(line(node), "name", &document.get(node, "name"), &name);
        document.raw(node, "firstInstance");
        self.kept_rest(node, "");
        for list in document.children(node).collect::<Vec<_>>() {
            let children: Vec<Node<'t>> = document.children(list).collect();
            for child in children {
                match list.name() {
                    "characteristics" => self.kept_all(child),
                    "parameters" | "workflowVariables" => self.workflow_variable(child),
                    "taskInstances" => self.task_instance(child),
                    _ => {}
                }
            }
        }
        self.out.close("WORKFLOW");
    }

    /// Parameters and variables; what a parameter is given for a run stays for the run.
    fn workflow_variable(&mut self, node: Node<'t>) {
        let document = self.document;
        let (name, description) = (self.parameter_name(node), document.description(node));
        let holder = ["defaultValue", "initialValue"].into_iter().find_map(|one| document.child(node, one));
        let default = holder.and_then(|one| value(document, one)).unwrap_or_default();
        let said = [document.get(node, "typeinfo"), document.get(node, "type")];
        let datatype = said.iter().map(|one| type_name(one)).find(|one| !one.is_empty());
        let tag = [
            ("DATATYPE", datatype.as_deref().unwrap_or("string")),
            ("DEFAULTVALUE", default.as_str()),
            ("DESCRIPTION", description.as_str()),
            ("ISNULL", "NO"),
            ("ISPERSISTENT", "NO"),
            ("NAME", name.as_str()),
            ("USERDEFINED", "YES"),
        ];
        self.out.empty(line(node), "WORKFLOWVARIABLE", &tag);
        self.kept_rest(node, &format!("{name} "));
    }

    fn task_instance(&mut self, node: Node<'t>) {
        let document = self.document;
        let name = document.get(node, "name");
        let anonymous = document.child(node, "anonymousTask");
        let named = self.meant(node, "task");
        let task = anonymous.or(named);
        let kind = task.map_or("Task", |task| document.kind(task));
        let what = task_type(kind);
        let tag = [
            ("FAIL_PARENT_IF_INSTANCE_DID_NOT_RUN", "NO"),
            ("FAIL_PARENT_IF_INSTANCE_FAILS", "YES"),
            ("ISENABLED", "YES"),
            ("NAME", name.as_str()),
            ("REUSABLE", "NO"),
            ("TASKNAME", name.as_str()),
            ("TASKTYPE", what),
            ("TREAT_INPUTLINK_AS_AND", "YES"),
        ];
        document.raw(node, "incomingSequenceFlows");
        self.out.empty(line(node), "TASKINSTANCE", &tag);
        match task {
            Some(task) if kind == "MappingTask" => self.mapping_task(node, task, &name),
            Some(task) => self.task(task, &name, what),
            None => {}
        }
        for flow in document.within(node, "outgoingSequenceFlows").collect::<Vec<_>>() {
            self.flow(flow);
        }
    }

    /// A task that is no mapping task, with everything that it says.
    fn task(&mut self, task: Node<'t>, name: &str, what: &str) {
        let document = self.document;
        let description = document.description(task);
        let tag = [("DESCRIPTION", description.as_str()), ("NAME", name), ("REUSABLE", "NO"), ("TYPE", what)];
        self.out.open(line(task), "TASK", &tag);
        self.kept_unless(line(task), "name", &document.get(task, "name"), name);
        let mut open = vec![task];
        while let Some(one) = open.pop() {
            for (attribute, value) in document.rest(one) {
                let attribute = format!("{}.{}", document.kind(one), attribute.trim_end_matches('.'));
                self.out.empty(line(one), "ATTRIBUTE", &[("NAME", &attribute), ("VALUE", &value)]);
            }
            let mut below: Vec<Node<'t>> = document.children(one).collect();
            below.reverse();
            open.append(&mut below);
        }
        self.out.close("TASK");
    }

    fn flow(&mut self, node: Node<'t>) {
        let document = self.document;
        let mut end = |attribute: &str| {
            let found = self.meant(node, attribute);
            found.map(|instance| document.get(instance, "name")).unwrap_or_default()
        };
        let (from, to) = (end("fromInstance"), end("toInstance"));
        let condition = document.get(node, "condition");
        document.raw(node, "name");
        let tag = [("CONDITION", condition.as_str()), ("FROMTASK", from.as_str()), ("TOTASK", to.as_str())];
        self.out.empty(line(node), "WORKFLOWLINK", &tag);
    }
}

/// PowerCenter's name for a kind of task; what it has not keeps its own.
fn task_type(kind: &str) -> &str {
    match kind {
        "MappingTask" => "Session",
        "NotificationTask" => "Email",
        other => other.strip_suffix("Task").filter(|rest| !rest.is_empty()).unwrap_or(other),
    }
}
