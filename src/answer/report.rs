//! What reports tell besides findings: access, changes, runs and data quality, parameters, cost.
