//! Dates and times as people's tools write them into spools → `2026-01-02T03:04:05`.
//!
//! Owns the shapes that are understood. Times have no zone: they are local to the host of the Integration Service. A date
//! such as `03/04/2026` is month/day, as SQL Developer and TOAD write it, until the file shows one that cannot be.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

/// Month first, or day first, in dates of three numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Order {
    /// Day first.
    pub(super) day_first: bool,
}

/// What stands in a cell for a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Moment {
    /// Nothing, or 1753-01-01, by which the repository says that a task still runs.
    Nothing,
    /// A time.
    At(String),
    /// A time that fits only when days come before months, although months came first so far.
    DayFirst(String),
}

/// Reads a cell; `None` where it is no date that ever was.
pub(super) fn moment(cell: &str, order: Order) -> Option<Moment> {
    let cell = cell.trim();
    if cell.is_empty() || cell.eq_ignore_ascii_case("null") || cell == "(null)" {
        return Some(Moment::Nothing);
    }
    // What nearly every cell of a large spool is costs no parsing: 20 % of a run's time went here.
    if is_plain(cell.as_bytes()) && valid_plain(cell) {
        return Some(nothing_or(format!("{}T{}", &cell[..10], &cell[11..19])));
    }
    if let Some(at) = parse(cell, order.day_first) {
        return Some(nothing_or(at.format("%Y-%m-%dT%H:%M:%S").to_string()));
    }
    let at = parse(cell, !order.day_first).filter(|_| !order.day_first)?;
    Some(Moment::DayFirst(at.format("%Y-%m-%dT%H:%M:%S").to_string()))
}

fn nothing_or(text: String) -> Moment {
    if text.starts_with("1753-01-01") { Moment::Nothing } else { Moment::At(text) }
}

/// `2026-01-02 03:04:05`, and nothing after it but a fraction of zeros or a `Z`.
fn is_plain(bytes: &[u8]) -> bool {
    bytes.len() >= 19
        && bytes[..19].iter().enumerate().all(|(at, byte)| match at {
            4 | 7 => *byte == b'-',
            10 => matches!(byte, b' ' | b'T'),
            13 | 16 => *byte == b':',
            _ => byte.is_ascii_digit(),
        })
        && fraction(&bytes[19..])
}

fn fraction(rest: &[u8]) -> bool {
    match rest {
        [] | [b'Z'] => true,
        [b'.' | b',', digits @ ..] if !digits.is_empty() => {
            digits.strip_suffix(b"Z").unwrap_or(digits).iter().all(u8::is_ascii_digit)
        }
        _ => false,
    }
}

fn valid_plain(cell: &str) -> bool {
    let number = |from: usize, to: usize| cell[from..to].parse::<u32>().unwrap_or(u32::MAX);
    let year = cell[..4].parse::<i32>().unwrap_or(0);
    // Every month has 28 days: only the last ones need a calendar.
    let day = number(8, 10);
    let in_month = (1..=28).contains(&day) && (1..=12).contains(&number(5, 7));
    let date = in_month && year > 0 || NaiveDate::from_ymd_opt(year, number(5, 7), day).is_some();
    date && number(11, 13) < 24 && number(14, 16) < 60 && number(17, 19) < 60
}

fn parse(cell: &str, day_first: bool) -> Option<NaiveDateTime> {
    if let Ok(at) = NaiveDateTime::parse_from_str(cell, "%a %b %d %H:%M:%S %Y") {
        return Some(at);
    }
    if cell.len() == 14 && cell.bytes().all(|byte| byte.is_ascii_digit()) {
        return NaiveDateTime::parse_from_str(cell, "%Y%m%d%H%M%S").ok();
    }
    let (day, time) = match cell.find([' ', 'T']) {
        Some(at) => (&cell[..at], cell[at + 1..].trim()),
        None => (cell, ""),
    };
    Some(NaiveDateTime::new(date(day, day_first)?, time_of_day(time)?))
}

/// `2026-01-02`, `2026/01/02`, `02-JAN-26`, `02.01.2026`, `1/2/2026`.
fn date(text: &str, day_first: bool) -> Option<NaiveDate> {
    let mut parts = text.split(['-', '/', '.']);
    let (a, b, c) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    let number = |part: &str| part.parse::<u32>().ok().filter(|_| part.len() <= 2);
    if a.len() == 4 {
        return NaiveDate::from_ymd_opt(a.parse().ok()?, number(b)?, number(c)?);
    }
    let year = year(c)?;
    if let Some(month) = month(b) {
        return NaiveDate::from_ymd_opt(year, month, number(a)?);
    }
    // Full stops are the German and Nordic way, in which days come first.
    let (month, day) = if day_first || text.contains('.') { (b, a) } else { (a, b) };
    NaiveDate::from_ymd_opt(year, number(month)?, number(day)?)
}

