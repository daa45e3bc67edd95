//! Answers of `monitor` as text, JSON and more.
