//! An assessment as text: what a reader grasps in ten seconds, then by rule, worst first.

use crate::model::assessment::{Assessment, Finding, Status, WaiverState};
use crate::model::comply::{Category, Severity, named};
use crate::model::listing::{Cell, Listing};
use crate::render::table::{harmless, table};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Findings shown of one rule; JSON and CSV have all.
const OF_A_RULE: usize = 5;
/// Rules shown of those that were not asked.
const NOT_ASKED: usize = 10;

/// Renders an assessment as text. `hidden` findings are less severe than what is asked for.
#[must_use]
pub fn text(assessment: &Assessment, hidden: usize, width: Option<usize>) -> String {
    let mut out = String::new();
    heading(&mut out, assessment);
    let _ = writeln!(out, "\n{}", severities(assessment, width));
    categories(&mut out, assessment);
    waivers(&mut out, assessment);
    not_checked(&mut out, assessment);
    let mut rules: BTreeMap<(Reverse<Severity>, &str), Vec<&Finding>> = BTreeMap::new();
    for finding in &assessment.findings {
        rules.entry((Reverse(finding.severity), finding.rule)).or_default().push(finding);
    }
    for ((Reverse(severity), rule), findings) in rules {
        one_rule(&mut out, severity, rule, &findings);
    }
    if hidden > 0 {
        let _ = writeln!(out, "\n{} less severe not shown; --min-severity info shows all", findings(hidden));
    }
    out
}

fn findings(count: usize) -> String {
    format!("{count} finding{}", if count == 1 { "" } else { "s" })
}

fn tenths(tenths: u32) -> String {
    format!("{}.{}", tenths / 10, tenths % 10)
}

fn heading(out: &mut String, a: &Assessment) {
    let day = a.as_of.get(..10).unwrap_or(&a.as_of);
    let mut whose = String::new();
    if !a.environment.is_empty() {
        let _ = write!(whose, ", environment {}", harmless(&a.environment));
    }
    if !a.folder.is_empty() {
        let _ = write!(whose, ", folder {}", harmless(&a.folder));
    }
    let _ = writeln!(out, "Snapshot {} of {}, judged by {day}{whose}", a.snapshot, a.data_as_of);
    let _ = write!(out, "Score {}", tenths(a.score.after_waivers));
    if a.score.before_waivers != a.score.after_waivers {
        let _ = write!(out, " ({} without waivers)", tenths(a.score.before_waivers));
    }
    match &a.since {
        Some(since) => {
            let (new, fixed, unchanged) = (since.new.len(), since.fixed, since.unchanged);
            let _ = writeln!(out, "; since {}: {new} new, {fixed} fixed, {unchanged} unchanged", since.than);
        }
        None => out.push('\n'),
    }
}

fn severities(a: &Assessment, width: Option<usize>) -> String {
    let count = |severity: Severity, statuses: &[Status]| {
        let all = a.findings.iter().filter(|one| one.severity == severity && statuses.contains(&one.status));
        Cell::Number(i64::try_from(all.count()).unwrap_or(i64::MAX))
    };
    let row = |title: &str, statuses: &[Status]| {
        let counts = Severity::ALL.iter().map(|severity| count(*severity, statuses));
        std::iter::once(Cell::Text(title.to_owned())).chain(counts).collect::<Vec<_>>()
    };
    let mut rows = vec![row("count", &[Status::Active, Status::Expired])];
    if a.findings.iter().any(|one| one.status == Status::Waived) {
        rows.push(row("waived", &[Status::Waived]));
    }
    table(&Listing { columns: vec!["findings", "critical", "high", "medium", "low", "info"], rows }, width)
}

fn categories(out: &mut String, a: &Assessment) {
    let one = |category: &Category| {
        Some(format!("{} {}", category.as_str(), tenths(a.score_of.get(category)?.after_waivers)))
    };
    let scores: Vec<String> = Category::ALL.iter().filter_map(one).collect();
    if !scores.is_empty() {
        let _ = writeln!(out, "Scores: {}", scores.join(", "));
    }
}

fn waivers(out: &mut String, a: &Assessment) {
    if a.waivers.is_empty() {
        return;
    }
    let states =
        [WaiverState::Active, WaiverState::Expiring, WaiverState::Expired, WaiverState::Unused, WaiverState::Refused];
    let count = |state: WaiverState| a.waivers.iter().filter(|row| row.state == state).count();
    let counts: Vec<String> = states
        .into_iter()
        .filter(|state| count(*state) > 0)
        .map(|state| format!("{} {}", count(state), state.as_str()))
        .collect();
    let _ = writeln!(out, "Waivers: {}", counts.join(", "));
    for row in a.waivers.iter().filter(|row| row.state != WaiverState::Active) {
        let one = &row.waiver;
        let what = match row.state {
            WaiverState::Refused => format!("is refused: {}", row.why),
            WaiverState::Expired => format!("expired on {}; {} count again", one.expires, row.covers),
            WaiverState::Unused => format!("covers nothing (until {})", one.expires),
            _ => format!("expires on {}; it covers {}", one.expires, row.covers),
        };
        let _ =
            writeln!(out, "  {} {} (line {}) {}", harmless(&one.rule), harmless(&one.scope), one.line, harmless(&what));
    }
}

fn not_checked(out: &mut String, a: &Assessment) {
    let not_asked: Vec<_> = a.coverage.iter().filter(|row| !row.reason.is_empty()).collect();
    if a.not_checked.is_empty() && not_asked.is_empty() {
        return;
    }
    let _ = writeln!(out, "Not checked:");
    for line in &a.not_checked {
        let _ = writeln!(out, "  {}", harmless(line));
    }
    for row in not_asked.iter().take(NOT_ASKED) {
        let asked = if row.looked_at > 0 { format!(" (asked of {})", row.looked_at) } else { String::new() };
        let _ = writeln!(out, "  {}{asked}: {}", row.rule, harmless(&row.reason));
    }
    if not_asked.len() > NOT_ASKED {
        let _ = writeln!(out, "  … and {} more rules; --format json has all", not_asked.len() - NOT_ASKED);
    }
}

fn one_rule(out: &mut String, severity: Severity, rule: &str, found: &[&Finding]) {
    let title = named(rule).map_or("", |rule| rule.title);
    let waived = found.iter().filter(|one| one.status == Status::Waived).count();
    let waived = if waived > 0 { format!(", {waived} of them waived") } else { String::new() };
    let _ = writeln!(out, "\n{rule} {}: {title} ({}{waived})", severity.as_str(), findings(found.len()));
    for one in found.iter().take(OF_A_RULE) {
        let part = if one.part.is_empty() { String::new() } else { format!("  {}", harmless(&one.part)) };
        let status = match one.status {
            Status::Active => String::new(),
            other => format!("  [{}]", other.as_str()),
        };
        let _ = writeln!(out, "  {}{part}{}{status}", harmless(&one.object), place(one));
        let _ = writeln!(out, "    expected {}; found {}", harmless(&one.expected), harmless(&one.actual));
    }
    if found.len() > OF_A_RULE {
        let _ = writeln!(out, "  … and {} more; --format json or csv has all", found.len() - OF_A_RULE);
    }
    if let Some(rule) = named(rule) {
        let _ = writeln!(out, "  do: {}", rule.remediation);
    }
}

fn place(one: &Finding) -> String {
    match (&*one.file, one.line) {
        ("", _) => String::new(),
        (file, 0) => format!("  ({})", harmless(file)),
        (file, line) => format!("  ({}:{line})", harmless(file)),
    }
}
