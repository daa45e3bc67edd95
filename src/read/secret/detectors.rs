//! The table of detectors: every rule that recognises a secret, as data.
//!
//! Owns the codes, their meanings, the expressions and the options of tools.
//! It holds no logic: `judge.rs` weighs what an expression captures and
//! `commands.rs` reads command lines. Each expression captures the secret as
//! the group `secret`, quotes included where the value may be quoted, so that
//! nothing but the secret is cut. A new detector needs words in `triggers.rs`
//! and cases in `tests.rs`; a test fails when a detector has no case.
//! A code never changes its meaning: reports of old snapshots hold it.

use super::commands::Arg::{After, Bare, Glued, Likely, Logon, Next};
use super::commands::Tool;
use super::judge::Judge::{Assigned, KeyLike, Opaque, Spoken};
use super::shapes::{api_key, aws_key, bare, pass_key, password_key, quoted, to_bare, to_quoted};
use super::{Detector, Pattern, Rule, fed, sql};

const fn rule(regex: &'static str, judge: super::Judge) -> Pattern {
    Pattern { regex, requires: "", judge }
}

const fn given(regex: &'static str, requires: &'static str, judge: super::Judge) -> Pattern {
    Pattern { regex, requires, judge }
}

const fn tool(names: &'static [&'static str], args: &'static [super::commands::Arg]) -> Tool {
    Tool { names, args, unless: &[] }
}

/// What `aws configure set NAME` is given.
macro_rules! set_word {
    () => {
        r#"\s+(?P<secret>"[^"]*"|'[^']*'|[^\s"'|&;<>-][^\s"'|&;<>]*)"#
    };
}

