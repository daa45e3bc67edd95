//! Figures and times as session logs write them.
//!
//! Owns the shapes of numbers and dates. Never rounds through floating point, never guesses a time zone.

use chrono::{NaiveDateTime, Timelike};

/// The shapes of a time: in messages, at the start of lines, in exports of the Workflow Monitor.
const SHAPES: [&str; 3] = ["%a %b %d %H:%M:%S %Y", "%Y-%m-%d %H:%M:%S", "%m/%d/%Y %I:%M:%S %p"];

/// A count or size. `None` where it is negative, too large or no number.
pub(super) fn whole(text: &str) -> Option<i64> {
    text.trim().parse().ok().filter(|number| *number >= 0)
}

/// A decimal text in units of `10^-places`, rounded half up: `("77.821686", 2)` is 7782. `None` as for [`whole`].
pub(super) fn scaled(text: &str, places: u32) -> Option<i64> {
    let (whole, fraction) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(fraction) {
        return None;
    }
    let mut amount: i64 = whole.parse().ok()?;
    let mut next = fraction.bytes().map(|byte| i64::from(byte - b'0'));
    for _ in 0..places {
        amount = amount.checked_mul(10)?.checked_add(next.next().unwrap_or(0))?;
    }
    amount.checked_add(i64::from(next.next().unwrap_or(0) >= 5))
}

/// `Fri Nov 06 06:52:26 2020` and the other [`SHAPES`] → `2020-11-06T06:52:26`. `None` where there is no such moment.
pub(super) fn moment(text: &str) -> Option<String> {
    let text = text.trim();
    let time = SHAPES.iter().find_map(|shape| NaiveDateTime::parse_from_str(text, shape).ok())?;
    let said = time.format("%Y-%m-%dT%H:%M:%S").to_string();
    // Leap seconds and years of five digits would not sort as text.
    (time.nanosecond() < 1_000_000_000 && said.len() == 19).then_some(said)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_become_whole_numbers_rounded_half_up() {
        for (text, places, amount) in [
            ("77.821686", 2, 7782),
            ("99.725359", 2, 9973),
            ("100.000000", 2, 10_000),
            ("37.172195", 3, 37_172),
            ("0.0004", 3, 0),
            ("0.0005", 3, 1),
            ("12.3", 2, 1230),
            (" 5 ", 2, 500),
            ("7.", 2, 700),
        ] {
            assert_eq!(scaled(text, places), Some(amount), "{text}");
        }
        for text in ["", ".5", "-1.0", "1e3", "NaN", "1.-2", "+1", "92233720368547758.07", "9223372036854775807"] {
            assert_eq!(scaled(text, 3), None, "{text}");
        }
    }

    #[test]
    fn counts_are_not_negative_and_fit() {
        assert_eq!((whole(" 0"), whole("9223372036854775807")), (Some(0), Some(i64::MAX)));
        for text in ["-1", "9223372036854775808", "1.5", "", "ten"] {
            assert_eq!(whole(text), None, "{text}");
        }
    }

    #[test]
    fn only_moments_that_exist_are_times() {
        let leap = "Thu Feb 29 23:59:59 2024";
        assert_eq!(moment(leap).as_deref(), Some("2024-02-29T23:59:59"));
        assert_eq!(moment("2020-11-06 06:52:26").as_deref(), Some("2020-11-06T06:52:26"));
        assert_eq!(moment("1/2/2026 3:04:05 PM").as_deref(), Some("2026-01-02T15:04:05"));
        assert_eq!(moment("1/2/2026 12:04:05 AM").as_deref(), Some("2026-01-02T00:04:05"));
        for text in [
            "Wed Feb 29 10:00:00 2023",
            "Mon Nov 06 06:52:26 2020", // it was a Friday
            "2020-13-01 00:00:00",
            "2020-11-06 24:00:00",
            "2020-11-06 23:59:60",
            "99999-01-01 00:00:00",
            "",
        ] {
            assert_eq!(moment(text), None, "{text}");
        }
    }
}
