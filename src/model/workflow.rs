//! Workflow, worklet and what stands in them: task instances, links, variables, schedule.

use super::Text;
use super::attribute::{Attribute, ValuePair};
use super::session::{ConfigReference, SessionExtension};

/// WORKFLOW or WORKLET.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Workflow {
    /// NAME
    pub name: Text,
    /// DESCRIPTION
    pub description: Text,
    /// ISVALID
    pub valid: bool,
    /// ISENABLED (workflows only; a worklet without it counts as enabled)
    pub enabled: bool,
    /// REUSABLE (worklets only)
    pub reusable: bool,
    /// SERVERNAME: the Integration Service
    pub integration_service: Text,
    /// SCHEDULERNAME
    pub scheduler: Text,
    /// SCHEDULETYPE of the SCHEDULER inside, empty where it has none
    pub schedule_type: Text,
    /// SUSPEND_ON_ERROR
    pub suspend_on_error: bool,
    /// ATTRIBUTE of the workflow itself
    pub attributes: Vec<Attribute>,
    /// TASKINSTANCE
    pub task_instances: Vec<TaskInstance>,
    /// WORKFLOWLINK
    pub links: Vec<Link>,
    /// WORKFLOWVARIABLE that a user defined (predefined ones are the same for every task of a kind)
    pub variables: Vec<Variable>,
}

/// TASKINSTANCE: a task as it stands in a workflow, with its overrides.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TaskInstance {
    /// NAME of the instance
    pub name: Text,
    /// TASKNAME
    pub task: Text,
    /// TASKTYPE
    pub task_type: Text,
    /// REUSABLE
    pub reusable: bool,
    /// ISENABLED
    pub enabled: bool,
    /// FAIL_PARENT_IF_INSTANCE_FAILS
    pub fail_parent_if_fails: bool,
    /// FAIL_PARENT_IF_INSTANCE_DID_NOT_RUN
    pub fail_parent_if_not_run: bool,
    /// TREAT_INPUTLINK_AS_AND
    pub treat_inputs_as_and: bool,
    /// Overridden session attributes
    pub attributes: Vec<Attribute>,
    /// Overridden configuration attributes
    pub config: ConfigReference,
    /// Overridden readers and writers
    pub extensions: Vec<SessionExtension>,
    /// Worklet variable assignments
    pub assignments: Vec<ValuePair>,
    /// Lines before it in the text that was read
    pub line: u32,
}

/// WORKFLOWLINK
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Link {
    /// FROMTASK
    pub from: Text,
    /// TOTASK
    pub to: Text,
    /// CONDITION, empty where the link always fires
    pub condition: Text,
    /// Lines before it in the text that was read
    pub line: u32,
}

/// WORKFLOWVARIABLE or MAPPINGVARIABLE.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Variable {
    /// NAME
    pub name: Text,
    /// DATATYPE
    pub datatype: Text,
    /// DEFAULTVALUE
    pub default: Text,
    /// ISPERSISTENT of a workflow variable; of a mapping variable, that it is no parameter
    pub persistent: bool,
    /// PRECISION of a mapping variable
    pub precision: Option<i64>,
    /// SCALE of a mapping variable
    pub scale: Option<i64>,
    /// ISNULL of a workflow variable: it has no user default
    pub null: bool,
    /// ISEXPRESSIONVARIABLE: the value is put in before the expression is parsed
    pub expression: bool,
    /// Lines before it in the text that was read
    pub line: u32,
}
