//! Page `session`.
