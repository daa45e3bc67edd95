//! What a session file (YAML) may say: one table of its keys, with what each means to PowerCenter.
//!
//! Owns the schema. Reading, writing and the manual go by this table. Where PowerCenter has no setting for a key, the key is
//! `ours`: it is kept with the session and shown.

use super::near::nearest;

/// Folder and repository of a session file that names none.
pub const FOLDER: &str = "SESSIONS";
/// See [`FOLDER`].
pub const REPOSITORY: &str = "YAML";
/// Configuration object of a session file that names none.
pub const CONFIG: &str = "default_session_config";
/// REPOSITORY_VERSION that marks a file as made from YAML.
pub const DIALECT: &str = "yaml";
/// VENDORNAME and DOMAINNAME of the METADATAEXTENSION elements that keep what is ours.
pub const VENDOR: &str = "catalog";

/// Where the setting of a key stands in POWERMART.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// SESSION/ATTRIBUTE
    Session,
    /// SESSION/CONFIGREFERENCE/ATTRIBUTE: laid over the configuration object
    Config,
    /// An XML attribute of this element
    Tag(&'static str),
    /// Elements of this name inside
    Part(&'static str),
    /// METADATAEXTENSION of vendor `catalog`: PowerCenter has no setting for it
    Ours,
}

/// What a key may be set to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Values {
    /// Any text, as it stands
    Text,
    /// A whole number, or a `$` parameter
    Number,
    /// Bytes, also with KB, MB, GB; `Auto`; or a `$` parameter
    Size,
    /// One of these words, with PowerCenter's spelling (which is taken too), or a `$` parameter
    Words(&'static [(&'static str, &'static str)]),
    /// A map or a list, told apart in the manual
    Inside,
}

/// One key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionKey {
    /// The map it stands in; empty for the outermost.
    pub section: &'static str,
    /// Its name there.
    pub key: &'static str,
    /// Where its setting stands.
    pub place: Place,
    /// Name of the PowerCenter attribute or XML attribute.
    pub attribute: &'static str,
    /// What it may be set to.
    pub values: Values,
}

const FLAG: Values = Values::Words(&[("true", "YES"), ("false", "NO")]);
const ON_ERROR: Values = Values::Words(&[("stop", "Stop"), ("continue", "Continue")]);
const COMMIT: Values = Values::Words(&[("target", "Target"), ("source", "Source"), ("user_defined", "User Defined")]);
const ROLLBACK: Values = Values::Words(&[("on_errors", "YES"), ("never", "NO")]);
const RECOVERY: Values = Values::Words(&[
    ("fail_task_and_continue_workflow", "Fail task and continue workflow"),
    ("restart_task", "Restart task"),
    ("resume_from_last_checkpoint", "Resume from last checkpoint"),
]);
const ROWS: Values =
    Values::Words(&[("insert", "Insert"), ("delete", "Delete"), ("update", "Update"), ("data_driven", "Data driven")]);
const TRACING: Values = Values::Words(&[
    ("none", "None"),
    ("terse", "Terse"),
    ("normal", "Normal"),
    ("verbose_initialization", "Verbose Initialization"),
    ("verbose_data", "Verbose Data"),
]);
const ERROR_LOG: Values =
    Values::Words(&[("none", "None"), ("relational_database", "Relational Database"), ("flat_file", "Flat File")]);
const PUSHDOWN: Values = Values::Words(&[
    ("none", "None"),
    ("to_source", "To Source"),
    ("to_target", "To Target"),
    ("full", "Full"),
    ("to_source_with_view", "To Source with View"),
    ("full_with_view", "Full with View"),
]);
const CACHES: Values = Values::Words(&[("auto", "Auto"), ("always", "Always allowed"), ("never", "Always disallowed")]);
const PARALLEL: Values = Values::Words(&[
    ("true", "Based on number of CPUs"),
    ("false", "Disabled"),
    ("number_of_partitions", "Based on number of partitions"),
    ("nodes_in_grid", "Based on number of nodes in grid"),
    ("source_partitioning", "Based on source partitioning"),
]);
const EXTENSION: Values = Values::Words(&[
    ("reader", "READER"),
    ("writer", "WRITER"),
    ("lookup", "LOOKUPEXTENSION"),
    ("template", "TEMPLATEEXTENSION"),
]);

