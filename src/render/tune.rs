//! Tuned settings → text, JSON, YAML, and the forms that Spark takes.
