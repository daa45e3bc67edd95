//! Secrets that no key of their own tells: arguments, what is fed to a command, remarks. Stored and told nowhere, with keys and without.

use super::{COMMANDS, DAY, IN, Sandbox, export};

/// What stands before and after each secret, in a command of a task.
const SHELL: &[(&str, &str)] = &[
    ("aws configure set aws_secret_access_key ", ""),
    ("aws configure set aws_session_token ", ""),
    ("exp etl/", ""),
    ("imp etl/", " file=a.dmp"),
    ("expdp etl/", ""),
    ("impdp etl/", "@DWH dumpfile=a.dmp"),
    ("sqlldr etl/", " control=a.ctl"),
    ("rman target etl/", ""),
    ("rman etl/", "@DWH"),
    ("echo ", " | sudo -S systemctl restart infa"),
    ("redis-cli -a ", " ping"),
    ("hive -u jdbc:hive2://h:10000/d -n u -p ", ""),
    ("beeline -u jdbc:hive2://h:10000/d -n u -p ", " -e q"),
    ("tdload -h h -u u -p ", ""),
    ("tbuild -f a.tpt -p ", ""),
    ("fastload -u u -p ", ""),
    ("bteq -p ", ""),
    ("echo '.LOGON host/user,", "' | bteq"),
    ("expect -c 'send \"", "\\r\"' # password"),
    ("expect -c 'spawn ssh h; expect \"assword:\"; send \"", "\\r\"; interact'"),
    ("kinit u <<< ", ""),
];

/// The same, in the SQL of a session.
const SQL: &[(&str, &str)] = &[
    ("ALTER USER x IDENTIFIED BY \"", "\""),
    ("ALTER USER x IDENTIFIED BY \"a\" REPLACE \"", "\""),
    ("INSERT INTO t VALUES('password','", "')"),
    ("SELECT 1 -- pw: ", ""),
    ("SELECT 1 -- password ", ""),
    ("EXEC sp_addlinkedsrvlogin 's','false',NULL,'u','", "'"),
    ("SELECT * FROM OPENROWSET('p','srv';'user';'", "','SELECT 1')"),
    ("SELECT pgp_sym_encrypt(c,'", "') FROM t"),
    ("SELECT pgp_sym_decrypt(c,'", "') FROM t"),
    ("SELECT AES_ENCRYPT(c,'", "') FROM t"),
];

/// The same, in the expression of a port.
const EXPRESSION: &[(&str, &str)] = &[("AES_DECRYPT(c,'", "')"), ("TO_CHAR(AES_ENCRYPT(c, '", "', 256))")];

/// The secret of one form; it is nobody's.
fn secret(kind: char, at: usize) -> String {
    format!("Zq7vKp2{kind}w9X{at}")
}

/// One element for each form, and all of the secrets.
fn elements(kind: char, forms: &[(&str, &str)], element: impl Fn(usize, &str) -> String) -> (String, Vec<String>) {
    let secrets: Vec<_> = (10..10 + forms.len()).map(|at| secret(kind, at)).collect();
    let one = |(at, ((before, after), secret)): (usize, (&(&str, &str), &String))| {
        let text = format!("{before}{secret}{after}");
        element(at, &text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;"))
    };
    (forms.iter().zip(&secrets).enumerate().map(one).collect::<Vec<_>>().join("\n"), secrets)
}

/// An export with every form, and the secrets in it.
fn planted() -> (String, Vec<String>) {
    let (commands, mut secrets) =
        elements('c', SHELL, |at, text| format!("<VALUEPAIR EXECORDER=\"{at}\" NAME=\"c{at}\" VALUE=\"{text}\"/>"));
    let (attributes, more) =
        elements('s', SQL, |at, text| format!("<ATTRIBUTE NAME=\"Pre SQL {at}\" VALUE=\"{text}\"/>"));
    secrets.extend(more);
    let (ports, more) = elements('e', EXPRESSION, |at, text| {
        format!("<TRANSFORMFIELD NAME=\"p{at}\" EXPRESSION=\"{text}\" PORTTYPE=\"OUTPUT\" DATATYPE=\"string\"/>")
    });
    secrets.extend(more);
    let children = format!(
        "<MAPPING NAME=\"m\"><TRANSFORMATION NAME=\"exp_x\" TYPE=\"Expression\">\n{ports}\n</TRANSFORMATION></MAPPING>\n\
         <WORKFLOW NAME=\"wf_night\"><SESSION NAME=\"s_load\" MAPPINGNAME=\"m\">\n{attributes}\n</SESSION>\n\
         <TASK NAME=\"cmd\" TYPE=\"Command\">\n{commands}\n</TASK>\n\
         <TASKINSTANCE NAME=\"s_load\" TASKNAME=\"s_load\" TASKTYPE=\"Session\" REUSABLE=\"NO\"/></WORKFLOW>\n\
         <CONFIG NAME=\"c\"/>"
    );
    (export(DAY, "PLANTED", &children), secrets)
}

/// The secrets in some bytes.
fn found_in<'s>(secrets: &'s [String], bytes: &[u8]) -> Vec<&'s String> {
    let holds = |secret: &&String| memchr::memmem::find(bytes, secret.as_bytes()).is_some();
    secrets.iter().filter(holds).collect()
}

/// Runs every command over the planted export, and looks at all that it says and writes.
fn assert_untold(sandbox: &Sandbox) {
    let (text, secrets) = planted();
    std::fs::create_dir(sandbox.path(IN)).unwrap();
    std::fs::write(sandbox.path("in/a.xml"), &text).unwrap();
    assert_eq!(found_in(&secrets, text.as_bytes()).len(), SHELL.len() + SQL.len() + EXPRESSION.len());
    let lines = ["show PLANTED/m --xml", "show PLANTED/wf_night --format json", "find w9X", "find Zq7vKp2"];
    for line in COMMANDS.iter().chain(&lines) {
        let words: Vec<&str> = line.split(' ').collect();
        let ran = sandbox.run(&words);
        assert_eq!(found_in(&secrets, ran.stdout.as_bytes()), [""; 0], "{line}");
        assert_eq!(found_in(&secrets, ran.stderr.as_bytes()), [""; 0], "{line}");
    }
    let files = walkdir::WalkDir::new(sandbox.path("")).into_iter().map(Result::unwrap);
    let outside = files.filter(|one| one.file_type().is_file() && !one.path().starts_with(sandbox.path(IN)));
    for file in outside {
        let bytes = std::fs::read(file.path()).unwrap();
        assert_eq!(found_in(&secrets, &bytes), [""; 0], "{}", file.path().display());
    }
    let shown = ["show PLANTED/m --xml", "show PLANTED/wf_night --xml"]
        .map(|line| sandbox.done(&line.split(' ').collect::<Vec<_>>()).stdout)
        .concat();
    assert!(shown.matches("«se").count() >= secrets.len(), "{shown}");
}

#[test]
fn no_form_of_a_secret_is_told_or_written_with_keys() {
    assert_untold(&Sandbox::with_keys());
}

#[test]
fn no_form_of_a_secret_is_told_or_written_without_keys() {
    assert_untold(&Sandbox::with_catalog());
}
