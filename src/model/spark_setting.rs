//! Spark's settings as we know them: key, type, range, default, when it may be set, since which version.
