//! What SQL, filters and conditions say, as far as rules ask: words and signs, without comments and quotes.
//!
//! Owns a quick look at a text that may be any dialect, or no SQL at all. Never judges it.

/// A piece of SQL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::answer) enum Token<'t> {
    /// Letters, digits, `_`, `$`, `#`, `@`; a quoted or bracketed name without its quotes.
    Word(&'t str),
    /// What stands between single quotes.
    Literal(&'t str),
    /// Any other sign.
    Sign(char),
}

/// The pieces of a text, in order.
pub(in crate::answer) fn tokens(text: &str) -> impl Iterator<Item = Token<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        loop {
            rest = rest.trim_start();
            let after = if rest.starts_with("--") {
                rest.split_once('\n').map_or("", |(_, after)| after)
            } else if let Some(comment) = rest.strip_prefix("/*") {
                comment.split_once("*/").map_or("", |(_, after)| after)
            } else {
                break;
            };
            rest = after;
        }
        let first = rest.chars().next()?;
        let (token, after) = match first {
            '\'' => quoted(rest, '\'', Token::Literal),
            '"' => quoted(rest, '"', Token::Word),
            '[' => quoted(rest, ']', Token::Word),
            _ if in_word(first) => {
                let end = rest.find(|one| !in_word(one)).unwrap_or(rest.len());
                (Token::Word(&rest[..end]), &rest[end..])
            }
            _ => (Token::Sign(first), &rest[first.len_utf8()..]),
        };
        rest = after;
        Some(token)
    })
}

fn in_word(one: char) -> bool {
    one.is_alphanumeric() || matches!(one, '_' | '$' | '#' | '@')
}

/// A text in quotes; one that does not end goes to the end.
fn quoted<'t>(rest: &'t str, closing: char, token: impl Fn(&'t str) -> Token<'t>) -> (Token<'t>, &'t str) {
    let inside = &rest[1..];
    match inside.split_once(closing) {
        Some((said, after)) => (token(said), after),
        None => (token(inside), ""),
    }
}

/// True where it selects every column: `SELECT *`, `SELECT t.*`.
pub(in crate::answer) fn selects_all(text: &str) -> bool {
    if !text.contains('*') {
        return false;
    }
    let mut before = Token::Sign(' ');
    for token in tokens(text) {
        let list = match before {
            Token::Word(word) => ["SELECT", "DISTINCT", "ALL"].iter().any(|one| one.eq_ignore_ascii_case(word)),
            Token::Sign(sign) => matches!(sign, '.' | ','),
            Token::Literal(_) => false,
        };
        if list && token == Token::Sign('*') {
            return true;
        }
        before = token;
    }
    false
}

/// The first word that is one of some names, with commas between.
pub(in crate::answer) fn names_one<'t>(text: &'t str, names: &str) -> Option<&'t str> {
    tokens(text).find_map(|token| match token {
        Token::Word(word) if names.split(',').any(|name| name.trim().eq_ignore_ascii_case(word)) => Some(word),
        _ => None,
    })
}

/// The first schema that stands before a table after FROM, JOIN, INTO, UPDATE or TABLE and is neither a parameter nor one
/// of `except`.
pub(in crate::answer) fn schema<'t>(text: &'t str, except: &str) -> Option<&'t str> {
    const BEFORE: [&str; 5] = ["FROM", "JOIN", "INTO", "UPDATE", "TABLE"];
    if !text.contains('.') {
        return None;
    }
    let all: Vec<Token<'_>> = tokens(text).collect();
    all.windows(4).find_map(|four| match four {
        [Token::Word(before), Token::Word(schema), Token::Sign('.'), Token::Word(_)]
            if BEFORE.iter().any(|one| one.eq_ignore_ascii_case(before)) && is_fixed(schema, except) =>
        {
            Some(*schema)
        }
        _ => None,
    })
}

/// True for the name of a schema that is no parameter and none of `except`.
pub(in crate::answer) fn is_fixed(schema: &str, except: &str) -> bool {
    !schema.is_empty() && !schema.contains('$') && !except.split(',').any(|one| one.trim().eq_ignore_ascii_case(schema))
}

/// The first literal that is a day, unless it is one of `except` (written `2026-01-31`, commas between), or so early or late
/// that it means "never" or "always".
pub(in crate::answer) fn fixed_day<'t>(text: &'t str, except: &str) -> Option<&'t str> {
    tokens(text).find_map(|token| match token {
        Token::Literal(said) => {
            day(said).filter(|days| !days.iter().any(|day| except.contains(day) || !real(day))).map(|_| said)
        }
        _ => None,
    })
}

