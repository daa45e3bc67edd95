//! What moving sessions to another environment, version or platform takes.

pub mod assess;
