//! Detectors of passwords that a script feeds to a command, as data for the table of `detectors.rs`.
//!
//! Owns expressions over several commands of a line: a pipe, a here-string, a dialogue of `expect`. What one command is
//! given as an argument is read by `commands.rs`.

use super::judge::Judge::{KeyLike, Opaque};
use super::{Detector, Pattern, Rule};

/// A word of a shell as the group `secret`.
macro_rules! word {
    () => {
        r#"(?P<secret>"[^"\r\n]*"|'[^'\r\n]*'|[^\s|;&"'<>()]+)"#
    };
}

/// What reads a password from its standard input.
macro_rules! reader {
    () => {
        concat!(
            r"(?:[\w./$-]*/)?(?:sudo(?:[ \t]+[^\s|;&<]+){0,4}?[ \t]+(?:-[A-Za-z]*S|--stdin)",
            r"|kinit|passwd[ \t]+--stdin)"
        )
    };
}

/// What `expect` types; a variable or a command of Tcl is no secret.
macro_rules! sent {
    () => {
        r#"\bsend[ \t]+(?:--[ \t]+)?\\*"(?P<secret>(?:[^"\\\r\n$\[]|\\[^rn"\\\r\n])(?:[^"\\\r\n]|\\[^rn"\\\r\n])*)(?:\\+[rn])*\\*""#
    };
}

const fn rule(regex: &'static str) -> Pattern {
    Pattern { regex, requires: "", judge: Opaque }
}

/// A password fed to a command.
pub(super) const FED: Detector = Detector {
    code: "fed-password",
    meaning: "a password fed to a command: echo x | sudo -S, kinit u <<< x, expect ... send \"x\\r\"",
    rule: Rule::Patterns(&[
        rule(concat!(
            r#"\b(?:echo|printf)[ \t]+(?:-\w+[ \t]+)*(?:["']?%s(?:\\n)?["']?[ \t]+)?"#,
            word!(),
            r"[ \t]*\|[ \t]*",
            reader!(),
            r"\b"
        )),
        rule(concat!(r"\b", reader!(), r"\b[^\r\n|;&<]*<<<[ \t]*", word!())),
        // What is typed after the prompt.
        Pattern {
            regex: concat!(r#"(?i)(?:assword|passwd|passphrase|senha)[^"\r\n;{}]*[\\"}*\s;{]*(?:exp_)?"#, sent!()),
            requires: r"(?i)\bexpect\b",
            judge: Opaque,
        },
        // A remark says what was typed.
        Pattern {
            regex: concat!(r"(?i)", sent!(), r#"["'\s;}]*#[^\r\n]*(?:password|passwd|passphrase|pwd|senha)"#),
            requires: r"(?i)\bexpect\b",
            judge: Opaque,
        },
        Pattern {
            regex: concat!(r"(?i)", sent!()),
            requires: r"(?is)\bexpect\b.*(?:assword|passwd|passphrase|senha)|(?:assword|passwd|passphrase|senha).*\bexpect\b",
            judge: KeyLike,
        },
    ]),
};

/// A password of Hive. Without a JDBC address `-p` is a port; the `;` in an address would end a command for `commands.rs`.
pub(super) const HIVE: Detector = Detector {
    code: "hive-password-option",
    meaning: "a password of Hive: beeline -u jdbc:hive2://h -n u -p x",
    rule: Rule::Patterns(&[Pattern {
        regex: concat!(
            r"(?i)\b(?:hive|beeline)[ \t][^\r\n|&]*?[ \t]-p[ \t]+",
            r#"(?P<secret>"[^"\r\n]*"|'[^'\r\n]*'|[^\s|;&"'<>()-][^\s|;&"'<>()]*)"#
        ),
        requires: r"(?i)\bjdbc:",
        judge: Opaque,
    }]),
};
