//! What an object must say so that it does the same in a repository of another version.
//!
//! Owns the versions that are known and what changed between them. Source: a census of real exports of versions 179 to 189;
//! which product has which repository is told by those who run it.

use super::edit::{attributes, value};
use super::inside::{Inside, walk};
use super::{Found, Subject};
use crate::model::element::{Element, Tree};
use crate::model::session::Config;

/// A version of the repository.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Version {
    /// REPOSITORY_VERSION of POWERMART; the part before the dot is VERSION of REPOSITORY.
    pub repository: &'static str,
    /// PowerCenter that has it; empty where it is not known.
    pub product: &'static str,
}

/// Versions that are known, oldest first.
#[rustfmt::skip]
pub const VERSIONS: &[Version] = &[
    Version { repository: "179.88", product: "" },
    Version { repository: "181.90", product: "9.1" },
    Version { repository: "182.91", product: "" },
    Version { repository: "184.93", product: "9.6" },
    Version { repository: "186.95", product: "10.1" },
    Version { repository: "187.96", product: "10.2" },
    Version { repository: "188.97", product: "10.4" },
    Version { repository: "189.98", product: "10.5" },
];

/// Since this repository the rows of a session are counted in bigint.
const BIGINT: &str = "188";
/// Predefined variables of a session that count rows.
const ROWS: [&str; 4] = ["SrcSuccessRows", "SrcFailedRows", "TgtSuccessRows", "TgtFailedRows"];

/// Attributes whose default in `default_session_config` is another one in a repository made with 8.5 or later than in one
/// that was upgraded from before, with the newer default.
#[rustfmt::skip]
const CONFIG: [(&str, &str); 6] = [
    ("Default buffer block size", "Auto"),
    ("Maximum Memory Allowed For Auto Memory Attributes", "512MB"),
    ("Additional Concurrent Pipelines for Lookup Cache Creation", "Auto"),
    ("DateTime Format String", "MM/DD/YYYY HH24:MI:SS.US"),
    ("Pre 85 Timestamp Compatibility", "NO"),
    ("Override tracing", "None"),
];

impl Version {
    /// A version by the name of the product (`10.5`) or of the repository (`189.98`, `189`).
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        let fits = |one: &&Self| [one.repository, one.major(), one.product].contains(&word) && !word.is_empty();
        VERSIONS.iter().find(fits).copied()
    }

    /// VERSION of REPOSITORY.
    #[must_use]
    pub fn major(&self) -> &'static str {
        self.repository.split('.').next().unwrap_or_default()
    }

    /// Every version, for people: `189.98 (10.5)`.
    #[must_use]
    pub fn known() -> String {
        let one = |one: &Self| match one.product {
            "" => one.repository.to_owned(),
            product => format!("{} ({product})", one.repository),
        };
        VERSIONS.iter().map(one).collect::<Vec<_>>().join(", ")
    }

    /// True where this version comes before the one that a file says.
    #[must_use]
    pub fn is_before(&self, file: &str) -> bool {
        let number = |text: &str| text.split('.').next().unwrap_or_default().trim().parse::<u32>().ok();
        number(file).is_some_and(|file| number(self.major()).is_some_and(|own| own < file))
    }
}

/// Notes everything that an object must say in a repository of this version. `config` finds a configuration object.
pub fn rewrite(
    tree: &Tree<'_>,
    subject: &Subject,
    to: Version,
    config: &dyn Fn(&str) -> Option<Config>,
    found: &mut Found,
) {
    walk(tree, &mut |at| match at.element.name() {
        "WORKFLOWVARIABLE" => rows(at, subject, to, found),
        "SESSION" => session(at, subject, to, config, found),
        _ => {}
    });
}

