//! Answers of `metrics` as text, JSON and more.
