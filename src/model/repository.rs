//! Repository and folder: where objects live.

use super::Text;

/// REPOSITORY as an export's header states it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Repository {
    /// NAME, or the name given by `--repository-as`.
    pub name: Text,
    /// CODEPAGE
    pub codepage: Text,
    /// DATABASETYPE
    pub database_type: Text,
    /// VERSION
    pub version: Text,
}

/// FOLDER as an export's header states it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Folder {
    /// NAME
    pub name: Text,
    /// OWNER
    pub owner: Text,
    /// DESCRIPTION
    pub description: Text,
    /// SHARED says SHARED, not NOTSHARED
    pub shared: bool,
    /// PERMISSIONS
    pub permissions: Text,
    /// UUID: tells two folders of one name in two repositories of one name apart
    pub uuid: Text,
}
