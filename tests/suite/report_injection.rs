//! What stands in exports is text on a page, whatever it is: markup, quotes, marks of direction, control characters.

use catalog::model::assessment::{Assessment, Finding, Input, Point, Since, Status, WaiverRow, WaiverState};
use catalog::model::comply::Severity;
use catalog::model::waiver::Waiver;
use catalog::render::report::chart::{Chart, Series, Shape};
use catalog::render::report::table::{Cell, Column, Group, Table};
use catalog::render::report::{Block, Fold, Item, Page, Section, Tile, compliance, html};

/// Texts that must do nothing, and what must not stand in the page because of them.
const NASTY: &[&str] = &[
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)",
    "</title></style></script><!--",
    "]]>&lt;b&gt;&amp;&#x3c;",
    "SELECT * FROM t WHERE a < 'b' AND c > \"d\" /* </code> */",
    "abc\u{202e}txt.exe\u{2066}\u{200f}",
    "nul\0bell\u{7}esc\u{1b}[31m\u{85}\u{2028}",
    "</script><script type=\"application/json\" id=\"report-data\">{}",
    "<code id=\"report-fingerprint\">0000</code>",
    "{{ 7*7 }}{% raw %}${7*7}",
    "javascript:alert(1)",
];

/// A page on which every place of every block holds this text.
fn page(text: &str) -> Page {
    let words = || text.to_owned();
    let cells = [Cell::Text(words()), Cell::Code(words()), Cell::Badge(words()), Cell::Number(words(), 1.0)];
    let row: Vec<Cell> = cells.into_iter().chain([Cell::Link(words(), words()), Cell::Empty]).collect();
    let table = Table {
        id: words(),
        caption: words(),
        columns: (0..6).map(|_| Column::text(text)).collect(),
        rows: vec![row.clone(), row],
        groups: vec![Group { title: words(), from: 1 }],
        left_out: 3,
    };
    let chart = |shape| Chart {
        id: words(),
        title: words(),
        shape,
        labels: vec![words(), words()],
        series: vec![Series { name: words(), values: vec![Some(1.0), None] }],
        unit: words(),
        limit: Some(2.0),
    };
    let fold = Fold { title: words(), open: false, blocks: vec![Block::Table(table)] };
    let blocks = vec![
        Block::Heading(words()),
        Block::Text(words()),
        Block::Note(words()),
        Block::List(vec![words()]),
        Block::Facts(vec![(words(), words())]),
        Block::Tiles(vec![Tile { value: words(), label: words(), note: words(), ..Tile::default() }]),
        Block::Chart(chart(Shape::Lines)),
        Block::Chart(chart(Shape::Stacked)),
        Block::Item(Item { id: words(), title: words(), badges: vec![words()], blocks: vec![Block::Fold(fold)] }),
    ];
    Page {
        title: words(),
        subtitle: words(),
        facts: vec![(words(), words())],
        sections: vec![Section { id: words(), title: words(), blocks }],
        integrity: vec![(words(), words())],
        program: words(),
        generated_at: words(),
        ..Page::default()
    }
}

/// An assessment whose every text is this one.
fn assessment(text: &str) -> Assessment {
    let words = || text.to_owned();
    let rule = catalog::model::comply::all().first().map_or("SEC01", |rule| rule.id);
    let finding = Finding {
        severity: Severity::High,
        rule,
        object: text.into(),
        part: text.into(),
        file: text.into(),
        line: 1,
        expected: text.into(),
        actual: text.into(),
        digest: text.into(),
        first_seen: text.into(),
        last_seen: text.into(),
        fingerprint: text.into(),
        status: Status::Active,
        waiver: Some(0),
    };
    let waiver = Waiver {
        rule: words(),
        scope: words(),
        part: words(),
        justification: words(),
        approver: words(),
        ticket: words(),
        created: words(),
        expires: words(),
        line: 1,
    };
    let point = || Point { snapshot: 1, at: words(), by_severity: [1; 5] };
    Assessment {
        catalog: words(),
        environment: words(),
        folder: words(),
        pack: words(),
        rulebook: words(),
        findings: vec![finding],
        waivers: vec![WaiverRow { waiver, state: WaiverState::Expiring, covers: 1, why: words() }],
        trend: vec![point(), point()],
        since: Some(Since { than: words(), new: vec![words()], fixed: 1, unchanged: 1 }),
        inputs: vec![Input { name: words(), digest: words(), size: 1, trouble: words() }],
        not_as_of: vec![words()],
        not_checked: vec![words()],
        objects: [(words(), 1)].into(),
        ..Assessment::default()
    }
}

/// The elements and attribute names of a page, in order: what markup there is.
fn markup(page: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = page;
    while let Some(open) = rest.find('<') {
        rest = &rest[open + 1..];
        let end = rest.find('>').expect("a tag ends");
        let tag = &rest[..end];
        let name: String = tag.chars().take_while(|c| !c.is_whitespace()).collect();
        // What stands in quotes is a value; the names of attributes stand outside.
        let outside: Vec<&str> = tag.split('"').step_by(2).collect();
        let attributes = outside.iter().skip(1).flat_map(|text| text.split_whitespace());
        found.push(format!("{name} {}", attributes.collect::<Vec<_>>().join(" ")));
        rest = &rest[end + 1..];
        for raw in ["style", "script"] {
            if name == raw {
                let close = format!("</{raw}>");
                rest = &rest[rest.find(&close).expect("it ends")..];
            }
        }
    }
    found
}

#[track_caller]
fn is_text(make: impl Fn(&str) -> Page) {
    let harmless = markup(&html(&make("harmless and longer than a label")).text);
    for nasty in NASTY {
        let page = html(&make(nasty)).text;
        assert_eq!(markup(&page), harmless, "{nasty:?} changed the markup");
        let steering = page.chars().find(|c| catalog::model::steers(*c) && !matches!(c, '\n' | '\t'));
        assert_eq!(steering, None, "{nasty:?} steers");
        assert!(!page.contains("href=\"javascript"), "{nasty:?}");
    }
}

#[test]
fn no_text_of_a_block_becomes_markup() {
    is_text(page);
}

#[test]
fn no_text_of_an_assessment_becomes_markup() {
    is_text(|text| compliance::page(&assessment(text), text, Vec::new()));
}

#[test]
fn what_was_written_is_seen() {
    let page = html(&page("<b>\u{202e}\0\"")).text;
    assert!(page.contains("&#60;b&#62;\\u{202e}\\u{0}&#34;"));
}
