//! Reads classification.yaml.

use crate::model::classification::Classification;

/// Reads it.
pub fn classification(_text: &str, _file: &str) -> Result<Classification, String> {
    Ok(Classification::default())
}
