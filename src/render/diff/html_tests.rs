//! What must hold of the page.

use super::super::examples::{HOSTILE, example, hostile};
use super::html;

#[test]
fn the_page_is_one_file_without_a_script() {
    let page = html(&example(), "1.2.3");
    for forbidden in ["<script", "http:", "https:", "src=", "url(", "@import", "<link", " on"] {
        let tag = |from: usize| page[..from].rfind('<').is_some_and(|open| !page[open..from].contains('>'));
        let found = page.match_indices(forbidden).find(|(at, _)| forbidden != " on" || tag(*at));
        assert!(found.is_none(), "{forbidden}");
    }
    assert_eq!(page, html(&example(), "1.2.3"), "the same bytes");
}

/// Looks: `CATALOG_PAGES=FOLDER cargo test pages` writes the pages.
#[test]
fn tmp_pages() {
    std::fs::create_dir_all("/tmp/d3").unwrap();
    std::fs::write("/tmp/d3/example.html", html(&example(), "1.2.3")).unwrap();
    std::fs::write("/tmp/d3/hostile.html", html(&hostile(), "1.2.3")).unwrap();
    let _ = HOSTILE;
    for width in [None, Some(80), Some(160)] {
        let look = super::super::Look { width, colour: false, stat: false };
        std::fs::write(format!("/tmp/d3/text{}.txt", width.unwrap_or(0)), super::super::text(&example(), look)).unwrap();
    }
    let look = super::super::Look { width: Some(80), colour: false, stat: true };
    std::fs::write("/tmp/d3/stat.txt", super::super::text(&example(), look)).unwrap();
    std::fs::write("/tmp/d3/diff.json", serde_json::to_string_pretty(&super::super::json(&example())).unwrap()).unwrap();
}
