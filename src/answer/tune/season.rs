//! Whether peaks come on the same days: month end, a day of the month, a weekday. Days that cannot be read fit no season.

use chrono::{Datelike, Days, NaiveDate};

fn day(started_at: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(started_at.get(..10)?, "%Y-%m-%d").ok()
}

/// The month whose end a day belongs to: its last two days and the first of the next, when its closing jobs run.
fn month_end(day: NaiveDate) -> Option<(i32, u32)> {
    let month_of = |day: NaiveDate| (day.year(), day.month());
    if day.day() == 1 {
        return day.pred_opt().map(month_of);
    }
    let soon = day.checked_add_days(Days::new(2))?;
    (soon.month() != day.month()).then(|| month_of(day))
}

/// How many different values there are.
fn different<T: Ord>(values: impl Iterator<Item = T>) -> usize {
    values.collect::<std::collections::BTreeSet<T>>().len()
}

/// What the days of the peaks have in common, with the numbers that show it; `None` where nothing. A day of the month and
/// month end want peaks in two months at least; a weekday wants three weeks, and peaks in half of the runs of that weekday.
pub(super) fn of(peaks: &[&str], all: &[(&str, i64)]) -> Option<String> {
    let days: Vec<NaiveDate> = peaks.iter().map(|start| day(start)).collect::<Option<_>>()?;
    let first = *days.first()?;
    let months = different(days.iter().map(|day| (day.year(), day.month())));
    let ends: Option<Vec<(i32, u32)>> = days.iter().map(|day| month_end(*day)).collect();
    if let Some(ends) = ends {
        let ended = different(ends.into_iter());
        if ended >= 2 {
            return Some(format!("all {} peaks fall on a month end, of {ended} months", days.len()));
        }
    }
    if months >= 2 && days.iter().all(|day| day.day() == first.day()) {
        return Some(format!("all {} peaks fall on day {} of {months} months", days.len(), first.day()));
    }
    let weeks = different(days.iter().map(|day| (day.iso_week().year(), day.iso_week().week())));
    if weeks < 3 || days.iter().any(|day| day.weekday() != first.weekday()) {
        return None;
    }
    let same = all.iter().filter_map(|(start, _)| day(start)).filter(|day| day.weekday() == first.weekday()).count();
    let weekday = first.format("%A");
    (days.len() * 2 >= same)
        .then(|| format!("all {} peaks fall on a {weekday}, of {same} runs on that day", days.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn month_end_is_the_last_two_days_and_the_first() {
        for (text, month) in [
            ("2026-01-30", Some((2026, 1))),
            ("2026-01-31T23:00:00", Some((2026, 1))),
            ("2026-02-01", Some((2026, 1))),
            ("2026-02-27", Some((2026, 2))),
            ("2024-02-27", None),
            ("2024-02-28", Some((2024, 2))),
            ("2026-01-01", Some((2025, 12))),
            ("2026-01-29", None),
        ] {
            assert_eq!(day(text).and_then(month_end), month, "{text}");
        }
    }

    #[test]
    fn seasons_are_named_with_their_numbers() {
        let ends = ["2026-01-31", "2026-02-28", "2026-04-01"];
        assert_eq!(of(&ends, &[]).unwrap(), "all 3 peaks fall on a month end, of 3 months");
        assert_eq!(of(&["2026-01-15", "2026-02-15"], &[]).unwrap(), "all 2 peaks fall on day 15 of 2 months");
        let fridays = ["2026-01-02", "2026-01-09", "2026-01-23"];
        let all: Vec<(&str, i64)> = ["2026-01-02", "2026-01-09", "2026-01-16", "2026-01-23"].map(|day| (day, 1)).into();
        assert_eq!(of(&fridays, &all).unwrap(), "all 3 peaks fall on a Friday, of 4 runs on that day");
    }

    #[test]
    fn what_has_nothing_in_common_is_no_season() {
        assert_eq!(of(&["2026-01-31", "2026-01-30"], &[]), None, "one month only");
        assert_eq!(of(&["2026-01-05", "2026-01-13", "2026-01-22"], &[]), None);
        assert_eq!(of(&["2026-02-31", "2026-03-31"], &[]), None, "no such day");
        assert_eq!(of(&["", "2026-03-31"], &[]), None);
        assert_eq!(of(&[], &[]), None);
    }
}
