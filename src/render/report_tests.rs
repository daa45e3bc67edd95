use super::chart::Series;
use super::table::{Cell, Column, Group};
use super::*;

/// A page with one of everything.
fn page(rows: usize) -> Page {
    let row =
        |at: usize| vec![Cell::Code(format!("SALES/wf_{at}")), Cell::count(at as u64), Cell::Badge("high".into())];
    let table = Table {
        id: "t".into(),
        caption: "Sessions".into(),
        columns: vec![Column::text("Session"), Column::number("Rows"), Column::text("Severity")],
        rows: (0..rows).map(row).collect(),
        groups: vec![Group { title: "later".into(), from: 2 }],
        left_out: 0,
    };
    let series = Series { name: "critical".into(), values: vec![Some(1.0), None] };
    let chart =
        Chart { id: "c".into(), labels: vec!["1".into(), "2".into()], series: vec![series], ..Chart::default() };
    let fold = Fold { title: "more".into(), open: false, blocks: vec![Block::Table(table)] };
    let item =
        Item { id: "i".into(), title: "Rule".into(), badges: vec!["low".into()], blocks: vec![Block::Fold(fold)] };
    let blocks = vec![
        Block::Heading("H".into()),
        Block::Note("N".into()),
        Block::List(vec!["L".into()]),
        Block::Facts(vec![("F".into(), "V".into())]),
        Block::Tiles(vec![Tile { value: "7".into(), label: "seven".into(), ..Tile::default() }]),
        Block::Chart(chart),
        Block::Item(item),
    ];
    let section = Section { id: "s".into(), title: "S".into(), blocks };
    Page { title: "Title".into(), sections: vec![section.clone(), section], ..Page::default() }
}

#[test]
fn a_page_is_the_same_twice_and_holds_its_fingerprint() {
    let once = html(&page(3)).text;
    assert_eq!(once, html(&page(3)).text);
    assert!(seal::read(&once).expect("a report").holds());
    for shown in ["SALES/wf_2", "<h3>H</h3>", "class=\"note\">N<", "<li>L</li>", "<dt>F</dt><dd>V</dd>", ">later<"] {
        assert!(once.contains(shown), "{shown} is missing");
    }
    assert!(!once.contains("left out of this page"));
}

#[test]
fn anchors_are_given_once() {
    let text = html(&page(3)).text;
    let ids: Vec<&str> = text.split(" id=\"").skip(1).map(|rest| &rest[..rest.find('"').unwrap()]).collect();
    let mut once = ids.clone();
    once.sort_unstable();
    once.dedup();
    assert_eq!(once.len(), ids.len(), "{ids:?}");
}

#[test]
fn a_page_with_too_many_rows_shows_the_first_of_each_table_and_counts_the_others() {
    let Rendered { text, left_out } = html(&page(60_000));
    assert!(text.len() <= MOST && text.len() > MOST / 2, "{}", text.len());
    let shown = text.matches("<th scope=\"row\" class=\"c\"><code>").count();
    let left = text.split("<p class=\"note\">").filter(|rest| rest.contains("rows are left out of this page"));
    let left: usize = left.map(|rest| rest[..rest.find(' ').unwrap()].replace(',', "").parse::<usize>().unwrap()).sum();
    assert_eq!((shown + left, left_out), (2 * 60_000, left as u64));
    assert!(seal::read(&text).expect("a report").holds());
}

#[test]
fn the_policy_names_the_script() {
    let mut child = std::process::Command::new("sha256sum")
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .expect("sha256sum");
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), SCRIPT.as_bytes()).unwrap();
    let out = child.wait_with_output().unwrap().stdout;
    let hex = std::str::from_utf8(&out[..64]).unwrap();
    let bytes: Vec<u8> = (0..32).map(|at| u8::from_str_radix(&hex[at * 2..at * 2 + 2], 16).unwrap()).collect();
    assert_eq!(base64(&bytes), SCRIPT_HASH, "after a change of the script its hash changes, too");
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let groups = bytes.chunks(3).map(|chunk| {
        let number = (0..3).fold(0_usize, |sum, at| (sum << 8) | usize::from(*chunk.get(at).unwrap_or(&0)));
        let digits = (0..4).map(|at| char::from(DIGITS[(number >> (18 - 6 * at)) & 63]));
        digits.take(chunk.len() + 1).chain("=".repeat(3 - chunk.len()).chars()).collect::<String>()
    });
    groups.collect()
}
