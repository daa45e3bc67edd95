//! Rules about text: XML against a schema.
//!
//! Errors are about structure: PowerCenter would not import such a file. Warnings are about attributes, because our own
//! schema of exports is written from a census, which a legal but rare attribute may have missed. Where the schema is the
//! user's own, what is a warning here becomes an error: that schema is the authority.

use super::Of;
use crate::model::finding::{Category, Rule};
use crate::model::problem::Severity;

const OF: Of = Of(Category::Syntax);

const COMPARE: &str = "compare with a fresh export of the object, or give your own schemas with --schemas DIR";
const EXPORT_AGAIN: &str = "export or copy the file again";

/// An element stands where the schema has none of its name.
pub const UNEXPECTED_ELEMENT: Rule = OF.rule(
    "unexpected-element",
    Severity::Error,
    "an element stands where the schema does not allow it",
    COMPARE,
    "schema",
);
/// Text stands where only elements may.
pub const UNEXPECTED_TEXT: Rule = OF.rule(
    "unexpected-text",
    Severity::Error,
    "text stands in an element that holds none",
    "remove the text; values of an export stand in attributes",
    "schema",
);
/// An element lacks a child that it cannot do without.
pub const MISSING_ELEMENT: Rule =
    OF.rule("missing-element", Severity::Error, "an element lacks a child that the schema requires", COMPARE, "schema");
/// A child that the schema knows stands out of order, or once too often.
pub const MISPLACED_ELEMENT: Rule = OF.rule(
    "misplaced-element",
    Severity::Error,
    "an element stands out of order, or more often than the schema allows",
    COMPARE,
    "schema",
);
/// An attribute has a value outside its type: not YES or NO, not a number.
pub const WRONG_VALUE: Rule = OF.rule(
    "wrong-value",
    Severity::Error,
    "the value of an attribute is none of those that the schema allows",
    "write one of the values that the message names",
    "schema",
);
/// Any other thing that a schema forbids: doubled keys, wrong types, fixed values.
pub const INVALID_CONTENT: Rule = OF.rule(
    "invalid-content",
    Severity::Error,
    "an element or its type breaks the schema in another way",
    COMPARE,
    "schema",
);
/// The root is neither POWERMART nor IMX.
pub const WRONG_ROOT: Rule = OF.rule(
    "wrong-root",
    Severity::Error,
    "the root of the file is neither POWERMART nor IMX",
    "name exports only",
    "the formats of PowerCenter and Informatica Developer",
);
/// The text is no XML.
pub const MALFORMED_XML: Rule =
    OF.rule("malformed-xml", Severity::Error, "the file is not well-formed XML", EXPORT_AGAIN, "XML 1.0");
/// The DOCTYPE declares entities or points elsewhere.
pub const UNSAFE_DOCTYPE: Rule = OF.rule(
    "unsafe-doctype",
    Severity::Error,
    "the DOCTYPE declares entities or points to another file; neither is ever resolved",
    "remove the declarations; PowerCenter writes none",
    "our choice",
);
/// Elements are nested deeper than anything real.
pub const TOO_DEEP: Rule = OF.rule(
    "too-deep",
    Severity::Error,
    "elements are nested deeper than 256, or one tag is larger than 16 MiB",
    "mend the file; real exports nest to 10",
    "our choice",
);
/// Not every byte could be read.
pub const UNREADABLE_FILE: Rule = OF.rule(
    "unreadable-file",
    Severity::Error,
    "the file could not be read to its end",
    "do as the message says, then validate again",
    "our choice",
);
/// An attribute that counted exports always have is missing.
pub const MISSING_ATTRIBUTE: Rule = OF.rule(
    "missing-attribute",
    Severity::Warning,
    "an attribute is missing that every counted element of its name has",
    COMPARE,
    "census of exports; a user's own schema makes it an error",
);
/// An attribute that nothing knows.
pub const UNKNOWN_ATTRIBUTE: Rule = OF.rule(
    "unknown-attribute",
    Severity::Warning,
    "an attribute that the schema does not know",
    "look for a slip of the hand; give your own schemas with --schemas DIR if it is right",
    "census of exports; a user's own schema makes it an error",
);
/// The encoding is not what the file says, or some bytes mean nothing in it.
pub const ODD_ENCODING: Rule = OF.rule(
    "odd-encoding",
    Severity::Warning,
    "the bytes of the file do not fit its declared encoding",
    "correct the declaration or export again",
    "our choice",
);
/// A kind of IMX object that the built-in schema does not describe.
pub const NOT_COVERED: Rule = OF.rule(
    "not-covered",
    Severity::Info,
    "the built-in schema of IMX does not describe objects of this kind; they were not looked at",
    "give the vendor's schemas with --schemas DIR",
    "our choice",
);
/// What was found beyond the number that is listed.
pub const MORE_FINDINGS: Rule = OF.rule(
    "more-findings",
    Severity::Error,
    "there is more in the file than is listed",
    "mend what is listed, then validate again",
    "our choice",
);

/// Every rule of this file.
pub const RULES: &[&Rule] = &[
    &UNEXPECTED_ELEMENT,
    &UNEXPECTED_TEXT,
    &MISSING_ELEMENT,
    &MISPLACED_ELEMENT,
    &WRONG_VALUE,
    &INVALID_CONTENT,
    &WRONG_ROOT,
    &MALFORMED_XML,
    &UNSAFE_DOCTYPE,
    &TOO_DEEP,
    &UNREADABLE_FILE,
    &MISSING_ATTRIBUTE,
    &UNKNOWN_ATTRIBUTE,
    &ODD_ENCODING,
    &NOT_COVERED,
    &MORE_FINDINGS,
];
