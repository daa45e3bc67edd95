//! Just enough of Rust's lexical rules to ask questions of source text without being fooled by strings and comments.

/// A string literal of a source text and what stands right before it.
pub(crate) struct Literal {
    pub(crate) text: String,
    pub(crate) before: String,
}

/// Returns the source with comments and the insides of literals blanked, line by line as it was, and its string literals.
pub(crate) fn strip(source: &str) -> (String, Vec<Literal>) {
    let chars: Vec<char> = source.chars().collect();
    let mut lexer = Lexer { chars, at: 0, out: String::new(), literals: Vec::new() };
    while lexer.at < lexer.chars.len() {
        lexer.step();
    }
    (lexer.out, lexer.literals)
}

struct Lexer {
    chars: Vec<char>,
    at: usize,
    out: String,
    literals: Vec<Literal>,
}

impl Lexer {
    fn peek(&self, ahead: usize) -> char {
        self.chars.get(self.at + ahead).copied().unwrap_or('\0')
    }

    fn step(&mut self) {
        let begins_word = !self.out.ends_with(|c: char| c.is_alphanumeric() || c == '_');
        match (self.peek(0), self.peek(1)) {
            ('/', '/') => self.blank_while(|lexer| lexer.peek(0) != '\n'),
            ('/', '*') => self.block_comment(),
            ('"', _) => self.string(0, true),
            ('r', '"' | '#') if begins_word && self.raw_hashes(1).is_some() => {
                let hashes = self.raw_hashes(1).unwrap_or_default();
                self.at += 1 + hashes;
                self.string(hashes, false);
            }
            ('\'', _) => self.quote(),
            _ => self.keep(),
        }
    }

    /// Number of `#` between here and a `"`; `None` where this is no raw string.
    fn raw_hashes(&self, from: usize) -> Option<usize> {
        let hashes = (from..self.chars.len()).take_while(|ahead| self.peek(*ahead) == '#').count();
        (self.peek(from + hashes) == '"').then_some(hashes)
    }

    fn keep(&mut self) {
        self.out.push(self.peek(0));
        self.at += 1;
    }

    fn blank(&mut self) {
        self.out.push(if self.peek(0) == '\n' { '\n' } else { ' ' });
        self.at += 1;
    }

    fn blank_while(&mut self, goes_on: impl Fn(&Self) -> bool) {
        while self.at < self.chars.len() && goes_on(self) {
            self.blank();
        }
    }

    fn block_comment(&mut self) {
        let mut depth = 0;
        while self.at < self.chars.len() {
            match (self.peek(0), self.peek(1)) {
                ('/', '*') => depth += 1,
                ('*', '/') => depth -= 1,
                _ => {
                    self.blank();
                    continue;
                }
            }
            self.blank();
            self.blank();
            if depth == 0 {
                return;
            }
        }
    }

    fn string(&mut self, hashes: usize, escapes: bool) {
        let before = self.out.trim_end().to_owned();
        let mut text = String::new();
        self.keep();
        while self.at < self.chars.len() {
            let closes = self.peek(0) == '"' && (1..=hashes).all(|ahead| self.peek(ahead) == '#');
            if closes {
                break;
            }
            if escapes && self.peek(0) == '\\' {
                self.blank();
            }
            text.push(self.peek(0));
            self.blank();
        }
        self.keep();
        self.at += hashes;
        let from = before.len() - before.chars().rev().take(40).map(char::len_utf8).sum::<usize>();
        self.literals.push(Literal { text, before: before[from..].to_owned() });
    }

    /// A character literal, or the tick of a lifetime.
    fn quote(&mut self) {
        let is_char = self.peek(1) == '\\' || self.peek(2) == '\'';
        self.keep();
        if !is_char {
            return;
        }
        if self.peek(0) == '\\' {
            self.blank();
        }
        self.blank();
        self.blank_while(|lexer| lexer.peek(0) != '\'');
        self.keep();
    }
}