const fn key(
    section: &'static str,
    key: &'static str,
    place: Place,
    attribute: &'static str,
    values: Values,
) -> SessionKey {
    SessionKey { section, key, place, attribute, values }
}

/// Every key, in the order in which a session file is written.
#[rustfmt::skip]
pub const KEYS: &[SessionKey] = &[
    key("", "session", Place::Part("SESSION"), "", Values::Inside),
    key("", "performance", Place::Part("SESSION"), "", Values::Inside),
    key("", "connections", Place::Part("SESSIONEXTENSION"), "", Values::Inside),
    key("", "attributes", Place::Part("ATTRIBUTE"), "", Values::Inside),
    key("", "config_attributes", Place::Part("CONFIGREFERENCE"), "", Values::Inside),
    key("", "extensions", Place::Part("SESSIONEXTENSION"), "", Values::Inside),
    key("", "transformations", Place::Part("SESSTRANSFORMATIONINST"), "", Values::Inside),
    key("", "components", Place::Part("SESSIONCOMPONENT"), "", Values::Inside),
    key("session", "name", Place::Tag("SESSION"), "NAME", Values::Text),
    key("session", "mapping_name", Place::Tag("SESSION"), "MAPPINGNAME", Values::Text),
    key("session", "repository", Place::Tag("REPOSITORY"), "NAME", Values::Text),
    key("session", "folder", Place::Tag("FOLDER"), "NAME", Values::Text),
    key("session", "description", Place::Tag("SESSION"), "DESCRIPTION", Values::Text),
    key("session", "config", Place::Tag("CONFIGREFERENCE"), "REFOBJECTNAME", Values::Text),
    key("session", "reusable", Place::Tag("SESSION"), "REUSABLE", FLAG),
    key("session", "valid", Place::Tag("SESSION"), "ISVALID", FLAG),
    key("session", "sort_order", Place::Tag("SESSION"), "SORTORDER", Values::Text),
    key("session", "parameter_file", Place::Session, "Parameter Filename", Values::Text),
    key("session", "source_connection", Place::Session, "$Source connection value", Values::Text),
    key("session", "target_connection", Place::Session, "$Target connection value", Values::Text),
    key("session", "treat_source_rows_as", Place::Session, "Treat source rows as", ROWS),
    key("session", "commit_type", Place::Session, "Commit Type", COMMIT),
    key("session", "commit_interval", Place::Session, "Commit Interval", Values::Number),
    key("session", "commit_on_end_of_file", Place::Session, "Commit On End Of File", FLAG),
    key("session", "rollback_transaction", Place::Session, "Rollback Transactions on Errors", ROLLBACK),
    key("session", "recovery_strategy", Place::Session, "Recovery Strategy", RECOVERY),
    key("session", "retry_on_deadlock", Place::Session, "Session retry on deadlock", FLAG),
    key("session", "high_precision", Place::Session, "Enable high precision", FLAG),
    key("session", "test_load", Place::Session, "Enable Test Load", FLAG),
    key("session", "log_file_name", Place::Session, "Session Log File Name", Values::Text),
    key("session", "log_file_directory", Place::Session, "Session Log File directory", Values::Text),
    key("session", "stop_on_errors", Place::Config, "Stop on errors", Values::Number),
    key("session", "on_pre_post_sql_error", Place::Config, "On Pre-Post SQL error", ON_ERROR),
    key("session", "override_tracing", Place::Config, "Override tracing", TRACING),
    key("session", "error_log_type", Place::Config, "Error Log Type", ERROR_LOG),
    key("session", "constraint_based_load_ordering", Place::Config, "Constraint based load ordering", FLAG),
    key("session", "date_time_format", Place::Config, "DateTime Format String", Values::Text),
    key("performance", "pushdown_optimization", Place::Session, "Pushdown Optimization", PUSHDOWN),
    key("performance", "buffer_block_size", Place::Config, "Default buffer block size", Values::Size),
    key("performance", "dtm_buffer_pool_size", Place::Session, "DTM buffer size", Values::Size),
    key("performance", "parallel_execution", Place::Config, "Dynamic Partitioning", PARALLEL),
    key("performance", "number_of_partitions", Place::Config, "Number of Partitions", Values::Number),
    key("performance", "session_on_grid", Place::Config, "Is Enabled", FLAG),
    key("performance", "cache_policy", Place::Config, "Pre-build lookup cache", CACHES),
    key("performance", "auto_memory_limit", Place::Config, "Maximum Memory Allowed For Auto Memory Attributes", Values::Size),
    key("performance", "auto_memory_percent", Place::Config, "Maximum Percentage of Total Memory Allowed For Auto Memory Attributes", Values::Number),
    key("performance", "line_buffer_length", Place::Config, "Line Sequential buffer length", Values::Number),
    key("performance", "incremental_aggregation", Place::Session, "Incremental Aggregation", FLAG),
    key("performance", "collect_performance_data", Place::Session, "Collect performance data", FLAG),
    key("performance", "custom_properties", Place::Config, "Custom Properties", Values::Text),
    key("connections", "source", Place::Part("SESSIONEXTENSION"), "", Values::Inside),
    key("connections", "target", Place::Part("SESSIONEXTENSION"), "", Values::Inside),
    key("connections.*", "validation_required", Place::Ours, "", FLAG),
    key("connections.*", "partition_strategy", Place::Ours, "", Values::Text),
    key("connection", "name", Place::Tag("CONNECTIONREFERENCE"), "CONNECTIONNAME", Values::Text),
    key("connection", "variable", Place::Tag("CONNECTIONREFERENCE"), "VARIABLE", Values::Text),
    key("connection", "type", Place::Tag("CONNECTIONREFERENCE"), "CONNECTIONTYPE", Values::Text),
    key("connection", "subtype", Place::Tag("CONNECTIONREFERENCE"), "CONNECTIONSUBTYPE", Values::Text),
    key("connection", "reference", Place::Tag("CONNECTIONREFERENCE"), "CNXREFNAME", Values::Text),
    key("connection", "partition", Place::Tag("CONNECTIONREFERENCE"), "PARTITIONNAME", Values::Text),
    key("connection", "attributes", Place::Part("ATTRIBUTE"), "", Values::Inside),
    key("extensions[]", "instance", Place::Tag("SESSIONEXTENSION"), "SINSTANCENAME", Values::Text),
    key("extensions[]", "type", Place::Tag("SESSIONEXTENSION"), "TYPE", EXTENSION),
    key("extensions[]", "subtype", Place::Tag("SESSIONEXTENSION"), "SUBTYPE", Values::Text),
    key("extensions[]", "transformation_type", Place::Tag("SESSIONEXTENSION"), "TRANSFORMATIONTYPE", Values::Text),
    key("extensions[]", "connection", Place::Part("CONNECTIONREFERENCE"), "", Values::Inside),
    key("extensions[]", "attributes", Place::Part("ATTRIBUTE"), "", Values::Inside),
    key("transformations[]", "instance", Place::Tag("SESSTRANSFORMATIONINST"), "SINSTANCENAME", Values::Text),
    key("transformations[]", "transformation", Place::Tag("SESSTRANSFORMATIONINST"), "TRANSFORMATIONNAME", Values::Text),
    key("transformations[]", "type", Place::Tag("SESSTRANSFORMATIONINST"), "TRANSFORMATIONTYPE", Values::Text),
    key("transformations[]", "partition_type", Place::Tag("SESSTRANSFORMATIONINST"), "PARTITIONTYPE", Values::Text),
    key("transformations[]", "partitions", Place::Part("PARTITION"), "", Values::Inside),
    key("transformations[]", "attributes", Place::Part("ATTRIBUTE"), "", Values::Inside),
    key("components[]", "type", Place::Tag("SESSIONCOMPONENT"), "TYPE", Values::Text),
    key("components[]", "object", Place::Tag("SESSIONCOMPONENT"), "REFOBJECTNAME", Values::Text),
    key("components[]", "reusable", Place::Tag("SESSIONCOMPONENT"), "REUSABLE", FLAG),
    key("components[]", "task", Place::Part("TASK"), "", Values::Inside),
    key("components[]", "assignments", Place::Part("VALUEPAIR"), "", Values::Inside),
    key("task", "name", Place::Tag("TASK"), "NAME", Values::Text),
    key("task", "type", Place::Tag("TASK"), "TYPE", Values::Text),
    key("task", "description", Place::Tag("TASK"), "DESCRIPTION", Values::Text),
    key("task", "reusable", Place::Tag("TASK"), "REUSABLE", FLAG),
    key("task", "attributes", Place::Part("ATTRIBUTE"), "", Values::Inside),
    key("task", "commands", Place::Part("VALUEPAIR"), "", Values::Inside),
    key("commands[], assignments[]", "name", Place::Tag("VALUEPAIR"), "NAME", Values::Text),
    key("commands[], assignments[]", "value", Place::Tag("VALUEPAIR"), "VALUE", Values::Text),
    key("commands[], assignments[]", "order", Place::Tag("VALUEPAIR"), "EXECORDER", Values::Number),
    key("commands[], assignments[]", "reverse", Place::Tag("VALUEPAIR"), "REVERSEASSIGNMENT", FLAG),
];

