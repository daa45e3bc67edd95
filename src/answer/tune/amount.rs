//! Whole-number arithmetic of the formulas and how Spark writes sizes. Nothing here overflows: results stop at the ends of
//! `i64`. Never rounds in silence: each function says which way it rounds.

/// One KiB in bytes.
pub(super) const KIB: i64 = 1 << 10;
/// One MiB in bytes.
pub(super) const MIB: i64 = 1 << 20;
/// One GiB in bytes.
pub(super) const GIB: i64 = 1 << 30;

/// Suffixes that Spark reads, longest unit last. Source: `JavaUtils.byteSuffixes` as documented under "Spark Properties".
const SUFFIXES: [(&str, u32); 11] = [
    ("b", 0),
    ("k", 10),
    ("kb", 10),
    ("m", 20),
    ("mb", 20),
    ("g", 30),
    ("gb", 30),
    ("t", 40),
    ("tb", 40),
    ("p", 50),
    ("pb", 50),
];

fn narrow(wide: i128) -> i64 {
    i64::try_from(wide).unwrap_or(if wide < 0 { i64::MIN } else { i64::MAX })
}

/// `amount × part / whole`, rounded down; a `whole` below 1 counts as 1.
pub(super) fn share(amount: i64, part: i64, whole: i64) -> i64 {
    narrow((i128::from(amount) * i128::from(part)).div_euclid(i128::from(whole.max(1))))
}

/// `amount × part / whole`, rounded up; a `whole` below 1 counts as 1.
pub(super) fn share_up(amount: i64, part: i64, whole: i64) -> i64 {
    let whole = i128::from(whole.max(1));
    narrow((i128::from(amount) * i128::from(part) + whole - 1).div_euclid(whole))
}

/// `amount / part`, rounded up.
pub(super) fn parts(amount: i64, part: i64) -> i64 {
    share_up(amount, 1, part)
}

/// The next multiple of `unit`, or the amount itself where it is one.
pub(super) fn round_up(amount: i64, unit: i64) -> i64 {
    parts(amount, unit).saturating_mul(unit.max(1))
}

/// The multiple of `unit` at or below the amount.
pub(super) fn round_down(amount: i64, unit: i64) -> i64 {
    share(amount, 1, unit).saturating_mul(unit.max(1))
}

/// `part / whole` in per cent, rounded down; `None` where there is no whole.
pub(super) fn percent_of(part: i64, whole: i64) -> Option<i64> {
    (whole > 0).then(|| share(part, 100, whole))
}

/// A size as a Spark setting has it, in the largest unit up to GiB that holds it exactly.
pub(super) fn written(bytes: i64) -> String {
    match bytes {
        _ if bytes > 0 && bytes % GIB == 0 => format!("{}g", bytes / GIB),
        _ if bytes > 0 && bytes % MIB == 0 => format!("{}m", bytes / MIB),
        _ if bytes > 0 && bytes % KIB == 0 => format!("{}k", bytes / KIB),
        _ => format!("{bytes}b"),
    }
}

/// A size for people: with the unit that leaves one to four digits, and one decimal that is cut off, not rounded.
#[must_use]
pub fn said(bytes: i64) -> String {
    let units = ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];
    if bytes < KIB {
        return format!("{bytes} B");
    }
    let mut tenths = share(bytes, 10, KIB);
    let mut unit = units[0];
    for next in &units[1..] {
        if tenths < 10 * KIB {
            break;
        }
        tenths /= KIB;
        unit = next;
    }
    if tenths % 10 == 0 { format!("{} {unit}", tenths / 10) } else { format!("{}.{} {unit}", tenths / 10, tenths % 10) }
}

/// Reads a size as Spark does; a bare number counts in `bare` bytes. `None` where Spark would refuse it.
pub(super) fn read(text: &str, bare: i64) -> Option<i64> {
    let text = text.trim().to_ascii_lowercase();
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let number: i64 = text[..digits].parse().ok()?;
    let suffix = text[digits..].trim();
    if suffix.is_empty() {
        return Some(number.saturating_mul(bare));
    }
    let (_, shift) = SUFFIXES.iter().find(|(known, _)| *known == suffix)?;
    Some(number.saturating_mul(1_i64 << shift))
}

/// The nearest-rank percentile of sorted values: the value at place `⌈percent × n / 100⌉`. `None` where there are none.
pub(super) fn rank(sorted: &[i64], percent: usize) -> Option<i64> {
    let place = (sorted.len() * percent).div_ceil(100).max(1);
    sorted.get(place - 1).copied()
}

/// The nearest-rank median of values in any order.
pub(super) fn median(values: impl IntoIterator<Item = i64>) -> Option<i64> {
    let mut all: Vec<i64> = values.into_iter().collect();
    all.sort_unstable();
    rank(&all, 50)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_written_as_spark_reads_them() {
        for (bytes, text) in [
            (0, "0b"),
            (1, "1b"),
            (1024, "1k"),
            (1536, "1536b"),
            (262_144, "256k"),
            (134_217_728, "128m"),
            (1_073_741_824, "1g"),
            (1_610_612_736, "1536m"),
        ] {
            assert_eq!(written(bytes), text);
            assert_eq!(read(text, 1), Some(bytes));
        }
    }

    #[test]
    fn sizes_are_read_as_spark_reads_them() {
        assert_eq!(read("1024", MIB), Some(GIB));
        assert_eq!(read(" 64MB ", 1), Some(64 * MIB));
        assert_eq!(read("64 m", 1), Some(64 * MIB));
        assert_eq!(read("lots", 1), None);
        assert_eq!(read("1.5g", 1), None);
        assert_eq!(read("-1", 1), None);
        assert_eq!(read("", 1), None);
        assert_eq!(read("9223372036854775807p", 1), Some(i64::MAX));
    }

    #[test]
    fn people_read_sizes_with_one_decimal() {
        assert_eq!(said(0), "0 B");
        assert_eq!(said(1023), "1023 B");
        assert_eq!(said(1536), "1.5 KiB");
        assert_eq!(said(1_288_490_188), "1.1 GiB", "1.19 is cut to 1.1");
        assert_eq!(said(i64::MAX), "7.9 EiB");
    }

    #[test]
    fn products_stop_at_the_ends() {
        assert_eq!(share(i64::MAX, i64::MAX, 1), i64::MAX);
        assert_eq!(share_up(7, 1, 2), 4);
        assert_eq!(share(7, 1, 2), 3);
        assert_eq!(share(7, 1, 0), 7);
        assert_eq!(round_up(129, 128), 256);
        assert_eq!(round_down(255, 128), 128);
        assert_eq!(percent_of(1, 0), None);
    }

    #[test]
    fn percentiles_are_nearest_rank() {
        let twenty: Vec<i64> = (1..=20).collect();
        assert_eq!(rank(&twenty, 95), Some(19), "0.95 × 20 = 19");
        assert_eq!(rank(&twenty[..19], 95), Some(19), "⌈0.95 × 19⌉ = ⌈18.05⌉ = 19");
        assert_eq!(rank(&twenty, 50), Some(10));
        assert_eq!(rank(&[7], 95), Some(7));
        assert_eq!(rank(&[], 95), None);
        assert_eq!(median([9, 1, 5, 7]), Some(5), "⌈0.5 × 4⌉ = 2nd of 1 5 7 9");
    }
}
