//! Forgetting old snapshots: what stays true of what is kept.

use super::house::{Home, NOW, codes, export, fates, mapping};
use catalog::model::listing::Filter;
use catalog::store::list::Noun;
use catalog::store::prune::prune;
use catalog::store::{Catalog, prune};
use std::time::Duration;

const DAY: &str = "01/02/2026 03:04:05";

/// A configuration object with a secret in it.
const SECRET: &str = "<CONFIG NAME=\"c\">\n<ATTRIBUTE NAME=\"x\" VALUE=\"password=Zq7vKp2Lw9Xa\"/></CONFIG>";

fn keep(home: &Home, snapshots: usize) -> prune::Pruned {
    let catalog = Catalog::open_write(&home.catalog(), Duration::ZERO, "a test").unwrap();
    let pruned = prune(&catalog, snapshots, false, NOW).unwrap();
    drop(catalog);
    home.assert_sound();
    pruned
}

/// Problems as they are listed of the newest snapshot.
fn listed(home: &Home) -> usize {
    let catalog = home.open();
    let at = catalog.latest_snapshot().unwrap().unwrap();
    catalog.list(Noun::Problems, &Filter { at, ..Filter::default() }).unwrap().rows.len()
}

#[test]
fn a_problem_of_a_content_is_told_as_long_as_the_content_stays() {
    let home = Home::with(&[("a.xml", export(DAY, "A", SECRET))]);
    for _ in 0..3 {
        assert_eq!(codes(&home.ingest()), ["secret-found"]);
    }
    assert_eq!(keep(&home, 1).snapshots, [1, 2]);
    assert_eq!((home.count("SELECT count(*) FROM problem"), listed(&home)), (1, 1));
    // It is told again although the snapshots that noted it first are gone.
    let summary = home.ingest();
    assert_eq!(codes(&summary), ["secret-found"]);
    assert_eq!((summary.problems[0].line, listed(&home)), (7, 1));
}

#[test]
fn a_problem_outlives_every_snapshot_that_told_it_and_goes_with_its_content() {
    let home = Home::with(&[("a.xml", export(DAY, "A", SECRET))]);
    home.ingest();
    home.ingest();
    home.drop_export("a.xml");
    home.put("b.xml", export(DAY, "B", &mapping("m", "")));
    home.ingest();
    // The object is still current, so its content stays, and its problem waits for it, once, where no listing shows it.
    keep(&home, 1);
    assert_eq!((home.count("SELECT count(*) FROM problem"), listed(&home)), (1, 0));
    home.put("a.xml", export(DAY, "A", SECRET));
    assert_eq!((codes(&home.ingest()), listed(&home)), (vec!["secret-found"], 1));
    home.put("a.xml", export(DAY, "A", "<CONFIG NAME=\"c\"/>"));
    assert!(home.ingest().problems.is_empty());
    assert_eq!(keep(&home, 1).contents, 1);
    assert_eq!(home.count("SELECT count(*) FROM problem"), 0);
}

/// A workflow with a session that stays the same while its description differs.
fn workflow(description: &str) -> String {
    let session = "<SESSION NAME=\"s\" MAPPINGNAME=\"m\"/>";
    export(DAY, "A", &format!("<WORKFLOW NAME=\"wf\" DESCRIPTION=\"{description}\">{session}</WORKFLOW>"))
}

#[test]
fn what_was_forgotten_is_read_anew_when_it_comes_back() {
    let home = Home::with(&[("a.xml", workflow("first"))]);
    home.ingest();
    home.put("a.xml", workflow("second"));
    assert_eq!(fates(&home.ingest()), (0, 1, 1, 0));
    // The first text of the workflow is forgotten, but it stays as the one in which the session lies.
    assert_eq!((keep(&home, 1).definitions, home.count("SELECT count(*) FROM content")), (1, 2));
    home.put("a.xml", workflow("first"));
    assert_eq!(fates(&home.ingest()), (0, 1, 1, 0));
    assert_eq!(home.words("SELECT description FROM current_workflow"), ["first"]);
    home.assert_sound();
}

#[test]
fn a_text_that_one_folder_forgot_and_another_keeps_is_read_anew() {
    let home = Home::with(&[("a.xml", export(DAY, "A", &mapping("m", "same")))]);
    home.put("b.xml", export(DAY, "B", &mapping("m", "same")));
    home.ingest();
    home.put("b.xml", export(DAY, "B", &mapping("m", "other")));
    home.ingest();
    keep(&home, 1);
    home.put("b.xml", export(DAY, "B", &mapping("m", "same")));
    assert_eq!(fates(&home.ingest()), (0, 1, 1, 0));
    assert_eq!(home.words("SELECT description FROM current_mapping"), ["same", "same"]);
    home.assert_sound();
}
