//! SQL as far as an assessment reads it: words, tables behind FROM and JOIN, and words that only one vendor knows.
//!
//! Owns a scanner that knows quotes and comments. Parses nothing: what is not sure is not said.

use std::collections::BTreeSet;

/// A piece of SQL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Piece<'a> {
    /// A name, keyword or number; dots, `$`, `#` and `@` belong to it. Quotes of names are taken off.
    Word(&'a str),
    /// Anything else that is no blank.
    Sign(char),
}

/// Words that Spark SQL does not know, in upper case, and whose they are. `TOP` and `(+)` are looked for apart, because
/// their neighbours tell. Source: the reference of Spark SQL 3.5 and 4.0.
const VENDOR: &[(&str, &str)] = &[
    ("CONNECT_BY_ROOT", "Oracle"),
    ("DBMS_LOB", "Oracle"),
    ("DUAL", "Oracle"),
    ("FETCH", "DB2"),
    ("GETDATE", "SQL Server"),
    ("HASHROW", "Teradata"),
    ("NEXTVAL", "a sequence"),
    ("NOLOCK", "SQL Server"),
    ("NUMTODSINTERVAL", "Oracle"),
    ("PRIOR", "Oracle"),
    ("ROWID", "Oracle"),
    ("ROWNUM", "Oracle"),
    ("SEL", "Teradata"),
    ("SYSDATE", "Oracle"),
    ("SYSTIMESTAMP", "Oracle"),
    ("TO_CLOB", "Oracle"),
    ("ZEROIFNULL", "Teradata"),
    ("NULLIFZERO", "Teradata"),
];

/// Constructs of a vendor in a text, each once, sorted: `ROWNUM (Oracle)`.
pub(super) fn vendor(sql: &str) -> Vec<String> {
    let pieces = pieces(sql);
    let mut found: BTreeSet<String> = BTreeSet::new();
    for (at, piece) in pieces.iter().enumerate() {
        match (piece, pieces.get(at + 1), pieces.get(at + 2)) {
            (Piece::Sign('('), Some(Piece::Sign('+')), Some(Piece::Sign(')'))) => {
                found.insert("(+) (Oracle)".to_owned());
            }
            (Piece::Word(word), Some(Piece::Word(count)), _)
                if word.eq_ignore_ascii_case("TOP") && is_number(count) =>
            {
                found.insert("TOP (SQL Server)".to_owned());
            }
            (Piece::Word(word), ..) => found.extend(one(word)),
            _ => {}
        }
    }
    found.into_iter().collect()
}

fn one(word: &str) -> Option<String> {
    let last = word.rsplit('.').next().unwrap_or(word);
    let (name, whose) = VENDOR.iter().find(|(name, _)| last.eq_ignore_ascii_case(name))?;
    Some(format!("{name} ({whose})"))
}

fn is_number(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_digit())
}

/// Tables behind FROM and JOIN, without their schema, in upper case, sorted. Names with parameters in them are left out.
pub(super) fn tables(sql: &str) -> Vec<String> {
    let mut found = BTreeSet::new();
    // For each bracket around: whether its list of tables goes on. A table may stand behind FROM, JOIN and the commas there.
    let (mut expected, mut lists) = (false, vec![false]);
    for piece in pieces(sql) {
        let is_any =
            |keys: &[&str]| matches!(piece, Piece::Word(word) if keys.iter().any(|key| word.eq_ignore_ascii_case(key)));
        let begins = is_any(&["FROM", "JOIN"]);
        if begins || is_any(&ENDS) {
            expected = begins;
            lists.pop();
            lists.push(begins);
            continue;
        }
        match piece {
            Piece::Sign('(') => lists.push(false),
            Piece::Sign(')') => {
                lists.pop();
            }
            Piece::Word(word) if expected => found.extend(table(word)),
            _ => {}
        }
        expected = piece == Piece::Sign(',') && lists.last() == Some(&true);
    }
    found.into_iter().collect()
}

