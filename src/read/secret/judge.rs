//! Tells a secret from what only looks like one.
//!
//! Owns the reasoning on values: columns compared to columns, fields of connect
//! strings, and names of attributes that hold a secret. It decides by form and by the text around a value; it never keeps a
//! value and never reads a file. When in doubt about a quoted literal or a
//! connect string it says "secret"; when an identifier stands against an
//! identifier it says "no secret".

use std::ops::Range;
use std::sync::LazyLock;

use super::expression::Expression;
use super::reference::{is_bind, is_harmless, literal};

/// How a pattern's capture is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Judge {
    /// Any value that is no reference, no placeholder and not empty.
    Opaque,
    /// `key SEP value` where the value may also be a column or an expression.
    Assigned,
    /// `key=value` for keys that are common words: wants a key-like value.
    KeyLike,
    /// `identified by value`, which prose says too.
    Spoken,
    /// `-- password value`, which remarks say of columns and rules, too.
    Remark,
    /// A literal after the name of a secret, which may be its type or its title.
    Listed,
}

/// One match of a pattern.
pub(super) struct Place<'a> {
    /// Where the whole match starts (the key).
    pub start: usize,
    /// What stands between key and value.
    pub sep: &'a str,
    /// The value with its quotes.
    pub value: Range<usize>,
}

/// What is known of the text as a whole; costly parts are worked out once.
pub(super) struct Scene<'t> {
    text: &'t str,
    code: Option<bool>,
    quotes_upto: usize,
    in_literal: bool,
}

static CODE: LazyLock<Expression> = LazyLock::new(|| {
    Expression::new(concat!(
        r"(?i)\b(?:select|where|join|having|union|iif|decode|isnull|update\s+\S+(?:\s+\w+)?\s+set|insert\s+into",
        r"|merge\s+into|delete\s+from|case\s+when|declare|procedure|begin\s)\b",
        r"|\b(?:and|or|not|on|when)\s+[\w.$]+\s*(?:[<>=!]|is\b|in\b|like\b)",
    ))
});
static NAME: LazyLock<Expression> = LazyLock::new(|| Expression::new(r"^@?[A-Za-z_][\w$#]*(?:\.[A-Za-z_][\w$#]*)*$"));
static SECRET_COLUMN: LazyLock<Expression> =
    LazyLock::new(|| Expression::new(r"(?i)^(?:\w*_)?(?:pwd|passwo?r?d)(?:_\w*)?$"));
static PROSE: LazyLock<Expression> = LazyLock::new(|| {
    Expression::new(
        r"(?i)^(?:an?|the|its?|their|this|that|these|those|each|any|all|both|one|two|our|his|her|my|your|\w*(?:ids?|keys?|codes?|names?|numbers?))[.:]?$",
    )
});
static TYPE: LazyLock<Expression> = LazyLock::new(|| {
    Expression::new(
        r"(?i)^(?:n?(?:var)?char2?|n?string|n?text|n?clob|blob|raw|(?:var)?binary|u?int\w*|big\s?int|number|numeric|decimal|bool(?:ean)?|date|timestamp|bytea|json|secret|hidden|required|optional|masked|encrypted)(?:\([^()]*\))?$",
    )
});
static NEXT_PAIR: LazyLock<Expression> = LazyLock::new(|| Expression::new(r"^,\s*[A-Za-z_][\w.-]*\s*[=:]"));

impl<'t> Scene<'t> {
    /// Starts with nothing worked out.
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, code: None, quotes_upto: 0, in_literal: false }
    }

    /// True for SQL and expressions, where a bare word is a column.
    fn is_code(&mut self) -> bool {
        let text = self.text;
        *self.code.get_or_insert_with(|| CODE.is_match(text))
    }

    /// True when `at` stands inside a '...' literal. Calls must not go back.
    fn inside_literal(&mut self, at: usize) -> bool {
        if at > self.quotes_upto {
            let part = &self.text.as_bytes()[self.quotes_upto..at];
            for _ in part.iter().filter(|&&byte| byte == b'\'') {
                self.in_literal = !self.in_literal;
            }
            self.quotes_upto = at;
        }
        self.in_literal
    }
}

impl Judge {
    /// The range to mask (without quotes), or None when it is no secret.
    pub(super) fn accept(self, scene: &mut Scene<'_>, place: &Place<'_>) -> Option<Range<usize>> {
        let text = scene.text;
        let inner = unquote(text, place.value.clone());
        let quoted = inner != place.value;
        let kept = literal(text, inner.clone())?;
        let value = &text[inner.clone()];
        let bound = !quoted && is_bind(value);
        if (bound || value.starts_with('`')) && scene.is_code() {
            return None;
        }
        if kept != inner {
            return Some(kept);
        }
        let secret = match self {
            Judge::Opaque => return Some(inner),
            Judge::Assigned if quoted => !is_column_name(scene, place, value),
            Judge::Assigned => is_bare_secret(scene, place, value),
            Judge::KeyLike => is_key_like(value),
            Judge::Remark => return is_password_like(value).then_some(inner),
            Judge::Listed => return is_listed_secret(value).then_some(inner),
            Judge::Spoken => return (quoted || is_spoken_secret(text, place, value)).then_some(inner),
        };
        let range = if quoted { inner } else { stretch(text, inner) };
        secret.then_some(range)
    }
}