/// The section of [`KEYS`] for commands and assignments.
pub const PAIRS: &str = "commands[], assignments[]";

/// Words for `type` of a connection, with CONNECTIONTYPE and CONNECTIONSUBTYPE. Hive is ours: PowerCenter reaches it by ODBC
/// or a plug-in, whose names differ.
pub const CONNECTION_TYPES: &[(&str, &str, &str)] = &[
    ("oracle", "Relational", "Oracle"),
    ("sql_server", "Relational", "Microsoft SQL Server"),
    ("db2", "Relational", "DB2"),
    ("informix", "Relational", "Informix"),
    ("sybase", "Relational", "Sybase"),
    ("teradata", "Relational", "Teradata"),
    ("odbc", "Relational", "ODBC"),
    ("netezza", "Relational", "Netezza"),
    ("hive", "Relational", "Hive"),
    ("relational", "Relational", ""),
    ("application", "Application", ""),
    ("ftp", "FTP", ""),
    ("queue", "Queue", ""),
    ("loader", "Loader", ""),
];

/// A key of a section.
#[must_use]
pub fn find(section: &str, key: &str) -> Option<&'static SessionKey> {
    KEYS.iter().find(|one| one.section == section && one.key == key)
}

/// What to say after an unknown word: the nearest of those that are known, or all of them where none is near.
#[must_use]
pub fn hint<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> String {
    let known: Vec<String> = known.map(str::to_owned).collect();
    match nearest(word, &known).as_slice() {
        [] => format!("it may be {}", known.join(", ")),
        near => format!("did you mean {}?", near.join(", ")),
    }
}

