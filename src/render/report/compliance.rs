//! The compliance report: an assessment as a page.
//!
//! Owns what stands where. What it says of findings it takes from the assessment; nothing is judged here.

mod coverage;
mod findings;
mod integrity;
mod methods;
mod summary;
mod waivers;

use super::data::Data;
use super::{Page, Section};
use crate::model::assessment::{Assessment, Finding, Status};
use crate::model::comply::Severity;

/// Ids of the sections that tell of the assessment, and of nothing else.
pub const OF_ASSESSMENT: [&str; 5] = ["summary", "findings", "waivers", "coverage", "methods"];

/// The page of an assessment. `more` stands after the findings: access, changes, runs.
#[must_use]
pub fn page(assessment: &Assessment, generated_at: &str, more: Vec<Section>) -> Page {
    let a = assessment;
    let mut sections = vec![summary::section(a), findings::section(a)];
    sections.extend(more);
    sections.extend([waivers::section(a), coverage::section(a), methods::section(a)]);
    Page {
        title: "Compliance report".to_owned(),
        subtitle: if a.folder.is_empty() { "All folders".to_owned() } else { format!("Folder {}", a.folder) },
        facts: facts(a),
        sections,
        integrity: integrity::facts(a),
        program: a.program.clone(),
        generated_at: generated_at.to_owned(),
        data: data(a),
    }
}

fn facts(a: &Assessment) -> Vec<(String, String)> {
    let environment = if a.environment.is_empty() { "none" } else { &a.environment };
    let objects: Vec<String> = a.objects.iter().map(|(kind, count)| counted(*count, kind)).collect();
    let facts = [
        ("Data as of", format!("{} (snapshot {})", a.data_as_of, a.snapshot)),
        ("Waivers and ages judged by", a.as_of.clone()),
        ("Environment", environment.to_owned()),
        ("Objects", if objects.is_empty() { "none".to_owned() } else { objects.join(", ") }),
    ];
    facts.map(|(name, value)| (name.to_owned(), value)).to_vec()
}

fn data(a: &Assessment) -> Data {
    let data = Data {
        kind: "compliance".to_owned(),
        catalog: a.catalog.clone(),
        snapshot: a.snapshot,
        data_as_of: a.data_as_of.clone(),
        as_of: a.as_of.clone(),
        environment: a.environment.clone(),
        folder: a.folder.clone(),
        pack: a.pack.clone(),
        program: a.program.clone(),
        ..Data::default()
    };
    data.with_findings(a.findings.iter().map(|one| &*one.fingerprint))
}

/// How many findings are of a severity and count, or are covered by a waiver in force.
fn count(findings: &[Finding], severity: Option<Severity>, is_waived: bool) -> u64 {
    let of = |one: &&Finding| severity.is_none_or(|wanted| one.severity == wanted) && is_waived == waived(one);
    u64::try_from(findings.iter().filter(of).count()).unwrap_or(u64::MAX)
}

fn waived(finding: &Finding) -> bool {
    finding.status == Status::Waived
}

/// Tenths of a percent as people read them: 873 is 87.3.
fn tenths(tenths: u32) -> String {
    format!("{}.{}", tenths / 10, tenths % 10)
}

/// `1 finding`, `2 findings`.
fn counted(count: u64, noun: &str) -> String {
    format!("{} {noun}{}", super::table::grouped(count), if count == 1 { "" } else { "s" })
}

#[cfg(test)]
#[path = "compliance_tests.rs"]
mod tests;
