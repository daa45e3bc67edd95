//! Names of parameters and variables in a text, and what kind of name each is.
//!
//! Owns the lexical classes (manual: Where to Use Parameters and Variables; Built-in Variables). Knows no values.

use crate::model::design::Context;
use crate::model::task::{VARIABLE_OF_DECISIONS, VARIABLES, VARIABLES_OF_SESSIONS};
use std::ops::Range;

/// Kind of a name, as its first letters tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// `$PMSessionName`, `$$$SessStartTime`, `SYSDATE`: set by the service, never by a file.
    BuiltIn,
    /// `$PMRootDir` and its like: service and process variables.
    Service,
    /// `$DBConnection…`, `$AppConnection…`, `$FTPConnection…`, `$QueueConnection…`, `$LoaderConnection…`
    Connection,
    /// `$InputFile…`, `$OutputFile…`, `$LookupFile…`, `$BadFile…`, `$PMSessionLogFile`
    File,
    /// `$Param…`, `$DynamicPartitionCount`
    Session,
    /// `$$name`: a parameter or variable of the mapping, the workflow or a worklet. In the dialect of Informatica Developer
    /// `$name` of a mapping, `$par:name` and `$var:name` of a workflow.
    User,
    /// `$Source`, `$Target`: the connections that the session names for lookups and stored procedures.
    ConnectionVariable,
    /// `$task.Status`: known only while the workflow runs.
    Task,
    /// `$name` with a prefix that PowerCenter does not know.
    Other,
}

/// A name in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token<'t> {
    /// The name with its `$`.
    pub name: &'t str,
    /// Where it stands.
    pub span: Range<usize>,
    /// What it is.
    pub class: Class,
}

const SERVICE: [&str; 16] = [
    "$PMSuccessEmailUser",
    "$PMFailureEmailUser",
    "$PMSessionLogCount",
    "$PMWorkflowLogCount",
    "$PMSessionErrorThreshold",
    "$PMRootDir",
    "$PMSessionLogDir",
    "$PMBadFileDir",
    "$PMCacheDir",
    "$PMTargetFileDir",
    "$PMSourceFileDir",
    "$PMExtProcDir",
    "$PMTempDir",
    "$PMWorkflowLogDir",
    "$PMLookupFileDir",
    "$PMStorageDir",
];

/// Built-in names without a `$`; only expressions know them, SQL has its own.
const WORDS: [&str; 3] = ["SESSSTARTTIME", "WORKFLOWSTARTTIME", "SYSDATE"];

const CONNECTIONS: [&str; 5] =
    ["$DBConnection", "$AppConnection", "$FTPConnection", "$QueueConnection", "$LoaderConnection"];
const FILES: [&str; 4] = ["$InputFile", "$OutputFile", "$LookupFile", "$BadFile"];

/// Parameters and variables of a workflow as texts of Informatica Developer call them: `$par:LOAD_DATE`, `$var:status`.
const OF_WORKFLOWS: [&str; 2] = ["$par:", "$var:"];

/// Says what kind of name this is. Names have no case.
#[must_use]
pub fn class(name: &str) -> Class {
    let is = |other: &str| name.eq_ignore_ascii_case(other);
    let begins = |prefix: &&str| name.get(..prefix.len()).is_some_and(|head| head.eq_ignore_ascii_case(prefix));
    if is("$$$SessStartTime") || WORDS.iter().any(|word| is(word)) {
        Class::BuiltIn
    } else if name.starts_with("$$") || OF_WORKFLOWS.iter().any(|prefix| name.starts_with(prefix)) {
        Class::User
    } else if is("$PMSessionLogFile") {
        Class::File
    } else if is("$PMMergeSessParamFile") || is("$DynamicPartitionCount") || begins(&"$Param") {
        Class::Session
    } else if SERVICE.iter().any(|known| is(known)) {
        Class::Service
    } else if begins(&"$PM") {
        Class::BuiltIn
    } else if is("$Source") || is("$Target") {
        Class::ConnectionVariable
    } else if CONNECTIONS.iter().any(begins) {
        Class::Connection
    } else if FILES.iter().any(begins) {
        Class::File
    } else if name.contains('.') {
        Class::Task
    } else {
        Class::Other
    }
}

