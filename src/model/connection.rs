//! Connections as sessions refer to them. The objects behind the names are not in an export.

use super::Text;
use super::attribute::Attribute;

/// CONNECTIONREFERENCE: by name or by variable, or neither.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ConnectionReference {
    /// CNXREFNAME, for example `DB Connection`
    pub reference: Text,
    /// CONNECTIONTYPE, for example `Relational`
    pub connection_type: Text,
    /// CONNECTIONSUBTYPE, for example `Oracle`; empty where a variable is used
    pub subtype: Text,
    /// CONNECTIONNAME
    pub name: Text,
    /// VARIABLE, for example `$DBConnection_DWH`
    pub variable: Text,
    /// PARTITIONNAME
    pub partition: Text,
    /// Connection attributes overridden by the session
    pub attributes: Vec<Attribute>,
    /// Lines before it in the text that was read
    pub line: u32,
}
