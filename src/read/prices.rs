//! `prices.yaml`: what an hour of running costs.
//!
//! Owns its keys. Prices are decimal texts with at most two places; they are read as whole hundredths and never as floating
//! point.

use crate::model::price::Prices;
use crate::model::problem::{Problem, Severity};
use serde::Deserialize;
use serde_saphyr::Spanned;

/// Letters of a currency, at most.
const LETTERS: usize = 8;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    currency: Spanned<String>,
    session_hour: Option<Spanned<Amount>>,
    core_hour: Option<Spanned<Amount>>,
    gib_hour: Option<Spanned<Amount>>,
}

/// A price as it is written, whether quoted or not.
#[derive(Debug)]
struct Amount(String);

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self)
    }
}

/// Reads `prices.yaml`. Fails with what is wrong and its line: an unknown key, no currency, no price, a price that is none.
pub fn prices(text: &str, file: &str) -> Result<Prices, Problem> {
    let wrong = |line: u64, message: String| Problem::new("malformed-yaml", Severity::Error, file, line, message);
    let read: File = serde_saphyr::from_str(text).map_err(|error| {
        let line = error.location().map_or(0, |place| place.line());
        let said = error.to_string();
        let said = said.lines().next().and_then(|line| line.split(" at line ").next()).unwrap_or_default().to_owned();
        wrong(line, said)
    })?;
    let currency = read.currency.value.trim();
    if currency.is_empty() || currency.chars().count() > LETTERS || !currency.chars().all(char::is_alphabetic) {
        let message = format!("currency {currency}: give its letters, as EUR");
        return Err(wrong(read.currency.referenced.line(), message));
    }
    let price = |name: &str, amount: Option<Spanned<Amount>>| -> Result<Option<u64>, Problem> {
        let Some(amount) = amount else { return Ok(None) };
        let line = amount.referenced.line();
        let message = || format!("{name}: {} is no price; write 1.25, with two places at most", amount.value.0.trim());
        hundredths(amount.value.0.trim()).map(Some).ok_or_else(|| wrong(line, message()))
    };
    let prices = Prices {
        currency: currency.to_owned(),
        session_hour: price("session_hour", read.session_hour)?,
        core_hour: price("core_hour", read.core_hour)?,
        gib_hour: price("gib_hour", read.gib_hour)?,
    };
    if prices.session_hour.or(prices.core_hour).or(prices.gib_hour).is_none() {
        return Err(wrong(0, "no price: give session_hour, core_hour or gib_hour".to_owned()));
    }
    Ok(prices)
}

/// Whole hundredths of a decimal text.
fn hundredths(text: &str) -> Option<u64> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(part) || part.len() > 2 || text.ends_with('.') {
        return None;
    }
    let part: u64 = format!("{part:0<2}").parse().ok()?;
    whole.parse::<u64>().ok()?.checked_mul(100)?.checked_add(part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prices_are_whole_hundredths() {
        let read = prices("currency: EUR\nsession_hour: 1.5\ncore_hour: \"0.07\"\n", "p").expect("valid");
        let expected =
            Prices { currency: "EUR".to_owned(), session_hour: Some(150), core_hour: Some(7), gib_hour: None };
        assert_eq!(read, expected);
        let all = ["12", "0.1", "1.005", "1e3", "-1", ".5", "1.", "", "184467440737095516.16"].map(hundredths);
        assert_eq!(all, [Some(1200), Some(10), None, None, None, None, None, None, None]);
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        for (text, line, word) in [
            ("currency: EUR\nsession_hour: 1\nhour: 2\n", 3, "hour"),
            ("currency: EUR\nsession_hour: 1,5\n", 2, "session_hour"),
            ("currency: '<b>'\nsession_hour: 1\n", 1, "currency"),
            ("session_hour: 1\n", 0, "currency"),
            ("currency: EUR\n", 0, "session_hour"),
        ] {
            let problem = prices(text, "p").expect_err(text);
            assert!(problem.message.contains(word), "{text}: {}", problem.message);
            assert!(line == 0 || problem.line == line, "{text}: {}", problem.line);
        }
    }
}
