use super::super::chart::Series;
use super::*;

fn chart(shape: Shape, labels: &[&str], values: &[&[Option<f64>]]) -> Chart {
    let series = values.iter().map(|values| Series { name: "s".to_owned(), values: values.to_vec() });
    let labels = labels.iter().map(|label| (*label).to_owned()).collect();
    Chart { shape, labels, series: series.collect(), ..Chart::default() }
}

#[test]
fn a_line_has_a_gap_where_nothing_is_known() {
    let drawing = drawn(&chart(Shape::Lines, &["1", "2", "3", "4"], &[&[Some(1.0), None, Some(2.0), Some(3.0)]]));
    assert_eq!(drawing.dots.len(), 3);
    assert_eq!(drawing.paths[0].d.matches('M').count(), 2, "{}", drawing.paths[0].d);
    let ys: Vec<f64> = drawing.dots.iter().map(|dot| dot.y).collect();
    assert!(ys[0] > ys[1] && ys[1] > ys[2], "more stands higher: {ys:?}");
}

#[test]
fn stacked_bars_stand_on_each_other_and_fill_the_scale_at_most() {
    let drawing = drawn(&chart(Shape::Stacked, &["1"], &[&[Some(30.0)], &[Some(70.0)]]));
    let [low, high] = &drawing.bars[..] else { panic!("{:?}", drawing.bars) };
    assert!((high.y + high.height - low.y).abs() < 0.01);
    assert!((high.height / low.height - 70.0 / 30.0).abs() < 0.01);
    assert!(high.y >= 0.0);
}

#[test]
fn what_is_no_number_is_not_drawn() {
    for wrong in [f64::NAN, f64::INFINITY, -1.0] {
        let drawing = drawn(&chart(Shape::Bars, &["1"], &[&[Some(wrong)]]));
        assert!(drawing.bars.is_empty(), "{wrong}");
        assert!(drawing.words.iter().all(|word| word.x.is_finite() && word.y.is_finite()));
    }
}

#[test]
fn long_labels_stand_left_of_bars_that_lie() {
    let drawing = drawn(&chart(Shape::Bars, &["SALES_DWH/wf_sales_daily/s_m_dim_customer"], &[&[Some(3.0)]]));
    assert!(drawing.bars[0].width > drawing.bars[0].height);
    assert!(drawing.words.iter().any(|word| word.text.ends_with("s_m_dim_customer") && word.anchor == "end"));
}

#[test]
fn a_scale_ends_at_a_round_number_at_or_above_the_highest_value() {
    for (highest, top) in [(0.0, 1.0), (7.0, 8.0), (10.0, 10.0), (101.0, 150.0), (0.3, 0.3), (9_999.0, 10_000.0)] {
        let scale = scale::Scale::of(&chart(Shape::Bars, &["1"], &[&[Some(highest)]]));
        assert!((scale.top - top).abs() < 1e-9, "{highest}: {scale:?}");
        assert!(scale.ticks.len() <= 6 && (scale.ticks.last().copied().unwrap_or_default() - top).abs() < 1e-9);
    }
    assert_eq!(number(1_234_567.891), "1,234,567.89");
    assert_eq!((number(-0.001).as_str(), number(2.5).as_str(), number(1000.0).as_str()), ("0", "2.5", "1,000"));
}
