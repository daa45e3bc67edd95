//! Rules about references to connections. The connections themselves (host, user, password) are in no export.
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
];
