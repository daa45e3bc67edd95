//! Does a value fit the datatype it is declared with?
//!
//! Owns the formats that PowerCenter reads (manual: Rules and Guidelines for Parameter Files). Changes no value.

use crate::model::design::Declaration;

/// Says what is wrong with a value, `None` where it fits. An empty value is the datatype's default and fits.
#[must_use]
pub fn check(declaration: &Declaration, value: &str) -> Option<String> {
    if value.is_empty() || declaration.expression || value.contains('$') {
        return None;
    }
    let name = &declaration.name;
    let datatype = declaration.datatype.to_ascii_lowercase();
    let wrong = |what: &str| Some(format!("the value of {name} is {what}"));
    match datatype.as_str() {
        "integer" | "small integer" => match value.trim().parse::<i32>() {
            Ok(_) => None,
            Err(_) => wrong("no integer of 32 bits"),
        },
        "bigint" => {
            if value.trim().parse::<i64>().is_ok() {
                None
            } else {
                wrong("no integer of 64 bits")
            }
        }
        "double" | "real" => {
            if is_number(value.trim()) {
                None
            } else {
                wrong("no number")
            }
        }
        "decimal" | "number(p,s)" => decimal(declaration, value.trim()),
        "date/time" => {
            if is_date(value.trim()) {
                None
            } else {
                wrong("no date such as 12/31/2026 or 12/31/2026 23:59:59")
            }
        }
        "string" | "nstring" => {
            let longest =
                declaration.precision.and_then(|digits| usize::try_from(digits).ok()).filter(|most| *most > 0);
            let length = value.chars().count();
            longest
                .filter(|most| length > *most)
                .map(|most| format!("the value of {name} has {length} characters and is cut to {most}"))
        }
        _ => None,
    }
}

fn is_number(text: &str) -> bool {
    text.parse::<f64>().is_ok_and(f64::is_finite)
        && text.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte))
}

fn decimal(declaration: &Declaration, text: &str) -> Option<String> {
    let name = &declaration.name;
    if !is_number(text) {
        return Some(format!("the value of {name} is no number"));
    }
    let digits = text.trim_start_matches(['+', '-']);
    let (whole, after) = digits.split_once('.').unwrap_or((digits, ""));
    let (whole, after) = (whole.trim_start_matches('0').len(), after.trim_end_matches('0').len());
    let most = |limit: Option<i64>| limit.and_then(|digits| usize::try_from(digits).ok()).filter(|most| *most > 0);
    let (precision, scale) = (most(declaration.precision)?, most(declaration.scale).unwrap_or(0));
    if whole + scale > precision {
        return Some(format!(
            "the value of {name} has {whole} digits before the point; ({precision},{scale}) holds {}",
            precision.saturating_sub(scale)
        ));
    }
    (after > scale)
        .then(|| format!("the value of {name} has {after} digits after the point; ({precision},{scale}) keeps {scale}"))
}

/// MM/DD/RR or MM/DD/YYYY, then HH24:MI, with seconds, with a fraction of up to nine digits; `- / \ : .` and spaces part.
fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split(['-', '/', '\\', ':', '.', ' ']).filter(|part| !part.is_empty()).collect();
    if parts.iter().any(|part| !part.bytes().all(|byte| byte.is_ascii_digit())) {
        return false;
    }
    let number = |at: usize| parts.get(at).and_then(|part| part.parse::<u32>().ok());
    let within =
        |at: usize, least: u32, most: u32| parts.len() <= at || number(at).is_some_and(|n| (least..=most).contains(&n));
    let year = parts.get(2).is_some_and(|year| year.len() == 2 || year.len() == 4);
    let count = matches!(parts.len(), 3 | 5 | 6 | 7);
    let fraction = parts.get(6).is_none_or(|digits| digits.len() <= 9);
    count
        && year
        && fraction
        && within(0, 1, 12)
        && within(1, 1, 31)
        && within(3, 0, 23)
        && within(4, 0, 59)
        && within(5, 0, 59)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Text;
    use crate::model::design::Owner;

    fn declared(datatype: &str, precision: i64, scale: i64) -> Declaration {
        Declaration {
            name: "$$X".into(),
            owner: Owner::Mapping,
            datatype: datatype.into(),
            precision: Some(precision),
            scale: Some(scale),
            initial: Text::default(),
            null: false,
            kept: false,
            expression: false,
            place: String::new(),
        }
    }

    #[test]
    fn values_that_fit_and_values_that_do_not() {
        for (datatype, precision, scale, value, fits) in [
            ("integer", 10, 0, "42", true),
            ("integer", 10, 0, "-42 ", true),
            ("integer", 10, 0, "4.2", false),
            ("integer", 10, 0, "2147483648", false),
            ("bigint", 19, 0, "2147483648", true),
            ("bigint", 19, 0, "x", false),
            ("double", 15, 0, "1e3", true),
            ("double", 15, 0, "inf", false),
            ("decimal", 5, 2, "123.45", true),
            ("decimal", 5, 2, "-0123.450", true),
            ("decimal", 5, 2, "1234.5", false),
            ("decimal", 5, 2, "1.234", false),
            ("decimal", 5, 2, "1,5", false),
            ("date/time", 29, 9, "12/31/2026", true),
            ("date/time", 29, 9, "12/31/26 23:59", true),
            ("date/time", 29, 9, "12-31-2026  23:59:59.123456789", true),
            ("date/time", 29, 9, "2026-12-31", false),
            ("date/time", 29, 9, "12/31/026", false),
            ("date/time", 29, 9, "12/31/2026 24:00", false),
            ("string", 3, 0, "äöü", true),
            ("string", 3, 0, "abcd", false),
            ("string", 3, 0, "", true),
        ] {
            let wrong = check(&declared(datatype, precision, scale), value);
            assert_eq!(wrong.is_none(), fits, "{datatype} {value}: {wrong:?}");
        }
    }
}