/// Finds the names in a text, longest first at each place: `$$$` before `$$` before `$`.
#[must_use]
pub fn tokens(text: &str, context: Context) -> Vec<Token<'_>> {
    let mut found = Vec::new();
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let end = match bytes[at] {
            b'$' => dollar(bytes, at),
            c if is_first(c) => {
                let end = name_end(bytes, at);
                let word = &text[at..end];
                let counts =
                    context == Context::Expression && WORDS.iter().any(|known| known.eq_ignore_ascii_case(word));
                if counts {
                    found.push(Token { name: word, span: at..end, class: Class::BuiltIn });
                }
                at = end;
                continue;
            }
            _ => None,
        };
        match end {
            Some(end) => {
                let name = &text[at..end];
                found.push(Token { name, span: at..end, class: class(name) });
                at = end;
            }
            // All of a run of `$`: a part of it is no name.
            None => at += bytes[at..].iter().take_while(|byte| **byte == b'$').count().max(1),
        }
    }
    found
}

/// End of the name that begins with the `$` at a place; `None` where no name follows.
fn dollar(bytes: &[u8], at: usize) -> Option<usize> {
    let dollars = bytes[at..].iter().take_while(|byte| **byte == b'$').count();
    let start = at + dollars;
    if dollars > 3 || !bytes.get(start).is_some_and(|byte| is_first(*byte)) {
        return None;
    }
    let end = name_end(bytes, start);
    let next = |mark: u8| bytes.get(end) == Some(&mark) && bytes.get(end + 1).is_some_and(|byte| is_first(*byte));
    let built_in = dollars == 1 && bytes[start..].len() > 2 && bytes[start..start + 2].eq_ignore_ascii_case(b"PM");
    let of_workflow = OF_WORKFLOWS.iter().any(|prefix| bytes[at..end + usize::from(next(b':'))] == *prefix.as_bytes());
    // `$PMSource@TableName`, `$s_load.Status`
    let longer =
        of_workflow || built_in && next(b'@') || dollars == 1 && next(b'.') && is_task_variable(&bytes[end + 1..]);
    Some(if longer { name_end(bytes, end + 1) } else { end })
}

/// `$DBName.TABLE` in SQL is a parameter and a table; only the names of predefined task variables make one of them.
fn is_task_variable(rest: &[u8]) -> bool {
    let end = name_end(rest, 0);
    let mut known = VARIABLES.iter().chain(&VARIABLES_OF_SESSIONS).chain(&[VARIABLE_OF_DECISIONS]);
    known.any(|known| known.as_bytes().eq_ignore_ascii_case(&rest[..end]))
}

fn is_first(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_'
}

fn name_end(bytes: &[u8], from: usize) -> usize {
    let inside = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    from + bytes[from..].iter().take_while(|byte| inside(byte)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str, context: Context) -> Vec<(&str, Class)> {
        tokens(text, context).into_iter().map(|token| (token.name, token.class)).collect()
    }

    #[test]
    fn names_are_cut_out_of_a_text_with_their_class() {
        for (text, name, class) in [
            ("where D >= '$$LAST_RUN'", "$$LAST_RUN", Class::User),
            ("$PMSourceFileDir\\x.txt", "$PMSourceFileDir", Class::Service),
            ("$PMRootDir/$$F", "$PMRootDir", Class::Service),
            ("'$$$SessStartTime'", "$$$SessStartTime", Class::BuiltIn),
            ("$PMSQ_X@TableName;", "$PMSQ_X@TableName", Class::BuiltIn),
            ("$s_load.Status = SUCCEEDED", "$s_load.Status", Class::Task),
            ("$ParamOwner.ORDERS", "$ParamOwner", Class::Session),
            ("$dbconnection_DWH", "$dbconnection_DWH", Class::Connection),
            ("$InputFileOrders", "$InputFileOrders", Class::File),
            ("$PMSessionLogFile", "$PMSessionLogFile", Class::File),
            ("$Target", "$Target", Class::ConnectionVariable),
            ("$FEED_IND", "$FEED_IND", Class::Other),
            ("$var:stato=TRUE", "$var:stato", Class::User),
            ("$par:LOAD_DATE", "$par:LOAD_DATE", Class::User),
            ("$var: x", "$var", Class::Other),
            ("$other:x", "$other", Class::Other),
        ] {
            assert_eq!(names(text, Context::Text).first(), Some(&(name, class)), "{text}");
        }
    }

    #[test]
    fn what_is_no_name_is_passed_over() {
        for text in ["$", "$$", "cost $5", "$$$$X", "$(date)", "${HOME}", "a$", "$-$$-$$$", "SYSDATE"] {
            assert!(names(text, Context::Text).is_empty(), "{text}");
        }
        assert_eq!(names("IIF(D < SYSDATE, 1)", Context::Expression), [("SYSDATE", Class::BuiltIn)]);
        assert!(names("MY_SYSDATE_2", Context::Expression).is_empty());
    }
}