impl SessionKey {
    /// The key as people name it: `session.commit_type`.
    #[must_use]
    pub fn path(&self) -> String {
        if self.section.is_empty() { self.key.to_owned() } else { format!("{}.{}", self.section, self.key) }
    }

    /// What it is to PowerCenter, in words.
    #[must_use]
    pub fn meaning(&self) -> String {
        match self.place {
            Place::Session => format!("session attribute {}", self.attribute),
            Place::Config => format!("configuration attribute {}", self.attribute),
            Place::Tag(element) => format!("{element} {}", self.attribute),
            Place::Part(element) => format!("{element} elements"),
            Place::Ours => "ours".to_owned(),
        }
    }

    /// What it may be set to, in words.
    #[must_use]
    pub fn accepted(&self) -> String {
        match self.values {
            Values::Text if self.attribute == "CONNECTIONTYPE" => {
                let words: Vec<&str> = CONNECTION_TYPES.iter().map(|(word, ..)| *word).collect();
                format!("{}; with subtype: as PowerCenter spells it", words.join(", "))
            }
            Values::Text => "text".to_owned(),
            Values::Number => "whole number".to_owned(),
            Values::Size => "bytes, KB, MB, GB, Auto".to_owned(),
            Values::Inside => "map or list".to_owned(),
            Values::Words(words) => words.iter().map(|(word, _)| *word).collect::<Vec<_>>().join(", "),
        }
    }

