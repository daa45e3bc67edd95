//! Reads sla.yaml.
//!
//! Owns its keys and how times, days and the distance from UTC are written. What a promise means is `model::sla`'s.

use super::duration;
use crate::model::sla::{Sla, SlaBook};
use serde::Deserialize;
use serde_saphyr::Spanned;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct File {
    utc_offset: Option<Spanned<String>>,
    promises: Vec<One>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct One {
    name: Spanned<String>,
    scope: String,
    deadline: Option<Spanned<String>>,
    days: Option<Vec<Spanned<String>>>,
    maximum_duration: Option<Spanned<String>>,
    minimum_rows: Option<u64>,
    freshness: Option<Spanned<String>>,
    utc_offset: Option<Spanned<String>>,
}

/// Monday first, as `Sla::days` has them.
const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// Reads the promises. `here`: minutes that this machine is ahead of UTC, for `utc_offset: local` and where nothing is said.
///
/// Fails with the line and what is wrong there: no YAML, an unknown key, a value that cannot be, a name that stands twice, a
/// promise that promises nothing.
pub fn promises(text: &str, here: i32) -> Result<SlaBook, String> {
    if text.lines().all(|line| line.trim().is_empty() || line.trim_start().starts_with('#')) {
        return Ok(SlaBook { offset_minutes: here, ..SlaBook::default() });
    }
    let file: File = serde_saphyr::from_str(text).map_err(|error| error.to_string())?;
    let offset_minutes = file.utc_offset.as_ref().map_or(Ok(here), |text| offset(text, here))?;
    let mut slas: Vec<Sla> = Vec::new();
    for one in &file.promises {
        if slas.iter().any(|known| known.name == one.name.value) {
            return Err(wrong(&one.name, &format!("a second promise is named {:?}", one.name.value)));
        }
        slas.push(promise(one, offset_minutes, here)?);
    }
    Ok(SlaBook { offset_minutes, slas })
}

fn promise(one: &One, offset_minutes: i32, here: i32) -> Result<Sla, String> {
    if one.name.value.trim().is_empty() || one.scope.trim().is_empty() {
        return Err(wrong(&one.name, "a promise needs a name and a scope"));
    }
    let length = |text: &Option<Spanned<String>>, key: &str| {
        let read = |text: &Spanned<String>| {
            let seconds = duration::seconds(&text.value).filter(|seconds| (1..=31_622_400).contains(seconds));
            seconds.ok_or_else(|| wrong(text, &format!("{key} wants a time such as 90m or 26h, not {:?}", text.value)))
        };
        text.as_ref().map(read).transpose()
    };
    let sla = Sla {
        name: one.name.value.clone(),
        scope: one.scope.trim().trim_matches('/').to_owned(),
        deadline: one.deadline.as_ref().map(minute).transpose()?,
        days: one.days.as_deref().map(days).transpose()?,
        maximum_seconds: length(&one.maximum_duration, "maximum_duration")?,
        minimum_rows: one.minimum_rows,
        freshness_seconds: length(&one.freshness, "freshness")?,
        offset_minutes: one.utc_offset.as_ref().map_or(Ok(offset_minutes), |text| offset(text, here))?,
    };
    if sla.days.is_some() && sla.deadline.is_none() {
        return Err(wrong(&one.name, &format!("{:?} names days without a deadline", sla.name)));
    }
    let promises =
        sla.deadline.is_some() || sla.maximum_seconds.or(sla.minimum_rows).or(sla.freshness_seconds).is_some();
    let nothing = "promises nothing: it needs deadline, maximum_duration, minimum_rows or freshness";
    promises.then_some(sla).ok_or_else(|| wrong(&one.name, &format!("{:?} {nothing}", one.name.value)))
}

/// Minute of the day of `HH:MM`.
fn minute(text: &Spanned<String>) -> Result<u32, String> {
    let read = |text: &str| {
        let (hour, minute) = text.trim().split_once(':')?;
        let two = |digits: &str, most: u32| {
            let plain = (1..=2).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
            digits.parse::<u32>().ok().filter(|number| plain && *number < most)
        };
        Some(two(hour, 24)? * 60 + two(minute, 60).filter(|_| minute.len() == 2)?)
    };
    read(&text.value).ok_or_else(|| wrong(text, &format!("deadline wants HH:MM, 00:00 to 23:59, not {:?}", text.value)))
}

fn days(all: &[Spanned<String>]) -> Result<[bool; 7], String> {
    let mut wanted = [false; 7];
    for word in all {
        let day = DAYS.iter().position(|day| *day == word.value.to_lowercase());
        let slot = day.and_then(|day| wanted.get_mut(day));
        *slot.ok_or_else(|| wrong(word, &format!("{:?} is no day; days are {}", word.value, DAYS.join(", "))))? = true;
    }
    Ok(wanted)
}

/// Minutes of `+01:00`, `-05:30`, `Z` or `local`.
fn offset(text: &Spanned<String>, here: i32) -> Result<i32, String> {
    let read = |text: &str| {
        let (sign, rest) = match text.trim() {
            "local" => return Some(here),
            "Z" | "UTC" => return Some(0),
            text => (if text.starts_with('-') { -1 } else { 1 }, text.strip_prefix(['+', '-'])?),
        };
        let (hours, minutes) = rest.split_once(':')?;
        let two = |digits: &str, most: i32| {
            let plain = digits.len() == 2 && digits.bytes().all(|byte| byte.is_ascii_digit());
            digits.parse::<i32>().ok().filter(|number| plain && *number <= most)
        };
        Some(sign * (two(hours, 14)? * 60 + two(minutes, 59)?))
    };
    let wants = "utc_offset wants +HH:MM, -HH:MM, Z or local";
    read(&text.value).ok_or_else(|| wrong(text, &format!("{wants}, not {:?}", text.value)))
}

fn wrong<T>(at: &Spanned<T>, what: &str) -> String {
    format!("line {}: {what}", at.referenced.line())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn promises_are_read() {
        let text = "utc_offset: '+01:00'\npromises:\n  - name: by six\n    scope: FIN/wf_load/*\n    deadline: 06:00\n    \
                    days: [mon, Fri]\n    maximum_duration: 90m\n  - {name: india, scope: 'IN/*', freshness: 26h, \
                    utc_offset: +05:30, minimum_rows: 1000}\n  - {name: here, scope: X, deadline: '23:59', utc_offset: local}\n";
        let book = promises(text, 120).expect("valid");
        assert_eq!(book.offset_minutes, 60);
        let first = &book.slas[0];
        assert_eq!((first.deadline, first.maximum_seconds, first.offset_minutes), (Some(360), Some(5400), 60));
        assert_eq!(first.days, Some([true, false, false, false, true, false, false]));
        let india = &book.slas[1];
        assert_eq!(
            (india.freshness_seconds, india.minimum_rows, india.offset_minutes),
            (Some(93_600), Some(1000), 330)
        );
        assert_eq!((book.slas[2].deadline, book.slas[2].offset_minutes), (Some(1439), 120));
        assert_eq!(promises("# nothing\n", 0).expect("empty"), SlaBook::default());
        assert_eq!(promises("promises: []\n", 60).expect("none").offset_minutes, 60);
    }

    #[test]
    fn what_cannot_be_is_told_with_its_line() {
        for (text, line, says) in [
            ("promises:\n  - {name: a, scope: x, deadline: '24:00'}\n", "line 2", "HH:MM"),
            ("promises:\n  - name: a\n    scope: x\n    freshness: 26\n", "line 4", "26h"),
            ("promises:\n  - {name: a, scope: x}\n", "line 2", "promises nothing"),
            ("promises:\n  - {name: a, scope: x, freshness: 1h, days: [mon]}\n", "line 2", "without a deadline"),
            ("promises:\n  - {name: a, scope: x, deadline: '1:00', days: [monday]}\n", "line 2", "no day"),
            (
                "promises:\n  - {name: a, scope: x, freshness: 1h}\n  - {name: a, scope: x, freshness: 1h}\n",
                "line 3",
                "second",
            ),
            ("utc_offset: CET\n", "line 1", "+HH:MM"),
            ("promises:\n  - {name: a, scope: x, dedline: '06:00'}\n", "line 2", "dedline"),
        ] {
            let said = promises(text, 0).expect_err(text);
            assert!(said.contains(line) && said.contains(says), "{text}: {said}");
        }
    }
}
