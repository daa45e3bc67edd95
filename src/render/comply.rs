//! Answers of `comply` as text, JSON and more.
