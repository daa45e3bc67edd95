//! Sizes and times as Spark reads them (`JavaUtils.byteStringAs`, `JavaUtils.timeStringAs`, `-Xmx` of a JVM).

use super::{KIB, Unit};

/// The letters of 1024, 1024², … and the exponent.
const LETTERS: [(&str, u32); 5] = [("k", 1), ("m", 2), ("g", 3), ("t", 4), ("p", 5)];

impl Unit {
    /// Bytes of one.
    #[must_use]
    pub fn bytes(self) -> i64 {
        match self {
            Self::Byte => 1,
            Self::Kib => KIB,
            Self::Mib => KIB * KIB,
        }
    }
}

/// Bytes of a size: a whole number and `b`, `k`, `m`, `g`, `t`, `p`, each also as `kb` or `KiB`; all count in 1024.
///
/// A number alone is in `default_unit`. `None` where it is no size, has a fraction, or does not fit in 63 bits.
#[must_use]
pub fn bytes(value: &str, default_unit: Unit) -> Option<i64> {
    let (number, unit) = split(value)?;
    let unit = match unit.as_str() {
        "" => default_unit.bytes(),
        "b" => 1,
        unit => power(unit.strip_suffix("ib").or_else(|| unit.strip_suffix('b')).unwrap_or(unit))?,
    };
    number.checked_mul(unit)
}

/// Bytes of what a JVM takes behind `-Xmx`: one letter at most, and a number alone is bytes.
#[must_use]
pub fn heap(value: &str) -> Option<i64> {
    let (number, unit) = split(value)?;
    let unit = if unit.is_empty() { 1 } else { power(&unit).filter(|_| unit != "p")? };
    number.checked_mul(unit)
}

/// Milliseconds of a time: a whole number and `us`, `ms`, `s`, `m` or `min`, `h`, `d`. A number alone is in `default_ms`.
///
/// `None` where it is no time or does not fit in 63 bits. Spark cuts `us` down to whole milliseconds, and so does this.
#[must_use]
pub fn milliseconds(value: &str, default_ms: i64) -> Option<i64> {
    let (number, unit) = split(value)?;
    let unit = match unit.as_str() {
        "" => default_ms,
        "us" => return Some(number / 1_000),
        "ms" => 1,
        "s" => 1_000,
        "m" | "min" => 60_000,
        "h" => 3_600_000,
        "d" => 86_400_000,
        _ => return None,
    };
    number.checked_mul(unit)
}

/// A size as Spark writes it, in the largest unit that divides it: `512m`, `3g`, `1000`. Zero and negative sizes have no unit.
#[must_use]
pub fn bytes_text(bytes: i64) -> String {
    let fits = |(letter, exponent): &(&'static str, u32)| {
        let unit = KIB.pow(*exponent);
        (bytes > 0 && bytes % unit == 0).then(|| format!("{}{letter}", bytes / unit))
    };
    LETTERS.iter().rev().find_map(fits).unwrap_or_else(|| bytes.to_string())
}

fn power(letter: &str) -> Option<i64> {
    LETTERS.iter().find(|(known, _)| *known == letter).map(|(_, exponent)| KIB.pow(*exponent))
}

/// The number and the letters behind it, small.
fn split(value: &str) -> Option<(i64, String)> {
    let value = value.trim();
    let digits = value.strip_prefix('-').unwrap_or(value);
    let letters = digits.trim_start_matches(|c: char| c.is_ascii_digit());
    let number = &value[..value.len() - letters.len()];
    let is_unit = letters.bytes().all(|byte| byte.is_ascii_alphabetic());
    is_unit.then(|| number.parse().ok().map(|number| (number, letters.to_ascii_lowercase())))?
}
