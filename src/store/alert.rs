//! Alerts and their deliveries.
