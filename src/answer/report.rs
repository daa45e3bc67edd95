//! What reports tell besides findings: access, changes, runs and data quality, parameters, cost.
//!
//! Owns how each figure is made; every file below says it for its own. Pure: rows come in as values, the day as text.

pub mod access;
pub mod changes;
pub mod classified;
pub mod cost;
pub mod parameter;
pub mod quality;
pub mod ran;
pub mod session;
pub mod tuned;
pub mod volume;
pub mod window;
