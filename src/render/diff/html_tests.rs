//! What must hold of the page. It is written so that a parser of XML, which forgives nothing, reads it.

use super::super::examples::{HOSTILE, example, hostile};
use super::html;
use crate::answer::diff::change::Diff;
use roxmltree::{Document, Node, ParsingOptions};
use std::collections::BTreeSet;

fn parsed(page: &str) -> Document<'_> {
    let options = ParsingOptions { allow_dtd: true, ..ParsingOptions::default() };
    Document::parse_with_options(page, options).unwrap_or_else(|error| panic!("{error}"))
}

fn elements<'p>(page: &'p Document<'p>, name: &'static str) -> impl Iterator<Item = Node<'p, 'p>> {
    page.descendants().filter(move |node| node.has_tag_name(name))
}

fn text(node: Node<'_, '_>) -> String {
    node.descendants().filter(Node::is_text).filter_map(|node| node.text()).collect()
}

/// Names of elements and of attributes with their elements.
fn names(page: &Document<'_>) -> BTreeSet<String> {
    let of = |node: Node<'_, '_>| {
        let element = node.tag_name().name().to_owned();
        let attributes: Vec<String> = node.attributes().map(|one| format!("{element}@{}", one.name())).collect();
        [vec![element], attributes].concat()
    };
    page.descendants().filter(Node::is_element).flat_map(of).collect()
}

#[test]
fn the_page_is_one_file_without_a_script() {
    let page = html(&example(), "1.2.3");
    let page = parsed(&page);
    for name in ["script", "link", "img", "iframe", "object", "form", "base"] {
        assert_eq!(elements(&page, name).count(), 0, "{name}");
    }
    for node in page.descendants() {
        for attribute in node.attributes() {
            assert!(!attribute.name().starts_with("on") && attribute.name() != "src", "{attribute:?}");
            assert!(attribute.name() != "href" || attribute.value().starts_with('#'), "{attribute:?}");
        }
    }
    let style: String = elements(&page, "style").map(text).collect();
    assert!(!style.contains("url(") && !style.contains("@import"), "nothing is fetched");
    let policy = elements(&page, "meta").find_map(|node| node.attribute("http-equiv").and(node.attribute("content")));
    assert!(policy.is_some_and(|policy| policy.starts_with("default-src 'none'; style-src 'unsafe-inline'")));
}

#[test]
fn hostile_text_is_text_and_nothing_else() {
    let (plain, page) = (html(&example(), "1.2.3"), html(&hostile(), HOSTILE));
    let (plain, parsed) = (parsed(&plain), parsed(&page));
    let new: Vec<String> = names(&parsed).difference(&names(&plain)).cloned().collect();
    assert_eq!(new, [""; 0], "no element and no attribute comes from a text");
    assert!(!page.chars().any(|c| c != '\n' && crate::model::steers(c)), "nothing steers");
    let seen = "</code></td><script>alert(1)</script>\" autofocus onclick='x' &amp; \\u{202e}abc\\u{1b}[2J\\u{0}{{ a }}{% if %}<!--שׁל";
    let seen = seen.replace("שׁל", "\u{5e9}\u{5dc}");
    let titles: Vec<String> =
        parsed.descendants().filter(|node| node.attribute("class") == Some("title")).map(text).collect();
    assert_eq!(titles, [seen.clone(), format!("{seen} {seen}")]);
}

#[test]
fn every_change_says_where_both_sides_have_it() {
    let page = html(&example(), "1.2.3");
    let page = parsed(&page);
    let row = |title: &str| {
        let found = elements(&page, "tr")
            .find(|row| row.descendants().any(|node| node.attribute("class") == Some("title") && text(node) == title));
        let cells = found.expect("a row").children().filter(|node| node.has_tag_name("td"));
        cells.map(text).collect::<Vec<_>>()
    };
    assert_eq!(row("CNXREFNAME"), ["$DBTargetsession · a.xml:44", "DWH_PRODsession · b.xml:45"]);
    assert_eq!(row("Stop on errors"), ["1config · a.xml:5", "not set"]);
    assert_eq!(row("Password"), ["hiddensession · a.xml:40", "hiddensession · b.xml:41"]);
    assert_eq!(row("port EMAIL"), ["not there", "DATATYPEstringPRECISION80metadata extension ownerb.xml:61"]);
    let sql = row("Sql Query");
    assert!(sql[0].ends_with("WHERE c.ACTIVE = 1mapping · a.xml:52"), "{sql:?}");
    assert!(sql[1].ends_with("WHERE c.ACTIVE = 0session · b.xml:30"), "{sql:?}");
    let pieces = |name| elements(&page, name).map(text).collect::<Vec<_>>();
    assert_eq!(
        (pieces("del"), pieces("ins")),
        (vec!["struck out".into(), "1".into()], vec!["underlined".to_owned(), "0".into()])
    );
}

#[test]
fn the_summary_says_how_much_and_the_highest_risk_first() {
    let page = html(&example(), "1.2.3");
    let page = parsed(&page);
    let lead = page.descendants().find(|node| node.attribute("class") == Some("lead")).map(text);
    assert_eq!(lead.as_deref(), Some("2 of 4 objects differ, in 8 changes."));
    let rows = page.descendants().filter(|node| node.attribute("class") == Some("index"));
    let rows: Vec<Vec<String>> = rows
        .flat_map(|table| table.descendants().filter(|node| node.has_tag_name("tr")).skip(1))
        .map(|row| row.children().map(text).collect())
        .collect();
    assert_eq!(rows[0][..2], ["high risk", "session PROD/SALES_DWH/wf_daily/s_m_customer"]);
    assert_eq!(rows[0][3..], ["3 high, 1 medium, 3 low", "Stop on errors, Sql Query, Password"]);
    assert_eq!(rows[1], ["medium risk", "mapping PROD/SALES_DWH/m_new", "+added", "1 medium", "nothing runs it"]);
    let levels: String = page
        .descendants()
        .filter_map(|node| node.tag_name().name().strip_prefix('h'))
        .filter(|level| level.len() == 1 && *level != "r")
        .collect();
    assert_eq!(levels, "122233", "headings skip no level");
}

#[test]
fn nothing_differs_is_said_too() {
    let same = Diff { a: "x".into(), b: "y".into(), compared: 1, ..Diff::default() };
    let page = html(&same, "1.2.3");
    assert!(text(parsed(&page).root()).contains("Nothing differs. 1 object was compared."));
}

#[test]
fn the_same_diff_gives_the_same_bytes() {
    assert_eq!(html(&hostile(), "1.2.3"), html(&hostile(), "1.2.3"));
}

/// Writes the pages for whoever wants to look at them in a browser: `DIFF_PAGES=FOLDER cargo test pages_to_look_at`.
#[test]
fn pages_to_look_at() {
    let Some(folder) = std::env::var_os("DIFF_PAGES") else { return };
    let folder = std::path::Path::new(&folder);
    for (name, diff) in [("example", example()), ("hostile", hostile())] {
        std::fs::write(folder.join(name).with_extension("html"), html(&diff, "1.2.3")).expect("a page");
    }
}
