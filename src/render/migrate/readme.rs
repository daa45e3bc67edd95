//! The README of a session that moves to Spark: what has no counterpart there, and what to do for it.
//!
//! Owns the layout and that names from exports mean nothing to Markdown.

use crate::answer::plan::Plan;
use crate::answer::resolve::Status;
use crate::model::finding::Finding;
use std::fmt::Write as _;

/// Writes the README. `lost` is what `validate` finds of compatibility.
#[must_use]
pub fn text(plan: &Plan, lost: &[Finding]) -> String {
    let identity = &plan.identity;
    let mut out = format!("# {}\n\n", code(&identity.address));
    let _ =
        writeln!(out, "Mapping {}, as of snapshot {} of the catalog.\n", code(&identity.mapping), identity.snapshot);
    out.push_str(
        "- `plan.json`: everything that is known of the session (`catalog schema plan` prints its schema)\n\
         - `spark-defaults.conf`: Spark settings, each with its reason\n\
         - `parameters.json`: parameters with their values\n\n\
         There is no program here, and no secret: connections are named, and who runs the session gives their credentials.\n",
    );
    out.push_str("\n## What has no counterpart\n\n");
    if lost.is_empty() {
        out.push_str("Nothing was found.\n");
    }
    for one in lost {
        let _ = writeln!(out, "- {}: {}", code(one.code), code(&one.message));
        if let Some(rule) = crate::model::rule::named(one.code) {
            let _ = writeln!(out, "  {}", plain(rule.advice));
        }
    }
    out.push_str("\n## How it ran, and what that comes to\n\n");
    for one in &plan.execution {
        let _ = writeln!(out, "- {}: {}\n  {}", one.topic, code(&one.settings.join(", ")), plain(&one.advice));
    }
    unknown(&mut out, plan);
    out
}

fn unknown(out: &mut String, plan: &Plan) {
    let parameters = plan.resolution.values.iter().filter(|one| one.status == Status::Unresolved);
    let parameters = parameters.map(|one| format!("- parameter {}: {}\n", code(&one.name), plain(&one.why)));
    let connections = plan.endpoints.iter().filter(|one| one.connections.is_empty());
    let connections = connections.flat_map(|one| {
        one.connections_by.iter().map(|how| format!("- connection of {}: {}\n", code(&one.instance), code(how)))
    });
    let all: String = parameters.chain(connections).collect();
    if !all.is_empty() {
        let _ = write!(out, "\n## What is not known\n\n{all}");
    }
}

/// A text as code, on one line, whatever it holds.
fn code(text: &str) -> String {
    let line: String = text.chars().map(|c| if crate::model::steers(c) { ' ' } else { c }).collect();
    let longest = line.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    if longest == 0 && !line.is_empty() { format!("`{line}`") } else { format!("{fence} {line} {fence}") }
}

/// A text in which nothing means anything to Markdown or HTML.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            _ if crate::model::steers(c) => out.push(' '),
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '!' | '&' => out.extend(['\\', c]),
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_mean_nothing_to_markdown() {
        assert_eq!(code("a\nb"), "`a b`");
        assert_eq!(code("a``b"), "``` a``b ```");
        assert_eq!(code(""), "`  `");
        assert_eq!(plain("<b>[x](y)"), "\\<b\\>\\[x\\](y)");
    }
}
