//! The words of a definition for `find`: names, tables, connections, parameters, words of SQL, expressions and commands.
//!
//! Owns what counts as a word and which values are worth finding. Each word goes in once, however often it stands there:
//! that keeps the full-text index small and its making cheap.

use crate::model::element::Element;
use rustc_hash::FxHashSet;

/// Elements that only repeat what stands elsewhere in the same object.
const REPEATING: [&str; 5] =
    ["CONNECTOR", "FIELDDEPENDENCY", "SESSTRANSFORMATIONGROUP", "TARGETLOADORDER", "PARTITION"];
/// Attributes whose values are drawn from a short list or are bookkeeping.
const DULL: [&str; 24] = [
    "TYPE",
    "DATATYPE",
    "SUBTYPE",
    "KEYTYPE",
    "NULLABLE",
    "PORTTYPE",
    "TRANSFORMATIONTYPE",
    "TRANSFORMATION_TYPE",
    "TASKTYPE",
    "VERSIONNUMBER",
    "OBJECTVERSION",
    "CRCVALUE",
    "PICTURETEXT",
    "FIELDTYPE",
    "USAGE_FLAGS",
    "SORTORDER",
    "PARTITIONNAME",
    "PARTITIONTYPE",
    "CNXREFNAME",
    "COMPONENTVERSION",
    "DSQINSTTYPE",
    "DEFAULTVALUE",
    "DOMAINNAME",
    "VENDORNAME",
];
/// Values that most objects have; finding them would find everything.
const COMMON: [&str; 12] =
    ["YES", "NO", "Auto", "None", "Normal", "Stop", "Disabled", "Default", "true", "false", "TRUE", "FALSE"];

/// A set of words.
#[derive(Debug, Default)]
pub struct Words<'t> {
    seen: FxHashSet<&'t str>,
    text: String,
}

impl<'t> Words<'t> {
    /// Takes the words of one element (not of its children).
    pub fn take(&mut self, element: Element<'t, '_>) {
        let name = element.name();
        if REPEATING.contains(&name) || (name == "WORKFLOWVARIABLE" && !element.yes("USERDEFINED")) {
            return;
        }
        let settings = matches!(name, "ATTRIBUTE" | "TABLEATTRIBUTE" | "FIELDATTRIBUTE" | "METADATAEXTENSION");
        for attribute in element.attributes() {
            let dull = DULL.contains(&attribute.name) || (settings && attribute.name == "NAME");
            if !dull && !COMMON.contains(&attribute.value.as_ref()) {
                self.push(&attribute.value);
            }
        }
    }

    fn push(&mut self, value: &'t str) {
        for word in split(value) {
            if self.seen.insert(word) {
                if !self.text.is_empty() {
                    self.text.push(' ');
                }
                self.text.push_str(word);
            }
        }
    }

    /// Returns the words, separated by a space, in the order they were met.
    #[must_use]
    pub fn finish(self) -> String {
        self.text
    }
}

/// Cuts a text into words: letters, digits, `_`, `$` and `#`, so that `$$PARAM` and `T_SALES` are one word each.
/// Numbers and single characters are no words.
pub fn split(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '$' | '#')))
        .filter(|word| word.len() > 1 && !word.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_and_names_are_whole_words() {
        let words: Vec<_> = split("SELECT a.ID FROM DWH.T_SALES WHERE D > $$LAST_RUN AND X=12").collect();
        assert_eq!(words, ["SELECT", "ID", "FROM", "DWH", "T_SALES", "WHERE", "$$LAST_RUN", "AND"]);
    }
}
