//! Reads sla.yaml.
