//! Answers → text, JSON, CSV and XML. Returns strings; printing is for `cli`.

pub mod audit;
pub mod check_log;
pub mod connection;
pub mod credential;
pub mod csv;
pub mod diff;
pub mod file_name;
pub mod find;
pub mod json;
pub mod migrate;
pub mod plan;
pub mod powermart;
pub mod resolve;
pub mod runs;
pub mod session_file;
pub mod show;
pub mod snapshot;
pub mod summary;
pub mod table;
pub mod template;
pub mod tune;
pub mod validate;
pub mod yaml;
