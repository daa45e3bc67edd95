//! What differs between two objects, folders or snapshots, where each side's value comes from, and how much it matters.
//!
//! Owns comparing. Objects are compared as keyed trees ([`part::Part`]): by kind and name, never by position. `stored` and
//! `session` make the trees, `merge` compares two of them, `risk` judges what came out. Reads nothing and knows no snapshot.

pub mod change;
pub mod consequence;
pub mod filter;
pub mod keys;
pub mod likeness;
pub mod merge;
pub mod noise;
pub mod parameter_file;
pub mod part;
pub mod risk;
pub mod secret;
pub mod session;
pub mod sql;
pub mod stored;
