//! What can be said of values that hold a mark of a secret.