/// The functions of a stripped source: name, first line, number of lines.
pub(crate) fn functions(stripped: &str) -> Vec<(String, usize, usize)> {
    let mut found = Vec::new();
    for (at, _) in stripped.match_indices("fn ") {
        if stripped[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_') {
            continue;
        }
        let name: String = stripped[at + 3..].chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        let Some(open) = body(stripped, at) else { continue };
        let close = matching(stripped, open);
        let lines = stripped[at..close].matches('\n').count() + 1;
        found.push((name, stripped[..at].matches('\n').count() + 1, lines));
    }
    found
}

/// Where the body of the function at `at` opens; `None` for a declaration without one.
fn body(stripped: &str, at: usize) -> Option<usize> {
    let mut depth = 0_i32;
    for (place, c) in stripped[at..].char_indices() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth -= 1,
            ';' if depth == 0 => return None,
            '{' if depth == 0 => return Some(at + place),
            _ => {}
        }
    }
    None
}

fn matching(stripped: &str, open: usize) -> usize {
    let mut depth = 0_i32;
    for (place, c) in stripped[open..].char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return open + place;
        }
    }
    stripped.len()
}

/// True where a word is the root of a path: `word::…` or `use word;`, not at the end of a longer path.
pub(crate) fn names(stripped: &str, word: &str) -> bool {
    stripped.match_indices(word).any(|(at, _)| {
        let (before, after) = (&stripped[..at], &stripped[at + word.len()..]);
        let inside = |c: char| c.is_alphanumeric() || c == '_';
        let is_root = !before.ends_with(inside) && !before.ends_with("::") && !before.ends_with('.');
        is_root && (after.starts_with("::") || before.ends_with("use ") && after.starts_with([';', ' ']))
    })
}

/// The first names after each `crate::` (or another root), groups in braces taken apart.
pub(crate) fn paths_from(stripped: &str, root: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, _) in stripped.match_indices(root) {
        if stripped[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_') {
            continue;
        }
        let rest = stripped[at + root.len()..].trim_start();
        let word = |text: &str| text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
        match rest.strip_prefix('{') {
            None if rest.starts_with('*') => found.push("*".to_owned()),
            None => found.push(word(rest)),
            Some(group) => found.extend(members(group).iter().map(|member| word(member))),
        }
    }
    found.retain(|name| !name.is_empty());
    found
}

/// The members of a use group, nested groups kept with theirs.
fn members(group: &str) -> Vec<String> {
    let (mut depth, mut all, mut one) = (0, Vec::new(), String::new());
    for c in group.chars() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                all.push(std::mem::take(&mut one).trim().to_owned());
                continue;
            }
            _ => {}
        }
        one.push(c);
    }
    all.push(one.trim().to_owned());
    all
}

#[test]
fn strings_comments_and_lifetimes_do_not_fool_the_lexer() {
    let source =
        "fn a<'x>(s: &'x str) { let c = '\"'; /* { /* } */ */ let s = \"}//\\\"{\"; } // }\nlet r = r#\"a\"}\"#;";
    let (stripped, literals) = strip(source);
    assert_eq!(stripped.matches('{').count(), 1, "{stripped}");
    assert_eq!(stripped.matches('}').count(), 1, "{stripped}");
    let texts: Vec<&str> = literals.iter().map(|literal| literal.text.as_str()).collect();
    assert_eq!(texts, ["}//\"{", "a\"}"]);
    assert!(literals[0].before.ends_with("let s ="));
}

#[test]
fn functions_are_measured_and_declarations_are_none() {
    let found =
        functions("trait T { fn none(&self); }\nfn one(a: [u8; 3]) -> u8 {\n  if a { b }\n}\nconst F: fn (u8) = x;\n");
    assert_eq!(found, [("one".to_owned(), 2, 3)]);
}

#[test]
fn groups_of_paths_are_taken_apart() {
    let found = paths_from("use crate::{store::{a, b}, read as r};\nlet x = crate::model::Text::new();", "crate::");
    assert_eq!(found, ["store", "read", "model"]);
    assert!(names("use zstd::bulk;", "zstd") && !names("my_zstd::x; a::zstd::b; v.zstd()", "zstd"));
}
