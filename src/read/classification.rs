//! Reads classification.yaml.
