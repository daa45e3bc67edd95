//! Sources, targets, mappings, mapplets, transformations, shortcuts.

use super::Text;
use super::attribute::Attribute;
use super::workflow::Variable;

/// SOURCE or TARGET: a table or file as the repository knows it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    /// NAME
    pub name: Text,
    /// DBDNAME (sources only)
    pub database: Text,
    /// DATABASETYPE
    pub database_type: Text,
    /// OWNERNAME (sources only)
    pub owner: Text,
    /// DESCRIPTION
    pub description: Text,
    /// SOURCEFIELD or TARGETFIELD
    pub fields: Vec<Field>,
}

/// SOURCEFIELD or TARGETFIELD
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Field {
    /// NAME
    pub name: Text,
    /// DATATYPE
    pub datatype: Text,
    /// PRECISION
    pub precision: Option<i64>,
    /// SCALE
    pub scale: Option<i64>,
    /// KEYTYPE, empty for `NOT A KEY`
    pub key_type: Text,
    /// NULLABLE says NULL, not NOTNULL
    pub nullable: bool,
}

/// MAPPING or MAPPLET
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mapping {
    /// NAME
    pub name: Text,
    /// DESCRIPTION
    pub description: Text,
    /// ISVALID
    pub valid: bool,
    /// TRANSFORMATION inside
    pub transformations: Vec<Transformation>,
    /// INSTANCE
    pub instances: Vec<Instance>,
    /// Number of CONNECTOR
    pub connectors: u32,
    /// MAPPINGVARIABLE
    pub variables: Vec<Variable>,
}

/// TRANSFORMATION
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Transformation {
    /// NAME
    pub name: Text,
    /// TYPE
    pub transformation_type: Text,
    /// DESCRIPTION
    pub description: Text,
    /// REUSABLE
    pub reusable: bool,
    /// Number of TRANSFORMFIELD
    pub ports: u32,
    /// TABLEATTRIBUTE
    pub attributes: Vec<Attribute>,
}

/// A text of a port that may hold parameters. Ports are many and their texts rarely asked for, so they are read apart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PortText {
    /// NAME of the TRANSFORMATION
    pub transformation: Text,
    /// NAME of the TRANSFORMFIELD
    pub port: Text,
    /// EXPRESSION or DEFAULTVALUE
    pub attribute: &'static str,
    /// What stands there
    pub text: Text,
    /// Lines before it in the text that was read
    pub line: u32,
}

/// INSTANCE of a source, target, transformation or mapplet in a mapping.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Instance {
    /// NAME
    pub name: Text,
    /// TRANSFORMATION_NAME
    pub object: Text,
    /// TRANSFORMATION_TYPE
    pub object_type: Text,
    /// DBDNAME of a source
    pub database: Text,
    /// Lines before it in the text that was read
    pub line: u32,
}

/// How the data of a MAPPING, MAPPLET or TRANSFORMATION flows. Ports are many and rarely asked for, so they are read apart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Flow {
    /// CONNECTOR
    pub connectors: Vec<Connector>,
    /// TRANSFORMFIELD of all its transformations
    pub ports: Vec<Port>,
}

/// CONNECTOR
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Connector {
    /// FROMINSTANCE
    pub from: Text,
    /// FROMFIELD
    pub from_port: Text,
    /// TOINSTANCE
    pub to: Text,
    /// TOFIELD
    pub to_port: Text,
    /// Lines before it in the text that was read
    pub line: u32,
}

/// TRANSFORMFIELD
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Port {
    /// NAME of the TRANSFORMATION
    pub transformation: Text,
    /// NAME
    pub name: Text,
    /// DATATYPE
    pub datatype: Text,
    /// PORTTYPE, for example `INPUT/OUTPUT` or `LOCAL VARIABLE`
    pub port_type: Text,
    /// PRECISION
    pub precision: Option<i64>,
    /// Lines before it in the text that was read
    pub line: u32,
}

/// SHORTCUT to an object of another folder
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shortcut {
    /// NAME
    pub name: Text,
    /// OBJECTTYPE
    pub object_type: Text,
    /// REPOSITORYNAME
    pub repository: Text,
    /// FOLDERNAME
    pub folder: Text,
    /// REFOBJECTNAME
    pub object: Text,
}
