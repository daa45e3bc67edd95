//! What an hour of running costs.
//!
//! Owns the shape of `prices.yaml`. Without that file no cost is shown.

/// Prices, in hundredths of the currency.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Prices {
    /// As it is printed: `EUR`.
    pub currency: String,
    /// An hour of a running session of PowerCenter.
    pub session_hour: Option<u64>,
    /// An hour of a core of Spark.
    pub core_hour: Option<u64>,
    /// A gibibyte of memory of Spark for an hour.
    pub gib_hour: Option<u64>,
}
