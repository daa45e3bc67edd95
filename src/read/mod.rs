//! Bytes → model and problems. Reading never fails half way: what is odd becomes a problem, only unreadable bytes stop a file.

pub mod attribute;
pub mod connection;
pub mod content;
pub mod encoding;
pub mod environment;
pub mod frame;
pub mod known;
pub mod mapping;
pub mod mask;
pub mod parameter;
pub mod run;
pub mod scan;
pub mod schema;
pub mod secret;
pub mod session;
pub mod session_file;
pub mod session_log;
pub mod settings;
pub mod source;
pub mod split;
pub mod task;
pub mod template;
pub mod tree;
pub mod tuning;
pub mod words;
pub mod workflow;
mod yaml;
