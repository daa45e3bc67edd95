//! Where the lines, bars and words of a drawing stand, in pixels of its view box.
//!
//! Owns the geometry. Short labels stand below upright bars and lines; long ones stand left of bars that lie.

mod lying;
mod scale;
mod upright;

use super::chart::{Chart, Shape};

/// Characters of a label that still fit below a bar.
const SHORT: usize = 12;

/// A word of a drawing.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Word {
    pub x: f64,
    pub y: f64,
    /// `start`, `middle` or `end`.
    pub anchor: &'static str,
    pub text: String,
}

/// A straight line behind the values.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Rule {
    pub x1: f64,
    pub y1: f64,
    pub x2: f64,
    pub y2: f64,
    /// `grid` or `limit`.
    pub class: &'static str,
}

/// A line through values.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Path {
    pub class: String,
    pub d: String,
}

/// One value of a line.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Dot {
    pub class: String,
    pub x: f64,
    pub y: f64,
    pub title: String,
}

/// One value as a bar.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Bar {
    pub class: String,
    pub x: f64,
    pub y: f64,
    pub width: f64,
    pub height: f64,
    pub title: String,
}

/// A drawing.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Drawing {
    pub width: f64,
    pub height: f64,
    pub rules: Vec<Rule>,
    pub words: Vec<Word>,
    pub bars: Vec<Bar>,
    pub paths: Vec<Path>,
    pub dots: Vec<Dot>,
}

/// Draws a chart.
pub(super) fn drawn(chart: &Chart) -> Drawing {
    let is_long = chart.labels.iter().any(|label| label.chars().count() > SHORT);
    if chart.shape != Shape::Lines && is_long { lying::drawn(chart) } else { upright::drawn(chart) }
}

/// The class of a series: a severity has the colour of its own, the others that of their place.
pub(super) fn class(chart: &Chart, at: usize) -> String {
    let name = chart.series.get(at).map_or("", |series| series.name.as_str());
    match name {
        "critical" | "high" | "medium" | "low" | "info" => format!("v-{name}"),
        // Neither good news nor bad.
        "other" => "v5".to_owned(),
        _ => format!("v{}", at % 6),
    }
}

/// What a value says when it is pointed at.
fn title(chart: &Chart, series: usize, label: usize, value: f64) -> String {
    let name = chart.series.get(series).map_or("", |series| series.name.as_str());
    let label = chart.labels.get(label).map_or("", String::as_str);
    format!("{label}, {name}: {} {}", scale::number(value), chart.unit).trim_end().to_owned()
}

/// A number as the table behind a drawing shows it.
pub(super) fn number(value: f64) -> String {
    scale::number(value)
}

#[cfg(test)]
#[path = "svg_tests.rs"]
mod tests;
