//! What a task instance says otherwise than the reusable session that it stands for.
//!
//! Owns which elements of a TASKINSTANCE override a session. Never says which sessions there are.

use crate::model::element::{Element, Tree};
use std::collections::BTreeMap;

/// What a session or a task instance says, each with a name for people.
pub type Said = BTreeMap<String, String>;

/// A task instance of a reusable session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Use {
    /// Workflow and worklets around it, as in an address: `wf_daily/wl_stage`.
    pub within: String,
    /// NAME of the instance.
    pub name: String,
    /// TASKNAME: the session.
    pub session: String,
    /// Lines before it in the text that was read.
    pub line: u32,
    /// What it says of the session.
    pub said: Said,
}

/// The task instances of reusable sessions, in document order.
#[must_use]
pub fn uses(tree: &Tree<'_>) -> Vec<Use> {
    let (mut around, mut found) = (Vec::<(usize, &str)>::new(), Vec::new());
    for element in tree.elements() {
        around.retain(|(depth, _)| *depth < element.depth());
        match element.name() {
            "WORKFLOW" | "WORKLET" => around.push((element.depth(), element.get("NAME"))),
            "TASKINSTANCE" if element.get("TASKTYPE") == "Session" && element.yes("REUSABLE") => found.push(Use {
                within: around.iter().map(|(_, name)| *name).collect::<Vec<_>>().join("/"),
                name: element.get("NAME").to_owned(),
                session: element.get("TASKNAME").to_owned(),
                line: element.line(),
                said: said(element),
            }),
            _ => {}
        }
    }
    found
}

/// What a SESSION or a TASKINSTANCE says in elements that either may have; the last of equal names counts.
#[must_use]
pub fn said(element: Element<'_, '_>) -> Said {
    let mut all = Said::new();
    attributes("", element, &mut all);
    for child in element.children() {
        match child.name() {
            "CONFIGREFERENCE" => {
                let config = child.get("REFOBJECTNAME");
                if !config.is_empty() {
                    all.entry("the configuration object".to_owned()).or_insert_with(|| config.to_owned());
                }
                attributes("", child, &mut all);
            }
            "SESSIONEXTENSION" => extension(child, &mut all),
            "SESSIONCOMPONENT" => {
                all.insert(child.get("TYPE").to_owned(), component(child));
            }
            _ => {}
        }
    }
    all
}

/// What an instance says and the session does not, or not so: `NAME = VALUE`.
#[must_use]
pub fn overridden(instance: &Said, session: &Said) -> Vec<String> {
    let other = instance.iter().filter(|(name, value)| session.get(*name) != Some(value));
    other.map(|(name, value)| format!("{name} = {value}")).collect()
}

fn attributes(before: &str, element: Element<'_, '_>, all: &mut Said) {
    for one in element.named("ATTRIBUTE") {
        let partition = one.find("PARTITIONNAME").filter(|name| !name.is_empty());
        let partition = partition.map(|name| format!(" ({name})")).unwrap_or_default();
        all.insert(format!("{before}{}{partition}", one.get("NAME")), one.get("VALUE").to_owned());
    }
}

fn extension(element: Element<'_, '_>, all: &mut Said) {
    let before = format!("{} {} ", element.get("TYPE"), element.get("SINSTANCENAME"));
    attributes(&before, element, all);
    for one in element.named("CONNECTIONREFERENCE") {
        let name = one.find("CONNECTIONNAME").filter(|name| !name.is_empty());
        let value = name.unwrap_or_else(|| one.get("VARIABLE")).to_owned();
        let words = ["connection", one.get("CNXREFNAME"), one.get("PARTITIONNAME")];
        let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
        let before = format!("{before}{}", words.join(" "));
        attributes(&format!("{before} "), one, all);
        all.insert(before, value);
    }
}

/// The task that a component names, or what stands in it.
fn component(element: Element<'_, '_>) -> String {
    let inside = element.descendants().filter(|one| matches!(one.name(), "VALUEPAIR" | "ATTRIBUTE"));
    let inside = inside.map(|one| format!("{}: {}", one.get("NAME"), one.get("VALUE")));
    let name = Some(element.get("REFOBJECTNAME").to_owned()).filter(|name| !name.is_empty());
    name.into_iter().chain(inside).collect::<Vec<_>>().join("; ")
}
