//! How alike two parts are, and which of them are one part under two names.
