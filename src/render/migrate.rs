//! Migrations as text, JSON and CSV.

pub mod assess;
