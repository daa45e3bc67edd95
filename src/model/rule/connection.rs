//! Rules about references to connections, and about the objects behind them, which are in no export.
#![expect(missing_docs, reason = "a rule says itself what it means")]

use super::Of;
use crate::model::finding::{Category, Rule};
use crate::model::problem::Severity;

const OF: Of = Of(Category::Connection);

pub const NO_CONNECTION: Rule = OF.rule(
    "no-connection",
    Severity::Warning,
    "neither a connection nor a variable is given for a reader, writer or lookup of a database",
    "choose a connection in the session, or a $DBConnection parameter",
    "PowerCenter manual, Connection Objects",
);

pub const NAME_AND_VARIABLE: Rule = OF.rule(
    "name-and-variable",
    Severity::Warning,
    "both a connection and a variable are given",
    "keep one of them",
    "census of exports",
);

pub const CONNECTION_DOES_NOT_FIT: Rule = OF.rule(
    "connection-does-not-fit",
    Severity::Warning,
    "the kind of connection is none that this reader, writer or lookup takes",
    "choose a connection of the kind that the message names",
    "census of exports; PowerCenter manual, Connection Objects",
);

pub const CONNECTION_VARIABLE_PREFIX: Rule = OF.rule(
    "connection-variable-prefix",
    Severity::Warning,
    "the prefix of a connection variable does not say the kind of connection that is wanted",
    "use $DBConnection, $AppConnection, $QueueConnection, $FTPConnection or $LoaderConnection",
    "PowerCenter manual, Session Parameter Types",
);

pub const SEVERAL_CONNECTIONS: Rule = OF.rule(
    "several-connections",
    Severity::Warning,
    "several connections are given for one reference of one partition",
    "keep one of them",
    "census of exports",
);

pub const MALFORMED_CONNECTION_VALUE: Rule = OF.rule(
    "malformed-connection-value",
    Severity::Warning,
    "\"$Source connection value\" or \"$Target connection value\" is no Type:Name and no connection parameter",
    "write Relational:NAME, Application:NAME or $DBConnection…",
    "PowerCenter manual, Connection Variable Values; census of exports",
);

pub const CONNECTION_VALUE_UNDETERMINED: Rule = OF.rule(
    "connection-value-undetermined",
    Severity::Warning,
    "$Source or $Target is used, its connection value is empty, and the session has several connections it could mean",
    "set \"$Source connection value\" or \"$Target connection value\"",
    "PowerCenter manual, Connection Variable Values",
);

pub const CONNECTION_NOT_IN_EXPORT: Rule = OF.rule(
    "connection-not-in-export",
    Severity::Info,
    "a connection that must exist where the session is to run: what it needs is in no export",
    "have at hand what the message names",
    "PowerCenter manual, Connection Objects; census of exports",
);

pub const UNKNOWN_CONNECTION: Rule = OF.rule(
    "unknown-connection",
    Severity::Warning,
    "a session names a connection of which no object is known, although objects of others are",
    "check the name, or import the connection (catalog connection import)",
    "our own choice: the list of connections that was imported",
);

pub const INCOMPLETE_CONNECTION: Rule = OF.rule(
    "incomplete-connection",
    Severity::Warning,
    "a connection object lacks an attribute without which it cannot be opened",
    "set the attribute (catalog connection edit)",
    "PowerCenter manual, Connection Objects",
);

pub const MISSING_CREDENTIAL: Rule = OF.rule(
    "missing-credential",
    Severity::Error,
    "a connection object names a credential that is not in the catalog",
    "set it (catalog credential set), or name another one",
    "our own choice: the catalog's credentials",
);

pub const CONNECTION_TEST_FAILED: Rule = OF.rule(
    "connection-test-failed",
    Severity::Error,
    "with --connect: the newest test of the connection failed",
    "mend what the message names and test again (catalog connection test)",
    "our own choice: stored results of connection tests",
);

pub const CONNECTION_TEST_UNDECIDED: Rule = OF.rule(
    "connection-test-undecided",
    Severity::Warning,
    "with --connect: the newest test of the connection could not be made",
    "give the test what the message names, and test again",
    "our own choice: stored results of connection tests",
);

pub const CONNECTION_NOT_TESTED: Rule = OF.rule(
    "connection-not-tested",
    Severity::Info,
    "with --connect: the connection was never tested",
    "test it (catalog connection test)",
    "our own choice: stored results of connection tests",
);

/// Every rule of this file.
pub const RULES: &[&Rule] = &[
    &NO_CONNECTION,
    &NAME_AND_VARIABLE,
    &CONNECTION_DOES_NOT_FIT,
    &CONNECTION_VARIABLE_PREFIX,
    &SEVERAL_CONNECTIONS,
    &MALFORMED_CONNECTION_VALUE,
    &CONNECTION_VALUE_UNDETERMINED,
    &CONNECTION_NOT_IN_EXPORT,
    &UNKNOWN_CONNECTION,
    &INCOMPLETE_CONNECTION,
    &MISSING_CREDENTIAL,
    &CONNECTION_TEST_FAILED,
    &CONNECTION_TEST_UNDECIDED,
    &CONNECTION_NOT_TESTED,
];