/// All detectors, in the order that names a hit where two meet: the ones that
/// know more come first.
pub const DETECTORS: &[Detector] = &[
    Detector {
        code: "connect-string-password",
        meaning: "a password field of an ODBC, JDBC or ADO connect string",
        rule: Rule::Patterns(&[
            // With blanks in it only when another field follows.
            rule(
                r#"(?i);\s*(?:password|pwd|passwd|pass|senha)\s*=\s*(?P<secret>[^\s;"'=][^;"'\r\n=]*);\s*[a-z_][\w ]*="#,
                Opaque,
            ),
            rule(r#"(?i);(?:password|pwd|passwd|pass|senha)=(?P<secret>\{[^{}]*\}|"[^"]*"|'[^']*'|[^\s;"']+)"#, Opaque),
            rule(r#"(?i)[?&](?:password|pwd|passwd|pass|senha)=(?P<secret>[^\s;&#"']+)"#, Opaque),
        ]),
    },
    Detector {
        code: "password-option",
        meaning: "a password given to an option of any command: --password x, -password x",
        rule: Rule::Patterns(&[
            rule(
                r#"(?i)\bpmpasswd(?:\.exe)?\s+(?:-e\s+\w+\s+)?(?P<secret>"[^"]*"|'[^']*'|[^\s"'|&;<>-][^\s"'|&;<>]*)"#,
                Opaque,
            ),
            rule(
                concat!(
                    r#"(?i)(?:^|[\s"'])-{1,2}(?:[a-z]+[a-z0-9_-]*)?(?:password|passwd|passphrase|pwd|senha|storepass|keypass|client[_-]?secret|secret[_-]?key|api[_-]?key|auth[_-]?token|access[_-]?token)"#,
                    r#"(?:\s+|\s*=\s*)(?P<secret>"(?:[^"\\]|\\.)*"|'[^']*'|[^\s"'|&;<>-][^\s"'|&;<>]*)"#
                ),
                Opaque,
            ),
        ]),
    },
    Detector {
        code: "identified-by",
        meaning: "a password in SQL: IDENTIFIED BY x, IDENTIFIED BY VALUES 'x'",
        rule: Rule::Patterns(&[
            rule(
                r#"(?i)\bidentified\s+(?:with\s+\S+\s+)?by\s+(?:values\s+|password\s+)?(?P<secret>'(?:[^']|'')*'|"[^"]*")"#,
                Opaque,
            ),
            rule(
                r#"(?i)\bidentified\s+(?:with\s+\S+\s+)?by\s+(?:values\s+|password\s+)?(?P<secret>'(?:[^']|'')*'|"[^"]*"|[^\s;"',)]+)"#,
                Spoken,
            ),
            given(
                r#"(?i)\bidentified\s+(?:with\s+\S+\s+)?by\s+(?:values\s+|password\s+)?(?P<secret>'(?:[^']|'')*'|"[^"]*"|[^\s;"',)]+)"#,
                r"(?i)\b(?:set\s+role|(?:create|alter)\s+(?:or\s+replace\s+)?(?:public\s+|shared\s+)*(?:user|role|database\s+link)|grant|connect\s+to)\b",
                Opaque,
            ),
            sql::REPLACED,
        ]),
    },
    sql::LOGIN,
    sql::CIPHER,
    fed::FED,
    Detector {
        code: "connect-using",
        meaning: "a password of a DB2 logon: CONNECT TO db USER u USING x",
        rule: Rule::Patterns(&[rule(
            r#"(?i)\b(?:connect|attach)\s+to\s+\S+\s+user\s+\S+\s+using\s+(?P<secret>'[^']*'|"[^"]*"|[^\s;"')]+)"#,
            Opaque,
        )]),
    },
    Detector {
        code: "teradata-logon",
        meaning: "a password of a Teradata logon line: .logon tdp/user,x",
        rule: Rule::Patterns(&[rule(
            r#"(?i)\blogon\s+(?:[\w.${}%-]+/)?[\w.${}%-]+\s*,\s*(?P<secret>'[^']*'|"[^"]*"|[^\s;"',]+)"#,
            Opaque,
        )]),
    },
    Detector {
        code: "command-password-option",
        meaning: "a password option of a known tool: mysql -px, pmcmd -p x, sqlcmd -P x",
        rule: Rule::Tools(&[
            tool(
                &[
                    "mysql",
                    "mysqldump",
                    "mysqladmin",
                    "mysqlimport",
                    "mysqlbinlog",
                    "mysqlcheck",
                    "mysqlshow",
                    "mariadb",
                    "mariadb-dump",
                    "mongo",
                    "mongodump",
                    "mongoimport",
                    "mongoexport",
                    "hdbsql",
                ],
                &[Glued("-p")],
            ),
            tool(&["pmcmd", "beeline"], &[Next("-p")]),
            Tool {
                names: &["pmrep"],
                args: &[Next("-p"), Next("-x"), Next("-w")],
                unless: &[
                    "createfolder",
                    "modifyfolder",
                    "assignpermission",
                    "applylabel",
                    "listobjectdependencies",
                    "addtodeploymentgroup",
                ],
            },
            tool(
                &["infacmd"],
                &[
                    Next("-pd"),
                    Next("-cpd"),
                    Next("-npd"),
                    Next("-opd"),
                    Next("-rpd"),
                    Next("-dp"),
                    Next("-Pd"),
                    Next("-PD"),
                ],
            ),
            tool(&["sqlcmd", "osql", "isql", "bcp", "unzip", "zip"], &[Glued("-P")]),
            tool(&["7z", "7za", "7zr", "7zz"], &[Glued("-p")]),
            tool(&["openssl"], &[Next("-k"), Next("-K")]),
            tool(&["psexec", "psexec64", "pskill", "pslist", "psservice"], &[Next("-p")]),
            tool(&["sshpass"], &[Glued("-p")]),
            tool(&["plink", "pscp", "psftp", "putty", "nzsql", "nzload"], &[Next("-pw")]),
            tool(&["vsql", "ldapsearch", "ldapmodify"], &[Glued("-w")]),
            tool(&["redis-cli"], &[Next("-a"), Next("--pass")]),
            tool(&["tdload", "tbuild", "fastload", "mload", "bteq"], &[Next("-p")]),
            tool(&["ncftpput", "ncftpget", "ncftp", "ncftpls"], &[Next("-p")]),
        ]),
    },
    fed::HIVE,
    Detector {
        code: "command-user-pair",
        meaning: "a password after the user of a known tool: curl -u user:x, lftp -u user,x",
        rule: Rule::Tools(&[
            tool(&["curl"], &[After("-u", ':'), After("-U", ':'), After("--user", ':'), After("--proxy-user", ':')]),
            tool(&["ftp", "lftp", "sftp"], &[After("-u", ',')]),
            tool(&["smbclient"], &[After("-U", '%'), After("--user", '%'), Bare('%')]),
        ]),
    },
    Detector {
        code: "net-use",
        meaning: "a password of a Windows share or user: net use \\\\host\\share x /user:u, net user u x /add",
        rule: Rule::Patterns(&[
            rule(
                r#"(?i)\bnet(?:\.exe)?\s+use\s+(?:\S:\s+|\*\s+)?(?:\\\\[^\s"]+|"[^"]*")\s+(?P<secret>[^\s/*"'|&;][^\s"'|&;]*|"[^"]*")"#,
                Opaque,
            ),
            rule(
                r#"(?i)\bnet(?:\.exe)?\s+use\s[^\r\n|&;]*?/user:\S+\s+(?P<secret>[^\s/*"'|&;][^\s"'|&;]*|"[^"]*")"#,
                Opaque,
            ),
            given(
                r#"(?i)\bnet(?:\.exe)?\s+user\s+[^\s/]\S*\s+(?P<secret>[^\s/*"'|&;][^\s"'|&;]*|"[^"]*")"#,
                r"(?i)/(?:add|domain|active|expires|y)\b",
                Opaque,
            ),
        ]),
    },
    Detector {
        code: "ftp-script",
        meaning: "a password in the lines that a text feeds to ftp: user bob x",
        rule: Rule::Patterns(&[given(
            r"(?im)^[ \t]*(?:quote[ \t]+)?(?:user[ \t]+\S+|pass)[ \t]+(?P<secret>\S+)[ \t]*\r?$",
            r"(?i)\bs?ftp\b",
            Opaque,
        )]),
    },
    Detector {
        code: "oracle-logon",
        meaning: "a password of an Oracle logon: sqlplus user/x@tns, or a bare user/x@tns",
        rule: Rule::Patterns(&[
            rule(
                r#"^\s*["']?[\w$#{}%.]+/(?P<secret>"[^"]+"|[^\s/@"']+(?:@[^\s/@"']+)*)@(?:[\w.:/${}%-]+|\(.*\))["']?\s*;?\s*$"#,
                Opaque,
            ),
            rule(r#"(?im)(?:^|["'])[ \t]*conn(?:ect)?[ \t]+["']?[\w$#{}%&.]+/(?P<secret>"[^"]+"|[^\s@"';]+)"#, Opaque),
            rule(r#"(?i)\buserid=["']?[\w$#{}%&]+/(?P<secret>\\?"[^"]+"|[^\s@"';,]+)"#, Opaque),
            given(
                r#"(?i)\b(?:target|catalog|rcvcat|auxiliary)(?:\s+|\s*=\s*)["']?[\w$#{}%.]+/(?P<secret>"[^"]+"|[^\s/@"';]+)"#,
                r"(?i)\brman\b",
                Opaque,
            ),
            rule(r#"(?i)\bjdbc:oracle:\w+:[\w$#{}]+/(?P<secret>"[^"]+"|[^\s"'/]+)@"#, Opaque),
        ]),
    },
    Detector {
        code: "oracle-tool-logon",
        meaning: "a password of an Oracle logon given to a tool: sqlplus, exp, imp, sqlldr, rman",
        rule: Rule::Tools(&[
            tool(&["sqlplus", "sqlldr", "expdp", "impdp"], &[Logon(true)]),
            tool(&["exp", "imp", "rman", "tkprof"], &[Logon(false), Likely]),
        ]),
    },
    Detector {
        code: "url-credentials",
        meaning: "a password in a URL: scheme://user:x@host",
        rule: Rule::Patterns(&[rule(
            r#"(?i)\b[a-z][a-z0-9+.-]*://[^\s/:@"'<>]*:(?P<secret>[^\s/"'<>]+|[^\s/"'<>]*[^\s/"'<>0-9][^\s/"'<>]*/[^\s"'<>@]*)@"#,
            Opaque,
        )]),
    },
    Detector {
        code: "aws-access-key-id",
        meaning: "an access key id of AWS: AKIA or ASIA and 16 characters",
        rule: Rule::Patterns(&[rule(r"\b(?P<secret>(?:AKIA|ASIA)[A-Z0-9]{16})\b", Opaque)]),
    },
    Detector {
        code: "azure-key",
        meaning: "an account key, a shared access key or a signature of Azure",
        rule: Rule::Patterns(&[
            rule(
                r#"(?i)\b(?:account[_ .-]?key|shared[_ .-]?access[_ .-]?key)["']?\s*[=:]\s*["']?(?P<secret>[A-Za-z0-9+/=%_-]{12,})"#,
                Opaque,
            ),
            given(r#"(?i)\bsig(?:=|%3d)(?P<secret>[^\s&"';<>]+)"#, r"(?i)\b(?:se|sv|st|sp|sr|skn)(?:=|%3d)", Opaque),
        ]),
    },
    Detector {
        code: "google-api-key",
        meaning: "an API key of Google: AIza and 35 characters",
        rule: Rule::Patterns(&[rule(r"\b(?P<secret>AIza[0-9A-Za-z_\-]{35})", Opaque)]),
    },
    Detector {
        code: "private-key",
        meaning: "a private key: a PEM block, or the field private_key of a service account",
        rule: Rule::Patterns(&[
            rule(r"(?s)-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----(?P<secret>.+?)(?:-----END|\z)", Opaque),
            rule(
                r#"(?i)\bprivate[_ -]?key(?:\\?["'])?\]?\s*[=:]\s*(?P<secret>\\"(?:[^"\\]|\\[^"])*\\"|"(?:[^"\\]|\\.)*"|'[^']*')"#,
                Opaque,
            ),
        ]),
    },
    Detector {
        code: "authorization-header",
        meaning: "credentials of an HTTP header: Authorization: Basic x, Bearer x",
        rule: Rule::Patterns(&[
            rule(
                r#"(?i)\bauthorization(?:\\?["'])?\s*[:=]\s*(?:\\?["'])?(?:bearer|basic|token|digest|negotiate|apikey|ssws|key)\s+(?P<secret>[^\s"',;\\]{6,})"#,
                Opaque,
            ),
            rule(r#"(?i)\bauthorization(?:\\?["'])?\s*[:=]\s*(?:\\?["'])?(?P<secret>[^\s"',;\\]+)"#, KeyLike),
            rule(r"(?i)\bbearer\s+(?P<secret>[A-Za-z0-9._~+/=-]{16,})", KeyLike),
        ]),
    },
    Detector {
        code: "slack-token",
        meaning: "a token of Slack: xoxb-...",
        rule: Rule::Patterns(&[rule(r"(?P<secret>\bxox[abeoprs]-[A-Za-z0-9-]{10,})", Opaque)]),
    },
    Detector {
        code: "github-token",
        meaning: "a token of GitHub: ghp_..., github_pat_...",
        rule: Rule::Patterns(&[rule(r"(?P<secret>\b(?:gh[pousr]_[A-Za-z0-9]{20,}|github_pat_\w{20,}))", Opaque)]),
    },
    Detector {
        code: "jwt",
        meaning: "a JSON web token: eyJ....eyJ....",
        rule: Rule::Patterns(&[rule(
            r"(?P<secret>\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*)?)",
            Opaque,
        )]),
    },
    Detector {
        code: "aws-secret-access-key",
        meaning: "a secret access key of AWS next to its name",
        rule: Rule::Patterns(&[
            rule(concat!(aws_key!(), to_quoted!(), quoted!()), Assigned),
            rule(concat!(aws_key!(), to_bare!(), bare!()), Assigned),
            rule(concat!(r"(?i)\bconfigure\s+set\s+[^\r\n|;&]*?aws_secret_access_key", set_word!()), Opaque),
        ]),
    },
    Detector {
        code: "api-key-assignment",
        meaning: "a key or token given to its name: api_key=x, client_secret: x, auth_token = x",
        rule: Rule::Patterns(&[
            rule(concat!(api_key!(), to_quoted!(), quoted!()), Assigned),
            rule(concat!(api_key!(), to_bare!(), bare!()), Assigned),
            rule(concat!(r"(?i)\bconfigure\s+set\s+[^\r\n|;&]*?aws_(?:session|security)_token", set_word!()), Opaque),
            rule(concat!(r"(?i)(?:\b|_)(?:secret|token)", to_quoted!(), quoted!()), KeyLike),
            rule(concat!(r"(?i)(?:\b|_)(?:secret|token)", to_bare!(), bare!()), KeyLike),
        ]),
    },
    Detector {
        code: "password-assignment",
        meaning: "a password given to a name: password=x, pwd := 'x', \"senha\": \"x\"",
        rule: Rule::Patterns(&[
            rule(
                concat!(
                    password_key!(),
                    r"\s+(?:constant\s+)?n?(?:var)?char2?\s*(?:\([^()]*\))?\s*(?P<sep>:=|=|default\s)\s*",
                    quoted!()
                ),
                Assigned,
            ),
            rule(concat!(password_key!(), to_quoted!(), quoted!()), Assigned),
            rule(concat!(password_key!(), to_bare!(), bare!()), Assigned),
            // An attribute of an element that stands in a text or in a comment.
            rule(
                concat!(password_key!(), r#"[\w -]*["']\s+(?:default)?value\s*=\s*(?P<secret>"[^"]*"|'[^']*')"#),
                Opaque,
            ),
            rule(
                concat!(
                    r#"(?i)\b(?:default)?value\s*=\s*(?P<secret>"[^"]*"|'[^']*')\s+name\s*=\s*["'][\w $-]*"#,
                    password_key!(),
                ),
                Opaque,
            ),
            rule(r#"(?i)\bpassword\s*\(\s*(?P<secret>'[^']*'|"[^"]*")"#, Opaque),
            rule(r"(?i)<(?:\w+:)?(?:\w+_)?(?:password|passwd|pwd|senha|passphrase)>(?P<secret>[^<>\s]+)<", Opaque),
        ]),
    },
    Detector {
        code: "pass-assignment",
        meaning: "a password given to a short name: export DB_PASS=x, SSHPASS=x",
        // No blanks before `=`: `TEST_PASS = 'Y'` is a result more often.
        rule: Rule::Patterns(&[
            rule(concat!(pass_key!(), r#"(?P<sep>=|(?:\\?["'])\]?\s*(?:=>|[:=])\s*|:)"#, quoted!()), Assigned),
            rule(concat!(pass_key!(), r#"(?P<sep>=|(?:\\?["'])\]?[ \t]*(?:=>|[:=])[ \t]*|:)"#, bare!()), Assigned),
        ]),
    },
    sql::ROW,
    sql::REMARK,
];
