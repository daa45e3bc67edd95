//! Tuned settings as people read them, as YAML, and as what the forms of Spark take.

use super::Setting;
use crate::answer::tune::constants::ALL;
use crate::answer::tune::outcome::{Advice, Level};
use crate::answer::tune::{Tuning, bytes_said};
use crate::model::spark_setting::find;
use crate::render::table::harmless;
use crate::render::yaml::{comment, scalar};
use serde_json::Value;
use std::fmt::Write as _;

/// True where a running session takes a setting.
#[must_use]
pub fn at_run_time(key: &str) -> bool {
    find(key).is_some_and(|setting| !setting.start_only)
}

/// The settings of an answer with their reasons, and the name by which an event log is tied to the session.
#[must_use]
pub fn settings(tuning: &Tuning) -> Vec<Setting> {
    let name = name_of(&tuning.session);
    let first = Setting {
        key: "spark.app.name".to_owned(),
        value: name,
        comments: vec!["so that `catalog ingest` ties the event log to the session".to_owned()],
    };
    let one = |setting: &crate::answer::tune::outcome::Setting| Setting {
        key: setting.key.clone(),
        value: setting.value.clone(),
        comments: vec![reason(setting)],
    };
    let named = tuning.settings.iter().any(|setting| setting.key == first.key);
    let first = (!named).then_some(first);
    first.into_iter().chain(tuning.settings.iter().map(one)).collect()
}

/// `FOLDER/WORKFLOW/SESSION` of a full address.
fn name_of(address: &str) -> String {
    let name = address.split_once(':').map_or(address, |(_, rest)| rest);
    name.split_once("::").map_or(name, |(_, rest)| rest).to_owned()
}

fn reason(setting: &crate::answer::tune::outcome::Setting) -> String {
    let inputs: Vec<String> = setting.inputs.iter().map(|(name, value)| format!("{name} = {value}")).collect();
    let pinned = if setting.pinned { "pinned; " } else { "" };
    let formula = if setting.formula.is_empty() { String::new() } else { format!(": {}", setting.formula) };
    let inputs = if inputs.is_empty() { String::new() } else { format!(" ({})", inputs.join(", ")) };
    format!("{pinned}{}{formula}{inputs} [{}]", setting.why, level(setting.confidence.level))
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Low => "low confidence",
        Level::Medium => "medium confidence",
        Level::High => "high confidence",
    }
}

/// An answer as text.
#[must_use]
pub fn text(tuning: &Tuning, width: Option<usize>) -> String {
    let mut out = format!("{}\n", harmless(&tuning.session));
    head(&mut out, tuning, width);
    let mut area = "";
    for one in &tuning.settings {
        if one.area != area {
            area = one.area;
            let _ = writeln!(out, "\n{}", area.to_uppercase());
        }
        let default = if one.default.is_empty() { "none".to_owned() } else { harmless(&one.default) };
        let pinned = if one.pinned { ", pinned" } else { "" };
        let _ = writeln!(out, "  {} = {}  (default {default}{pinned})", one.key, harmless(&one.value));
        let said = format!("{} [{}: {}]", one.why, level(one.confidence.level), one.confidence.reason);
        out.push_str(&wrapped(&said, "      ", width));
        if !one.formula.is_empty() {
            let inputs: Vec<String> = one.inputs.iter().map(|(name, value)| format!("{name} = {value}")).collect();
            let inputs = if inputs.is_empty() { String::new() } else { format!(" with {}", inputs.join(", ")) };
            out.push_str(&wrapped(&format!("{}{inputs}; {}", one.formula, one.source), "      ", width));
        }
    }
    advice(&mut out, &tuning.advice, width);
    for (title, all) in
        [("CONTRADICTIONS", &tuning.contradictions), ("NOT KNOWN", &tuning.missing), ("WITHDRAWN", &tuning.withdrawn)]
    {
        if !all.is_empty() {
            let _ = writeln!(out, "\n{title}");
            for one in all {
                out.push_str(&wrapped(one, "  ", width));
            }
        }
    }
    out
}

