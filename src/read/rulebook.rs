//! Reads rules.yaml.
