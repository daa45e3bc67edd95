//! Lengths of time as people write them: `90s`, `90m`, `26h`, `2d`.

/// Seconds of a length of time: whole numbers with a unit, `1h30m` too. `None` for everything else.
#[must_use]
pub(super) fn seconds(text: &str) -> Option<u64> {
    let mut rest = text.trim();
    let mut all = None;
    while !rest.is_empty() {
        let end = rest.find(|c: char| !c.is_ascii_digit())?;
        let number: u64 = rest.get(..end)?.parse().ok()?;
        let unit = match rest.as_bytes().get(end)? {
            b's' => 1,
            b'm' => 60,
            b'h' => 3600,
            b'd' => 86_400,
            _ => return None,
        };
        all = Some(number.checked_mul(unit)?.checked_add(all.unwrap_or(0))?);
        rest = rest.get(end + 1..)?;
    }
    all
}

#[cfg(test)]
mod tests {
    use super::seconds;

    #[test]
    fn a_length_has_a_unit() {
        assert_eq!(
            [seconds("90m"), seconds("26h"), seconds("2d"), seconds("1h30m"), seconds(" 5s ")],
            [Some(5400), Some(93_600), Some(172_800), Some(5400), Some(5)]
        );
        for wrong in ["", "90", "m", "-5m", "1.5h", "5 m", "9x", "99999999999999999999d", "5é"] {
            assert_eq!(seconds(wrong), None, "{wrong}");
        }
    }
}
