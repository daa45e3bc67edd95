//! Which object an address means: one, several, or none with the nearest names.

pub use crate::model::near::nearest;
