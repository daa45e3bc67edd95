//! SQL around the load, and statements that a parameter is.

use super::asking::{Asking, told};
use super::beyond::not_all;
use crate::answer::assembled::Assembled;
use crate::answer::diff::sql::token::tokenize;
use crate::answer::layers::Effective;
use crate::model::comply::security::{STATEMENT_AROUND_LOAD, STATEMENT_FROM_PARAMETER};

/// Attributes that hold a whole statement.
const STATEMENTS: [&str; 9] = [
    "Sql Query",
    "SQL Query",
    "Sql Query Override",
    "Lookup Sql Override",
    "Pre SQL",
    "Post SQL",
    "Update Override",
    "Connection Environment SQL",
    "Transaction Environment SQL",
];
/// Those of them that run before or after the load.
const AROUND: [&str; 4] = ["Pre SQL", "Post SQL", "Connection Environment SQL", "Transaction Environment SQL"];

pub(super) fn check(run: &Assembled<'_>, ask: &mut Asking<'_>) {
    ask.asks(&STATEMENT_AROUND_LOAD);
    ask.asks(&STATEMENT_FROM_PARAMETER);
    not_all(&[&STATEMENT_AROUND_LOAD, &STATEMENT_FROM_PARAMETER], run, ask);
    let parts = run.parts.iter().map(|part| (part.instance.as_str(), &part.attributes));
    let extensions = run.extensions.iter().map(|one| (one.extension.instance.as_str(), &one.attributes));
    for (instance, attributes) in parts.chain(extensions) {
        for one in attributes.iter().filter(|one| !one.value.is_empty()) {
            attribute(instance, one, run, ask);
        }
    }
}

fn attribute(instance: &str, one: &Effective, run: &Assembled<'_>, ask: &mut Asking<'_>) {
    // A partition's stands with the partition in parentheses.
    let is = |name: &&&str| one.name.strip_prefix(**name).is_some_and(|rest| rest.is_empty() || rest.starts_with(" ("));
    let Some(name) = STATEMENTS.iter().find(is) else { return };
    let part = || format!("{} of {instance}", one.name);
    let place = || {
        let said = one.trace.last().map(|say| say.place.clone());
        said.filter(|place| !place.is_empty()).unwrap_or_else(|| run.place.clone())
    };
    if is_parameter(&one.value) {
        let expected = "the statement, with parameters for values";
        ask.fires(&STATEMENT_FROM_PARAMETER, &part(), &place(), expected, &told(&one.value));
    }
    if AROUND.contains(name) {
        let Some(text) =
            ask.known(&one.value).or_else(|| (!is_parameter(&one.value)).then(|| one.value.as_str().into()))
        else {
            return ask.unknown(&STATEMENT_AROUND_LOAD);
        };
        if let Some(what) = reaches_far(&text) {
            let actual = format!("{what}: {}", told(&one.value));
            ask.fires(&STATEMENT_AROUND_LOAD, &part(), &place(), "no statement that reaches beyond rows", &actual);
        }
    }
}

/// True for a text that is one parameter and nothing else.
fn is_parameter(text: &str) -> bool {
    let bare = text.trim().trim_end_matches(';').trim_end();
    let name = bare.trim_start_matches('$');
    let signs = bare.len() - name.len();
    (1..=2).contains(&signs) && !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_')
}

/// What a text of SQL does beyond changing single rows; `None` where nothing is known against it.
fn reaches_far(text: &str) -> Option<&'static str> {
    let tokens: Vec<&str> = tokenize(text).into_iter().map(|token| token.text).collect();
    let is = |at: usize, words: &[&str]| {
        tokens.get(at).is_some_and(|token| words.iter().any(|word| token.eq_ignore_ascii_case(word)))
    };
    let before = |at: usize, words: &[&str]| at > 0 && is(at - 1, words);
    (0..tokens.len()).find_map(|at| {
        if before(at, &["."]) {
            return None;
        }
        let narrowed = || {
            let statement = tokens[at..].iter().take_while(|token| **token != ";");
            statement.into_iter().any(|token| token.eq_ignore_ascii_case("WHERE"))
        };
        match tokens[at].to_ascii_uppercase().as_str() {
            "TRUNCATE" if !before(at, &["."]) => Some("TRUNCATE"),
            "DROP" => Some("DROP"),
            "GRANT" => Some("GRANT"),
            "REVOKE" => Some("REVOKE"),
            "ALTER" if !is(at + 1, &["SESSION"]) => Some("ALTER"),
            "DELETE" if !before(at, &["ON", "THEN"]) && !narrowed() => Some("DELETE without WHERE"),
            "UPDATE" if !before(at, &["ON", "FOR", "THEN"]) && !is(at + 1, &["STATISTICS"]) && !narrowed() => {
                Some("UPDATE without WHERE")
            }
            _ => None,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::{is_parameter, reaches_far};

    #[test]
    fn statements_that_reach_far_are_told() {
        for (text, what) in [
            ("truncate table T", Some("TRUNCATE")),
            ("-- TRUNCATE\nDELETE FROM t", Some("DELETE without WHERE")),
            ("BEGIN TRAN a;\nUSE x; UPDATE t SET a = 1", Some("UPDATE without WHERE")),
            ("delete from t; select 1 from x where a = 2", Some("DELETE without WHERE")),
            ("ALTER INDEX i UNUSABLE", Some("ALTER")),
            ("delete from t where d = '$$D'", None),
            ("alter session enable parallel dml", None),
            ("select 'DROP TABLE x' from dual", None),
            ("select t.drop from t", None),
            ("merge into t using s on (1=1) when matched then update set a = 1", None),
            ("call stats('A')", None),
            ("select 1 from t for update", None),
        ] {
            assert_eq!(reaches_far(text), what, "{text}");
        }
    }

    #[test]
    fn one_parameter_and_nothing_else() {
        assert!(["$$SQL", " $Param_Sql ;", "$$_x1"].iter().all(|text| is_parameter(text)));
        assert!(!["", "$", "$$$SessStartTime", "$$a $$b", "select $$a", "'$$a'"].iter().any(|text| is_parameter(text)));
    }
}
