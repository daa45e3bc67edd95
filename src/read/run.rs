//! Spools, session logs and event logs → runs.
//!
//! Owns nothing but the list of what is read; each source has its file.

pub mod event_log;
pub mod session_log;
pub mod spool;
mod time;