fn real(day: &str) -> bool {
    ("1902".."2099").contains(&day.get(..4).unwrap_or_default())
}

/// The days that a text may mean: `2026-01-31…`, `2026/01/31…`, `01/31/2026…` and `31.01.2026…`.
fn day(text: &str) -> Option<[String; 2]> {
    let text = text.trim();
    let parts: Vec<&str> = text.get(..10)?.split(['-', '/', '.']).collect();
    let [a, b, c] = parts[..] else { return None };
    let digits = |one: &str, many: usize| one.len() == many && one.bytes().all(|byte| byte.is_ascii_digit());
    let behind = text.get(10..)?.chars().next();
    if behind.is_some_and(|one| one.is_ascii_digit()) {
        return None;
    }
    if digits(a, 4) && digits(b, 2) && digits(c, 2) {
        Some([format!("{a}-{b}-{c}"), format!("{a}-{c}-{b}")])
    } else if digits(a, 2) && digits(b, 2) && digits(c, 4) {
        Some([format!("{c}-{a}-{b}"), format!("{c}-{b}-{a}")])
    } else {
        None
    }
}

/// True where a condition lets everything through: empty, `TRUE`, `1`, `1 = 1`.
pub(in crate::answer) fn always_true(condition: &str) -> bool {
    let said: String = condition.chars().filter(|one| !one.is_whitespace() && !matches!(one, '(' | ')')).collect();
    matches!(said.to_ascii_uppercase().as_str(), "" | "TRUE" | "1" | "1=1")
}

/// True for a path that is right on one machine only.
pub(in crate::answer) fn is_absolute(path: &str) -> bool {
    let bytes = path.as_bytes();
    path.starts_with('/')
        || path.starts_with("\\\\")
        || matches!(bytes, [drive, b':', b'\\' | b'/', ..] if drive.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_that_selects_is_told_from_one_that_counts_or_multiplies() {
        for all in ["SELECT * FROM t", "select distinct\n*", "SELECT a, t.* FROM t", "SELECT a,* FROM t"] {
            assert!(selects_all(all), "{all}");
        }
        for not in ["SELECT count(*) FROM t", "SELECT a * 2 FROM t", "SELECT '*' /* SELECT * */ -- SELECT *", ""] {
            assert!(!selects_all(not), "{not}");
        }
    }

    #[test]
    fn schemas_are_found_where_tables_stand() {
        assert_eq!(schema("SELECT o.x FROM DWH.ORDERS o", "dbo"), Some("DWH"));
        assert_eq!(schema("select 1 from [Sales].[Orders]", "dbo"), Some("Sales"));
        for not in ["SELECT a.b FROM t a", "FROM dbo.t", "FROM $$OWNER.t", "FROM $Param.t", "-- FROM a.b"] {
            assert_eq!(schema(not, "dbo, sys"), None, "{not}");
        }
    }

    #[test]
    fn days_are_told_from_other_literals() {
        assert_eq!(fixed_day("d > TO_DATE('01/31/2019 00:00', 'MM/DD/YYYY HH24:MI')", ""), Some("01/31/2019 00:00"));
        assert_eq!(fixed_day("d > '2019-01-31'", ""), Some("2019-01-31"));
        for not in [
            "d > '12/31/9999'",
            "d > '1970-01-01'",
            "d > '31.12.9999'",
            "'1234-56'",
            "'2019-01-011'",
            "'äöü-äö-ä'",
            "2019-01-31",
            "'",
        ] {
            assert_eq!(fixed_day(not, "1970-01-01"), None, "{not}");
        }
    }

    #[test]
    fn sensitive_names_are_words_and_no_pieces_of_them() {
        assert_eq!(names_one("SELECT c.SSN FROM t", "dob, ssn"), Some("SSN"));
        assert_eq!(names_one("SELECT ssn_count, 'ssn' FROM t", "ssn"), None);
    }

    #[test]
    fn conditions_that_let_everything_through() {
        assert!(["", "TRUE", " true ", "(1 = 1)", "1"].iter().all(|one| always_true(one)));
        assert!(!always_true("1 = 0") && !always_true("TRUE AND X"));
    }

    #[test]
    fn paths_of_one_machine() {
        assert!(["/tmp/x", "C:\\x", "\\\\host\\x"].iter().all(|one| is_absolute(one)));
        assert!(["$PMRootDir/x", "x/y", "", "::\\"].iter().all(|one| !is_absolute(one)));
    }
}
