//! IMX, the format of Informatica Developer, as far as the rest of the house must know of it.
//!
//! Owns the names under which an IMX document is kept. `read::imx` translates it.

/// REPOSITORY_VERSION that marks a file as made from IMX.
pub const DIALECT: &str = "imx";
/// Repository of an IMX document, which names none, and folder of what stands in no project.
pub const REPOSITORY: &str = "IMX";
/// DOMAINNAME of the METADATAEXTENSION elements that keep what PowerCenter has no place for.
pub const DOMAIN: &str = "imx";
