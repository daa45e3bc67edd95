//! Medians, spreads and slopes that a few wild values do not move.
//!
//! Sources: median absolute deviation and its factor 1.4826 for the normal distribution, Rousseeuw and Croux (1993);
//! squares of values that are cut, Huber (1964); slope as
//! median of the slopes of pairs, Theil (1950) and Sen (1968).

/// A count or amount as a number that logarithms are taken of. Exact up to 2^53, which no amount of rows reaches.
pub(super) fn number(amount: i64) -> f64 {
    let low = u32::try_from(amount & 0xffff_ffff).unwrap_or(0);
    let high = i32::try_from(amount >> 32).unwrap_or(0);
    f64::from(high) * 4_294_967_296.0 + f64::from(low)
}

/// How many, as a number.
pub(super) fn count(many: usize) -> f64 {
    number(i64::try_from(many).unwrap_or(i64::MAX))
}

/// A number without what stands behind its point, as it is printed: `as` would cut in silence. 0 for what is no number.
pub(super) fn whole(number: f64) -> i64 {
    format!("{number:.0}").parse().unwrap_or(0)
}

/// The middle value, or the mean of the two middle ones; `None` of none. Changes the order.
pub(super) fn median(values: &mut [f64]) -> Option<f64> {
    let middle = values.len() / 2;
    if values.is_empty() {
        return None;
    }
    let even = values.len().is_multiple_of(2);
    let (below, upper, _) = values.select_nth_unstable_by(middle, f64::total_cmp);
    let upper = *upper;
    if !even {
        return Some(upper);
    }
    let lower = below.iter().copied().max_by(f64::total_cmp).unwrap_or(upper);
    Some(f64::midpoint(lower, upper))
}

/// Standard deviation of residuals around 0. The median absolute deviation tells it first; as that alone wastes two thirds of
/// the values, they are then cut at 2.5 of it and their squares taken, three times over. 1.0114 makes up for the cut where they
/// are normal: 1 / √(∫ min(z², 2.5²) φ(z) dz). Changes them.
pub(super) fn spread(residuals: &mut [f64]) -> f64 {
    for one in residuals.iter_mut() {
        *one = one.abs();
    }
    let mut width = median(residuals).map_or(0.0, |middle| 1.4826 * middle);
    for _ in 0..3 {
        let squares: f64 = residuals.iter().map(|one| one.min(2.5 * width).powi(2)).sum();
        width = 1.0114 * (squares / count(residuals.len().max(1))).sqrt();
    }
    width
}

/// Slope of values at times, and the share of pairs that rise; `None` of fewer than two times.
pub(super) fn slope(points: &[(f64, f64)]) -> Option<(f64, f64)> {
    let mut slopes = Vec::with_capacity(points.len() * points.len() / 2);
    for (at, (from, low)) in points.iter().enumerate() {
        let later = points[at + 1..].iter().filter(|(to, _)| to > from);
        slopes.extend(later.map(|(to, high)| (high - low) / (to - from)));
    }
    let rising = slopes.iter().filter(|slope| **slope > 0.0).count();
    let share = count(rising) / count(slopes.len().max(1));
    median(&mut slopes).map(|slope| (slope, share))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same(a: f64, b: f64) -> bool {
        (a - b).abs() < 1e-9
    }

    #[test]
    fn amounts_stay_what_they_are() {
        for amount in [0, 1, 4_294_967_295, 4_294_967_296, 1_000_000_000_007] {
            assert_eq!(format!("{:.0}", number(amount)), amount.to_string());
        }
    }

    #[test]
    fn one_wild_value_moves_nothing() {
        assert!(same(median(&mut [3.0, 1.0, 1e9]).expect("some"), 3.0));
        assert!(same(median(&mut [4.0, 1.0, 2.0, 1e9]).expect("some"), 3.0));
        let narrow = spread(&mut [-1.0, 1.0, -1.0, 1.0, 1.0, -1.0, 1.0, 1e9]);
        assert!((1.0..2.0).contains(&narrow), "{narrow}");
        assert_eq!(median(&mut []), None);
    }

    #[test]
    fn a_slope_is_the_middle_of_pairs() {
        let (slope, rising) = slope(&[(0.0, 1.0), (1.0, 3.0), (2.0, 5.0), (3.0, -90.0)]).expect("some");
        assert!(slope < 2.0 && same(rising, 0.5));
        assert!(super::slope(&[(1.0, 2.0)]).is_none());
    }
}
