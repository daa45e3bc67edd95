//! `classification.yaml`: which tables and columns hold personal, card or confidential data.
//!
//! Owns its keys and what is refused in them, with file and line. What a pattern fits is decided elsewhere.

use super::rulebook::{Reading, document};
use super::yaml::{Node, Pair};
use crate::model::classification::{Class, Classification, Pattern};

const KEYS: &str = "pii, pci, confidential";
const SHAPE: &str = "write TABLE, TABLE.COLUMN or *.COLUMN";

/// Reads a classification: by class, patterns of tables and columns. `*` stands for any characters; case does not count.
///
/// ```yaml
/// pii:
///   - CUSTOMERS            # the whole table
///   - "*.EMAIL*"           # such a column of any table
///   - "HR_*.BIRTH_DATE"
/// pci:
///   - "PAYMENTS.CARD_*"
/// confidential:
///   - SALARIES
/// ```
///
/// Where several fit, the first of the file counts. Fails with `file:line: what is wrong`: another class, a pattern that is
/// no text, names nothing, or has more than one period.
pub fn classification(text: &str, file: &str) -> Result<Classification, String> {
    let Some(root) = document(text, file)? else { return Ok(Classification::default()) };
    let reading = Reading { file };
    let mut all = Classification::default();
    for pair in reading.map(&root)? {
        let class = class(&reading, pair)?;
        for node in reading.list(&pair.value)? {
            all.patterns.push(pattern(&reading, class, node)?);
        }
    }
    Ok(all)
}

fn class(reading: &Reading<'_>, pair: &Pair) -> Result<Class, String> {
    let known = [Class::Pii, Class::Pci, Class::Confidential];
    known.into_iter().find(|one| one.as_str() == pair.key).ok_or_else(|| reading.unknown(pair, &pair.key, KEYS))
}

fn pattern(reading: &Reading<'_>, class: Class, node: &Node) -> Result<Pattern, String> {
    let said = reading.text(node)?;
    let said = said.trim();
    let (table, column) = said.split_once('.').unwrap_or((said, ""));
    let wrong = table.is_empty() || column.contains('.') || said.ends_with('.');
    if wrong || column.is_empty() && table == "*" {
        return Err(reading.wrong(node.line, &format!("{said:?} is no pattern of tables or columns; {SHAPE}")));
    }
    // Any table is what no pattern of tables says, and is quicker to ask.
    let table = if table == "*" { "" } else { table };
    Ok(Pattern { class, table: table.to_owned(), column: column.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_and_columns_are_read_in_their_order() {
        let text = "pii:\n  - CUSTOMERS\n  - '*.EMAIL*'\npci: [PAYMENTS.CARD_*]\nconfidential:\n";
        let all = classification(text, "c.yaml").expect("valid").patterns;
        let said: Vec<_> = all.iter().map(|one| (one.class, one.table.as_str(), one.column.as_str())).collect();
        let wanted = [(Class::Pii, "CUSTOMERS", ""), (Class::Pii, "", "EMAIL*"), (Class::Pci, "PAYMENTS", "CARD_*")];
        assert_eq!(said, wanted);
        assert_eq!(classification("# nothing\n", "c.yaml").expect("empty"), Classification::default());
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        let wrong = |text: &str| classification(text, "c.yaml").expect_err(text);
        assert_eq!(wrong("pii: []\nphi: []\n"), "c.yaml:2: there is no key phi; there are pii, pci, confidential");
        for pattern in ["'*'", "A.B.C", "''", "A.", "'.B'"] {
            let said = wrong(&format!("pii:\n  - {pattern}\n"));
            assert!(said.starts_with("c.yaml:2: ") && said.ends_with(SHAPE), "{said}");
        }
        assert!(wrong("pii: CUSTOMERS\n").starts_with("c.yaml:1: a list"));
        assert!(wrong("pii:\n  - {a: b}\n").starts_with("c.yaml:2: a text"));
    }
}
