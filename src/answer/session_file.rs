//! What a session file cannot say of a session that came from an export.
//!
//! Owns the list of what it can say. Everything else that an export says is counted, so that nothing goes unnoticed.

use crate::model::element::Element;
use crate::model::session_attribute::HEADERS;
use crate::model::session_key::VENDOR;
use std::collections::{BTreeMap, HashSet};

/// Elements with the elements they stand in, and what of their XML attributes can be said.
#[rustfmt::skip]
const SAID: &[(&str, &[&str], &[&str])] = &[
    ("SESSION", &[""], &["DESCRIPTION", "ISVALID", "MAPPINGNAME", "NAME", "REUSABLE", "SORTORDER"]),
    ("ATTRIBUTE", &["SESSION", "CONFIGREFERENCE", "SESSTRANSFORMATIONINST", "SESSIONEXTENSION", "CONNECTIONREFERENCE", "TASK"], &["NAME", "PARTITIONNAME", "VALUE"]),
    ("CONFIGREFERENCE", &["SESSION"], &["REFOBJECTNAME"]),
    ("SESSTRANSFORMATIONINST", &["SESSION"], &["PARTITIONTYPE", "SINSTANCENAME", "TRANSFORMATIONNAME", "TRANSFORMATIONTYPE"]),
    ("PARTITION", &["SESSTRANSFORMATIONINST"], &["NAME"]),
    ("SESSIONEXTENSION", &["SESSION"], &["SINSTANCENAME", "SUBTYPE", "TRANSFORMATIONTYPE", "TYPE"]),
    ("CONNECTIONREFERENCE", &["SESSIONEXTENSION"], &["CNXREFNAME", "CONNECTIONNAME", "CONNECTIONSUBTYPE", "CONNECTIONTYPE", "PARTITIONNAME", "VARIABLE"]),
    ("SESSIONCOMPONENT", &["SESSION"], &["REFOBJECTNAME", "REUSABLE", "TYPE"]),
    ("TASK", &["SESSIONCOMPONENT"], &["DESCRIPTION", "NAME", "REUSABLE", "TYPE"]),
    ("VALUEPAIR", &["SESSIONCOMPONENT", "TASK"], &["EXECORDER", "NAME", "REVERSEASSIGNMENT", "VALUE"]),
];

/// What is the same in nearly every session, and is written so again.
const SAME: &[(&str, &str, &str)] = &[
    ("SESSION", "VERSIONNUMBER", "1"),
    ("TASK", "VERSIONNUMBER", "1"),
    ("CONFIGREFERENCE", "TYPE", "Session config"),
    ("CONNECTIONREFERENCE", "CONNECTIONNUMBER", "1"),
];

/// What cannot be said, each with how often it stands in the session; empty where everything can.
#[must_use]
pub fn unsaid(session: Element<'_, '_>) -> Vec<String> {
    let mut unsaid = Unsaid::default();
    unsaid.walk("", session);
    unsaid.found.into_iter().map(|(what, times)| format!("{what} ({times})")).collect()
}

#[derive(Default)]
struct Unsaid {
    found: BTreeMap<String, u32>,
}

impl Unsaid {
    fn note(&mut self, what: String) {
        *self.found.entry(what).or_default() += 1;
    }

    fn walk(&mut self, within: &str, element: Element<'_, '_>) {
        if element.name() == "METADATAEXTENSION" && element.get("VENDORNAME") == VENDOR {
            return;
        }
        let known = SAID.iter().find(|(name, places, _)| *name == element.name() && places.contains(&within));
        let Some((_, _, said)) = known else { return self.note(format!("{} in {within}", element.name())) };
        self.tag(element, said);
        self.twice(element);
        for child in element.children() {
            self.walk(element.name(), child);
        }
    }

    fn tag(&mut self, element: Element<'_, '_>, said: &[&str]) {
        for one in element.attributes().iter().filter(|one| !one.value.is_empty() && !said.contains(&one.name)) {
            let same = SAME.contains(&(element.name(), one.name, one.value.as_ref()));
            let is_subtype =
                (element.name(), one.name) == ("SESSIONEXTENSION", "NAME") && one.value == element.get("SUBTYPE");
            if !same && !is_subtype {
                self.note(format!("{} {}", element.name(), one.name));
            }
        }
    }

    /// What stands in an element twice where a session file says it once.
    fn twice(&mut self, element: Element<'_, '_>) {
        let mut names = HashSet::new();
        for child in element.named("ATTRIBUTE") {
            if !names.insert((child.get("NAME"), child.get("PARTITIONNAME"))) {
                self.note(format!("the first of two values of an attribute in {}", element.name()));
            }
            let may_have_headings = matches!(element.name(), "SESSION" | "CONFIGREFERENCE");
            if may_have_headings && HEADERS.contains(&child.get("NAME")) {
                self.note("heading of a group of attributes, which sets nothing".to_owned());
            }
        }
        for _ in element.named("TASK").skip(1) {
            self.note("the second TASK of a SESSIONCOMPONENT".to_owned());
        }
    }
}