/// True when a double-quoted text is a quoted SQL identifier such as "PASSWORD".
fn is_column_name(scene: &mut Scene<'_>, place: &Place<'_>, value: &str) -> bool {
    scene.text.as_bytes().get(place.value.start) == Some(&b'"') && SECRET_COLUMN.is_match(value) && scene.is_code()
}

/// Judges a value without quotes.
fn is_bare_secret(scene: &mut Scene<'_>, place: &Place<'_>, value: &str) -> bool {
    if is_pwd_path(scene.text, place, value) {
        return false;
    }
    if is_connect_string(scene, place) {
        return true;
    }
    if matches!(place.sep.trim(), ":=" | "==" | "!=" | "<>" | "=>") {
        return !NAME.is_match(value);
    }
    let spaced = place.sep.starts_with(char::is_whitespace);
    let name = NAME.is_match(value);
    let call = value.starts_with('(') || (name && scene.text[place.value.end..].starts_with('('));
    if (name || call) && scene.is_code() {
        return false;
    }
    if spaced && (SECRET_COLUMN.is_match(value) || call) {
        return false;
    }
    // `t.pwd = s.pwd`, and `PWD = T.PWD`; `PASS=a.b` in a shell is a secret.
    let dotted = name && value.contains('.');
    !(dotted && (spaced || is_qualified(scene.text, place.start)))
}

/// True when the key is one field of a connect string or of a URL query.
fn is_connect_string(scene: &mut Scene<'_>, place: &Place<'_>) -> bool {
    let before = key_start(scene.text, place.start);
    let glued = !place.sep.starts_with(char::is_whitespace);
    let last = scene.text[..before].trim_end().chars().next_back();
    let field = matches!(last, Some(';' | '?' | '&' | '{'));
    (glued && field) || (scene.inside_literal(place.start) && place.sep.trim() == "=")
}

/// Walks back over the letters of a key (bounded, so that time stays linear).
fn key_start(text: &str, at: usize) -> usize {
    let head = &text.as_bytes()[..at];
    let part = |b: &u8| b.is_ascii_alphanumeric() || *b == b'_';
    at - head.iter().rev().take(64).take_while(|b| part(b)).count()
}

/// True when the key is `alias.column`.
fn is_qualified(text: &str, at: usize) -> bool {
    let start = key_start(text, at);
    start > 0 && text.as_bytes()[start - 1] == b'.'
}

/// True for the shell variable PWD, which holds a folder.
fn is_pwd_path(text: &str, place: &Place<'_>, value: &str) -> bool {
    let start = key_start(text, place.start);
    let key = &text.as_bytes()[start..];
    let is_key = |name: &str| key.get(..name.len()).is_some_and(|k| k.eq_ignore_ascii_case(name.as_bytes()));
    (is_key("pwd=") || is_key("oldpwd=")) && value.starts_with(['/', '~', '.'])
}

/// Tells SQL from prose: `IDENTIFIED BY x` in capitals or at the start, or a value that is no word.
fn is_spoken_secret(text: &str, place: &Place<'_>, value: &str) -> bool {
    if PROSE.is_match(value) {
        return false;
    }
    let letters = value.bytes().any(|b| b.is_ascii_alphabetic());
    let digits = value.bytes().any(|b| b.is_ascii_digit());
    let is_word = value.bytes().all(|b| b.is_ascii_alphanumeric() || b"_.$:".contains(&b));
    let is_sql = text[place.start..].starts_with("IDENTIFIED") || text[..place.start].trim().is_empty();
    is_sql || !is_word || (letters && digits && value.len() >= 6 && !value.contains(['_', '.']))
}

/// Wants what keys have and words have not: length, a digit, no blank.
fn is_key_like(value: &str) -> bool {
    value.len() >= 12 && value.bytes().any(|b| b.is_ascii_digit()) && !value.contains(char::is_whitespace)
}

/// Wants what no word of a sentence is: letters of both cases and a digit, or a sign of punctuation among them.
fn is_password_like(value: &str) -> bool {
    let has = |test: fn(&u8) -> bool| value.as_bytes().iter().any(test);
    let cases = has(u8::is_ascii_lowercase) && has(u8::is_ascii_uppercase);
    let signs = has(u8::is_ascii_alphabetic) && has(|b| b"!@#$%^*+?~".contains(b));
    value.len() >= 6 && has(u8::is_ascii_digit) && (cases || signs) && !value.contains(['.', '(', '/', ' '])
}

/// False for the type, the title or the name of a column in a list of columns.
fn is_listed_secret(value: &str) -> bool {
    !value.contains(char::is_whitespace) && !TYPE.is_match(value) && !name_holds_secret(value)
}

