//! Texts at every width, word by word.

use super::examples::{example, hostile, one};
use super::{Look, text};
use crate::answer::diff::change::Diff;
use unicode_width::UnicodeWidthStr;

fn at(diff: &Diff, width: Option<usize>) -> String {
    text(diff, Look { width, ..Look::default() })
}

#[track_caller]
fn assert_text(text: &str, expected: &str) {
    assert_eq!(text, expected, "\n{text}");
}

#[test]
fn narrow() {
    assert_text(
        &at(&example(), Some(80)),
        "\
A  DEV/SALES_DWH, snapshot 3
B  PROD/SALES_DWH, snapshot 4

added mapping PROD/SALES_DWH/m_new · medium risk: nothing runs it
  b.xml:200

changed session DEV/SALES_DWH/wf_daily/s_m_customer →
  PROD/SALES_DWH/wf_daily/s_m_customer · high risk
  a.xml:12 → b.xml:12

  session
    = restated  Commit Interval · low: it follows another master
      - 10000  (default)
      + 10000  (session · b.xml:13)
    - removed   Stop on errors · high: errors no longer stop the load
      - 1  (config · a.xml:5)
      + (not set)

  mapping m_customer
    > renamed   instance LKP_TOWN → LKP_CITY (a guess: 87 % alike) · low: only
      its name
      references that follow: 2 connectors

  mapping m_customer › transformation SQ_CUSTOMER
    ~ changed   Sql Query · high: what is read
      - mapping · a.xml:52
      + session · b.xml:30
        … 4 lines the same
               c.COUNTRY
          FROM CRM.CUSTOMER c
         WHERE c.ACTIVE = [-1-]{+0+}
    + added     port EMAIL · low: a port more
      b.xml:61
      + DATATYPE = string
      + PRECISION = 80
      … 1 metadata extension (--format json has them whole)

  reader SQ_CUSTOMER
    ~ changed   Password: changed (hidden) · high: who connects
      - (hidden)  (session · a.xml:40)
      + (hidden)  (session · b.xml:41)

  writer T_CUSTOMER
    ~ changed   CNXREFNAME · medium: another connection
      - $DBTarget  (session · a.xml:44)
      + DWH_PROD  (session · b.xml:45)

  what validate and tune answer differently
    validate V012  now: no limit of errors
    tune spark.executor.memory  4g → 8g

2 of 4 objects differ · 8 changes: 3 high, 2 medium, 3 low · noise: 3 ·
  unchanged: 210 · unknown secrets: 1
",
    );
}

#[test]
fn wide() {
    let diff = one("SELECT a\n  FROM t\n WHERE x = 1", "SELECT a\n  FROM t\n  JOIN u\n    ON t.i = u.i\n WHERE x = 1");
    assert_text(
        &at(&diff, Some(120)),
        "\
A  a
B  b

changed mapping F/m · high risk
  a.xml:1 → b.xml:2

  transformation SQ
    ~ changed   Sql Query · high: what is read
      a.xml:3                                                 │ b.xml:4
      SELECT a                                                │ SELECT a
        FROM t                                                │   FROM t
                                                              │   {+JOIN u+}
                                                              │     {+ON t.i = u.i+}
       WHERE x = 1                                            │  WHERE x = 1

1 of 1 object differs · 1 change: 1 high, 0 medium, 0 low · noise: 0 · unchanged: 0 · unknown secrets: 0
",
    );
    let text = at(&example(), Some(160));
    let lines: Vec<&str> = text.lines().collect();
    let row = |start: &str| *lines.iter().find(|line| line.trim_start().starts_with(start)).expect(start);
    let beside = |left: &str, right: &str| format!("      {left:<75} │ {right}");
    assert_eq!(row("10000"), beside("10000", "10000"));
    assert_eq!(row("default"), beside("default", "session · b.xml:13"));
    assert_eq!(row("$DBTarget"), beside("$DBTarget", "DWH_PROD"));
    assert_eq!(row("WHERE"), beside(" WHERE c.ACTIVE = [-1-]", " WHERE c.ACTIVE = {+0+}"));
}