    /// PowerCenter's spelling of a value; fails with what may stand there.
    pub fn spelling(&self, value: &str) -> Result<String, String> {
        if value.starts_with('$') {
            return Ok(value.to_owned());
        }
        match self.values {
            Values::Text | Values::Inside => Ok(value.to_owned()),
            Values::Number if is_number(value) => Ok(value.to_owned()),
            Values::Number => Err("a whole number belongs here".to_owned()),
            Values::Size if value.eq_ignore_ascii_case("auto") => Ok("Auto".to_owned()),
            Values::Size if is_size(value) => Ok(value.to_owned()),
            Values::Size => Err("a number of bytes, also with KB, MB or GB, or Auto belongs here".to_owned()),
            Values::Words(words) => {
                let same = |a: &str| a.eq_ignore_ascii_case(value);
                let found = words.iter().find(|(word, spelt)| same(word) || same(spelt));
                found.map(|(_, spelt)| (*spelt).to_owned()).ok_or_else(|| hint(value, words.iter().map(|(w, _)| *w)))
            }
        }
    }

    /// The value to write for PowerCenter's spelling, where [`Self::spelling`] gives that spelling back.
    #[must_use]
    pub fn word<'v>(&self, spelt: &'v str) -> Option<&'v str> {
        let word = match self.values {
            Values::Words(words) => words.iter().find(|(_, known)| *known == spelt).map_or(spelt, |(word, _)| word),
            _ => spelt,
        };
        self.spelling(word).is_ok_and(|back| back == spelt).then_some(word)
    }
}

fn is_number(value: &str) -> bool {
    !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_size(value: &str) -> bool {
    let upper = value.to_ascii_uppercase();
    let digits = ["KB", "MB", "GB"].iter().find_map(|unit| upper.strip_suffix(unit)).unwrap_or(&upper);
    is_number(digits.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_stands_twice_and_no_attribute_has_two_keys() {
        for (at, one) in KEYS.iter().enumerate() {
            let again = KEYS[at + 1..].iter().any(|other| {
                (one.section, one.key) == (other.section, other.key)
                    || matches!(one.place, Place::Session | Place::Config)
                        && (one.place, one.attribute) == (other.place, other.attribute)
            });
            assert!(!again, "{}", one.path());
        }
    }

    #[test]
    fn a_word_and_its_spelling_lead_to_each_other() {
        let rollback = find("session", "rollback_transaction").expect("a key");
        assert_eq!(rollback.spelling("on_errors").as_deref(), Ok("YES"));
        assert_eq!(rollback.word("YES"), Some("on_errors"));
        assert_eq!(rollback.word("yes"), None, "it would come back as YES");
        assert!(rollback.spelling("on_error").expect_err("no word").contains("did you mean on_errors?"));
        let size = find("performance", "buffer_block_size").expect("a key");
        assert_eq!((size.word("64 MB"), size.word("auto"), size.word("Auto")), (Some("64 MB"), None, Some("Auto")));
    }
}
