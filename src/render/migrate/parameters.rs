//! Parameters of a move: a parameter file for PowerCenter, a JSON file for a program that runs on Spark.
//!
//! Never writes a secret: what is one is named, and has no value.

use crate::answer::resolve::{Resolution, Resolved, Status};
use crate::model::Text;
use crate::model::credential::{MASK, marks};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// A parameter file with one section for everything.
#[must_use]
pub fn file(all: &BTreeMap<Text, Text>) -> String {
    let lines = all.iter().map(|(name, value)| format!("{name}={value}\n"));
    format!("[Global]\n{}", lines.collect::<Vec<_>>().concat())
}

/// What a session's names come to: value, status and origin by name.
#[must_use]
pub fn resolved(resolution: &Resolution) -> Value {
    let all: Map<String, Value> = resolution.values.iter().map(|one| (one.name.clone(), value(one))).collect();
    Value::Object(all)
}

fn value(one: &Resolved) -> Value {
    let secret = [&one.value, &one.raw].into_iter().any(|text| text.contains(MASK) || marks(text).next().is_some());
    let known = !secret && !matches!(one.status, Status::Unresolved | Status::Runtime);
    let mut all = json!({
        "value": known.then_some(&one.value),
        "status": one.status,
        "datatype": one.datatype,
        "origin": one.origin,
    });
    if secret {
        all["secret"] = Value::Bool(true);
    } else if !known {
        all["why"] = Value::String(one.why.clone());
    }
    all
}