/// Rewrites the start tags of POWERMART and REPOSITORY.
pub fn frame(tag: &Tree<'_>, subject: &Subject, to: Version, found: &mut Found) {
    let why = "the version that was asked for";
    walk(tag, &mut |at| {
        let (attribute, becomes) = match at.element.name() {
            "POWERMART" => ("REPOSITORY_VERSION", to.repository),
            "REPOSITORY" => ("VERSION", to.major()),
            _ => return,
        };
        let was = at.element.get(attribute);
        if attribute == "REPOSITORY_VERSION" && to.is_before(was) {
            let why = format!(
                "it was exported from {was}; PowerCenter imports files of its own version or an older one only"
            );
            found.leave(subject, 0, format!("repository version {becomes}"), why);
        }
        if was != becomes
            && let Some(edit) = value(at.element, attribute, becomes)
        {
            found.edits.push(edit);
            found.change(subject, at, attribute, (was, becomes), why);
        }
    });
}

/// Variables that count rows.
fn rows(at: &Inside<'_, '_, '_>, subject: &Subject, to: Version, found: &mut Found) {
    let element = at.element;
    let counts = element.get("NAME").rsplit_once('.').is_some_and(|(_, name)| ROWS.contains(&name));
    let becomes = if to.major() < BIGINT { "integer" } else { "bigint" };
    let was = element.get("DATATYPE");
    if element.get("USERDEFINED") != "NO" || !counts || !["integer", "bigint"].contains(&was) || was == becomes {
        return;
    }
    if let Some(edit) = value(element, "DATATYPE", becomes) {
        found.edits.push(edit);
        let why = format!("rows are counted in bigint since repository {BIGINT}, in integer before");
        found.change(subject, at, "DATATYPE", (was, becomes), &why);
    }
}

fn session(
    at: &Inside<'_, '_, '_>,
    subject: &Subject,
    to: Version,
    config: &dyn Fn(&str) -> Option<Config>,
    found: &mut Found,
) {
    let element = at.element;
    let mut add = Adding { at, subject, found };
    // Off in older versions where nothing is said; exports of 10.5 show it on.
    let precision = "Enable high precision";
    let says = |within: Element<'_, '_>, name: &str| within.named("ATTRIBUTE").any(|one| one.get("NAME") == name);
    if to.major() >= "189" && !says(element, precision) && element.named("ATTRIBUTE").next().is_some() {
        let all = [(precision.to_owned(), "NO".to_owned())];
        add.attributes(element, &all, "off where nothing was said, and on in sessions made with 10.5");
    }
    let Some(reference) = element.named("CONFIGREFERENCE").next() else { return };
    let name = reference.get("REFOBJECTNAME");
    let Some(config) = config(name) else {
        let why =
            "it is not in the catalog, so what it says is not known; what differs in the new repository counts there";
        return add.found.leave(subject, reference.line(), format!("config {name}"), why);
    };
    // Any other one is in the file with all it says; this one every folder has already.
    if !config.is_default && name != "default_session_config" {
        return;
    }
    let kept = CONFIG.iter().filter_map(|(attribute, newer)| {
        let said = config.attributes.iter().rfind(|one| one.name == *attribute)?;
        let differs = said.value != *newer && !says(reference, attribute);
        differs.then(|| ((*attribute).to_owned(), said.value.to_string()))
    });
    let kept: Vec<(String, String)> = kept.collect();
    add.attributes(reference, &kept, &format!("{name} says so here and something else in a repository made new"));
}

struct Adding<'r, 'w, 't, 'a> {
    at: &'r Inside<'w, 't, 'a>,
    subject: &'r Subject,
    found: &'r mut Found,
}

impl Adding<'_, '_, '_, '_> {
    fn attributes(&mut self, element: Element<'_, '_>, all: &[(String, String)], why: &str) {
        if all.is_empty() {
            return;
        }
        self.found.edits.push(attributes(element, all));
        for (name, value) in all {
            let place = self.subject.place(element.line());
            self.found.add(self.subject, self.at, name, value, why);
            self.found.changed.last_mut().into_iter().for_each(|last| last.place.clone_from(&place));
        }
    }
}

#[cfg(test)]
#[path = "version_tests.rs"]
mod tests;
