//! YAML out: lines that every reader of YAML understands alike.
//!
//! Owns what must stand in quotes.

/// Words that some reader takes for a flag or for nothing.
const RESERVED: [&str; 11] = ["true", "false", "yes", "no", "on", "off", "null", "y", "n", "nan", "inf"];

/// A text as a scalar: plain where nothing in it means anything to YAML, else in double quotes on one line.
#[must_use]
pub fn scalar(text: &str) -> String {
    if is_plain(text) || is_whole_number(text) { text.to_owned() } else { quoted(text) }
}

/// A word of ours, which may be a flag on purpose.
#[must_use]
pub fn word(text: &str) -> String {
    if matches!(text, "true" | "false") { text.to_owned() } else { scalar(text) }
}

fn is_plain(text: &str) -> bool {
    let begins = text.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '_' | '$'));
    let goes_on =
        text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '$' | ' ' | '.' | '-' | '/' | '(' | ')'));
    begins && goes_on && !text.ends_with(' ') && !RESERVED.iter().any(|word| text.eq_ignore_ascii_case(word))
}

fn is_whole_number(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 18
        && text.bytes().all(|byte| byte.is_ascii_digit())
        && (text == "0" || !text.starts_with('0'))
}

fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            _ if crate::model::steers(c)
                || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}') =>
            {
                out.push_str(&format!("\\U{:08x}", u32::from(c)));
            }
            _ => out.push(c),
        }
    }
    out.push('"');
    out
}

/// A text behind `# `, on one line.
#[must_use]
pub fn comment(text: &str) -> String {
    let line: String = text.chars().map(|c| if crate::model::steers(c) { ' ' } else { c }).collect();
    format!("# {line}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_means_something_to_yaml_is_quoted() {
        for plain in ["s_m_load", "DTM buffer size", "$DBConnection_X", "Cache LOOKUP() function", "10000", "0"] {
            assert_eq!(scalar(plain), plain);
        }
        for text in ["", "yes", "No", "010", "1e3", "a: b", "a #b", "- a", "x ", "{a}", "ä", "1_000"] {
            assert!(scalar(text).starts_with('"'), "{text}");
        }
        assert_eq!(scalar("a\r\n\"\\\u{1}"), "\"a\\r\\n\\\"\\\\\\U00000001\"");
    }
}
