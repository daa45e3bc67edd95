//! Session and session configuration object, with everything that layers on them.

use super::Text;
use super::attribute::{Attribute, ValuePair};
use super::connection::ConnectionReference;
use super::task::Task;

/// SESSION
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Session {
    /// NAME
    pub name: Text,
    /// DESCRIPTION
    pub description: Text,
    /// MAPPINGNAME
    pub mapping: Text,
    /// REUSABLE
    pub reusable: bool,
    /// ISVALID
    pub valid: bool,
    /// SORTORDER
    pub sort_order: Text,
    /// ATTRIBUTE of the session itself
    pub attributes: Vec<Attribute>,
    /// CONFIGREFERENCE
    pub config: ConfigReference,
    /// SESSTRANSFORMATIONINST
    pub transformations: Vec<SessionTransformation>,
    /// SESSIONEXTENSION
    pub extensions: Vec<SessionExtension>,
    /// SESSIONCOMPONENT
    pub components: Vec<SessionComponent>,
    /// METADATAEXTENSION of ours: what a session file or an IMX document said and PowerCenter has no setting for
    pub ours: Vec<Attribute>,
}

/// CONFIGREFERENCE: the configuration object a session names, and what it overrides of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ConfigReference {
    /// REFOBJECTNAME, empty where the session names none
    pub config: Text,
    /// Overridden attributes only
    pub attributes: Vec<Attribute>,
}

/// SESSTRANSFORMATIONINST: a transformation of the mapping as this session runs it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SessionTransformation {
    /// SINSTANCENAME
    pub instance: Text,
    /// TRANSFORMATIONNAME
    pub transformation: Text,
    /// TRANSFORMATIONTYPE
    pub transformation_type: Text,
    /// PARTITIONTYPE, empty where it is no partition point
    pub partition_type: Text,
    /// NAME of each PARTITION
    pub partitions: Vec<Text>,
    /// Overrides of the mapping's transformation
    pub attributes: Vec<Attribute>,
    /// Lines before it in the text that was read
    pub line: u32,
}

/// SESSIONEXTENSION: reader, writer or lookup of one instance.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SessionExtension {
    /// TYPE: READER, WRITER, LOOKUPEXTENSION, TEMPLATEEXTENSION
    pub extension_type: Text,
    /// SUBTYPE, for example `Relational Writer`
    pub subtype: Text,
    /// SINSTANCENAME
    pub instance: Text,
    /// TRANSFORMATIONTYPE
    pub transformation_type: Text,
    /// CONNECTIONREFERENCE
    pub connections: Vec<ConnectionReference>,
    /// Reader or writer properties
    pub attributes: Vec<Attribute>,
    /// Lines before it in the text that was read
    pub line: u32,
}

/// SESSIONCOMPONENT: commands, mails and variable assignments around the session.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SessionComponent {
    /// TYPE, for example `Pre-session command`
    pub component_type: Text,
    /// REFOBJECTNAME
    pub object: Text,
    /// REUSABLE
    pub reusable: bool,
    /// The TASK inside, where it is not reusable
    pub task: Option<Task>,
    /// Assignments of a variable-assignment component
    pub assignments: Vec<ValuePair>,
    /// Lines before it in the text that was read
    pub line: u32,
}

/// CONFIG: a session configuration object.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Config {
    /// NAME
    pub name: Text,
    /// DESCRIPTION
    pub description: Text,
    /// ISDEFAULT
    pub is_default: bool,
    /// Its attributes
    pub attributes: Vec<Attribute>,
}
