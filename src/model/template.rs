//! Templates: session files with parameters in them, and what a parameter may be set to.
//!
//! Owns the shape and the kinds of parameters. How a parameter stands in a text is `placeholder`'s business.

pub mod placeholder;

use super::Text;
use super::session::Session;
use super::session_key::{SessionKey, Values, hint};

/// Templates that are built into the program: name and text.
pub const BUILT_IN: &[(&str, &str)] = &[
    ("bulk_insert", include_str!("../../templates/sessions/bulk_insert.yaml")),
    ("cdc", include_str!("../../templates/sessions/cdc.yaml")),
    ("incremental", include_str!("../../templates/sessions/incremental.yaml")),
    ("upsert", include_str!("../../templates/sessions/upsert.yaml")),
];

/// A session whose texts may hold `${parameter}`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Template {
    /// Its name; empty where the text tells none.
    pub name: Text,
    /// What it is for.
    pub description: String,
    /// In the order in which they are written.
    pub parameters: Vec<Parameter>,
    /// Repository, with placeholders.
    pub repository: Text,
    /// Folder, with placeholders.
    pub folder: Text,
    /// The session, with placeholders in its texts.
    pub session: Session,
    /// What sessions have that it says nothing of, in words; only of a template that was just made.
    pub uncovered: Vec<String>,
}

/// What a session made of a template must or may be told.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Parameter {
    /// Lower case letters, digits and `_`.
    pub name: Text,
    /// What it may be set to.
    pub kind: Kind,
    /// What it is where nobody sets it.
    pub default: Option<Text>,
    /// True where it may be left unset without a default: what it alone is the value of is then left out.
    pub optional: bool,
    /// What it is.
    pub description: String,
    /// The value in each session that the template was made of, by address; `None` where the session does not say it.
    pub values: Vec<(Text, Option<Text>)>,
}

/// What a parameter may be set to. A `$` parameter of PowerCenter may always be.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Kind {
    /// Any text
    #[default]
    Text,
    /// A whole number
    Number,
    /// Bytes, also with KB, MB, GB; `Auto`
    Size,
    /// One of these words
    Choice(Vec<Text>),
}

/// A template as the catalog keeps it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StoredTemplate {
    /// Its name.
    pub name: Text,
    /// What it is for.
    pub description: String,
    /// How many parameters it has.
    pub parameters: u32,
    /// The sessions it was made of, the file it was read from, or `built in`.
    pub source: String,
    /// Since when (UTC); empty for one that is built in.
    pub since: String,
    /// YAML, as it was made or read.
    pub text: String,
}

impl Kind {
    /// The kind of what a key of session files may be set to.
    #[must_use]
    pub fn of(values: Values) -> Self {
        match values {
            Values::Text | Values::Inside => Self::Text,
            Values::Number => Self::Number,
            Values::Size => Self::Size,
            Values::Words(words) => Self::Choice(words.iter().map(|(word, _)| (*word).into()).collect()),
        }
    }

    /// Its word in a template.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Number => "number",
            Self::Size => "size",
            Self::Choice(_) => "choice",
        }
    }

    /// Checks a value; fails with what may stand there.
    pub fn check(&self, value: &str) -> Result<(), String> {
        let by = |values| {
            let key =
                SessionKey { section: "", key: "", place: super::session_key::Place::Ours, attribute: "", values };
            key.spelling(value).map(drop)
        };
        match self {
            Self::Text => Ok(()),
            Self::Number => by(Values::Number).and_then(|()| of_64_bits(value)),
            Self::Size => by(Values::Size).and_then(|()| of_64_bits(value)),
            Self::Choice(_) if value.starts_with('$') => Ok(()),
            Self::Choice(words) if words.iter().any(|word| word.eq_ignore_ascii_case(value)) => Ok(()),
            Self::Choice(words) => Err(hint(value, words.iter().map(Text::as_str))),
        }
    }
}

/// Refuses a number, or one of bytes, beyond 64 bits; its form was looked at.
fn of_64_bits(value: &str) -> Result<(), String> {
    let end = value.find(|c: char| !c.is_ascii_digit()).unwrap_or(value.len());
    let (digits, unit) = value.split_at(end);
    let bytes: i64 = match unit.trim().to_ascii_uppercase().as_str() {
        "KB" => 1 << 10,
        "MB" => 1 << 20,
        "GB" => 1 << 30,
        _ => 1,
    };
    let is_short = digits.is_empty() || digits.parse::<i64>().is_ok_and(|number| number.checked_mul(bytes).is_some());
    if is_short { Ok(()) } else { Err("the number is too large".to_owned()) }
}

/// True for what a template or a parameter may be called: a lower case letter, then such letters, digits and `_`, 64 at most.
#[must_use]
pub fn is_name(text: &str) -> bool {
    let goes_on = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    text.starts_with(|c: char| c.is_ascii_lowercase()) && text.len() <= 64 && text.bytes().all(goes_on)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_take_what_session_files_take() {
        assert_eq!(Kind::Number.check("10000"), Ok(()));
        assert!(Kind::Number.check("many").is_err() && Kind::Number.check("").is_err());
        assert_eq!(Kind::Size.check("64 MB"), Ok(()));
        assert_eq!(Kind::Number.check("$$EVERY"), Ok(()));
        assert_eq!(Kind::Number.check("9223372036854775807"), Ok(()));
        assert_eq!(Kind::Number.check("9223372036854775808"), Err("the number is too large".to_owned()));
        assert_eq!(Kind::Size.check("8589934591 GB"), Ok(()));
        assert_eq!(Kind::Size.check("8589934592 GB"), Err("the number is too large".to_owned()));
        let choice = Kind::Choice(vec!["source".into(), "target".into()]);
        assert_eq!(choice.check("Target"), Ok(()));
        assert_eq!(choice.check("tarhet"), Err("did you mean target?".to_owned()));
    }

    #[test]
    fn names_are_plain_words() {
        for name in ["upsert", "a1_b"] {
            assert!(is_name(name), "{name}");
        }
        for name in ["", "1a", "A", "a-b", "a b", "../a"] {
            assert!(!is_name(name), "{name}");
        }
    }
}
