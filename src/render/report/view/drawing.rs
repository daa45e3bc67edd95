//! A drawing as its template wants it: SVG, a legend in words, and a table of its numbers.

use super::super::chart::Chart;
use super::super::seen::Seen;
use super::super::svg::{self, Drawing};

/// A drawing.
pub(super) struct Figure<'a> {
    pub(super) id: String,
    pub(super) title: Seen<'a>,
    pub(super) drawing: Drawing,
    /// Class and name of each series; a limit has a place of its own.
    pub(super) legend: Vec<(String, Seen<'a>)>,
    pub(super) has_limit: bool,
    pub(super) is_line: bool,
    pub(super) unit: Seen<'a>,
    /// Label and values, one row a label.
    pub(super) rows: Vec<(Seen<'a>, Vec<String>)>,
}

impl<'a> Figure<'a> {
    pub(super) fn new(chart: &'a Chart, id: String) -> Self {
        let series = chart.series.iter().enumerate();
        let value = |values: &[Option<f64>], at: usize| values.get(at).copied().flatten().map(svg::number);
        let rows = chart.labels.iter().enumerate().map(|(at, label)| {
            let values = chart.series.iter().map(|series| value(&series.values, at).unwrap_or_default());
            (Seen(label), values.collect())
        });
        Self {
            id,
            title: Seen(&chart.title),
            drawing: svg::drawn(chart),
            legend: series.map(|(at, series)| (svg::class(chart, at), Seen(series.name.as_str()))).collect(),
            has_limit: chart.limit.is_some(),
            is_line: chart.shape == super::super::chart::Shape::Lines,
            unit: Seen(&chart.unit),
            rows: rows.collect(),
        }
    }
}
