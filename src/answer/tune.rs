//! Spark settings for a session.

pub mod observed;
mod workload;

pub use workload::{row_bytes, workload};
