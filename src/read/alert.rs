//! Reads alerts.yaml.

mod rule;
