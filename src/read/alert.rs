//! Reads alerts.yaml.
