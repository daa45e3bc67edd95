//! A text of SQL → words, numbers, strings, comments, operators.
//!
//! Owns where a token ends and when two are the same. A text that is no SQL gives tokens, too: nothing fails here.

/// Words whose case means nothing, sorted: keywords of the common databases and their functions of every day.
#[rustfmt::skip]
const KEYWORDS: &[&str] = &[
    "ABS", "ADD", "ALL", "ALTER", "ANALYZE", "AND", "ANY", "APPEND", "AS", "ASC", "AVG", "BEGIN", "BETWEEN", "BY",
    "CALL", "CASCADE", "CASE", "CAST", "CEIL", "CHAR", "COALESCE", "COLUMN", "COMMIT", "CONCAT", "CONNECT",
    "CONSTRAINT", "CONVERT", "COUNT", "CREATE", "CROSS", "CURRENT", "CURRENT_DATE", "CURRENT_TIMESTAMP", "DATE",
    "DECIMAL", "DECLARE", "DECODE", "DEFAULT", "DELETE", "DENSE_RANK", "DESC", "DISABLE", "DISTINCT", "DROP",
    "ELSE", "ENABLE", "END", "ESCAPE", "EXCEPT", "EXEC", "EXECUTE", "EXISTS", "EXTRACT", "FALSE", "FETCH", "FIRST",
    "FLOOR", "FOR", "FOREIGN", "FROM", "FULL", "FUNCTION", "GETDATE", "GRANT", "GREATEST", "GROUP", "HAVING", "IF",
    "IN", "INDEX", "INNER", "INSERT", "INSTR", "INTEGER", "INTERSECT", "INTERVAL", "INTO", "IS", "ISNULL", "JOIN",
    "KEY", "LAG", "LAST", "LAST_DAY", "LEAD", "LEAST", "LEFT", "LENGTH", "LIKE", "LIMIT", "LOCK", "LOWER", "LPAD",
    "LTRIM", "MAX", "MERGE", "MIN", "MINUS", "MOD", "NATURAL", "NEXT", "NOLOCK", "NOT", "NULL", "NULLIF", "NULLS",
    "NUMBER", "NUMERIC", "NVL", "NVL2", "OF", "OFFSET", "ON", "ONLY", "OR", "ORDER", "OUTER", "OVER", "PARTITION",
    "PRIMARY", "PRIOR", "QUALIFY", "RANK", "REPLACE", "RIGHT", "ROLLBACK", "ROUND", "ROW", "ROWNUM", "ROWS",
    "ROW_NUMBER", "RPAD", "RTRIM", "SELECT", "SET", "START", "SUBSTR", "SUBSTRING", "SUM", "SYSDATE", "TABLE",
    "THEN", "TIMESTAMP", "TOP", "TO_CHAR", "TO_DATE", "TO_NUMBER", "TRIM", "TRUE", "TRUNC", "TRUNCATE", "UNION",
    "UPDATE", "UPPER", "USING", "VALUES", "VARCHAR", "VARCHAR2", "VIEW", "WHEN", "WHERE", "WITH",
];

/// Signs of more than one character.
const OPERATORS: [&str; 12] = ["<=>", "->>", "<=", ">=", "<>", "!=", "^=", "||", ":=", "::", "=>", "**"];

/// One token.
#[derive(Debug, Clone, Copy)]
pub(in crate::answer) struct Token<'t> {
    /// With the white space before it.
    pub(super) whole: &'t str,
    /// Without.
    pub(in crate::answer) text: &'t str,
    /// A keyword, where it is one: what follows a point or names a bind variable is none.
    keyword: bool,
}

impl PartialEq for Token<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text || self.keyword && other.keyword && self.text.eq_ignore_ascii_case(other.text)
    }
}

/// Cuts a text into tokens. White space at its end belongs to none.
pub(in crate::answer) fn tokenize(text: &str) -> Vec<Token<'_>> {
    let mut tokens: Vec<Token<'_>> = Vec::new();
    let mut rest = text;
    loop {
        let bare = rest.trim_start_matches(is_space);
        if bare.is_empty() {
            return tokens;
        }
        let space = rest.len() - bare.len();
        let length = length(bare);
        let text = &bare[..length];
        let named = tokens.last().is_some_and(|last| matches!(last.text, "." | ":" | "@"));
        let token = Token { whole: &rest[..space + length], text, keyword: !named && is_keyword(text) };
        tokens.push(token);
        rest = &bare[length..];
    }
}

/// Space between tokens. A no-break space is none: databases take it for a part of a name.
fn is_space(c: char) -> bool {
    c.is_ascii_whitespace() || c == '\u{b}'
}

