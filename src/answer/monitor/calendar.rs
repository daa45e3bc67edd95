//! Days: which of the week and of the month a run is of, and how times and lengths are told.
//!
//! Owns what counts as the end of a month. Business days are Monday to Friday; holidays are not known.

use chrono::{DateTime, Datelike, NaiveDate};

/// Seconds of a day.
pub(super) const DAY: i64 = 86_400;

/// Names of days, Monday first.
pub(super) const WEEKDAYS: [&str; 7] =
    ["Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays"];

/// Where in a month a day stands, as far as loads care.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    /// Not near its ends.
    Within,
    /// The first business day.
    First,
    /// The second business day.
    Second,
    /// The last business day but one.
    SecondLast,
    /// The last business day, where it is not the last day.
    Last,
    /// The last day, where it is a business day.
    LastDay,
    /// The last day, where it is none.
    LastDayOff,
    /// A weekend day before the first business day.
    Before,
    /// A weekend day after the last business day.
    After,
}

impl Turn {
    /// How many there are.
    pub(super) const COUNT: usize = 9;

    /// Its place in tables, from 0 for days within.
    pub(super) fn place(self) -> usize {
        match self {
            Self::Within => 0,
            Self::First => 1,
            Self::Second => 2,
            Self::SecondLast => 3,
            Self::Last => 4,
            Self::Before => 5,
            Self::After => 6,
            Self::LastDay => 7,
            Self::LastDayOff => 8,
        }
    }

    /// What days of it are called.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Within => "days within a month",
            Self::First => "first business days of a month",
            Self::Second => "second business days of a month",
            Self::SecondLast => "last business days but one of a month",
            Self::Last => "last business days of a month before a weekend",
            Self::LastDay => "last days of a month",
            Self::LastDayOff => "last days of a month on weekends",
            Self::Before => "weekends before the first business day of a month",
            Self::After => "weekends after the last business day of a month",
        }
    }
}

/// A day as seasons know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Season {
    /// From 0 for Monday.
    pub weekday: usize,
    /// Near which end of the month.
    pub turn: Turn,
}

/// The day of the week of a time, from 0 for Monday. 1970 began on a Thursday.
pub(super) fn weekday(seconds: i64) -> usize {
    usize::try_from((seconds.div_euclid(DAY) + 3).rem_euclid(7)).unwrap_or(0)
}

/// The season of a time.
pub(super) fn season(seconds: i64) -> Season {
    let weekday = weekday(seconds);
    let turn = DateTime::from_timestamp(seconds, 0).map_or(Turn::Within, |time| turn(time.date_naive(), weekday));
    Season { weekday, turn }
}

fn turn(date: NaiveDate, weekday: usize) -> Turn {
    let day = date.day() as usize;
    let month = date.num_days_in_month() as usize;
    // Only business days count; the weekday of another day of the month follows from this one's.
    let business = |other: usize| (weekday + 35 + other - day) % 7 < 5;
    let gone = (1..day.min(7)).filter(|other| business(*other)).count() + if day > 7 { 5 } else { 0 };
    let left = (day + 1..=month).take(7).filter(|other| business(*other)).count();
    match (weekday < 5, gone, left) {
        (true, ..) if day == month => Turn::LastDay,
        _ if day == month => Turn::LastDayOff,
        (true, 0, _) => Turn::First,
        (true, 1, _) => Turn::Second,
        (true, _, 0) => Turn::Last,
        (true, _, 1) => Turn::SecondLast,
        (false, 0, _) => Turn::Before,
        (false, _, 0) => Turn::After,
        _ => Turn::Within,
    }
}

/// A time as runs have it.
pub(super) fn told(seconds: i64) -> String {
    let time = DateTime::from_timestamp(seconds, 0);
    time.map_or_else(String::new, |time| time.format("%Y-%m-%dT%H:%M:%S").to_string())
}

/// Hour and minute of a time of day, in seconds.
pub(super) fn clock(seconds: i64) -> String {
    let minutes = seconds.rem_euclid(DAY) / 60;
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

/// A length of time in its two largest units.
pub(super) fn length(seconds: i64) -> String {
    let of = |large: i64, small: i64, words: [&str; 2]| match seconds % large / small {
        0 => format!("{}{}", seconds / large, words[0]),
        rest => format!("{}{}{rest}{}", seconds / large, words[0], words[1]),
    };
    match seconds {
        ..60 => format!("{seconds}s"),
        60..3600 => of(60, 1, ["m", "s"]),
        3600..DAY => of(3600, 60, ["h", "m"]),
        _ => of(DAY, 3600, ["d", "h"]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::run::seconds_of;

    fn turn_of(day: &str) -> Turn {
        season(seconds_of(&format!("{day}T12:00:00")).expect("a time")).turn
    }

    #[test]
    fn ends_of_months_are_business_days() {
        // August 2026 begins on a Saturday and ends on a Monday; October ends on a Saturday.
        assert_eq!(
            [turn_of("2026-08-01"), turn_of("2026-08-02"), turn_of("2026-08-03")],
            [Turn::Before, Turn::Before, Turn::First]
        );
        assert_eq!(
            [turn_of("2026-08-04"), turn_of("2026-08-05"), turn_of("2026-08-27")],
            [Turn::Second, Turn::Within, Turn::Within]
        );
        assert_eq!(
            [turn_of("2026-08-28"), turn_of("2026-08-29"), turn_of("2026-08-31")],
            [Turn::SecondLast, Turn::Within, Turn::LastDay]
        );
        assert_eq!(
            [turn_of("2026-10-29"), turn_of("2026-10-30"), turn_of("2026-10-31")],
            [Turn::SecondLast, Turn::Last, Turn::LastDayOff]
        );
        assert_eq!([turn_of("2026-05-30"), turn_of("2026-05-31")], [Turn::After, Turn::LastDayOff]);
        assert_eq!(turn_of("2026-08-10"), Turn::Within);
    }

    #[test]
    fn weekdays_begin_on_monday() {
        assert_eq!(WEEKDAYS[weekday(seconds_of("2026-11-29T07:00:00").expect("a time"))], "Sundays");
    }

    #[test]
    fn lengths_have_two_units() {
        assert_eq!(
            [length(9), length(61), length(3600), length(9000), length(180_000)],
            ["9s", "1m1s", "1h", "2h30m", "2d2h"]
        );
    }
}
