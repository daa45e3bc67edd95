//! Parameter files: lines → sections.
//!
//! Owns the grammar of headings and lines (manual: Parameter File Structure, Parameter File Sections): a name is everything
//! before the first `=`, a value everything after it; no quotes are taken away and no character begins a comment. Never
//! judges what it reads.

use super::mask::{Named, Names};
use super::secret::{self, Taken};
use crate::model::Text;
use crate::model::credential::{FoundSecret, Ids};
use crate::model::parameter::{Parameter, ParameterFile, Scope, Section};
use crate::model::problem::{Problem, Severity};
use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};
use std::borrow::Cow;

/// Longest line that is read; a longer one is passed over with a problem.
const LONGEST_LINE_BYTES: usize = 8 << 20;

/// A parameter file as text: decoded, without its byte order mark and its secrets. What is stored and read again.
pub struct ParameterText {
    /// Lines end with `\n`.
    pub text: String,
    /// What was odd.
    pub problems: Vec<Problem>,
    /// What is to be sealed.
    pub secrets: Vec<FoundSecret>,
}

/// Decodes a file, and takes secrets out of it: they are to be sealed where there are IDs for them. UTF-16 is taken by its byte order mark, then UTF-8, then `code_page` (the
/// repository's; Windows-1252 where none is given).
#[must_use]
pub fn text(bytes: &[u8], file: &str, code_page: Option<&str>, ids: Option<&Ids<'_>>) -> ParameterText {
    let (mut problems, mut secrets) = (Vec::new(), Vec::new());
    let (mut names, mut heading) = (Names::new(ids), String::new());
    let decoded = decode(bytes, file, code_page, &mut problems);
    let mut text = String::with_capacity(decoded.len());
    let mut returns = 0_usize;
    for (at, line) in decoded.split_inclusive('\n').enumerate() {
        let number = at as u64 + 1;
        let body = line.strip_suffix('\n').unwrap_or(line);
        let body = body.strip_suffix('\r').inspect(|_| returns += 1).unwrap_or(body);
        if body.len() > LONGEST_LINE_BYTES {
            let message = "a line of more than 8 MiB was passed over; is this a parameter file?";
            problems.push(Problem::new("line-too-long", Severity::Warning, file, number, message));
        } else {
            if is_heading(body.trim()) {
                body.trim().clone_into(&mut heading);
            }
            match without_secret(body, &heading, u32::try_from(at).unwrap_or(u32::MAX), &mut names) {
                None => text.push_str(body),
                Some(found) => {
                    text.push_str(&found.text);
                    problems.extend(
                        found.oddity.map(|odd| Problem::new(odd.code, odd.severity, file, number, odd.message)),
                    );
                    secrets.extend(found.secrets);
                }
            }
        }
        text.push('\n');
    }
    if let Some(swept) = names.swept(&text) {
        text = swept;
        let message = "a mark of a sealed secret that belongs to another place was cut out";
        problems.push(Problem::new("foreign-mark", Severity::Warning, file, 0, message));
    }
    if returns > 0 {
        let message = format!(
            "{returns} lines end with a carriage return, which was taken away; on UNIX the service may keep it"
        );
        problems.push(Problem::new("carriage-returns", Severity::Info, file, 0, message));
    }
    ParameterText { text, problems, secrets }
}

fn decode<'b>(bytes: &'b [u8], file: &str, code_page: Option<&str>, problems: &mut Vec<Problem>) -> Cow<'b, str> {
    let mut said = |code, line, message: String| {
        problems.push(Problem::new(code, Severity::Warning, file, line, message));
    };
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        let message = format!(
            "the file begins with a byte order mark ({}); the service may take it for a part of the first heading",
            encoding.name()
        );
        said("byte-order-mark", 1, message);
        return encoding.decode_without_bom_handling(&bytes[length..]).0;
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Cow::Borrowed(text);
    }
    let encoding = code_page.and_then(|label| Encoding::for_label(label.as_bytes())).unwrap_or(WINDOWS_1252);
    let line = first_bad_line(bytes);
    let (text, broken) = encoding.decode_without_bom_handling(bytes);
    let message = format!("no UTF-8; the file was read as {}", encoding.name());
    said("not-utf8", line, message);
    if broken {
        let message = format!("some bytes mean nothing in {}; U+FFFD stands for them", encoding.name());
        said("undecodable-bytes", line, message);
    }
    text
}

