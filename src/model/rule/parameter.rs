//! Rules about parameters: the lines of parameter files, and the values that a session gets.

use super::Of;
use crate::model::finding::{Category, Rule};
use crate::model::problem::Severity;

const OF: Of = Of(Category::Parameter);

/// A heading stands twice.
pub const DUPLICATE_SECTION: Rule = OF.rule(
    "duplicate-section",
    Severity::Error,
    "two sections of a parameter file have the same heading; PowerCenter reads the first and loses what the other adds",
    "put the lines of both under one heading",
    "manual: Parameter File Sections (recalled, not read again)",
);

/// A heading means nothing.
pub const INVALID_HEADING: Rule = OF.rule(
    "invalid-heading",
    Severity::Error,
    "a heading of a parameter file names nothing that PowerCenter knows, so its lines are lost",
    "write [Global], [Service:service], [folder.WF:workflow], [folder.WF:workflow.ST:session] or one of their like",
    "manual: Parameter File Sections",
);

/// A keyword of a heading is not written as in the manual.
pub const HEADING_CASE: Rule = OF.rule(
    "heading-case",
    Severity::Info,
    "a keyword of a heading is not written as in the manual; it is read all the same",
    "write WF:, WT:, ST:, Service: and ND: as here",
    "manual: Parameter File Sections; that case does not count is assumed",
);

/// Lines stand before the first heading.
pub const BEFORE_HEADING: Rule = OF.rule(
    "parameter-before-heading",
    Severity::Warning,
    "a line with a value stands before the first heading, where it defines nothing",
    "put it under [Global] or the section it belongs to",
    "manual: Parameter File Structure; that it is passed over is assumed",
);

/// A name stands twice in a section.
pub const DUPLICATE_PARAMETER: Rule = OF.rule(
    "duplicate-parameter",
    Severity::Warning,
    "a name stands several times in one section with different values; the first counts (assumed)",
    "keep one of them; --duplicate-parameter last turns the choice around",
    "ours: the manual does not say",
);

/// A name that nobody can mean.
pub const ODD_NAME: Rule = OF.rule(
    "odd-parameter-name",
    Severity::Warning,
    "what stands before the = is no name that PowerCenter knows, so the line defines nothing",
    "take spaces before the = away; there is no comment character, a comment must have no =",
    "manual: Parameter File Structure",
);

/// A value in quotes.
pub const QUOTED_VALUE: Rule = OF.rule(
    "quoted-value",
    Severity::Info,
    "a value stands in double quotes, which belong to it",
    "take them away unless the text that uses the value wants them",
    "manual: Rules and Guidelines for Parameter Files",
);

/// A section that holds for nothing.
pub const UNMATCHED_SECTION: Rule = OF.rule(
    "unmatched-section",
    Severity::Warning,
    "a section holds for nothing in the catalog",
    "check the names in its heading; names of folders and sessions have case",
    "manual: Parameter File Sections",
);

/// A line that nothing asks for.
pub const UNUSED_PARAMETER: Rule = OF.rule(
    "unused-parameter",
    Severity::Info,
    "nothing in the catalog asks for a line of a parameter file",
    "take it away, or check its name",
    "ours",
);

/// A built-in name in a file.
pub const BUILT_IN_IN_FILE: Rule = OF.rule(
    "built-in-in-file",
    Severity::Error,
    "a parameter file sets a name that only the service sets",
    "take the line away",
    "manual: Working with Session Parameters",
);

/// A prefix that PowerCenter does not know.
pub const UNKNOWN_PREFIX: Rule = OF.rule(
    "unknown-prefix",
    Severity::Warning,
    "a name with a single $ has none of the prefixes that PowerCenter knows",
    "call it $Param…, or $$… where a mapping or workflow declares it",
    "manual: Working with Session Parameters",
);

