//! The days that figures over runs are of.
//!
//! The window ends with the newest run that a report may show, not with the day of the report: a catalog that was not fed for
//! a week still shows its last month.

use chrono::{Days, NaiveDate};

/// Days of a window, the day of the newest run among them.
pub const DAYS: u64 = 30;

/// A span of days, local to the service.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Window {
    /// The first day, `2026-01-02`.
    pub first: String,
    /// Start of the newest run.
    pub newest: String,
    /// Every day of it, oldest first.
    pub days: Vec<String>,
}

impl Window {
    /// The window that ends with a run; empty where its start is no time.
    #[must_use]
    pub fn ending(newest: &str) -> Self {
        let Some(last) = newest.get(..10).and_then(|day| NaiveDate::parse_from_str(day, "%Y-%m-%d").ok()) else {
            return Self { newest: newest.to_owned(), ..Self::default() };
        };
        let day = |back: u64| last.checked_sub_days(Days::new(back)).map(|day| day.to_string());
        let days: Vec<String> = (0..DAYS).rev().filter_map(day).collect();
        Self { first: days.first().cloned().unwrap_or_default(), newest: newest.to_owned(), days }
    }

    /// True for a time in it.
    #[must_use]
    pub fn holds(&self, at: &str) -> bool {
        !self.days.is_empty() && at >= self.first.as_str() && at <= self.newest.as_str()
    }
}

/// The day of a time.
#[must_use]
pub fn day_of(at: &str) -> &str {
    at.get(..10).unwrap_or(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_is_thirty_days_and_ends_with_the_newest_run() {
        let window = Window::ending("2026-03-01T02:00:00");
        assert_eq!((window.days.len(), window.first.as_str()), (30, "2026-01-31"));
        for (at, holds) in [
            ("2026-01-31T00:00:00", true),
            ("2026-01-30T23:59:59", false),
            ("2026-03-01T02:00:00", true),
            ("2026-03-01T02:00:01", false),
        ] {
            assert_eq!(window.holds(at), holds, "{at}");
        }
        assert!(!Window::ending("?").holds("?"));
    }
}
