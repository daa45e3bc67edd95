//! Pieces of expressions that several detectors share, as macros, so that
//! `concat!` can build constant patterns of them.
//!
//! Owns the forms of keys, of what parts a key from its value, and of values.
//! It decides nothing: which value is a secret is up to `judge.rs`. A value is
//! always the group `secret`, its separator always the group `sep`.

/// A value in quotes (of SQL, shell, JSON in JSON), or one never closed.
macro_rules! quoted {
    () => {
        concat!(
            r#"(?P<secret>\\"(?:[^"\\]|\\[^"])*\\"|\\'(?:[^'\\]|\\[^'])*\\'|[nNeE]?'(?:[^'\\]|''|\\.)*'"#,
            r#"|"(?:[^"\\]|""|\\.)*"|["'][^\s"';]+)"#
        )
    };
}
/// The start of a value without quotes. It ends before `,` and brackets, so that
/// a column there hides no key after it; `judge.rs` stretches what is a secret.
macro_rules! bare {
    () => {
        r#"(?P<secret>(?:\{\{[^{}]*\}\}|<[^<>]*>|\$\()[^\s"';&]*|(?:\\[^\s"';&]|[^\s"';&\\=>])[^\s"';&,()]*)"#
    };
}
/// Ends a key and parts it from a value in quotes.
macro_rules! to_quoted {
    () => {
        r#"(?:\\?["'`])?\]?(?P<sep>\s*(?::=|=>|==|!=|<>|=|:)\s*|\s+)"#
    };
}
/// Ends a key and parts it from a bare value, which stands on the same line.
macro_rules! to_bare {
    () => {
        r#"(?:\\?["'`])?\]?(?P<sep>[^\S\r\n]*(?::=|=>|==|!=|<>|=|:)[^\S\r\n]*)"#
    };
}
/// Names of passwords.
macro_rules! password_key {
    () => {
        r"(?i)(?:passwo?r?d|passwrd|passphrase|passwort|pwd|senha|contrase(?:n|ñ)a)\d{0,2}(?:_(?:hash|text|txt|value|val|enc|encrypted|plain|new|old))?"
    };
}

/// Short names of passwords.
macro_rules! pass_key {
    () => {
        r"(?i)(?:\b|_|ssh|db|my|ftp|user|ora|sql)pass"
    };
}
/// Names of secret access keys of AWS and S3.
macro_rules! aws_key {
    () => {
        r"(?i)(?:secret[_\- .]?access[_\- .]?key|aws[_\- .]?secret[_\- .]?key|s3a?\.secret\.key)"
    };
}
/// Names of keys and tokens of services.
macro_rules! api_key {
    () => {
        concat!(
            r"(?i)(?:api[_\- .]?key|(?:client|app|consumer|shared|webhook)[_\- .]?secret|secret[_\- .]?key",
            r"|(?:auth|access|refresh|session|security|bearer|api|sas|secret)[_\- .]?token|\baccess[_\- .]?key)"
        )
    };
}
pub(super) use {api_key, aws_key, bare, pass_key, password_key, quoted, to_bare, to_quoted};
