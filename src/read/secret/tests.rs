//! What the detectors promise, proven on the tables of `cases.rs` and on noise.

use std::fmt::Write as _;

use super::cases::{NAMED, NEGATIVE, POSITIVE};
use super::*;

fn with_mask(text: &str) -> String {
    text.replace('#', MASK)
}

/// Writes every character that is no letter, digit or `_` as a reference.
fn escaped(text: &str, blanks: bool) -> String {
    let mut out = String::new();
    for c in text.chars() {
        let keep = c.is_alphanumeric() || "_-.@".contains(c) || (c == ' ' && !blanks);
        if keep {
            out.push(c);
        } else {
            let _ = write!(out, "&#x{:x};", u32::from(c));
        }
    }
    out
}

#[test]
fn every_secret_is_cut_and_nothing_else() {
    let mut wrong = Vec::new();
    for (code, text, wanted) in POSITIVE {
        let right = cut(text).is_some_and(|cut| {
            cut.masked == with_mask(wanted)
                && cut.found.contains(code)
                && cut.found.len() == wanted.matches('#').count()
        });
        if !right {
            wrong.push((code, text, cut(text)));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn clean_text_stays() {
    let wrong: Vec<_> = NEGATIVE.iter().filter_map(|text| cut(text).map(|cut| (text, cut))).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn tables_are_large_enough_and_cover_every_detector() {
    assert!(POSITIVE.len() >= 60 && NEGATIVE.len() >= 40);
    for detector in DETECTORS {
        assert!(!detector.meaning.is_empty());
        let covered = POSITIVE.iter().any(|(code, ..)| *code == detector.code);
        assert!(covered, "no case for {}", detector.code);
    }
}

#[test]
fn cutting_twice_finds_nothing() {
    for (_, text, _) in POSITIVE {
        let once = cut(text).map(|cut| cut.masked).unwrap_or_default();
        assert_eq!(cut(&once), None, "{once}");
    }
}

#[test]
fn quick_test_sees_raw_xml() {
    for (_, text, _) in POSITIVE {
        assert!(may_hold_secret(text), "{text}");
        assert!(may_hold_secret(&escaped(text, false)), "{text}");
        assert!(may_hold_secret(&escaped(text, true)), "{text}");
    }
    assert!(!may_hold_secret("<TRANSFORMATION NAME=\"exp_PASS_THROUGH\" TYPE=\"Expression\"/>"));
    assert!(may_hold_secret("scott/tig3r&#64;orcl"));
}

#[test]
fn names_of_secrets() {
    for (name, value, wanted) in NAMED {
        assert_eq!(named_secret(name, value), *wanted, "{name} {value}");
        let raw = format!("<ATTRIBUTE NAME =\"{name}\" VALUE =\"{}\"/>", escaped(value, true));
        assert!(!wanted || may_hold_secret(&raw), "{raw}");
    }
}

#[test]
fn codes_stand_in_order_of_place() {
    let cut = cut("curl -u bob:x1 h; export DB_PASS=x2; mysql -px3").map(|cut| (cut.masked, cut.found));
    let wanted = with_mask("curl -u bob:# h; export DB_PASS=#; mysql -p#");
    let codes = vec!["command-user-pair", "pass-assignment", "command-password-option"];
    assert_eq!(cut, Some((wanted, codes)));
}

#[test]
fn a_remark_tells_what_was_typed() {
    let masked = cut("expect -c 'send \"x1\\r\"' # password").map(|cut| cut.masked);
    assert_eq!(masked, Some(format!("expect -c 'send \"{MASK}\\r\"' # password")));
}

/// A small generator of numbers (xorshift), so that a failure can be repeated.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % (limit as u64)).unwrap_or(0)
    }
}

const SCRAPS: &[&str] = &[
    "'",
    "\"",
    "\\",
    "\n",
    "\r\n",
    "=",
    ";",
    "|",
    "&",
    "(",
    ")",
    "{",
    "}",
    "@",
    "/",
    ":",
    " ",
    "  ",
    "-p",
    "-u ",
    "%",
    "é",
    "«",
    "😀",
    "secret»",
    MASK,
    "$",
    "$$",
    "N'",
    "^",
    "`",
    "password",
    "PWD=",
    "mysql ",
    "sqlplus ",
    "://",
    "x1",
    "a",
    "||",
    ",",
    "--password ",
];

fn random_text(dice: &mut Dice) -> String {
    let mut text = String::new();
    for _ in 0..=dice.below(9) {
        let piece =
            if dice.below(3) == 0 { POSITIVE[dice.below(POSITIVE.len())].1 } else { SCRAPS[dice.below(SCRAPS.len())] };
        let from = (0..=dice.below(piece.len().max(1))).rev().find(|&at| piece.is_char_boundary(at));
        text.push_str(if dice.below(2) == 0 { piece } else { &piece[from.unwrap_or(0)..] });
    }
    text
}

#[test]
fn any_text_is_survived_and_cut_once() {
    let mut dice = Dice(0x9E37_79B9_7F4A_7C15);
    for _ in 0..20_000 {
        let text = random_text(&mut dice);
        let hits = find_all(&text);
        assert!(hits.is_empty() || may_hold_secret(&text), "{text:?}");
        assert!(hits.is_empty() || may_hold_secret(&escaped(&text, true)), "{text:?}");
        if let Some(once) = cut(&text) {
            assert_eq!(cut(&once.masked), None, "{text:?} -> {:?}", once.masked);
        }
    }
}

#[test]
fn long_texts_take_linear_time() {
    let start = std::time::Instant::now();
    for piece in [
        "mysql -p",
        "\"mysql ",
        "'\"\\",
        "password=",
        "a:b@",
        "x/y@",
        "pmrep -p x ",
        "-----BEGIN PRIVATE KEY-----",
        "pwd ",
        "pwd=a,",
        "pwd='",
        "://",
        "net use ",
        "net use \\\\h ",
        "net user u /add ",
        "password=$(echo ",
        "mysql -p$(echo ",
        "mysql -p`",
        "password=`x",
        "identified by ",
        "zip -",
        "name=\"password\" ",
        "value='x' name='",
        "password=«secret»",
        "password=«secret»x,",
        "aws configure set ",
        "echo x | sudo -u ",
        "kinit ",
        "expect password send \"x",
        "hive jdbc: -p",
        "exp a/b c=",
        "-- pw: ",
        "values('password',",
        "aes_encrypt(",
        "aes_encrypt(a(b(c",
        "sp_addlinkedsrvlogin 'a',",
        "openrowset('a','b';",
        "identified by a alter user replace ",
    ] {
        let _ = cut(&piece.repeat(20_000));
    }
    assert!(start.elapsed().as_secs() < 60);
}

#[test]
fn quick_test_sees_a_word_at_every_place() {
    for at in 0..700 {
        let mut text = "x".repeat(700);
        text.insert_str(at, "PassWord");
        assert!(may_hold_secret(&text), "{at}");
        assert!(!may_hold_secret(&"x".repeat(at)));
    }
}