/// Keywords that end a list of tables.
const ENDS: [&str; 8] = ["WHERE", "ON", "GROUP", "ORDER", "HAVING", "UNION", "SELECT", "SET"];

/// Name of a table without its schema; `None` for what cannot be one, and for Oracle's table of one row.
fn table(word: &str) -> Option<String> {
    let name = word.rsplit('.').next().filter(|name| !name.is_empty() && !word.contains('$'))?;
    (!is_number(name) && !name.eq_ignore_ascii_case("DUAL")).then(|| name.to_uppercase())
}

/// Cuts SQL into pieces; literals and comments are passed over.
fn pieces(sql: &str) -> Vec<Piece<'_>> {
    let mut out = Vec::new();
    let mut rest = sql.trim_start();
    while let Some(first) = rest.chars().next() {
        let used = if rest.starts_with("--") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.get(2..).and_then(|inside| inside.find("*/")).map_or(rest.len(), |end| end + 4)
        } else if first == '\'' {
            quoted(rest, '\'')
        } else if first == '"' || first == '`' {
            let used = quoted(rest, first);
            out.push(Piece::Word(rest.get(1..used.saturating_sub(1)).unwrap_or_default()));
            used
        } else if is_word(first) {
            let used = rest.find(|c: char| !is_word(c)).unwrap_or(rest.len());
            out.push(Piece::Word(&rest[..used]));
            used
        } else {
            out.push(Piece::Sign(first));
            first.len_utf8()
        };
        rest = rest.get(used..).unwrap_or_default().trim_start();
    }
    out
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || ['_', '.', '$', '#', '@', '[', ']'].contains(&c)
}

/// Bytes up to and with the closing quote; all where there is none.
fn quoted(text: &str, quote: char) -> usize {
    text.char_indices().skip(1).find(|(_, c)| *c == quote).map_or(text.len(), |(at, c)| at + c.len_utf8())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_vendors_are_found_outside_of_literals_and_comments() {
        let sql = "SELECT /* ROWNUM */ 'SYSDATE' -- DUAL\n, a.id FROM a, b WHERE a.id = b.id(+) AND rownum < 5";
        assert_eq!(vendor(sql), ["(+) (Oracle)", "ROWNUM (Oracle)"]);
        assert_eq!(vendor("select top 10 * from t with (nolock)"), ["NOLOCK (SQL Server)", "TOP (SQL Server)"]);
        assert_eq!(vendor("SELECT seq.NEXTVAL FROM dual"), ["DUAL (Oracle)", "NEXTVAL (a sequence)"]);
        assert!(vendor("SELECT top FROM t WHERE NVL(a, 1) = DECODE(b, 1, 2)").is_empty(), "Spark knows them, too");
        assert!(vendor("").is_empty());
    }

    #[test]
    fn tables_stand_behind_from_and_join() {
        assert_eq!(tables("SELECT extract(year FROM d), col FROM t"), ["D", "T"], "a column is taken for a table");
        assert_eq!(tables("SELECT a, b FROM s.orders o, items i WHERE o.a = i.a"), ["ITEMS", "ORDERS"]);
        assert_eq!(tables("select * from a left join \"b\" on a.x = b.x, c"), ["A", "B"]);
        assert_eq!(tables("SELECT * FROM (SELECT x, y FROM inner_t) q, outer_t WHERE 1 = 1"), ["INNER_T", "OUTER_T"]);
        assert_eq!(tables("SELECT extract(year FROM d), (SELECT 1 FROM dual) FROM $$schema.t, u"), ["D", "U"]);
        assert!(tables("SELECT 'FROM x' -- FROM y").is_empty());
    }

    #[test]
    fn text_that_ends_in_the_middle_ends() {
        for sql in ["'", "\"", "/*", "--", "/*/", "FROM", "(((", ")", "é'ü", "FROM [dbo].[t"] {
            let _ = (vendor(sql), tables(sql));
        }
    }
}
