//! Two texts of SQL, token by token.
