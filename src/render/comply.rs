//! An assessment as text, JSON, SARIF and CSV, and the table of rules.

mod csv;
mod json;
mod rules;
mod sarif;
mod text;

pub use csv::csv;
pub use json::json;
pub use rules::{rules_csv, rules_json, rules_text};
pub use sarif::sarif;
pub use text::text;
