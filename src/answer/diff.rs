//! What differs between two objects, folders or snapshots, where each side's value comes from, and how much it matters.
//!
//! Owns comparing. Objects are compared as keyed trees ([`part::Part`]): by kind and name, never by position. `stored` and
//! `session` make the trees, `merge` compares two of them, `risk` judges what came out. Reads nothing and knows no snapshot.

pub mod change;
pub mod consequence;
pub mod filter;
mod keys;
mod likeness;
pub mod merge;
mod noise;
mod order;
mod pairs;
pub mod parameter_file;
pub mod part;
mod refers;
pub mod risk;
mod secret;
pub mod session;
pub mod sql;
pub mod stored;
mod tell;
