//! Rules about what an object refers to: whether it exists, and whether ends of links and connectors fit.
#![expect(missing_docs, reason = "a rule says itself what it means")]

use super::Of;
use crate::model::finding::{Category, Rule};
use crate::model::problem::Severity;

const OF: Of = Of(Category::Semantic);

pub const MISSING_MAPPING: Rule = OF.rule(
    "missing-mapping",
    Severity::Warning,
    "the mapping of the session is not in the catalog",
    "export the mapping too; without it, most rules have nothing to look at",
    "PowerCenter manual, Exporting and Importing Objects",
);

pub const MISSING_CONFIG: Rule = OF.rule(
    "missing-config",
    Severity::Warning,
    "the session configuration object is not in the catalog: defaults of the product are taken for it",
    "export the configuration object too",
    "PowerCenter manual, Session Configuration Object",
);

pub const MISSING_TASK: Rule = OF.rule(
    "missing-task",
    Severity::Warning,
    "a task instance names a session, worklet or other task that is not in the catalog",
    "export it with its dependencies",
    "PowerCenter manual, Exporting and Importing Objects",
);

pub const MISSING_COMPONENT: Rule = OF.rule(
    "missing-component",
    Severity::Warning,
    "a session names a reusable command or mail that is not in the catalog",
    "export it with its dependencies",
    "PowerCenter manual, Exporting and Importing Objects",
);

pub const MISSING_DEFINITION: Rule = OF.rule(
    "missing-definition",
    Severity::Warning,
    "an instance of the mapping names a source, target, transformation or mapplet that is not in the catalog",
    "export the mapping with its dependencies",
    "PowerCenter manual, Exporting and Importing Objects",
);

pub const MISSING_SHORTCUT_TARGET: Rule = OF.rule(
    "missing-shortcut-target",
    Severity::Warning,
    "a shortcut leads to an object that is not in the catalog",
    "export the shared folder too",
    "PowerCenter manual, Shortcuts",
);

pub const INSTANCE_NOT_IN_MAPPING: Rule = OF.rule(
    "instance-not-in-mapping",
    Severity::Warning,
    "the session says something of an instance that its mapping does not have",
    "validate the session: it was saved before the mapping changed",
    "PowerCenter manual, Validating Sessions",
);

pub const LINK_TO_MISSING_TASK: Rule = OF.rule(
    "link-to-missing-task",
    Severity::Error,
    "a link begins or ends at a task that the workflow does not have",
    "export the workflow again; it cannot be imported like this",
    "PowerCenter manual, Working with Links",
);

pub const LINKS_IN_CIRCLE: Rule = OF.rule(
    "links-in-circle",
    Severity::Error,
    "links lead in a circle, which PowerCenter does not allow",
    "take one of the links away",
    "PowerCenter manual, Working with Links",
);

pub const TASK_NEVER_REACHED: Rule = OF.rule(
    "task-never-reached",
    Severity::Warning,
    "no link leads to the task: it never runs",
    "link it, or take it away",
    "PowerCenter manual, Working with Links",
);

pub const CONDITION_NAMES_MISSING_TASK: Rule = OF.rule(
    "condition-names-missing-task",
    Severity::Warning,
    "a link condition or decision asks for a task that is not in this workflow or worklet",
    "correct the name; the task may have been renamed",
    "PowerCenter manual, Predefined Workflow Variables",
);

pub const UNKNOWN_TASK_VARIABLE: Rule = OF.rule(
    "unknown-task-variable",
    Severity::Warning,
    "a link condition or decision asks a task for something that no task of its kind has",
    "use Status, PrevTaskStatus, StartTime, EndTime, ErrorCode or another predefined variable",
    "PowerCenter manual, Predefined Workflow Variables",
);

pub const UNKNOWN_WORKFLOW_VARIABLE: Rule = OF.rule(
    "unknown-workflow-variable",
    Severity::Warning,
    "a link condition or decision uses a variable that this workflow or worklet does not declare",
    "declare it; a worklet sees only its own variables",
    "PowerCenter manual, User-Defined Workflow Variables",
);

pub const CONNECTOR_END_MISSING: Rule = OF.rule(
    "connector-end-missing",
    Severity::Warning,
    "a connector begins or ends at an instance or port that is not there",
    "open the mapping in the Designer, link the ports again and validate it",
    "PowerCenter manual, Mapping Validation",
);

pub const CONNECTOR_DATATYPES: Rule = OF.rule(
    "connector-datatypes",
    Severity::Warning,
    "a connector joins ports whose datatypes PowerCenter does not convert",
    "put an Expression with a conversion function between them",
    "PowerCenter manual, Port-to-Port Data Conversion",
);

/// Every rule of this file.
pub const RULES: &[&Rule] = &[
    &MISSING_MAPPING,
    &MISSING_CONFIG,
    &MISSING_TASK,
    &MISSING_COMPONENT,
    &MISSING_DEFINITION,
    &MISSING_SHORTCUT_TARGET,
    &INSTANCE_NOT_IN_MAPPING,
    &LINK_TO_MISSING_TASK,
    &LINKS_IN_CIRCLE,
    &TASK_NEVER_REACHED,
    &CONDITION_NAMES_MISSING_TASK,
    &UNKNOWN_TASK_VARIABLE,
    &UNKNOWN_WORKFLOW_VARIABLE,
    &CONNECTOR_END_MISSING,
    &CONNECTOR_DATATYPES,
];