/// Headings that name one session in several ways.
pub const AMBIGUOUS_SESSION_SCOPE: Rule = OF.rule(
    "ambiguous-session-scope",
    Severity::Warning,
    "headings of different forms name one session and give a name different values; the longest counts (assumed)",
    "keep the heading with the full path",
    "ours: the manual ranks no form before another",
);

/// Two files that are merged disagree.
pub const MERGED_FILES: Rule = OF.rule(
    "merged-files",
    Severity::Warning,
    "workflow and session file are merged and give a name different values; the session's file counts (assumed)",
    "set it in one of the files only",
    "manual: Using Variables to Specify Session Parameter Files; which file wins is recalled, not read again",
);

/// A value that does not fit its type.
pub const PARAMETER_TYPE: Rule = OF.rule(
    "parameter-type",
    Severity::Error,
    "a value does not fit the datatype its name is declared with",
    "give a value of that datatype",
    "manual: Rules and Guidelines for Parameter Files",
);

/// A circle.
pub const PARAMETER_CIRCLE: Rule = OF.rule(
    "parameter-circle",
    Severity::Error,
    "values refer to each other in a circle",
    "give one of them a value of its own",
    "ours",
);

/// Attributes of a connection stand apart from it.
pub const CONNECTION_ATTRIBUTE_APART: Rule = OF.rule(
    "connection-attribute-apart",
    Severity::Warning,
    "a $Param_… of a connection stands in another section than the connection",
    "put both into one section",
    "manual: Overriding Connection Attributes in the Parameter File",
);

/// An environment changes a connection.
pub const CONNECTION_SUBSTITUTED: Rule = OF.rule(
    "connection-substituted",
    Severity::Info,
    "the environment lets one connection stand for another",
    "nothing, if that is meant",
    "ours",
);

/// A file that is not at hand.
pub const PARAMETER_FILE_MISSING: Rule = OF.rule(
    "parameter-file-missing",
    Severity::Warning,
    "the parameter file that a workflow or session names is not in the catalog",
    "ingest it with --params, or give it with --param-file",
    "ours",
);

/// A name without a value.
pub const UNRESOLVED_PARAMETER: Rule = OF.rule(
    "unresolved-parameter",
    Severity::Warning,
    "a name that a session uses has no value, unless the session is started with another parameter file",
    "define it in the parameter file in force; `catalog resolve --explain` shows where it was looked for",
    "manual: Null Values",
);

/// A value that another one hides.
pub const SHADOWED_PARAMETER: Rule = OF.rule(
    "shadowed-parameter",
    Severity::Info,
    "a value in a wider section is hidden by another one in a narrower section",
    "nothing, if that is meant",
    "manual: Parameter File Sections",
);

/// A secret in a file.
pub const SECRET_IN_FILE: Rule = OF.rule(
    "secret-in-parameter-file",
    Severity::Error,
    "a parameter file holds a secret; it was cut out here, and stands in plain text there",
    "move it to a vault or a connection object, and change it",
    "ours",
);

/// Every rule of this file.
pub const RULES: &[&Rule] = &[
    &DUPLICATE_SECTION,
    &INVALID_HEADING,
    &HEADING_CASE,
    &BEFORE_HEADING,
    &DUPLICATE_PARAMETER,
    &ODD_NAME,
    &QUOTED_VALUE,
    &UNMATCHED_SECTION,
    &UNUSED_PARAMETER,
    &BUILT_IN_IN_FILE,
    &UNKNOWN_PREFIX,
    &AMBIGUOUS_SESSION_SCOPE,
    &MERGED_FILES,
    &PARAMETER_TYPE,
    &PARAMETER_CIRCLE,
    &CONNECTION_ATTRIBUTE_APART,
    &CONNECTION_SUBSTITUTED,
    &PARAMETER_FILE_MISSING,
    &UNRESOLVED_PARAMETER,
    &SHADOWED_PARAMETER,
    &SECRET_IN_FILE,
];
