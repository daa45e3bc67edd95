//! Page `tuning`.
