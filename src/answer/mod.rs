//! Model → answer. Pure: the same values give the same answer, byte for byte.

pub mod address;
pub mod find;
pub mod layers;
pub mod show;
