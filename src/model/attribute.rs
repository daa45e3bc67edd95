//! Name and value: attributes of sessions, workflows and transformations, commands and assignments of tasks.

use super::Text;

/// One NAME/VALUE pair of an ATTRIBUTE or TABLEATTRIBUTE.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Attribute {
    /// NAME
    pub name: Text,
    /// VALUE
    pub value: Text,
    /// PARTITIONNAME, empty where the value holds for all partitions
    pub partition: Text,
    /// Lines before it in the text that was read
    pub line: u32,
}

/// VALUEPAIR: a command with its name, or an assignment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ValuePair {
    /// NAME: command name or assigned variable
    pub name: Text,
    /// VALUE: command line or expression
    pub value: Text,
    /// EXECORDER
    pub order: u32,
    /// REVERSEASSIGNMENT: the value goes out of a worklet, not in
    pub reverse: bool,
    /// Lines before it in the text that was read
    pub line: u32,
}
