//! What can be said of a connection without opening it: its attributes resolved, which sessions use it, and whether a
//! table that a test described is as the repository defines it.

pub mod resolved;
pub mod table;
pub mod usage;

pub use resolved::{ResolvedConnection, design, resolved};
pub use table::{Compared, Difference, Differing, differing};
pub use usage::{ConnectionUse, uses};
