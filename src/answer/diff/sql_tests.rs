//! SQL token by token, by hand-written expectation.

use super::PieceClass::{Added, Removed, Same};
use super::*;

fn told(before: &str, after: &str) -> Vec<(PieceClass, String)> {
    tokens(before, after).into_iter().map(|piece| (piece.class, piece.text)).collect()
}

fn told_as(expected: &[(PieceClass, &str)]) -> Vec<(PieceClass, String)> {
    expected.iter().map(|(class, text)| (*class, (*text).to_owned())).collect()
}

#[test]
fn layout_is_white_space_and_the_case_of_keywords() {
    assert!(same("select A from T where B=1", "SELECT A\r\n  FROM T\r\n WHERE B = 1 "));
    assert!(same("select nvl(A,0) from S.T", "SELECT NVL ( A , 0 ) FROM S . T"));
    assert!(same("", " \n"));
}

#[test]
fn what_is_more_than_layout() {
    for (a, b) in [
        ("select a from T", "select A from T"),
        ("select t.Date from T t", "select t.DATE from T t"),
        ("where x = :date", "where x = :DATE"),
        ("where x = 'a  b'", "where x = 'a b'"),
        ("where x = 'a' 'b'", "where x = 'a''b'"),
        ("select \"From\" from T", "select \"FROM\" from T"),
        ("select /*+ index(t i) */ a from T t", "select /*+ INDEX(t i) */ a from T t"),
        ("select a -- b\nfrom T", "select a -- b from T"),
        ("select N'x' from T", "select N 'x' from T"),
        ("select a b from T", "select ab from T"),
        ("where x = 'it\\'s  x'", "where x = 'it\\'s x'"),
        ("where x = $$A", "where x = $$a"),
        ("where a\u{a0}= 1", "where a = 1"),
        ("", "select 1"),
    ] {
        assert!(!same(a, b), "{a} | {b}");
    }
}

#[test]
fn a_changed_condition_is_two_pieces_between_what_stays() {
    let found =
        told("SELECT ID, NAME FROM CUST WHERE ID > 10", "select ID, NAME\nFROM CUST WHERE ID >= 10 AND ACTIVE = 'Y'");
    let expected = [
        (Same, "select ID, NAME\nFROM CUST WHERE ID"),
        (Removed, " >"),
        (Added, " >="),
        (Same, " 10"),
        (Added, " AND ACTIVE = 'Y'"),
    ];
    assert_eq!(found, told_as(&expected));
}

#[test]
fn from_nothing_and_to_nothing() {
    assert_eq!(told("", "TRUNCATE TABLE T"), told_as(&[(Added, "TRUNCATE TABLE T")]));
    assert_eq!(told("TRUNCATE TABLE T", " "), told_as(&[(Removed, "TRUNCATE TABLE T")]));
    assert_eq!(told("", ""), []);
}

#[test]
fn edits_far_apart_stay_apart() {
    let found = told("a b c d e f g", "a x c d f g h");
    let expected =
        [(Same, "a"), (Removed, " b"), (Added, " x"), (Same, " c d"), (Removed, " e"), (Same, " f g"), (Added, " h")];
    assert_eq!(found, told_as(&expected));
}

/// All texts of up to four words out of two, against each other: the pieces put together are the texts again, the number of
/// edits is the least there is (by the table of the longest common subsequence), and swapped texts give swapped pieces.
#[test]
fn pieces_are_the_texts_again_and_no_more_than_needed() {
    let words: Vec<Vec<&str>> = (0..5_u32)
        .flat_map(|length| (0..2_u32.pow(length)).map(move |bits| (length, bits)))
        .map(|(length, bits)| (0..length).map(|at| if bits >> at & 1 == 1 { "x" } else { "y" }).collect())
        .collect();
    for (a, b) in words.iter().flat_map(|a| words.iter().map(move |b| (a, b))) {
        let found = told(&a.join(" "), &b.join(" "));
        let of = |other: PieceClass| {
            let mine = found.iter().filter(|(class, _)| *class != other);
            mine.flat_map(|(_, text)| text.split_whitespace()).map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(
            (of(Added), of(Removed)),
            (a.iter().map(|w| (*w).into()).collect(), b.iter().map(|w| (*w).into()).collect())
        );
        let kept =
            found.iter().filter(|(class, _)| *class == Same).flat_map(|(_, text)| text.split_whitespace()).count();
        assert_eq!(kept, common(a, b), "{a:?} {b:?}");
        let swapped: Vec<_> = told(&b.join(" "), &a.join(" "));
        let words_of = |all: &[(PieceClass, String)], wanted| {
            all.iter().filter(|(class, _)| *class == wanted).map(|(_, text)| text.trim().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(words_of(&found, Added), words_of(&swapped, Removed));
        assert_eq!(words_of(&found, Removed), words_of(&swapped, Added));
    }
}

fn common(a: &[&str], b: &[&str]) -> usize {
    match (a.split_first(), b.split_first()) {
        (Some((x, a_rest)), Some((y, b_rest))) if x == y => 1 + common(a_rest, b_rest),
        (Some((_, a_rest)), Some((_, b_rest))) => common(a_rest, b).max(common(a, b_rest)),
        _ => 0,
    }
}

#[test]
fn a_few_edits_in_a_huge_text_are_found() {
    let before = (0..60_000).map(|n| n.to_string()).collect::<Vec<_>>();
    let mut after = before.clone();
    after[7] = "seven".to_owned();
    after[59_990] = "there".to_owned();
    let found = tokens(&before.join(" "), &after.join(" "));
    let changed: Vec<_> = found.iter().filter(|one| one.class != Same).map(|one| one.text.trim()).collect();
    assert_eq!(changed, ["7", "seven", "59990", "there"]);
}

#[test]
fn two_huge_texts_with_nothing_in_common_are_told_whole() {
    let before = format!("SELECT {} FROM T", vec!["a"; 3000].join(" + "));
    let after = format!("SELECT {} FROM T", vec!["b"; 3000].join(" - "));
    let found = told(&before, &after);
    let classes: Vec<_> = found.iter().map(|(class, _)| *class).collect();
    assert_eq!(classes, [Same, Removed, Added, Same]);
}

#[test]
fn facts_that_hold_sql() {
    assert!(is_sql("transformation", "Sql Query"));
    assert!(is_sql("instance setting", "Sql Query (Partition #2)"));
    assert!(is_sql("transformation", "Lookup Sql Override"));
    assert!(is_sql("writer", "Pre SQL"));
    assert!(!is_sql("transformation", "Lookup condition"));
    assert!(!is_sql("command", "Pre SQL"));
    assert!(!is_sql("session", "Commit Interval"));
}
