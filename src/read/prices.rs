//! Reads prices.yaml.
