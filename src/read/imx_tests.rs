//! Hostile and odd documents.
