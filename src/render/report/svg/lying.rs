//! Bars that lie: long labels left, values to the right.

use super::super::chart::{Chart, Shape};
use super::scale::{self, Scale};
use super::upright::pixels;
use super::{Bar, Drawing, Rule, Word, class, title};

const WIDTH: f64 = 760.0;
const LEFT: f64 = 290.0;
const RIGHT: f64 = 70.0;
const TOP: f64 = 26.0;
const BOTTOM: f64 = 8.0;
/// Height of a bar.
const BAR: f64 = 16.0;
/// Between the bars of two labels.
const GAP: f64 = 8.0;
/// Characters of a label that fit left of the bars; the end of an address tells more than its start.
const MOST: usize = 40;

/// Draws a chart.
pub(super) fn drawn(chart: &Chart) -> Drawing {
    let scale = Scale::of(chart);
    let is_stacked = chart.shape == Shape::Stacked;
    let thick = BAR * if is_stacked { 1.0 } else { pixels(chart.series.len().max(1)) };
    let height = TOP + (thick + GAP) * pixels(chart.labels.len()) + BOTTOM;
    let mut drawing = Drawing { width: WIDTH, height, ..Drawing::default() };
    let x = |value: f64| LEFT + scale.share(value) * (WIDTH - LEFT - RIGHT);
    for tick in &scale.ticks {
        let text = scale::number(*tick);
        drawing.rules.push(Rule { x1: x(*tick), y1: TOP - 4.0, x2: x(*tick), y2: height - BOTTOM, class: "grid" });
        drawing.words.push(Word { x: x(*tick), y: 14.0, anchor: "middle", text });
    }
    drawing.words.push(Word { x: LEFT - 10.0, y: 14.0, anchor: "end", text: chart.unit.clone() });
    if let Some(limit) = chart.limit {
        drawing.rules.push(Rule { x1: x(limit), y1: TOP - 4.0, x2: x(limit), y2: height - BOTTOM, class: "limit" });
    }
    for (label, text) in chart.labels.iter().enumerate() {
        let top = TOP + (thick + GAP) * pixels(label);
        let text = shortened(text);
        drawing.words.push(Word { x: LEFT - 10.0, y: top + thick / 2.0 + 4.0, anchor: "end", text });
        let (mut y, mut before) = (top, 0.0);
        for (at, series) in chart.series.iter().enumerate() {
            let value = scale::value(series.values.get(label));
            let (from, to) = (x(before), x(before + value));
            let bar = |width| Bar {
                class: class(chart, at),
                x: from,
                y,
                width,
                height: BAR,
                title: title(chart, at, label, value),
            };
            drawing.bars.extend((value > 0.0).then(|| bar(to - from)));
            if is_stacked { before += value } else { y += BAR }
        }
    }
    drawing
}

fn shortened(label: &str) -> String {
    let count = label.chars().count();
    if count <= MOST {
        label.to_owned()
    } else {
        format!("…{}", label.chars().skip(count - MOST + 1).collect::<String>())
    }
}
