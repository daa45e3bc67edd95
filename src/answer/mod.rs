//! Model → answer. Pure: the same values give the same answer, byte for byte.

pub mod address;
pub mod asked;
mod assembled;
mod buffer;
pub mod check_log;
pub mod comply;
pub mod connection;
pub mod design;
pub mod diff;
pub mod effective;
pub mod find;
pub mod fingerprint;
pub mod layers;
pub mod metrics;
pub mod migrate;
pub mod monitor;
pub mod plan;
pub mod report;
pub mod resolve;
pub mod runs;
pub mod session_file;
pub mod show;
pub mod tally;
pub mod template;
pub mod tune;
pub mod validate;