fn is_keyword(text: &str) -> bool {
    let longest = 17;
    if text.len() > longest || !text.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return false;
    }
    let upper = text.to_ascii_uppercase();
    KEYWORDS.binary_search(&upper.as_str()).is_ok()
}

/// Bytes of the token that a text begins with; at least one character.
fn length(text: &str) -> usize {
    let first = text.chars().next().unwrap_or_default();
    let second = text[first.len_utf8()..].chars().next().unwrap_or_default();
    match (first, second) {
        ('-', '-') => line(text),
        ('/', '*') => until(text, 2, "*/"),
        ('\'', _) => quoted(text, 0, '\''),
        ('"', _) => quoted(text, 0, '"'),
        ('`', _) => quoted(text, 0, '`'),
        ('[', _) => quoted(text, 0, ']'),
        ('«', _) => until(text, '«'.len_utf8(), "»"),
        ('.', '0'..='9') | ('0'..='9', _) => number(text),
        (c, _) if is_word(c) => string_with_prefix(text).unwrap_or_else(|| word(text)),
        _ => {
            let sign = OPERATORS.iter().find(|sign| text.starts_with(**sign));
            sign.map_or(first.len_utf8(), |sign| sign.len())
        }
    }
}

/// `$$PARAMETER`, `#temporary` and `@variable` are words.
fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '$' | '#' | '@') || (!c.is_ascii() && !matches!(c, '«' | '»'))
}

fn word(text: &str) -> usize {
    text.find(|c| !is_word(c)).unwrap_or(text.len())
}

/// `12`, `.5`, `1.5e-3`, and what hangs on it.
fn number(text: &str) -> usize {
    let mut end = 0;
    let mut last = '\0';
    for (at, c) in text.char_indices() {
        let digit_next = text[at + c.len_utf8()..].starts_with(|c: char| c.is_ascii_digit());
        let exponent = matches!(c, '+' | '-') && matches!(last, 'e' | 'E') && digit_next;
        if !(is_word(c) || exponent || c == '.') {
            break;
        }
        (end, last) = (at + c.len_utf8(), c);
    }
    end
}

/// A comment to the end of its line, spaces at that end left out.
fn line(text: &str) -> usize {
    let end = text.find('\n').unwrap_or(text.len());
    text[..end].trim_end_matches(is_space).len()
}

fn until(text: &str, from: usize, end: &str) -> usize {
    text[from..].find(end).map_or(text.len(), |at| from + at + end.len())
}

/// To the closing quote; a doubled one is a part of the text.
fn quoted(text: &str, from: usize, quote: char) -> usize {
    let opening = text[from..].chars().next().map_or(0, char::len_utf8);
    let mut at = from + opening;
    while let Some(found) = text[at..].find(quote) {
        at += found + quote.len_utf8();
        if !text[at..].starts_with(quote) {
            return at;
        }
        at += quote.len_utf8();
    }
    text.len()
}

/// A string whose kind stands right before its quote: `N'…'`, `X'…'`, `q'[…]'`.
fn string_with_prefix(text: &str) -> Option<usize> {
    let end = word(text);
    if !text[end..].starts_with('\'') {
        return None;
    }
    match text[..end].to_ascii_lowercase().as_str() {
        "q" | "nq" => {
            let opening = text[end + 1..].chars().next()?;
            let closing = match opening {
                '[' => ']',
                '(' => ')',
                '{' => '}',
                '<' => '>',
                other => other,
            };
            Some(until(text, end + 1 + opening.len_utf8(), &format!("{closing}'")))
        }
        "n" | "x" | "b" | "e" => Some(quoted(text, end, '\'')),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted() {
        assert!(KEYWORDS.is_sorted());
        assert!(KEYWORDS.iter().all(|one| is_keyword(&one.to_lowercase())));
    }

    #[test]
    fn every_kind_of_token_is_one_token() {
        for one in [
            "'it''s  x'",
            "\"a b\"",
            "`a b`",
            "[a  b]",
            "/*+ index(t i) */",
            "-- to the end",
            "N'x y'",
            "q'[it's]'",
            "1.5e-3",
            ".5",
            "$$SCHEMA",
            "$Param_x",
            "#tmp",
            "<=",
            "<>",
            "||",
            "«sealed:0a»",
            "naïve",
        ] {
            let tokens = tokenize(one);
            assert_eq!(tokens.len(), 1, "{one}: {tokens:?}");
            assert_eq!(tokens[0].text, one);
        }
    }

    #[test]
    fn what_is_never_closed_goes_to_the_end() {
        for one in ["'open", "/* open", "\"open", "[open", "q'[open", "q'", "«secret", "N'", "--"] {
            assert_eq!(tokenize(one).iter().map(|token| token.text).collect::<String>(), one);
        }
    }
}
