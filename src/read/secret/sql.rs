//! Detectors of secrets in SQL, in Informatica expressions and in remarks, as data for the table of `detectors.rs`.
//!
//! Owns the expressions only: which capture is a secret is up to `judge.rs`. A secret is an argument here, told by the
//! statement or function around it and not by a key of its own.

use super::judge::Judge::{Listed, Opaque, Remark};
use super::{Detector, Pattern, Rule};

/// A literal of SQL as the group `secret`.
macro_rules! literal {
    () => {
        r#"(?P<secret>[nN]?'(?:[^']|'')*'|"[^"]*")"#
    };
}

/// Any literal of SQL.
macro_rules! argument {
    () => {
        r"[nN]?'(?:[^']|'')*'"
    };
}

/// One argument of a function, with calls in it to a fixed depth.
macro_rules! expression {
    () => {
        r"(?:[^(),';]|'(?:[^']|'')*'|\((?:[^()']|'[^']*'|\((?:[^()']|'[^']*')*\))*\))*"
    };
}

const fn opaque(regex: &'static str) -> Pattern {
    Pattern { regex, requires: "", judge: Opaque }
}

/// `ALTER USER u IDENTIFIED BY new REPLACE old`.
pub(super) const REPLACED: Pattern = Pattern {
    regex: concat!(
        r#"(?i)\bidentified\s+by\s+(?:'[^']*'|"[^"]*"|[^\s;"',)]+)\s+replace\s+"#,
        r#"(?P<secret>'(?:[^']|'')*'|"[^"]*"|[^\s;"',)]+)"#
    ),
    requires: r"(?i)\balter\s+user\b",
    judge: Opaque,
};

/// Logins of SQL Server. Arguments that are named (`@rmtpassword = 'x'`) are assignments, see `detectors.rs`.
pub(super) const LOGIN: Detector = Detector {
    code: "sql-login",
    meaning: "a password of a login of SQL Server: sp_addlinkedsrvlogin 's','false',NULL,'u','x', OPENROWSET('p','s';'u';'x', ...)",
    rule: Rule::Patterns(&[
        opaque(concat!(
            r"(?i)\bsp_addlinkedsrvlogin\s*\(?\s*(?:(?:@\w+\s*=\s*)?(?:",
            argument!(),
            r"|\w+)\s*,\s*){4}(?:@\w+\s*=\s*)?",
            literal!()
        )),
        opaque(concat!(r"(?i)\bsp_(?:addlogin|setapprole)\s+", argument!(), r"\s*,\s*", literal!())),
        opaque(concat!(
            r"(?i)\bopenrowset\s*\(\s*",
            argument!(),
            r"\s*,\s*",
            argument!(),
            r"\s*;\s*",
            argument!(),
            r"\s*;\s*",
            literal!()
        )),
    ]),
};

/// Keys of functions that encrypt. Informatica's `AES_DECRYPT(value, key)` takes them in the order of MySQL's.
pub(super) const CIPHER: Detector = Detector {
    code: "cipher-key",
    meaning: "a key given to a function that encrypts: AES_DECRYPT(c, 'x'), pgp_sym_encrypt(c, 'x')",
    rule: Rule::Patterns(&[
        opaque(concat!(
            r"(?i)\b(?:pgp_sym_(?:en|de)crypt(?:_bytea)?|aes_(?:en|de)crypt)\s*\(",
            expression!(),
            r",\s*",
            literal!()
        )),
        opaque(concat!(r"(?i)\b(?:en|de)cryptbypassphrase\s*\(\s*", literal!())),
    ]),
};

/// Rows of tables of settings.
pub(super) const ROW: Detector = Detector {
    code: "row-of-settings",
    meaning: "a password after its name in a row: INSERT INTO t VALUES ('password', 'x')",
    rule: Rule::Patterns(&[Pattern {
        regex: concat!(
            r"(?i)[(,]\s*[n]?'(?:[\w$.-]*[_.$-])?(?:password|passwd|passphrase|pwd|senha|secret|api_?key|secret_?key|access_?token|auth_?token)'\s*,\s*",
            r"(?P<secret>[nN]?'(?:[^']|'')*')"
        ),
        requires: r"(?i)\bvalues\s*\(",
        judge: Listed,
    }]),
};

/// Remarks in SQL and in scripts.
pub(super) const REMARK: Detector = Detector {
    code: "password-remark",
    meaning: "a password in a remark: -- pw: x, /* password x */",
    rule: Rule::Patterns(&[
        // After a colon, when nothing else follows in the line.
        opaque(concat!(
            r"(?im)(?:--|/\*|#|//[ \t])[ \t]*(?:\w+[ \t]+)?(?:pw|pwd|password|passwd|senha)[ \t]*[:=][ \t]*",
            r#"(?P<secret>"[^"\r\n]+"|'[^'\r\n]+'|[^\s/"'*][^\s"'*]*)[ \t]*(?:\*/|\r?$)"#
        )),
        Pattern {
            regex: concat!(
                r"(?i)(?:--|/\*|#|//[ \t])[ \t]*(?:\w+[ \t]+)?(?:pass[ \t]*[:=][ \t]*|(?:pw|pwd|password|passwd|senha)(?:[ \t]*[:=][ \t]*|[ \t]+is[ \t]+|[ \t]+))",
                r#"(?P<secret>"[^"\r\n]+"|'[^'\r\n]+'|[^\s/"'*]+)"#
            ),
            requires: "",
            judge: Remark,
        },
    ]),
};
