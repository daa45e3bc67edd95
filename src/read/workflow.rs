//! WORKFLOW, WORKLET, TASKINSTANCE, WORKFLOWLINK, WORKFLOWVARIABLE.

use super::attribute::{attributes, pairs};
use super::session::{config_reference, extensions};
use crate::model::element::Element;
use crate::model::workflow::{Link, TaskInstance, Variable, Workflow};

/// Reads a WORKFLOW or WORKLET without the sessions, worklets and tasks in it.
#[must_use]
pub fn workflow(element: Element<'_, '_>) -> Workflow {
    Workflow {
        name: element.get("NAME").into(),
        description: element.get("DESCRIPTION").into(),
        valid: element.yes("ISVALID"),
        enabled: element.find("ISENABLED").is_none_or(|value| value.eq_ignore_ascii_case("YES")),
        reusable: element.yes("REUSABLE"),
        integration_service: element.get("SERVERNAME").into(),
        scheduler: element.get("SCHEDULERNAME").into(),
        schedule_type: schedule_type(element).into(),
        suspend_on_error: element.yes("SUSPEND_ON_ERROR"),
        attributes: attributes(element, "ATTRIBUTE"),
        task_instances: element.named("TASKINSTANCE").map(task_instance).collect(),
        links: element.named("WORKFLOWLINK").map(link).collect(),
        variables: element.named("WORKFLOWVARIABLE").filter(|v| v.yes("USERDEFINED")).map(variable).collect(),
    }
}

fn schedule_type<'t>(workflow: Element<'t, '_>) -> &'t str {
    let info = workflow.named("SCHEDULER").next().and_then(|s| s.named("SCHEDULEINFO").next());
    info.map_or("", |info| {
        let options = info.named("SCHEDULEOPTIONS").next().map_or("", |options| options.get("SCHEDULETYPE"));
        info.find("SCHEDULETYPE").unwrap_or(options)
    })
}

fn task_instance(element: Element<'_, '_>) -> TaskInstance {
    TaskInstance {
        name: element.get("NAME").into(),
        task: element.get("TASKNAME").into(),
        task_type: element.get("TASKTYPE").into(),
        reusable: element.yes("REUSABLE"),
        enabled: element.yes("ISENABLED"),
        fail_parent_if_fails: element.yes("FAIL_PARENT_IF_INSTANCE_FAILS"),
        fail_parent_if_not_run: element.yes("FAIL_PARENT_IF_INSTANCE_DID_NOT_RUN"),
        treat_inputs_as_and: element.yes("TREAT_INPUTLINK_AS_AND"),
        attributes: attributes(element, "ATTRIBUTE"),
        config: config_reference(element),
        extensions: extensions(element),
        assignments: pairs(element),
        line: element.line(),
    }
}

fn link(element: Element<'_, '_>) -> Link {
    Link {
        from: element.get("FROMTASK").into(),
        to: element.get("TOTASK").into(),
        condition: element.get("CONDITION").into(),
        line: element.line(),
    }
}

fn variable(element: Element<'_, '_>) -> Variable {
    Variable {
        name: element.get("NAME").into(),
        datatype: element.get("DATATYPE").into(),
        default: element.get("DEFAULTVALUE").into(),
        persistent: element.yes("ISPERSISTENT"),
        precision: None,
        scale: None,
        null: element.yes("ISNULL"),
        expression: false,
        line: element.line(),
    }
}