/// Takes one pair of quotes off (also `\"..\"`, `N'..'`, `{..}`), or an opening
/// quote that is never closed.
pub(super) fn unquote(text: &str, range: Range<usize>) -> Range<usize> {
    let (mut start, mut end) = (range.start, range.end);
    let raw = &text.as_bytes()[range];
    let prefixed = raw.len() > 1 && matches!(raw[0], b'N' | b'n' | b'E' | b'e') && raw[1] == b'\'';
    start += usize::from(prefixed);
    let raw = &text.as_bytes()[start..end];
    let (open, close): (&[u8], &[u8]) = match raw {
        [b'\\', b'"', ..] => (b"\\\"", b"\\\""),
        [b'\\', b'\'', ..] => (b"\\'", b"\\'"),
        [b'"', ..] => (b"\"", b"\""),
        [b'\'', ..] => (b"'", b"'"),
        [b'{', b'{', ..] => return start..end,
        [b'{', ..] => (b"{", b"}"),
        _ => return start..end,
    };
    start += open.len();
    if raw.len() >= open.len() + close.len() && raw.ends_with(close) {
        end -= close.len();
    }
    start..end
}

/// Stretches a bare value over commas and brackets to the end of its field, but
/// not over what follows it: `a,host=b`, a closing bracket, a last comma.
fn stretch(text: &str, range: Range<usize>) -> Range<usize> {
    let rest = &text[range.end..];
    let ends = |at: usize, c: char| {
        c.is_whitespace() || matches!(c, '"' | '\'' | ';' | '&') || (c == ',' && NEXT_PAIR.is_match(&rest[at..]))
    };
    let stop = rest.char_indices().find(|&(at, c)| ends(at, c));
    let stop = range.end + stop.map_or(rest.len(), |(at, _)| at);
    let mut value = &text[range.start..stop];
    for (open, close) in [('(', ')'), ('[', ']'), ('{', '}')] {
        if !value.contains(open) {
            value = value.trim_end_matches([close, ',']);
        }
    }
    range.start..range.start + value.trim_end_matches(',').len()
}

/// Last parts of names that speak about a secret without holding it.
const NAME_TAILS: &[&str] = &[
    "days",
    "date",
    "expiry",
    "expiration",
    "expires",
    "length",
    "policy",
    "file",
    "filename",
    "path",
    "directory",
    "var",
    "variable",
    "env",
    "type",
    "flag",
    "count",
    "required",
    "enabled",
    "encrypted",
    "prompt",
    "column",
    "field",
    "name",
    "id",
    "alias",
    "url",
    "endpoint",
    "timeout",
    "hint",
    "changed",
    "age",
    "limit",
    "mode",
];

/// Words that mark a secret wherever they stand in a name.
const NAME_WORDS: &[&str] = &["password", "passwd", "passwrd", "passphrase", "passwort", "pwd", "senha", "contrase"];

/// Words that mark a secret when the name ends with them.
const NAME_ENDS: &[&str] = &[
    "secret",
    "secretkey",
    "secretaccesskey",
    "accesskey",
    "accountkey",
    "sharedaccesskey",
    "apikey",
    "privatekey",
    "authtoken",
    "accesstoken",
    "refreshtoken",
    "sessiontoken",
    "securitytoken",
    "bearertoken",
    "apitoken",
    "sastoken",
    "secrettoken",
];

/// True when an attribute of this NAME holds a secret as its whole value.
///
/// Meant for ATTRIBUTE / VALUEPAIR / parameter-file pairs and for XML attributes
/// such as PASSWORD="...". False for empty values, pure references to parameters
/// or variables, flags, placeholders and the mask. Not meant for the expression
/// of a port that is merely named PASSWORD: that is code, see [`super::cut`].
#[must_use]
pub fn named_secret(name: &str, value: &str) -> bool {
    name_holds_secret(name) && is_telling(value)
}

/// False for a value that is empty, a reference, a flag, a placeholder or the mask: it may stand where a secret belongs.
#[must_use]
pub fn is_telling(value: &str) -> bool {
    let range = unquote(value, 0..value.len());
    !is_harmless(value) && literal(value, range).is_some()
}

/// True where an attribute of this name holds a secret, unless its value is harmless.
#[must_use]
pub fn name_holds_secret(name: &str) -> bool {
    // ASCII only, as in the quick test: a Kelvin sign is no `k`.
    let lower = name.to_ascii_lowercase();
    let last = lower.rsplit(|c: char| !c.is_alphanumeric()).find(|part| !part.is_empty());
    let tail = |tail: &&str| {
        // `ends_with`, as `PasswordFile` has no separator; it refuses nothing
        // else, as no word of NAME_WORDS or NAME_ENDS ends with a tail.
        last.is_some_and(|last| last.ends_with(*tail))
    };
    if NAME_TAILS.iter().any(tail) {
        return false;
    }
    let joined: String = lower.chars().filter(|c| !" _-.".contains(*c)).collect();
    let sole = lower.trim_matches(|c: char| !c.is_alphanumeric());
    NAME_WORDS.iter().any(|word| lower.contains(word))
        || NAME_ENDS.iter().any(|word| joined.ends_with(word))
        || sole == "token"
        || sole == "pass"
        || ["_pass", " pass", "sshpass", "dbpass"].iter().any(|end| lower.ends_with(end))
}