/// Two digits are years of 1950 to 2049, as Oracle's `RR` has it.
fn year(text: &str) -> Option<i32> {
    let year: i32 = text.parse().ok()?;
    match text.len() {
        4 => Some(year),
        2 => Some(if year < 50 { 2000 + year } else { 1900 + year }),
        _ => None,
    }
}

fn month(text: &str) -> Option<u32> {
    const NAMES: [&str; 12] = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
    let at =
        NAMES.iter().position(|name| text.len() >= 3 && text.get(..3).is_some_and(|t| t.eq_ignore_ascii_case(name)));
    at.and_then(|at| u32::try_from(at + 1).ok())
}

/// `03:04:05.678 PM`, `3:04 AM`, `03.04.05.000000 PM` (Oracle's timestamps), nothing.
fn time_of_day(text: &str) -> Option<NaiveTime> {
    if text.is_empty() {
        return Some(NaiveTime::MIN);
    }
    let text = text.strip_suffix('Z').unwrap_or(text);
    let (clock, half) = match text.split_once(' ') {
        Some((clock, half)) => (clock, Some(half.trim())),
        None => (text, None),
    };
    let mut parts = clock.split([':', '.', ',']);
    let mut number = || parts.next().map_or(Some(0), |part| part.parse::<u32>().ok());
    let (hour, minute, second) = (number()?, number()?, number()?);
    if parts.any(|rest| !rest.bytes().all(|byte| byte.is_ascii_digit())) {
        return None;
    }
    let hour = match half.map(str::to_ascii_uppercase).as_deref() {
        None => hour,
        Some("AM") if (1..=12).contains(&hour) => hour % 12,
        Some("PM") if (1..=12).contains(&hour) => hour % 12 + 12,
        Some(_) => return None,
    };
    NaiveTime::from_hms_opt(hour, minute, second)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(cell: &str) -> Option<Moment> {
        moment(cell, Order::default())
    }

    #[test]
    fn what_tools_write_is_one_time() {
        let wanted = Some(Moment::At("2026-01-02T15:04:05".to_owned()));
        for cell in [
            "2026-01-02 15:04:05",
            "2026-01-02T15:04:05Z",
            "2026-01-02 15:04:05.000",
            "2026/01/02 15:04:05",
            "02-JAN-26 15:04:05",
            "02-Jan-2026 03:04:05 PM",
            "02-JAN-26 03.04.05.000000 PM",
            "02-JAN-26 03.04.05.000000000 PM",
            "1/2/2026 3:04:05 PM",
            "01/02/26 15:04:05",
            "02.01.2026 15:04:05",
            "20260102150405",
            "Fri Jan 02 15:04:05 2026",
            " 2026-01-02 15:04:05 ",
        ] {
            assert_eq!(at(cell), wanted, "{cell}");
        }
        assert_eq!(at("02-JAN-26"), Some(Moment::At("2026-01-02T00:00:00".to_owned())));
        assert_eq!(at("1/2/2026 12:05 AM"), Some(Moment::At("2026-01-02T00:05:00".to_owned())));
    }

    #[test]
    fn what_still_runs_has_no_end() {
        for cell in ["", "NULL", "(null)", "1753-01-01 00:00:00", "01-JAN-1753", "1/1/1753 12:00:00 AM"] {
            assert_eq!(at(cell), Some(Moment::Nothing), "{cell}");
        }
    }

    #[test]
    fn impossible_dates_are_none() {
        for cell in [
            "2026-02-30 00:00:00",
            "2026-13-01 00:00:00",
            "2026-01-02 24:00:00",
            "2026-01-02 13:04:05 PM",
            "0/0/2026",
            "yesterday",
            "1/2/3/4",
            "31-APR-26",
            "2026-01-02 03:04:05 MEZ",
        ] {
            assert_eq!(at(cell), None, "{cell}");
        }
    }

    #[test]
    fn a_day_after_the_twelfth_tells_that_days_come_first() {
        assert_eq!(at("13/01/2026 03:04:05"), Some(Moment::DayFirst("2026-01-13T03:04:05".to_owned())));
        let days = Order { day_first: true };
        assert_eq!(moment("02/01/2026 03:04:05", days), Some(Moment::At("2026-01-02T03:04:05".to_owned())));
        assert_eq!(moment("01/13/2026 03:04:05", days), None);
    }
}
