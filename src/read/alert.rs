//! Reads alerts.yaml: what is watched (`rules`), who is told (`sinks`), when not (`quiet_hours`), how long (`give_up`).
//!
//! Owns its keys. A secret never stands in it: a password or the URL of a webhook is the name of a credential, and one that
//! stands there in plain is refused without being repeated.

mod rule;

use crate::model::alert::{AlertBook, GiveUp, NamedSink, QuietHours, Sink, is_loopback};
use crate::model::problem::Severity;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_saphyr::Spanned;

/// Seconds that a step may take where nobody says how many.
const TIMEOUT: u64 = 10;
/// Longest time of a step that may be asked for.
const LONGEST: u64 = 120;
/// Longest name of a sink, in characters.
const LONGEST_NAME: usize = 64;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct File {
    rules: Vec<rule::Entry>,
    sinks: Vec<Spanned<Entry>>,
    quiet_hours: Option<Spanned<Hours>>,
    give_up: Option<Spanned<Patience>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    name: String,
    email: Option<Email>,
    webhook: Option<Webhook>,
    file: Option<Lines>,
    min_severity: Option<String>,
    quiet: Option<bool>,
    timeout_seconds: Option<u64>,
    #[serde(default)]
    insecure: bool,
    #[serde(default)]
    ca_file: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Email {
    host: String,
    port: Option<u16>,
    tls: Option<String>,
    #[serde(default)]
    user: String,
    #[serde(default)]
    credential: String,
    /// So that it can be refused.
    password: Option<IgnoredAny>,
    from: String,
    to: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Webhook {
    #[serde(default)]
    credential: String,
    /// So that it can be refused.
    url: Option<IgnoredAny>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Lines {
    path: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Hours {
    from: String,
    until: String,
    utc_offset: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Patience {
    attempts: Option<u32>,
    hours: Option<u32>,
}

/// Reads the file. Fails with the line and what is wrong there: no YAML, an unknown key, a value that cannot be, a secret in
/// plain.
pub fn alerts(text: &str) -> Result<AlertBook, String> {
    if text.lines().all(|line| line.trim().is_empty() || line.trim_start().starts_with('#')) {
        return Ok(AlertBook::default());
    }
    // Without a snippet: a line that is shown may hold what must not stand in it.
    let options = serde_saphyr::options! { with_snippet: false };
    let file: File = serde_saphyr::from_str_with_options(text, options).map_err(|error| error.to_string())?;
    let mut sinks: Vec<NamedSink> = Vec::new();
    for entry in &file.sinks {
        let line = |what: String| format!("line {}: {what}", entry.referenced.line());
        let sink = named(&entry.value).map_err(line)?;
        if sinks.iter().any(|known| known.name == sink.name) {
            return Err(line(format!("a second sink is named {}", sink.name)));
        }
        sinks.push(sink);
    }
    let quiet_hours = file.quiet_hours.as_ref().map(|hours| {
        quiet(&hours.value).map_err(|what| format!("line {}: quiet_hours: {what}", hours.referenced.line()))
    });
    let usual = GiveUp::default();
    let give_up = file.give_up.map_or(usual, |said| GiveUp {
        attempts: said.value.attempts.unwrap_or(usual.attempts),
        hours: said.value.hours.unwrap_or(usual.hours),
    });
    Ok(AlertBook { rules: rule::rules(file.rules)?, sinks, quiet_hours: quiet_hours.transpose()?, give_up })
}

fn named(entry: &Entry) -> Result<NamedSink, String> {
    let name = entry.name.trim();
    if name.is_empty() || name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control) {
        return Err(format!("the name of a sink has 1 to {LONGEST_NAME} characters"));
    }
    let about = |what: String| format!("sink {name}: {what}");
    let sink = sink(entry).map_err(about)?;
    let min_severity = match entry.min_severity.as_deref() {
        None => Severity::Warning,
        Some(word @ ("info" | "warning" | "error")) => Severity::named(word),
        Some(_) => return Err(about("min_severity is none of info, warning, error".to_owned())),
    };
    let timeout_seconds = entry.timeout_seconds.unwrap_or(TIMEOUT);
    if !(1..=LONGEST).contains(&timeout_seconds) {
        return Err(about(format!("timeout_seconds is 1 to {LONGEST}")));
    }
    Ok(NamedSink {
        name: name.to_owned(),
        sink,
        min_severity,
        quiet: entry.quiet.unwrap_or(true),
        timeout_seconds,
        insecure: entry.insecure,
        ca_file: entry.ca_file.clone(),
    })
}

fn sink(entry: &Entry) -> Result<Sink, String> {
    match (&entry.email, &entry.webhook, &entry.file) {
        (Some(email), None, None) => mail(email, entry.insecure),
        (None, Some(hook), None) => webhook(hook),
        (None, None, Some(lines)) if !lines.path.trim().is_empty() => Ok(Sink::File { path: lines.path.clone() }),
        (None, None, Some(_)) => Err("file needs a path".to_owned()),
        _ => Err("it is one of email, webhook, file".to_owned()),
    }
}

fn mail(email: &Email, insecure: bool) -> Result<Sink, String> {
    if email.password.is_some() {
        return Err("a password does not stand in this file; keep it with `catalog credential set NAME` and write \
                    credential: NAME"
            .to_owned());
    }
    let tls = email.tls.as_deref().unwrap_or("starttls");
    let usual = match tls {
        "tls" => 465,
        "starttls" => 587,
        "none" if insecure || is_loopback(&email.host) => 25,
        "none" => return Err("tls: none goes to this machine alone, or with insecure: true".to_owned()),
        _ => return Err("tls is none of tls, starttls, none".to_owned()),
    };
    let odd = |text: &String| !text.contains('@') || text.chars().any(char::is_control);
    if email.to.is_empty() || odd(&email.from) || email.to.iter().any(odd) {
        return Err("from and to want addresses, NAME@HOST".to_owned());
    }
    if email.host.trim().is_empty() || email.host.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return Err("host wants the name of a server".to_owned());
    }
    if email.user.is_empty() != email.credential.is_empty() {
        return Err("user and credential go together".to_owned());
    }
    let credential = if email.credential.is_empty() { String::new() } else { credential(&email.credential)? };
    Ok(Sink::Email {
        host: email.host.clone(),
        port: email.port.unwrap_or(usual),
        tls: tls.to_owned(),
        user: email.user.clone(),
        credential,
        from: email.from.clone(),
        to: email.to.clone(),
    })
}

fn webhook(hook: &Webhook) -> Result<Sink, String> {
    if hook.url.is_some() || hook.credential.contains("://") {
        return Err(
            "the URL of a webhook is a secret and does not stand in this file; keep it with `catalog credential set \
                    NAME` and write credential: NAME"
                .to_owned(),
        );
    }
    Ok(Sink::Webhook { credential: credential(&hook.credential)? })
}

/// The name of a credential, `NAME` or `credential:NAME`.
fn credential(said: &str) -> Result<String, String> {
    let name = said.trim().strip_prefix("credential:").unwrap_or(said.trim()).trim();
    if name.is_empty() || name.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return Err("credential wants the name of a credential".to_owned());
    }
    Ok(name.to_owned())
}

fn quiet(hours: &Hours) -> Result<QuietHours, String> {
    let minute = |text: &str| {
        let minute = clock(text).filter(|minute| *minute < 24 * 60);
        minute.ok_or_else(|| format!("{text:?} is no time of day, HH:MM in quotes"))
    };
    let offset_minutes = match hours.utc_offset.as_deref() {
        None | Some("Z" | "UTC") => 0,
        Some(text) => {
            let digits = text.strip_prefix(['+', '-']).and_then(clock).filter(|minutes| *minutes <= 14 * 60);
            let minutes = digits.and_then(|minutes| i32::try_from(minutes).ok());
            let minutes = minutes.ok_or_else(|| format!("utc_offset {text:?} is none of +HH:MM, -HH:MM, Z"))?;
            if text.starts_with('-') { -minutes } else { minutes }
        }
    };
    Ok(QuietHours { from: minute(&hours.from)?, until: minute(&hours.until)?, offset_minutes })
}

/// Minutes of `HH:MM`.
fn clock(text: &str) -> Option<u32> {
    let (hours, minutes) = text.trim().split_once(':')?;
    let two = |text: &str| (text.len() == 2).then(|| text.parse::<u32>().ok()).flatten();
    Some(two(hours)? * 60 + two(minutes).filter(|minutes| *minutes < 60)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sinks_and_quiet_hours_are_read() {
        let text = "sinks:\n  - name: ops\n    email: {host: mail.example, user: u, credential: 'credential:smtp', from: a@b, \
                    to: [c@d]}\n  - {name: hook, webhook: {credential: hook_url}, min_severity: error, quiet: false}\n  - {name: \
                    log, file: {path: a.jsonl}}\nquiet_hours: {from: '22:00', until: '06:30', utc_offset: '-01:30'}\n\
                    give_up: {hours: 1}\n";
        let book = alerts(text).expect("valid");
        let Sink::Email { port, tls, credential, .. } = &book.sinks[0].sink else { panic!("mail") };
        assert_eq!((*port, tls.as_str(), credential.as_str()), (587, "starttls", "smtp"));
        assert_eq!(book.sinks[1].sink, Sink::Webhook { credential: "hook_url".to_owned() });
        assert_eq!((book.sinks[1].min_severity, book.sinks[1].quiet), (Severity::Error, false));
        assert_eq!((book.sinks[2].min_severity, book.sinks[2].quiet), (Severity::Warning, true));
        assert_eq!(book.quiet_hours, Some(QuietHours { from: 1320, until: 390, offset_minutes: -90 }));
        assert_eq!(book.give_up, GiveUp { attempts: 5, hours: 1 });
        assert_eq!(alerts("# nothing\n").expect("empty"), AlertBook::default());
    }

    #[test]
    fn a_secret_in_plain_is_refused_and_not_repeated() {
        for secret in [
            "sinks:\n  - name: x\n    email: {host: h, from: a@b, to: [c@d], user: u, password: hunter2}\n",
            "sinks:\n  - name: x\n    webhook: {url: 'https://hooks.example/hunter2'}\n",
            "sinks:\n  - name: x\n    webhook: {credential: 'https://hooks.example/hunter2'}\n",
        ] {
            let said = alerts(secret).expect_err("a secret");
            assert!(said.contains("line 2") && said.contains("credential: NAME"), "{said}");
            assert!(!said.contains("hunter2"), "{said}");
        }
    }

    #[test]
    fn what_cannot_be_is_named() {
        let sink = |rest: &str| format!("sinks:\n  - {{name: x, {rest}}}\n");
        for (wrong, said) in [
            (sink("email: {host: mail.example, tls: none, from: a@b, to: [c@d]}"), "insecure: true"),
            (sink("email: {host: h, tls: ssl, from: a@b, to: [c@d]}"), "tls is none of"),
            (sink("email: {host: h, from: a, to: [c@d]}"), "addresses"),
            (sink("email: {host: h, user: u, from: a@b, to: [c@d]}"), "go together"),
            (sink("email: {host: h, from: a@b, to: [\"c@d\\r\\nBcc: e@f\"]}"), "addresses"),
            (sink("file: {path: a}, webhook: {credential: b}"), "one of"),
            (sink("file: {path: a}, min_severity: fatal"), "min_severity"),
            (sink("file: {path: a}, timeout_seconds: 0"), "timeout_seconds"),
            (sink("fiel: {path: a}"), "fiel"),
            (format!("{}  - {{name: x, file: {{path: b}}}}\n", sink("file: {path: a}")), "second"),
            ("quiet_hours: {from: '25:00', until: '06:00'}\n".to_owned(), "25:00"),
            ("quiet_hours: {from: '22:00', until: '06:00', utc_offset: '1'}\n".to_owned(), "utc_offset"),
        ] {
            let heard = alerts(&wrong).expect_err(&wrong);
            assert!(heard.contains(said) && heard.contains("line "), "{wrong}: {heard}");
        }
        assert!(alerts(&sink("email: {host: 127.0.0.1, tls: none, from: a@b, to: [c@d]}")).is_ok());
    }
}
