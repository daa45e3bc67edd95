//! The quick test: may this text hold a secret at all?
//!
//! Owns the words that every detector needs and one pass over the bytes that
//! looks for all of them at once. The pass works on raw XML as well as on
//! decoded text, hence it looks at words and is lenient about what stands next
//! to them: an escaped character counts as any punctuation.
//! It never decides that something IS a secret; that is the detectors' work.

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::Anchored;
use aho_corasick::automaton::{Automaton, StateID};
use aho_corasick::dfa::DFA;

/// What must stand around a word for it to count.
#[derive(Debug, Clone, Copy)]
enum Around {
    /// Nothing in particular.
    Any,
    /// A blank after the word, or an escaped one.
    Gap,
    /// No letter, digit or `_` after the word.
    Edge,
    /// As `Edge`, on both sides.
    Whole,
    /// After blanks: `=`, `:`, a bracket, a quote or an escaped character.
    Sep,
    /// As many characters of a token as given.
    Token(usize),
    /// This word soon after.
    Near(&'static str),
    /// As `Whole`, with a blank after the word, or an escaped one.
    Command,
    /// A `/`, `:` or a quote (or something escaped) earlier in the same word.
    Login,
}

use Around::{Any, Command, Edge, Gap, Login, Near, Sep, Token, Whole};

const TRIGGERS: &[(&str, Around)] = &[
    // No secret, but the mark of one that is sealed: it must be looked at, too.
    ("sealed", Any),
    ("passw", Any),
    ("pwd", Any),
    ("senha", Any),
    ("passphr", Any),
    ("contrase", Any),
    ("pass", Sep),
    ("secret", Any),
    ("token", Sep),
    ("apikey", Any),
    ("api_key", Any),
    ("api-key", Any),
    ("api key", Any),
    ("api.key", Any),
    ("accesskey", Any),
    ("access_key", Any),
    ("access-key", Any),
    ("access key", Any),
    ("access.key", Any),
    ("accountkey", Any),
    ("account_key", Any),
    ("account-key", Any),
    ("account key", Any),
    ("account.key", Any),
    ("private", Near("key")),
    ("authorization", Sep),
    ("bearer", Gap),
    ("identified", Gap),
    ("connect", Gap),
    ("conn", Gap),
    ("attach", Gap),
    ("logon", Gap),
    ("userid", Sep),
    ("sig", Sep),
    ("akia", Token(16)),
    ("asia", Token(16)),
    ("aiza", Token(35)),
    ("eyj", Token(8)),
    ("xoxa", Any),
    ("xoxb", Any),
    ("xoxe", Any),
    ("xoxo", Any),
    ("xoxp", Any),
    ("xoxr", Any),
    ("xoxs", Any),
    ("ghp_", Token(20)),
    ("gho_", Token(20)),
    ("ghu_", Token(20)),
    ("ghs_", Token(20)),
    ("ghr_", Token(20)),
    ("github_pat_", Any),
    ("mysql", Any),
    ("mariadb", Any),
    ("pmcmd", Any),
    ("pmrep", Any),
    ("infacmd", Any),
    ("sqlcmd", Edge),
    ("osql", Whole),
    ("isql", Whole),
    ("dbisql", Edge),
    ("bcp", Whole),
    ("curl", Whole),
    ("sshpass", Edge),
    ("ftp", Edge),
    ("ncftp", Any),
    ("plink", Whole),
    ("pscp", Whole),
    ("smbclient", Edge),
    ("sqlplus", Edge),
    ("sqlldr", Edge),
    ("expdp", Edge),
    ("impdp", Edge),
    ("rman", Whole),
    ("nzsql", Edge),
    ("nzload", Edge),
    ("vsql", Whole),
    ("hdbsql", Edge),
    ("beeline", Edge),
    ("ldapsearch", Edge),
    ("ldapmodify", Edge),
    ("unzip", Whole),
    ("zip", Command),
    ("7z", Whole),
    ("7za", Whole),
    ("7zr", Whole),
    ("7zz", Whole),
    ("openssl", Edge),
    ("psexec", Any),
    ("pskill", Any),
    ("pslist", Any),
    ("psservice", Any),
    ("storepass", Any),
    ("keypass", Any),
    ("net", Near("use")),
    ("net.exe", Near("use")),
    ("mongo", Any),
    ("assword", Any),
    ("pw", Edge),
    ("session_token", Any),
    ("security_token", Any),
    ("addlinkedsrvlogin", Any),
    ("sp_addlogin", Any),
    ("setapprole", Any),
    ("openrowset", Any),
    ("pgp_sym", Any),
    ("aes_encrypt", Any),
    ("aes_decrypt", Any),
    ("sudo", Whole),
    ("kinit", Whole),
    ("redis", Any),
    ("hive", Command),
    ("tdload", Edge),
    ("tbuild", Edge),
    ("fastload", Edge),
    ("mload", Edge),
    ("bteq", Edge),
    ("exp", Whole),
    ("imp", Whole),
    ("@", Login),
    ("&#64", Any),
    ("&#064", Any),
    ("&#0064", Any),
    ("&#x40", Any),
    ("&#x040", Any),
    ("&#x0040", Any),
];

/// How many parts of a text are read side by side. A step of an automaton waits
/// for the step before it; four that do not wait for each other keep the
/// processor busy (measured: 2 to 3 times the speed of one).
const LANES: usize = 4;

static WORDS: LazyLock<DFA> = LazyLock::new(|| {
    #[allow(clippy::expect_used)]
    DFA::builder()
        .ascii_case_insensitive(true)
        .prefilter(false)
        .build(TRIGGERS.iter().map(|(word, _)| word))
        .expect("constant words, compiled by the tests")
});

/// Says quickly whether a text may hold a secret; false means it holds none.
///
/// Works on raw XML and on any text: no detector matches a value, and
/// [`super::named_secret`] no name, in a text for which this is false.
#[must_use]
pub fn may_hold_secret(text: &str) -> bool {
    spells_out(text.as_bytes()) || has_word(text.as_bytes())
}

/// True where a letter or digit is written as a character reference, `p&#97;ssword`: no export needs to, and no word would
/// be found in it.
fn spells_out(bytes: &[u8]) -> bool {
    memchr::memmem::find_iter(bytes, b"&#").any(|at| {
        let digits = &bytes[at + 2..];
        let (digits, radix) = match digits {
            [b'x' | b'X', rest @ ..] => (rest, 16),
            _ => (digits, 10),
        };
        let numeral = digits.iter().map_while(|byte| char::from(*byte).to_digit(radix));
        let number = numeral.fold(0_u32, |sum, digit| sum.saturating_mul(radix).saturating_add(digit));
        char::from_u32(number).is_some_and(|c| c.is_ascii_alphanumeric())
    })
}

fn has_word(bytes: &[u8]) -> bool {
    let dfa = &*WORDS;
    let Ok(start) = dfa.start_state(Anchored::No) else {
        return true;
    };
    let part = bytes.len() / LANES;
    // Words that cross the end of a part are found by reading past it.
    let overlap = dfa.max_pattern_len();
    if part <= overlap {
        return read(dfa, bytes, &mut start.clone(), 0..bytes.len());
    }
    let mut states = [start; LANES];
    if read_lanes(dfa, bytes, &mut states, part) {
        return true;
    }
    states.iter_mut().enumerate().any(|(lane, state)| {
        let from = (lane + 1) * part;
        read(dfa, bytes, state, from..(from + overlap).min(bytes.len()))
    })
}

/// Reads the first `part` bytes of every lane, one byte of each in turn.
fn read_lanes(dfa: &DFA, bytes: &[u8], states: &mut [StateID; LANES], part: usize) -> bool {
    let lane = |at: usize| &bytes[at * part..(at + 1) * part];
    let (a, b, c, d) = (lane(0), lane(1), lane(2), lane(3));
    let [mut s0, mut s1, mut s2, mut s3] = *states;
    for (at, (((a, b), c), d)) in a.iter().zip(b).zip(c).zip(d).enumerate() {
        s0 = dfa.next_state(Anchored::No, s0, *a);
        s1 = dfa.next_state(Anchored::No, s1, *b);
        s2 = dfa.next_state(Anchored::No, s2, *c);
        s3 = dfa.next_state(Anchored::No, s3, *d);
        let special = dfa.is_special(s0) | dfa.is_special(s1) | dfa.is_special(s2) | dfa.is_special(s3);
        if special {
            let hit = |(lane, state)| word_counts(dfa, state, bytes, lane * part + at + 1);
            if [s0, s1, s2, s3].into_iter().enumerate().any(hit) {
                return true;
            }
        }
    }
    *states = [s0, s1, s2, s3];
    false
}

/// Reads one stretch and stops at the first word that counts.
fn read(dfa: &DFA, bytes: &[u8], state: &mut StateID, area: Range<usize>) -> bool {
    area.into_iter().any(|at| {
        *state = dfa.next_state(Anchored::No, *state, bytes[at]);
        dfa.is_special(*state) && word_counts(dfa, *state, bytes, at + 1)
    })
}

/// True when one of the words that end at `end` counts there.
fn word_counts(dfa: &DFA, state: StateID, bytes: &[u8], end: usize) -> bool {
    dfa.is_match(state)
        && (0..dfa.match_len(state)).any(|index| {
            let (word, around) = TRIGGERS[dfa.match_pattern(state, index).as_usize()];
            counts(around, &bytes[..end - word.len()], &bytes[end..])
        })
}

/// Looks at what stands before and after a word.
fn counts(around: Around, before: &[u8], after: &[u8]) -> bool {
    let edge = |byte: Option<&u8>| byte.is_none_or(|b| !is_word(*b));
    match around {
        Any => true,
        Gap => has_gap(after),
        Command => edge(before.last()) && has_gap(after),
        Edge => edge(after.first()),
        Whole => edge(before.last()) && edge(after.first()),
        Sep => has_separator(after),
        Token(size) => {
            let part = |b: &u8| is_word(*b) || *b == b'-';
            after.len() >= size && after[..size].iter().all(part)
        }
        Near(word) => {
            let near = &after[..after.len().min(16)];
            near.windows(word.len()).any(|w| w.eq_ignore_ascii_case(word.as_bytes()))
        }
        Login => has_login(before),
    }
}

fn has_gap(after: &[u8]) -> bool {
    after.first().is_some_and(|b| is_blank(*b) || *b == b'&')
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// Blanks of any kind; every byte of a wide character may belong to one.
fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t'..=b'\r') || !byte.is_ascii()
}

/// True when the first thing after blanks may part a key from its value.
fn has_separator(after: &[u8]) -> bool {
    let next = after.iter().find(|b| !is_blank(**b));
    next.is_some_and(|b| b"=:&\"'\\]<>%(".contains(b))
}

/// Looks back from an `@` to the start of its word, or to another `@`, which
/// was looked at on its own; so the whole pass stays linear.
fn has_login(before: &[u8]) -> bool {
    if matches!(before.last(), Some(b'"' | b'\'')) {
        return true;
    }
    let stops = |b: &u8| b.is_ascii_whitespace() || b"@\"'<>".contains(b);
    let size = before.iter().rev().take_while(|b| !stops(b)).count();
    let word = &before[before.len() - size..];
    // The line ends that exports write as references part no login.
    word.iter().any(|b| b"/:".contains(b))
        || word.windows(4).any(|w| w.starts_with(b"&#") && !matches!(w, b"&#xD" | b"&#xA"))
}
