//! Finds secrets among the arguments of command-line tools.
//!
//! Owns a small reading of shell and batch lines: words, quotes and the ends of
//! commands. An option such as `-p` means a password only for the tools that
//! say so, hence every rule names its tools; `mkdir -p` and `ps -p` are none.
//! It never runs or expands anything and never reports a value, only places.
//! Words inside a quoted word are read too (`bash -c "mysql -px"`), to a fixed
//! depth, so that time stays linear.

use std::ops::Range;
use std::sync::LazyLock;

use super::expression::Expression;
use super::judge::unquote;
use super::reference::literal;

/// How deep commands may be quoted inside commands.
const MAX_DEPTH: usize = 3;

/// Tools with the same options, and what these options hold.
pub(super) struct Tool {
    /// Names in lower case, without folder and `.exe`.
    pub names: &'static [&'static str],
    pub args: &'static [Arg],
    /// Subcommands (lower case) in which the options mean something else.
    pub unless: &'static [&'static str],
}

/// Where one tool takes a secret.
pub(super) enum Arg {
    /// `-p X` only: another option may begin with the same letters.
    Next(&'static str),
    /// `-pX`, `-p=X` or `-p X`.
    Glued(&'static str),
    /// `-u user:X`, `-uuser:X`, `-su user:X`; the secret follows the character.
    After(&'static str, char),
    /// Any argument `user%X`; the secret follows the character.
    Bare(char),
    /// An Oracle logon `user/X@tns`; true: also `user/X` as the first argument.
    Logon(bool),
    /// `user/X` as the first argument of a tool whose name is a word, too: another argument is `key=value`, or X is no word.
    Likely,
}

static LOGON: LazyLock<Expression> = LazyLock::new(|| {
    Expression::new(concat!(
        r#"(?s)^(?:\\?["'])?(?:(?i:userid|user|target|catalog)=)?(?:\\?["'])?(?P<user>[\w$#{}%!.&~-]+|"[^"]*")(?:\[\w+\])?"#,
        r#"/(?P<secret>"[^"]+"|[^\s"']+?)(?P<tns>@[^@]*)?(?:\\?["'])?$"#,
    ))
});

/// One word of a command line, with its quotes.
struct Word {
    range: Range<usize>,
    /// True when the word begins a new command.
    first: bool,
}

/// Places of all secrets that these tools take as arguments.
pub(super) fn find(text: &str, tools: &[Tool]) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    find_in(text, 0..text.len(), tools, 0, &mut out);
    out.into_iter().filter_map(|range| literal(text, range)).collect()
}

/// Reads one stretch of text as commands.
fn find_in(text: &str, area: Range<usize>, tools: &[Tool], depth: usize, out: &mut Vec<Range<usize>>) {
    let words = split(text, area);
    for command in words.chunk_by(|_, next| !next.first) {
        read_command(text, command, tools, out);
    }
    if depth >= MAX_DEPTH {
        return;
    }
    for word in &words {
        let inner = unquote(text, word.range.clone());
        let nested = inner != word.range && text[inner.clone()].contains([' ', '\t', '\n']);
        if nested {
            find_in(text, inner, tools, depth + 1, out);
        }
    }
}

/// Reads the words of one command: the last tool named owns the options.
fn read_command(text: &str, words: &[Word], tools: &[Tool], out: &mut Vec<Range<usize>>) {
    let mut tool: Option<&Tool> = None;
    let mut first_argument = true;
    for (at, word) in words.iter().enumerate() {
        let name = tool_name(&text[unquote(text, word.range.clone())]);
        if let Some(named) = tools.iter().find(|tool| tool.names.contains(&name.as_str())) {
            tool = Some(named);
            first_argument = true;
            continue;
        }
        let Some(active) = tool else { continue };
        if active.unless.contains(&name.as_str()) {
            tool = None;
            continue;
        }
        let next = words.get(at + 1).map(|word| word.range.clone());
        for arg in active.args {
            out.extend(secret_of(text, arg, &word.range, next.clone(), first_argument));
        }
        let raw = &text[word.range.clone()];
        first_argument &= !(raw.contains('/') || raw.starts_with('@'));
    }
}

/// The secret that one word (with the word after it) holds for one rule.
fn secret_of(
    text: &str,
    arg: &Arg,
    word: &Range<usize>,
    next: Option<Range<usize>>,
    first: bool,
) -> Option<Range<usize>> {
    match arg {
        Arg::Next(flag) => separate(text, flag, word, next),
        Arg::Glued(flag) => separate(text, flag, word, next).or_else(|| glued(text, flag, word)),
        Arg::After(flag, mark) => {
            let pair = separate(text, flag, word, next.clone()).or_else(|| glued(text, flag, word));
            after(text, pair.or_else(|| bundled(text, flag, word, next))?, *mark)
        }
        Arg::Bare(mark) if !text[word.clone()].starts_with(['-', '/']) => {
            after(text, unquote(text, word.clone()), *mark)
        }
        Arg::Bare(_) => None,
        Arg::Logon(short) => logon(text, word, *short && first),
        Arg::Likely => logon(text, word, first).filter(|secret| is_likely(text, secret, next)),
    }
}

/// `-p X`: the next word, unless it is an option itself.
fn separate(text: &str, flag: &str, word: &Range<usize>, next: Option<Range<usize>>) -> Option<Range<usize>> {
    let next = next.filter(|_| &text[word.clone()] == flag)?;
    let option = text[next.clone()].starts_with('-') || text[next.clone()].starts_with('<');
    (!option).then(|| unquote(text, next))
}

/// `-pX` or `--flag=X`: the rest of the word.
fn glued(text: &str, flag: &str, word: &Range<usize>) -> Option<Range<usize>> {
    let rest = text[word.clone()].strip_prefix(flag)?;
    if rest.is_empty() && text[word.end..].starts_with('`') {
        return Some(word.end..word.end + 1);
    }
    let skip = usize::from(rest.starts_with('='));
    // A long option without `=` would be another option (`--user-agent`).
    if flag.starts_with("--") && skip == 0 {
        return None;
    }
    Some(unquote(text, word.end - rest.len() + skip..word.end)).filter(|range| !range.is_empty())
}

/// `-su X`: short options in one word, the last of which takes the next word.
fn bundled(text: &str, flag: &str, word: &Range<usize>, next: Option<Range<usize>>) -> Option<Range<usize>> {
    let letters = text[word.clone()].strip_prefix('-')?;
    let last = flag.strip_prefix('-').filter(|last| last.len() == 1)?;
    let is_bundle = letters.len() > 1 && letters.ends_with(last) && letters.bytes().all(|b| b.is_ascii_alphabetic());
    next.filter(|_| is_bundle).map(|next| unquote(text, next))
}

/// What follows the first `mark` of a pair `user:X`.
fn after(text: &str, pair: Range<usize>, mark: char) -> Option<Range<usize>> {
    let at = text[pair.clone()].find(mark)?;
    // `%USER%` is a variable of cmd.exe and no pair.
    if mark == '%' && at == 0 {
        return None;
    }
    let secret = pair.start + at + mark.len_utf8()..pair.end;
    Some(unquote(text, secret)).filter(|range| !range.is_empty())
}

/// An Oracle logon in one word.
fn logon(text: &str, word: &Range<usize>, short: bool) -> Option<Range<usize>> {
    let raw = &text[word.clone()];
    let parts = LOGON.captures(raw)?;
    let secret = parts.range("secret")?;
    let named = raw.to_ascii_lowercase().contains("userid=");
    if parts.range("tns").is_none() && !named && (!short || raw[secret.clone()].contains(['/', '.'])) {
        return None;
    }
    let range = word.start + secret.start..word.start + secret.end;
    Some(unquote(text, range))
}

/// True where a logon stands before a setting, or holds what no word is.
fn is_likely(text: &str, secret: &Range<usize>, next: Option<Range<usize>>) -> bool {
    let is_setting = next.is_some_and(|next| {
        let key = text[next].split_once('=').map(|(key, _)| key);
        key.is_some_and(|key| !key.is_empty() && key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_'))
    });
    let value = text[secret.clone()].as_bytes();
    let mixed = value.iter().any(u8::is_ascii_digit) && value.iter().any(u8::is_ascii_alphabetic);
    is_setting || (mixed && value.len() >= 8)
}

/// The bare name of a program: no folder, no `.exe`, lower case.
fn tool_name(word: &str) -> String {
    let base = word.rsplit(['/', '\\']).next().unwrap_or(word);
    let base = base.trim_start_matches('@').to_ascii_lowercase();
    [".exe", ".cmd", ".bat", ".sh"]
        .iter()
        .find_map(|end| base.strip_suffix(end))
        .map_or_else(|| base.clone(), str::to_owned)
}

/// Splits a stretch into words and marks where commands begin.
fn split(text: &str, area: Range<usize>) -> Vec<Word> {
    let bytes = text.as_bytes();
    let mut words = Vec::new();
    let (mut at, mut first) = (area.start, true);
    while at < area.end {
        match bytes[at] {
            b'\n' | b'\r' | b';' | b'|' | b'&' | b'(' | b')' | b'`' => {
                first = true;
                at += 1;
            }
            b' ' | b'\t' => at += 1,
            b'\\' | b'^' if is_line_end(bytes, at + 1) => {
                at = skip_line_end(bytes, at + 1).min(area.end);
            }
            _ => {
                let end = word_end(bytes, at, area.end);
                words.push(Word { range: at..end, first });
                first = false;
                at = end;
            }
        }
    }
    words
}

/// Where the word that starts here ends; always after `start`.
fn word_end(bytes: &[u8], start: usize, stop: usize) -> usize {
    let mut at = start;
    while at < stop {
        match bytes[at] {
            b' ' | b'\t' | b'\n' | b'\r' | b';' | b'|' | b'&' | b'(' | b')' | b'`' => break,
            b'\\' if is_line_end(bytes, at + 1) => break,
            // An escaped character belongs to the word. Only ASCII is skipped,
            // so that `at` stays on a character.
            b'\\' if bytes.get(at + 1).is_some_and(u8::is_ascii_punctuation) => at += 2,
            quote @ (b'"' | b'\'') => at = quote_end(bytes, at, stop, quote),
            _ => at += 1,
        }
    }
    at.clamp(start + 1, stop)
}

/// The place after the closing quote, or after the opening one if none closes.
fn quote_end(bytes: &[u8], open: usize, stop: usize, quote: u8) -> usize {
    let mut at = open + 1;
    while at < stop {
        if bytes[at] == quote {
            return at + 1;
        }
        // `\"` does not close, but the `\` of "C:\dir\" before a blank does not
        // escape either.
        let escapes = bytes[at] == b'\\' && quote == b'"' && !is_blank_after(bytes, at + 2);
        at += if escapes && matches!(bytes.get(at + 1), Some(b'"' | b'\\')) { 2 } else { 1 };
    }
    open + 1
}

fn is_blank_after(bytes: &[u8], at: usize) -> bool {
    bytes.get(at).is_none_or(u8::is_ascii_whitespace)
}

fn is_line_end(bytes: &[u8], at: usize) -> bool {
    matches!(bytes.get(at), Some(b'\n' | b'\r'))
}

fn skip_line_end(bytes: &[u8], at: usize) -> usize {
    at + if bytes[at..].starts_with(b"\r\n") { 2 } else { 1 }
}