#[test]
fn sql_is_told_token_by_token() {
    let text = at(&one("SELECT a, b\n  FROM t, u\n WHERE a = 'x'", "select a, c\n  FROM u\n WHERE a = 'X'"), Some(80));
    let lines: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("        ")).collect();
    assert_eq!(lines, ["select a, [-b-]{+c+}", "  FROM[- t,-] u", " WHERE a = [-'x'-]{+'X'+}"]);
    let layout = at(&one("SELECT a\n  FROM t", "SELECT a FROM t"), Some(80));
    assert!(layout.contains("[-"), "where only the layout differs, it is the change: {layout}");
}

#[test]
fn nothing_is_wrapped_where_there_is_no_terminal() {
    let long = "x".repeat(500);
    let text = at(&one(&format!("a {long}"), &format!("b {long}")), None);
    assert!(text.contains(&format!("\n        [-a-]{{+b+}} {long}\n")), "{text}");
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    for width in [80, 100, 119, 120, 160] {
        for diff in [example(), hostile()] {
            let text = at(&diff, Some(width));
            assert!(text.lines().all(|line| line.width() <= width), "{width}: {text}");
        }
    }
}

#[test]
fn nothing_of_an_export_steers_the_terminal() {
    for (width, stat) in [(None, false), (Some(80), false), (Some(160), false), (Some(80), true)] {
        let text = text(&hostile(), Look { width, stat, colour: false });
        assert!(!text.chars().any(|c| c != '\n' && crate::model::steers(c)), "{text}");
    }
}

#[test]
fn colours_are_all_that_colour_adds() {
    let coloured = text(&example(), Look { width: Some(80), colour: true, stat: false });
    assert!(coloured.contains("\u{1b}[1;31mhigh risk\u{1b}[0m"), "{coloured}");
    let mut plain = coloured;
    for code in ["0", "1", "2", "31", "32", "33", "1;31"] {
        plain = plain.replace(&format!("\u{1b}[{code}m"), "");
    }
    assert_text(&plain, &at(&example(), Some(80)));
}

#[test]
fn values_that_could_be_taken_for_something_else_are_quoted() {
    let said = |before: &str, after: &str| {
        let text = at(&one(before, after), None);
        let lines = text.lines().filter_map(|line| line.strip_prefix("      ")).map(str::to_owned);
        lines.filter(|line| line.starts_with(['-', '+'])).collect::<Vec<_>>()
    };
    assert_eq!(said("", " x "), ["- \"\"  (a.xml:3)", "+ \" x \"  (b.xml:4)"]);
    assert_eq!(said("(not set)", "\"\""), ["- \"(not set)\"  (a.xml:3)", "+ \"\"\"\"  (b.xml:4)"]);
    assert_eq!(said("a b", "a\tb"), ["- a b  (a.xml:3)", "+ a\\tb  (b.xml:4)"]);
}

#[test]
fn only_counts() {
    assert_text(
        &text(&example(), Look { width: Some(120), colour: false, stat: true }),
        "\x20mapping PROD/SALES_DWH/m_new | 1 medium +
 session DEV/SALES_DWH/wf_daily/s_m_customer → PROD/SALES_DWH/wf_daily/s_m_customer | 7 high   +-~~~>=

kind     added  removed  changed  renamed  restated  high  medium  low
mapping  1      0        0        0        0         0     1       0
session  0      0        1        0        0         3     1       3

2 of 4 objects differ · 8 changes: 3 high, 2 medium, 3 low · noise: 3 · unchanged: 210 · unknown secrets: 1
",
    );
}

#[test]
fn nothing_differs() {
    let same = Diff { a: "F/s".into(), b: "F/s".into(), compared: 12, left_out: 2, ..Diff::default() };
    assert_text(
        &at(&same, Some(160)),
        "\
A  F/s
B  F/s

0 of 12 objects differ · noise: 0 · unchanged: 0 · unknown secrets: 0 · left out by --only or --ignore: 2
",
    );
}