fn head(out: &mut String, tuning: &Tuning, width: Option<usize>) {
    let basis = &tuning.basis;
    let rows = basis.rows.map_or_else(|| "rows unknown".to_owned(), |rows| format!("{rows} rows"));
    let assumed = if basis.assumed { ", assumed" } else { "" };
    let runs = format!(
        "{} runs on PowerCenter ({} used, {} failed), {} on Spark; planned for {rows}, {}{assumed}",
        basis.runs,
        basis.used,
        basis.failed,
        basis.spark_runs,
        bytes_said(basis.bytes)
    );
    out.push_str(&wrapped(&runs, "  ", width));
    let pattern = &tuning.pattern;
    let name = serde_json::to_value(pattern.name).ok();
    let name = name.as_ref().and_then(Value::as_str).unwrap_or_default();
    out.push_str(&wrapped(&format!("pattern {name}: {}; {}", pattern.evidence, pattern.effect), "  ", width));
    let size = &tuning.size;
    let line = format!(
        "{} executors with {} cores and {} + {}; driver {} + {}; {} shuffle partitions",
        size.executors,
        size.cores,
        bytes_said(size.memory_bytes),
        bytes_said(size.overhead_bytes),
        bytes_said(size.driver_memory_bytes),
        bytes_said(size.driver_overhead_bytes),
        size.partitions
    );
    out.push_str(&wrapped(&line, "  ", width));
}

fn advice(out: &mut String, all: &[Advice], width: Option<usize>) {
    if all.is_empty() {
        return;
    }
    out.push_str("\nADVICE\n");
    for one in all {
        let subject = if one.subject.is_empty() { String::new() } else { format!(" {}", one.subject) };
        let options: Vec<String> = one.options.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let options = if options.is_empty() { String::new() } else { format!(" ({})", options.join(", ")) };
        out.push_str(&wrapped(&format!("{}{subject}: {}{options}", one.area, one.text), "  ", width));
    }
}

/// A text in lines of a width, each indented.
fn wrapped(text: &str, indent: &str, width: Option<usize>) -> String {
    let text = harmless(text);
    let Some(width) = width else { return format!("{indent}{text}\n") };
    let room = width.saturating_sub(indent.len()).max(20);
    let (mut out, mut line) = (String::new(), String::new());
    for word in text.split(' ') {
        if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > room {
            let _ = writeln!(out, "{indent}{line}");
            line.clear();
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    let _ = writeln!(out, "{indent}{line}");
    out
}

/// An answer as YAML: the same shape as its JSON.
#[must_use]
pub fn yaml(tuning: &Tuning) -> String {
    let mut out = String::new();
    block(&mut out, &serde_json::to_value(tuning).unwrap_or_default(), 0);
    out
}

fn block(out: &mut String, value: &Value, depth: usize) {
    let indent = "  ".repeat(depth);
    match value {
        Value::Object(all) => {
            for (name, value) in all {
                let _ = write!(out, "{indent}{}:", scalar(name));
                below(out, value, depth);
            }
        }
        Value::Array(all) => {
            for value in all {
                let _ = write!(out, "{indent}-");
                below(out, value, depth);
            }
        }
        other => {
            let _ = writeln!(out, "{indent}{}", flat(other));
        }
    }
}

fn below(out: &mut String, value: &Value, depth: usize) {
    match value {
        Value::Object(all) if all.is_empty() => out.push_str(" {}\n"),
        Value::Array(all) if all.is_empty() => out.push_str(" []\n"),
        Value::Object(_) | Value::Array(_) => {
            out.push('\n');
            block(out, value, depth + 1);
        }
        other => {
            let _ = writeln!(out, " {}", flat(other));
        }
    }
}

fn flat(value: &Value) -> String {
    match value {
        // A number in a text stays a text for who reads it.
        Value::String(text) if text.parse::<f64>().is_ok() => format!("\"{text}\""),
        Value::String(text) => scalar(text),
        other => other.to_string(),
    }
}

/// Every constant with its meaning, as a file for `--constants`.
#[must_use]
pub fn constants() -> String {
    let mut out = String::from("# Constants of `catalog tune`. What is left away keeps its default.\n");
    for one in ALL {
        out.push('\n');
        out.push_str(&comment(one.description));
        out.push_str(&comment(&format!("from {} to {}; source: {}", one.min, one.max, one.source)));
        let _ = writeln!(out, "{}: {}", one.name, one.default);
    }
    out
}
