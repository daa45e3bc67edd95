//! From values to pixels, and numbers as people read them.

use super::super::chart::{Chart, Shape};
use super::super::table::grouped;

/// A scale from zero to a round number.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Scale {
    /// Where the scale ends.
    pub top: f64,
    /// The values that are written beside it.
    pub ticks: Vec<f64>,
}

impl Scale {
    /// A scale on which every value of a chart and its limit stand.
    pub(super) fn of(chart: &Chart) -> Self {
        let stacked = |label: usize| chart.series.iter().map(|series| value(series.values.get(label))).sum::<f64>();
        let highest = match chart.shape {
            Shape::Stacked => (0..chart.labels.len()).map(stacked).fold(0.0, f64::max),
            Shape::Lines | Shape::Bars => {
                chart.series.iter().flat_map(|series| &series.values).map(|one| value(Some(one))).fold(0.0, f64::max)
            }
        };
        Self::to(highest.max(chart.limit.unwrap_or_default()))
    }

    /// A scale to a round number at or above the highest value, in four or five steps of 1, 2 or 5 times a power of ten.
    fn to(highest: f64) -> Self {
        let highest = if highest.is_finite() && highest > 0.0 { highest } else { 1.0 };
        let power = 10_f64.powf((highest / 4.0).log10().floor());
        let step = [1.0, 2.0, 5.0, 10.0].into_iter().map(|factor| factor * power).find(|step| step * 5.0 >= highest);
        let step = step.unwrap_or(power * 10.0);
        let count = (highest / step).ceil().max(1.0);
        let ticks = (0..=5_u32).map(f64::from).take_while(|at| *at <= count).map(|at| at * step);
        Self { top: count * step, ticks: ticks.collect() }
    }

    /// The share of the scale that a value fills, 0 to 1.
    pub(super) fn share(&self, value: f64) -> f64 {
        (value / self.top).clamp(0.0, 1.0)
    }
}

/// A value as it can be drawn: below zero, or no number, is nothing.
pub(super) fn value(value: Option<&Option<f64>>) -> f64 {
    value.copied().flatten().filter(|value| value.is_finite()).unwrap_or_default().max(0.0)
}

/// A number with commas between thousands and at most two decimals.
pub(super) fn number(value: f64) -> String {
    if !value.is_finite() || value.abs() > 1e15 {
        return value.to_string();
    }
    let text = format!("{:.2}", value.abs());
    let (whole, decimals) = text.split_once('.').unwrap_or((&text, ""));
    let decimals = decimals.trim_end_matches('0');
    let point = if decimals.is_empty() { "" } else { "." };
    let sign = if value < 0.0 && (whole != "0" || !decimals.is_empty()) { "-" } else { "" };
    format!("{sign}{}{point}{decimals}", grouped(whole.parse().unwrap_or_default()))
}
