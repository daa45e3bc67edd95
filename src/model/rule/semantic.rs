//! Rules about single values: attributes that nobody knows, values that are none, objects as such.
#![expect(missing_docs, reason = "a rule says itself what it means")]

use super::Of;
use crate::model::finding::{Category, Rule};
use crate::model::problem::Severity;

const OF: Of = Of(Category::Semantic);

pub const UNKNOWN_SETTING: Rule = OF.rule(
    "unknown-setting",
    Severity::Info,
    "an attribute that no version of PowerCenter known to us writes in this place",
    "check its spelling; an attribute of a plug-in or a newer version is kept and may be right",
    "census of exports",
);

pub const ILLEGAL_VALUE: Rule = OF.rule(
    "illegal-value",
    Severity::Warning,
    "the value is none of those that PowerCenter offers for this attribute",
    "choose one of the values of the Workflow Manager",
    "PowerCenter manual, Session Properties Reference; census of exports",
);

pub const VALUE_OUT_OF_RANGE: Rule = OF.rule(
    "value-out-of-range",
    Severity::Warning,
    "a number or a size that is none, or lies outside of what PowerCenter takes",
    "give a number in the range; sizes are bytes or carry KB, MB or GB",
    "PowerCenter manual, Session Properties Reference; census of exports",
);

pub const INVALID_OBJECT: Rule = OF.rule(
    "invalid-object",
    Severity::Error,
    "the object is marked invalid (ISVALID=\"NO\"): PowerCenter does not run it",
    "open it in the Designer or Workflow Manager, validate and save it, then export again",
    "PowerCenter manual, Validating Workflow Objects",
);

pub const DISABLED_TASK: Rule = OF.rule(
    "disabled-task",
    Severity::Info,
    "a task instance is disabled: PowerCenter passes it over",
    "enable it, or leave it out of a migration",
    "PowerCenter manual, Working with Tasks",
);

pub const DISABLED_WORKFLOW: Rule = OF.rule(
    "disabled-workflow",
    Severity::Warning,
    "the workflow is disabled: it does not run",
    "enable it, or leave it out of a migration",
    "PowerCenter manual, Workflow Properties",
);

pub const CUSTOM_PROPERTIES: Rule = OF.rule(
    "custom-properties",
    Severity::Info,
    "undocumented properties are set; they change what the session does in ways that no manual tells",
    "ask why each is there, and whether it still is needed",
    "census of exports; ours",
);

/// Every rule of this file.
pub const RULES: &[&Rule] = &[
    &UNKNOWN_SETTING,
    &ILLEGAL_VALUE,
    &VALUE_OUT_OF_RANGE,
    &INVALID_OBJECT,
    &DISABLED_TASK,
    &DISABLED_WORKFLOW,
    &CUSTOM_PROPERTIES,
];
