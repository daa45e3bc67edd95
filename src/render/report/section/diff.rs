//! Page `diff`.
