//! Spark settings for a session.

pub mod observed;
