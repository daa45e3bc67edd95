//! What is put in for another version.