fn first_bad_line(bytes: &[u8]) -> u64 {
    let good = UTF_8.decode_without_bom_handling_and_without_replacement(bytes).map_or_else(
        || std::str::from_utf8(bytes).map_or_else(|error| error.valid_up_to(), str::len),
        |text| text.len(),
    );
    memchr::memchr_iter(b'\n', &bytes[..good]).count() as u64 + 1
}

/// Takes secrets out of a line: the whole value where its name says that it is one. `None`: there is none.
fn without_secret(line: &str, heading: &str, before: u32, names: &mut Names<'_>) -> Option<Named> {
    let start = line.find('=').map_or(0, |at| at + 1);
    let (name, value) = (line[..start].trim_end_matches('='), &line[start..]);
    let place = format!("{heading}/{}", name.trim());
    let (start, taken) = if start > 0 && secret::name_holds_secret(name) && secret::named_secret(name, value) {
        (start, Taken::all(value, "named-secret"))
    } else {
        // A value is looked at alone first: a command is one where it begins, not behind `$$CMD=`.
        let alone = secret::taken(value);
        let masked = alone.as_ref().and_then(Taken::cut).map(|cut| format!("{}{}", &line[..start], cut.masked));
        match (alone, secret::cut(masked.as_deref().unwrap_or(line)), masked) {
            (Some(alone), None, _) => (start, alone),
            // One more shows with its name before it.
            (_, Some(more), Some(_)) => (start, Taken::all(value, more.found.first().copied().unwrap_or_default())),
            _ => (0, secret::taken(line)?),
        }
    };
    let found = names.named(&taken, &place, before);
    Some(Named { text: format!("{}{}", &line[..start], found.text), ..found })
}

/// True where a text has a heading that only parameter files have, or nothing but headings and `name=value` lines: how files
/// with endings such as `.txt` are told apart from others.
#[must_use]
pub fn looks_like_one(text: &str) -> bool {
    let first = text.lines().map(str::trim).find(|line| is_heading(line));
    first.is_some_and(|line| !matches!(scope(&line[1..line.len() - 1]), Scope::Invalid(_)))
}

/// Reads the text of a parameter file.
#[must_use]
pub fn read(text: &str, file: &str) -> ParameterFile {
    let mut read = ParameterFile { name: file.to_owned(), ..ParameterFile::default() };
    for (at, line) in text.lines().enumerate() {
        let number = at as u64 + 1;
        let trimmed = line.trim();
        if is_heading(trimmed) {
            let scope = scope(&trimmed[1..trimmed.len() - 1]);
            read.sections.push(Section { heading: trimmed.into(), scope, line: number, parameters: Vec::new() });
        } else if let Some((name, value)) = line.split_once('=') {
            if read.sections.is_empty() {
                let none =
                    Section { heading: Text::default(), scope: Scope::None, line: number, parameters: Vec::new() };
                read.sections.push(none);
            }
            if let Some(section) = read.sections.last_mut() {
                section.parameters.push(Parameter { name: name.into(), value: value.into(), line: number });
            }
        } else if !trimmed.is_empty() {
            read.passed_over += 1;
        }
    }
    read
}

fn is_heading(trimmed: &str) -> bool {
    trimmed.len() >= 2 && trimmed.starts_with('[') && trimmed.ends_with(']')
}

/// Reads what stands between the brackets. Spaces around it are taken away (assumed; the manual does not say).
fn scope(body: &str) -> Scope {
    let body = body.trim();
    if body.is_empty() {
        return Scope::Invalid("it is empty");
    }
    if body.eq_ignore_ascii_case("global") {
        return Scope::Global;
    }
    if let Some(rest) = keyword(body, "Service:") {
        return service(rest);
    }
    let parts: Vec<&str> = body.split('.').collect();
    if parts.iter().any(|part| part.is_empty()) {
        return Scope::Invalid("a name between its dots is empty");
    }
    match parts.as_slice() {
        [session] if prefixed(session) => Scope::Invalid("it names no folder"),
        [session] => Scope::Session { folder: Text::default(), path: Vec::new(), session: (*session).into() },
        [folder, session] if !prefixed(session) => {
            Scope::Session { folder: (*folder).into(), path: Vec::new(), session: (*session).into() }
        }
        [folder, path @ ..] => in_folder(folder, path),
        [] => Scope::Invalid("it is empty"),
    }
}

fn service(rest: &str) -> Scope {
    let lower = |name: &str| Text::from(name.to_lowercase());
    // A service name may hold dots, a node too: `.ND:` parts them.
    match rest.to_ascii_uppercase().find(".ND:") {
        Some(at) if at > 0 && at + 4 < rest.len() => Scope::Node(lower(&rest[..at]), lower(&rest[at + 4..])),
        Some(_) => Scope::Invalid("the service or the node has no name"),
        None if rest.is_empty() => Scope::Invalid("the service has no name"),
        None => Scope::Service(lower(rest)),
    }
}

