//! A run in as few bytes as watching many of them takes.

use super::Status;

/// What is kept of a run to hold later ones against it. Times are seconds since 1970 on the clock of the service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Past {
    /// When it began.
    pub started: i64,
    /// Number of the workflow run that it was part of; 0 where nobody said it.
    pub group: i64,
    took: u32,
    /// Where it stands.
    pub status: Status,
    source: i64,
    target: i64,
}

/// Stands for an amount that nobody said: no amount is negative.
const NOBODY_SAID: i64 = -1;

impl Past {
    /// A run. Rows: read and loaded. An end before the start counts as none.
    #[must_use]
    pub fn new(started: i64, ended: Option<i64>, status: Status, rows: [Option<i64>; 2]) -> Self {
        let took = ended.and_then(|ended| u32::try_from(ended - started).ok());
        let [source, target] = rows.map(|rows| rows.filter(|rows| *rows >= 0).unwrap_or(NOBODY_SAID));
        Self { started, group: 0, took: took.unwrap_or(u32::MAX), status, source, target }
    }

    /// The same, as part of a run of its workflow.
    #[must_use]
    pub fn within(self, group: i64) -> Self {
        Self { group, ..self }
    }

    /// The same on a clock that is so many seconds ahead.
    #[must_use]
    pub fn ahead(self, seconds: i64) -> Self {
        Self { started: self.started + seconds, ..self }
    }

    /// Seconds that it took; `None` while it runs.
    #[must_use]
    pub fn took(&self) -> Option<u32> {
        (self.took != u32::MAX).then_some(self.took)
    }

    /// When it ended.
    #[must_use]
    pub fn ended(&self) -> Option<i64> {
        self.took().map(|took| self.started + i64::from(took))
    }

    /// Rows read and rows loaded.
    #[must_use]
    pub fn rows(&self) -> [Option<i64>; 2] {
        [self.source, self.target].map(|rows| (rows != NOBODY_SAID).then_some(rows))
    }

    /// It ended well.
    #[must_use]
    pub fn is_good(&self) -> bool {
        self.status == Status::Succeeded
    }

    /// It ended by an error or by force. One that somebody stopped or disabled did not fail.
    #[must_use]
    pub fn is_failed(&self) -> bool {
        matches!(self.status, Status::Failed | Status::Aborted | Status::Terminated)
    }

    /// It began and has not ended.
    #[must_use]
    pub fn is_running(&self) -> bool {
        !self.status.is_over() && !matches!(self.status, Status::Scheduled | Status::Unscheduled | Status::Unknown)
    }
}

/// Seconds since 1970 of `2026-01-02T03:04:05`, with or without `Z`; `None` for everything else.
#[must_use]
pub fn seconds_of(text: &str) -> Option<i64> {
    let bytes = text.as_bytes();
    let bytes = bytes.strip_suffix(b"Z").unwrap_or(bytes);
    let shape = bytes.len() == 19
        && [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':')].iter().all(|(at, c)| bytes[*at] == *c);
    if !shape {
        return None;
    }
    let number = |from: usize, to: usize| {
        bytes[from..to]
            .iter()
            .try_fold(0_i64, |all, digit| digit.is_ascii_digit().then(|| all * 10 + i64::from(digit - b'0')))
    };
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    let (hour, minute, second) = (number(11, 13)?, number(14, 16)?, number(17, 19)?);
    let fits = (1..=12).contains(&month) && (1..=31).contains(&day) && hour < 24 && minute < 60 && second <= 60;
    fits.then(|| (days_of(year, month, day) * 24 + hour) * 3600 + minute * 60 + second)
}

/// Days since 1970 of a date. Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `days_from_civil`.
fn days_of(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_become_seconds() {
        assert_eq!(seconds_of("1970-01-01T00:00:00"), Some(0));
        assert_eq!(seconds_of("2026-11-29T07:00:00Z"), Some(1_795_935_600));
        assert_eq!(seconds_of("2024-02-29T23:59:59"), Some(1_709_251_199));
        assert_eq!(seconds_of("1969-12-31T23:59:59"), Some(-1));
        for wrong in ["", "2026-11-29", "2026-13-01T00:00:00", "2026-11-29 07:00:00", "2026-11-29T07:0x:00"] {
            assert_eq!(seconds_of(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn what_nobody_said_stays_unsaid() {
        let run = Past::new(100, None, Status::Running, [None, Some(0)]);
        assert_eq!((run.took(), run.ended(), run.rows(), run.is_running()), (None, None, [None, Some(0)], true));
        assert_eq!(Past::new(100, Some(40), Status::Succeeded, [None; 2]).took(), None);
    }
}
