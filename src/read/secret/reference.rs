//! Values that are no secrets: variables, placeholders, flags, and the mask itself.
//!
//! Owns the forms that stand for a value kept elsewhere. A form that may as well be the literal itself (`<x>`, `:x`, `%x%`,
//! `$(echo x)`, `${NAME:-x}`) counts only where it can mean nothing else. Decides by form alone; `judge.rs` knows the text
//! around.

use std::ops::Range;
use std::sync::LazyLock;

use super::MASK;
use super::expression::Expression;
use crate::model::credential::marks;

/// Variables of PowerCenter, shells, Windows (in capitals, as they are written) and templates; binds and placeholders.
static REFERENCE: LazyLock<Expression> = LazyLock::new(|| {
    Expression::new(concat!(
        r"^(?:(?:\$\$?[A-Za-z_]\w*|\$\{(?:env:|sys:)?[A-Za-z_][\w.]*\}|\$env:\w+|%[A-Z_][A-Z0-9_]*%|![A-Z_][A-Z0-9_]*!|\{\{[^{}]*\}\})+",
        r"|(?i::(?:\w*_)?(?:pw|pwd|pass|passw|password|passwd|senha)(?:_\w*)?)|:\d+|\?|&&?[A-Za-z_]\w*\.?",
        r"|(?i:<(?:(?:your|the|my|a|new|old|db|database|user|enter|insert)[ _-]?)*(?:password|passwd|pwd|passphrase|senha|secret|token|key)(?:[ _-]?here)?>)",
        r"|[*]+|[xX]{3,})$",
    ))
});
static BIND: LazyLock<Expression> = LazyLock::new(|| Expression::new(r"^:[A-Za-z_]\w*$"));
static FLAG: LazyLock<Expression> = LazyLock::new(|| {
    Expression::new(r"(?i)^(?:yes|no|y|n|true|false|on|off|null|none|nil|0|1|is|not|not\s+null|null\s+null)$")
});
/// A command that prints what it was given, and one word in backticks, which is a quoted name rather than a command.
static PRINTED: LazyLock<Expression> = LazyLock::new(|| {
    Expression::new(concat!(
        r#"^(?:\$\(|`)\s*(?:[\w./]*/)?(?:echo|printf|print)\s+(?:-\w+\s+)*(?P<secret>(?:["']?[^)`\r\n$"'])[^)`\r\n]{0,255})"#,
        r"|^`(?P<word>[^\s`/$]{1,255})`",
    ))
});

/// The part of a value that is a literal, None where the value is harmless or stands for one kept elsewhere.
pub(super) fn literal(text: &str, value: Range<usize>) -> Option<Range<usize>> {
    let (part, rest) = (&text[value.clone()], &text[value.end..]);
    if part.starts_with("$(") || part.starts_with('`') || (part == "$" && rest.starts_with('(')) {
        return printed(text, value.start);
    }
    (!is_harmless(part)).then_some(value)
}

/// The literal in a command substitution, where it is one that only prints a literal.
fn printed(text: &str, at: usize) -> Option<Range<usize>> {
    let found = PRINTED.captures(&text[at..])?;
    let part = found.range("secret").or_else(|| found.range("word"))?;
    let literal = at + part.start..at + part.end;
    let is_command = ["pwd", "hostname", "whoami", "date"].contains(&&text[literal.clone()]);
    (!is_command && !is_harmless(&text[literal.clone()])).then_some(literal)
}

/// True for "empty", references, flags, placeholders and the mask itself.
pub(super) fn is_harmless(value: &str) -> bool {
    let value = value.trim();
    value.is_empty() || is_cut(value) || REFERENCE.is_match(value) || FLAG.is_match(value) || is_join(value)
}

/// True for a bind variable of SQL, `:name`.
pub(super) fn is_bind(value: &str) -> bool {
    BIND.is_match(value)
}

/// True where a mask or a mark stands and nothing else that could be a value: one in the input hides no secret beside it.
fn is_cut(value: &str) -> bool {
    let mut left = value.replace(MASK, "");
    for (range, _) in marks(value) {
        left = left.replacen(&value[range], "", 1);
    }
    left.len() < value.len() && !left.contains(char::is_alphanumeric)
}

/// True when the "literal" is the gap between two literals: `'pwd=' || x || ';'`.
fn is_join(value: &str) -> bool {
    ["||", "+", "&", ".", ","]
        .iter()
        .any(|join| value.len() > join.len() && value.starts_with(join) && value.ends_with(join))
        || value.starts_with("|| ")
        || ["send", "send --"].contains(&value.trim_matches(['\\', ';', '{', ' ', '\n']))
}