/// `WF:` first, then any number of `WT:`, then at most one `ST:`.
fn in_folder(folder: &str, parts: &[&str]) -> Scope {
    let mut path: Vec<Text> = Vec::new();
    let mut session = None;
    for part in parts {
        if session.is_some() {
            return Scope::Invalid("something follows ST:");
        }
        if let Some(name) = keyword(part, "WF:").filter(|_| path.is_empty()) {
            path.push(name.into());
        } else if let Some(name) = keyword(part, "WT:").filter(|_| !path.is_empty()) {
            path.push(name.into());
        } else if let Some(name) = keyword(part, "ST:").filter(|_| !path.is_empty()) {
            session = Some(Text::from(name));
        } else if path.is_empty() && !prefixed(part) {
            return Scope::Invalid("a folder with a dot in its name cannot be told from a folder and a session");
        } else {
            return Scope::Invalid("only WF:, then WT:, then ST: may follow the folder");
        }
    }
    if path.iter().chain(&session).any(|name| name.is_empty() || name.contains(':')) {
        return Scope::Invalid("a name is empty or holds a colon");
    }
    match session {
        Some(session) => Scope::Session { folder: folder.into(), path, session },
        None => Scope::Workflow(folder.into(), path),
    }
}

/// What follows a keyword, in any case (assumed; the manual always writes capitals).
fn keyword<'t>(text: &'t str, word: &str) -> Option<&'t str> {
    let head = text.get(..word.len())?;
    head.eq_ignore_ascii_case(word).then(|| &text[word.len()..])
}

fn prefixed(part: &str) -> bool {
    part.find(':').is_some_and(|at| at <= "Service".len() && part[..at].chars().all(|c| c.is_ascii_alphabetic()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_cut_out_of_values_and_lines() {
        for (line, secret) in [
            ("$ParamDbPassword=hunter2", "hunter2"),
            ("$$CONN=jdbc:oracle:thin:scott/tiger99@db:1521/X", "tiger99"),
            ("$$CMD=sqlplus etl/Sup3rS3cret@DWH @x.sql", "Sup3rS3cret"),
            ("$$URL=https://u:Pa55w0rdX@host/x", "Pa55w0rdX"),
            ("mplt.$$PASSWORD=hunter2", "hunter2"),
            ("export PGPASSWORD=hunter2", "hunter2"),
            ("-- sqlplus etl/Sup3rS3cret@DWH", "Sup3rS3cret"),
            ("password: hunter2", "hunter2"),
        ] {
            let read = text(format!("[Global]\n{line}\n").as_bytes(), "p.par", None, None);
            assert!(!read.text.contains(secret), "{line}: {}", read.text);
            let said: Vec<_> = read.problems.iter().map(|one| (one.code, one.line)).collect();
            assert_eq!(said, [("secret-found", 2)], "{line}");
        }
        let ids: &Ids<'_> = &|place, nth| format!("{:016x}", place.len() * 16 + nth).into();
        let sealed = text(b"[Global]\n$ParamPwd=hunter2\n$ParamPwd=\n", "p.par", None, Some(ids));
        assert_eq!(sealed.text, "[Global]\n$ParamPwd=\u{ab}sealed:0000000000000121\u{bb}\n$ParamPwd=\n");
        let found: Vec<_> = sealed.secrets.iter().map(|one| (one.id.as_str(), one.secret.expose(), one.line)).collect();
        assert_eq!(found, [("0000000000000121", "hunter2", 1)]);
        // What was sealed there is read again as it is; somebody else's mark is not.
        assert_eq!(text(sealed.text.as_bytes(), "p.par", None, Some(ids)).text, sealed.text);
        let moved = text(sealed.text.replace("[Global]", "[F.WF:wf]").as_bytes(), "p.par", None, Some(ids));
        assert_eq!(moved.text, "[F.WF:wf]\n$ParamPwd=\u{ab}secret\u{bb}\n$ParamPwd=\n");
        for line in ["$$SCHEMA=CORE", "$DBConnection_DWH=DWH_PRD", "$$F=a=b=c", "$$PATH=/a/b", "$ParamPassword=$$OTHER"]
        {
            let read = text(line.as_bytes(), "p.par", None, None);
            assert_eq!((read.text, read.problems), (format!("{line}\n"), vec![]));
        }
    }
}
