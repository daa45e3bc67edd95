//! Metrics in the text format of Prometheus, version 0.0.4
//! (<https://prometheus.io/docs/instrumenting/exposition_formats/>).

use super::table::harmless;
use crate::answer::metrics::{METRICS, Sample};
use crate::model::listing::{Cell, Listing};
use std::fmt::Write as _;

/// Samples in the order of the metrics, each metric with its help and type.
#[must_use]
pub fn text(samples: &[Sample]) -> String {
    let mut out = String::new();
    for metric in METRICS {
        let mut of = samples.iter().filter(|one| one.metric == metric.name).peekable();
        if of.peek().is_none() {
            continue;
        }
        let _ = writeln!(out, "# HELP {} {}\n# TYPE {} gauge", metric.name, metric.help, metric.name);
        for one in of {
            let pairs: Vec<String> = metric
                .labels
                .iter()
                .zip(&one.labels)
                .map(|(name, value)| format!("{name}=\"{}\"", escaped(value)))
                .collect();
            let labels = if pairs.is_empty() { String::new() } else { format!("{{{}}}", pairs.join(",")) };
            let _ = writeln!(out, "{}{labels} {}", metric.name, one.value);
        }
    }
    out
}

/// A value between the quotes of a label. What steers a terminal is written out; a line break cannot be in it then.
fn escaped(value: &str) -> String {
    harmless(value).replace('\\', "\\\\").replace('"', "\\\"")
}

/// Every metric as a row.
#[must_use]
pub fn listing() -> Listing {
    let rows = METRICS.iter().map(|metric| {
        vec![
            Cell::Text(metric.name.to_owned()),
            Cell::Text("gauge".to_owned()),
            Cell::Text(metric.labels.join(", ")),
            Cell::Text(if metric.per_session { "--per-session" } else { "" }.to_owned()),
            Cell::Text(metric.help.to_owned()),
        ]
    });
    Listing { columns: vec!["metric", "type", "labels", "only_with", "meaning"], rows: rows.collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_breaks_out_of_its_label() {
        let evil = "a\"} 1\ncatalog_evil{x=\"\\";
        let sample = Sample { metric: "catalog_objects", labels: vec![evil.to_owned()], value: "2".to_owned() };
        let out = text(&[sample]);
        assert_eq!(out.lines().count(), 3, "{out}");
        assert!(out.ends_with("catalog_objects{kind=\"a\\\"} 1↵catalog_evil{x=\\\"\\\\\"} 2\n"), "{out}");
    }
}
