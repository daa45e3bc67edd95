//! Numbers for a monitoring system, out of the catalog.
