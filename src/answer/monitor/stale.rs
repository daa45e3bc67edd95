//! Sessions that usually run and did not.
//!
//! A session that runs on the same weekday in most weeks is due on that weekday, `slack` after its latest usual start. One
//! without such days is due when a gap is half as long again as the longest of its newest gaps. What came after the newest
//! time that any run tells of is not known, so nothing is due after it; instead it is told that no run came in.

use super::asked::{Asked, Limits};
use super::calendar::{DAY, WEEKDAYS, clock, length, told, weekday};
use super::robust::{count, median, number, spread, whole};
use super::watched::Now;
use crate::model::alert::rule::STALE;
use crate::model::alert::{Alert, AlertBook};
use crate::model::run::{Past, Status};

/// Newest gaps that are looked at.
const GAPS: usize = 60;
/// Fewer gaps tell nothing.
const FEW: usize = 6;
/// Without a run of any session for so long, runs are not read any more: a day and the slack of a night.
const SILENCE: i64 = DAY + 6 * 3600;

/// The rule.
pub(super) struct Rule<'b>(Asked<'b>);

impl<'b> Rule<'b> {
    pub(super) fn of(book: &'b AlertBook) -> Self {
        Self(Asked::of(&STALE, book))
    }

    /// What is told of an object.
    pub(super) fn alert(&self, object: &str, runs: &[Past], now: Now) -> Option<Alert> {
        let limits = self.0.at(object)?;
        let starts: Vec<i64> =
            runs.iter().filter(|run| began(run)).map(|run| run.started).filter(|start| *start <= now.told).collect();
        let last = *starts.last()?;
        if now.told - last > limits.whole("forget") * DAY {
            return None;
        }
        let message = by_weekday(&limits, &starts, now.told).or_else(|| by_gap(&starts, now.told));
        message.map(|message| limits.alert(object, format!("{message}; the last began {}", told(last)), told(last)))
    }

    /// What is told of the catalog where no session ran for long.
    pub(super) fn silence(&self, now: Now) -> Option<Alert> {
        let limits = self.0.at("catalog")?;
        let quiet = now.local - now.told;
        (quiet > SILENCE).then(|| {
            let message = format!("no run of any session is known since {}, for {}", told(now.told), length(quiet));
            limits.alert("catalog", message, told(now.told))
        })
    }
}

fn began(run: &Past) -> bool {
    !matches!(
        run.status,
        Status::Disabled | Status::Scheduled | Status::Unscheduled | Status::Waiting | Status::Unknown
    )
}

/// The newest day, today or before, on which it was due and did not begin.
fn by_weekday(limits: &Limits, starts: &[i64], now: i64) -> Option<String> {
    let today = now.div_euclid(DAY);
    let last = starts.last()?.div_euclid(DAY);
    let weeks = limits.whole("weeks");
    let ran = |day: i64| starts.binary_search_by(|start| start.div_euclid(DAY).cmp(&day)).is_ok();
    let (first, from) = (starts.first()?.div_euclid(DAY), (last + 1).max(today - 7));
    let missed = (from..=today).rev().find(|day| {
        let same: Vec<i64> = (1..=weeks).map(|week| day - 7 * week).filter(|day| *day <= last).collect();
        let known = same.len() > 1 && same.last().is_some_and(|oldest| *oldest >= first);
        let often = number(limits.whole("share")) / 100.0 * count(same.len());
        let due = day * DAY + usual_start(starts) + limits.whole("slack");
        known && count(same.iter().filter(|day| ran(**day)).count()) >= often && due < now
    })?;
    let (day, at) = (WEEKDAYS[weekday(missed * DAY)], clock(usual_start(starts)));
    Some(format!("did not run on {}, though it usually does on {day}, by {at}", &told(missed * DAY)[..10]))
}

/// Second of the day by which its newest runs began: the median of the first starts of days, and three spreads.
fn usual_start(starts: &[i64]) -> i64 {
    let mut firsts: Vec<i64> = starts.iter().rev().take(GAPS * 2).copied().collect();
    firsts.reverse();
    firsts.dedup_by_key(|start| start.div_euclid(DAY));
    let mut times: Vec<f64> = firsts.iter().map(|start| number(start.rem_euclid(DAY))).collect();
    let middle = median(&mut times).unwrap_or(0.0);
    let mut off: Vec<f64> = times.iter().map(|time| time - middle).collect();
    whole(3.0_f64.mul_add(spread(&mut off), middle)).min(DAY - 1)
}

/// A gap that is longer than all of the newest. Never less than a quarter of an hour.
fn by_gap(starts: &[i64], now: i64) -> Option<String> {
    let newest = &starts[starts.len().saturating_sub(GAPS + 1)..];
    let gaps: Vec<i64> = newest.windows(2).map(|pair| pair[1] - pair[0]).collect();
    let (longest, gap) = (*gaps.iter().max()?, now - newest.last()?);
    let late = gaps.len() >= FEW && gap > (longest + longest / 2).max(900);
    late.then(|| {
        format!("did not run for {}, where {} was the longest of {} gaps", length(gap), length(longest), gaps.len())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::run::seconds_of;

    fn at(time: &str) -> i64 {
        seconds_of(time).expect("a time")
    }

    fn runs(starts: impl IntoIterator<Item = i64>) -> Vec<Past> {
        starts.into_iter().map(|start| Past::new(start, Some(start + 60), Status::Succeeded, [None; 2])).collect()
    }

    fn said(runs: &[Past], now: &str) -> Option<String> {
        let local = at(now);
        let book = AlertBook::default();
        Rule::of(&book).alert("F/w/s", runs, Now { utc: local, local, told: local }).map(|alert| alert.message)
    }

    /// Monday to Friday at 02:00, up to Friday 2026-11-27.
    fn weekdays() -> Vec<Past> {
        let days = (0..60).map(|day| at("2026-09-29T02:00:00") + day * DAY);
        runs(days.filter(|start| weekday(*start) < 5))
    }

    #[test]
    fn a_day_without_its_run_is_told_and_a_free_one_is_not() {
        let runs = weekdays();
        assert_eq!(said(&runs, "2026-11-29T09:00:00"), None, "Sunday");
        assert_eq!(said(&runs, "2026-11-30T03:00:00"), None, "Monday, within the slack");
        let told = said(&runs, "2026-11-30T05:00:00").expect("Monday");
        assert!(told.starts_with("did not run on 2026-11-30, though it usually does on Mondays, by 02:00"), "{told}");
        assert!(told.ends_with("the last began 2026-11-27T02:00:00"), "{told}");
        assert_eq!(said(&runs, "2027-01-15T05:00:00"), None, "it does not run any more");
    }

    #[test]
    fn one_without_days_is_told_by_its_gaps() {
        let hourly = runs((0..48).map(|hour| at("2026-11-27T00:00:00") + hour * 3600));
        assert_eq!(said(&hourly, "2026-11-29T00:20:00"), None);
        let told = said(&hourly, "2026-11-29T01:00:00").expect("two hours");
        assert!(told.starts_with("did not run for 2h, where 1h was the longest of 47 gaps"), "{told}");
        assert_eq!(said(&hourly[..4], "2026-11-27T09:00:00"), None, "too few");
    }

    #[test]
    fn silence_is_told_once() {
        let book = AlertBook::default();
        let rule = Rule::of(&book);
        let now = |quiet: i64| Now { utc: 0, local: 1_000_000, told: 1_000_000 - quiet };
        assert!(rule.silence(now(SILENCE)).is_none());
        assert_eq!(rule.silence(now(SILENCE + 1)).expect("silent").object, "catalog");
    }
}
