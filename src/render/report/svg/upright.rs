//! Lines and upright bars: values upward, labels below.

use super::super::chart::{Chart, Shape};
use super::scale::{self, Scale};
use super::{Bar, Dot, Drawing, Path, Rule, Word, class, title};
use std::fmt::Write as _;

const WIDTH: f64 = 760.0;
const HEIGHT: f64 = 280.0;
const LEFT: f64 = 76.0;
const RIGHT: f64 = 16.0;
const TOP: f64 = 26.0;
const BOTTOM: f64 = 34.0;
/// Pixels that a label below the axis takes.
const LABEL: f64 = 92.0;
/// Widest bar.
const WIDEST: f64 = 48.0;

/// Where things stand.
struct Plane<'a> {
    chart: &'a Chart,
    scale: Scale,
    /// Pixels from one label to the next.
    step: f64,
}

/// Draws a chart.
pub(super) fn drawn(chart: &Chart) -> Drawing {
    let count = pixels(chart.labels.len().max(1));
    let plane = Plane { chart, scale: Scale::of(chart), step: (WIDTH - LEFT - RIGHT) / count };
    let mut drawing = Drawing { width: WIDTH, height: HEIGHT, ..Drawing::default() };
    plane.axes(&mut drawing);
    match chart.shape {
        Shape::Lines => (0..chart.series.len()).for_each(|series| plane.line(series, &mut drawing)),
        Shape::Bars | Shape::Stacked => (0..chart.labels.len()).for_each(|label| plane.bars(label, &mut drawing)),
    }
    if let Some(limit) = chart.limit {
        let y = plane.y(limit);
        drawing.rules.push(Rule { x1: LEFT, y1: y, x2: WIDTH - RIGHT, y2: y, class: "limit" });
        let text = format!("limit {}", scale::number(limit));
        drawing.words.push(Word { x: WIDTH - RIGHT, y: y - 5.0, anchor: "end", text });
    }
    drawing
}

impl Plane<'_> {
    fn axes(&self, drawing: &mut Drawing) {
        for tick in &self.scale.ticks {
            let y = self.y(*tick);
            drawing.rules.push(Rule { x1: LEFT, y1: y, x2: WIDTH - RIGHT, y2: y, class: "grid" });
            drawing.words.push(Word { x: LEFT - 8.0, y: y + 4.0, anchor: "end", text: scale::number(*tick) });
        }
        drawing.words.push(Word { x: LEFT - 8.0, y: 12.0, anchor: "end", text: self.chart.unit.clone() });
        let count = self.chart.labels.len();
        let every = (1..=count).find(|every| pixels(*every) * self.step >= LABEL).unwrap_or(1);
        // Counted from the end, because the newest label matters most.
        let kept = self.chart.labels.iter().enumerate().filter(|(at, _)| (count - 1 - at).is_multiple_of(every));
        for (at, label) in kept {
            let x = self.x(at);
            let anchor = if x > WIDTH - RIGHT - LABEL / 2.0 { "end" } else { "middle" };
            let x = if anchor == "end" { WIDTH - RIGHT } else { x };
            drawing.words.push(Word { x, y: HEIGHT - BOTTOM + 18.0, anchor, text: label.clone() });
        }
    }

    fn line(&self, series: usize, drawing: &mut Drawing) {
        let (mut d, mut is_drawn) = (String::new(), false);
        let class = class(self.chart, series);
        for (at, value) in self.chart.series[series].values.iter().enumerate().take(self.chart.labels.len()) {
            let Some(value) = value.filter(|value| value.is_finite()) else {
                is_drawn = false;
                continue;
            };
            let (x, y) = (self.x(at), self.y(value));
            let _ = write!(d, "{}{x:.1} {y:.1}", if is_drawn { 'L' } else { 'M' });
            is_drawn = true;
            drawing.dots.push(Dot { class: class.clone(), x, y, title: title(self.chart, series, at, value) });
        }
        drawing.paths.push(Path { class, d });
    }

    fn bars(&self, label: usize, drawing: &mut Drawing) {
        let chart = self.chart;
        let is_stacked = chart.shape == Shape::Stacked;
        let beside = if is_stacked { 1.0 } else { pixels(chart.series.len().max(1)) };
        let width = (self.step * 0.8 / beside).min(WIDEST);
        let (mut x, mut below) = (self.x(label) - width * beside / 2.0, 0.0);
        for (at, series) in chart.series.iter().enumerate() {
            let value = scale::value(series.values.get(label));
            if value > 0.0 {
                let (top, foot) = (self.y(below + value), self.y(below));
                let title = title(chart, at, label, value);
                drawing.bars.push(Bar { class: class(chart, at), x, y: top, width, height: foot - top, title });
            }
            if is_stacked { below += value } else { x += width }
        }
    }

    fn x(&self, label: usize) -> f64 {
        LEFT + self.step * (pixels(label) + 0.5)
    }

    fn y(&self, value: f64) -> f64 {
        HEIGHT - BOTTOM - self.scale.share(value) * (HEIGHT - TOP - BOTTOM)
    }
}

/// A count as a number of pixels.
pub(super) fn pixels(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}
