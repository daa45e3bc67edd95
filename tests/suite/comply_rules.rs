//! Rules of `comply` about sessions, workflows and tasks: each fires where it should and is quiet where it should be.

use super::comply_cases::{Case, export, found, of, tried, try_all};
use catalog::model::comply;
use std::collections::BTreeSet;

/// Tables of cases: every rule has to stand in one of them.
const TABLES: &[&[Case]] = &[CASES, super::comply_rules_whole::CASES, super::comply_rules_whole::whole::CASES];

pub(super) const CASES: &[Case] = &[];

#[test]
fn each_rule_fires_where_it_should_and_is_quiet_where_it_should_be() {
    try_all(CASES);
}

#[test]
fn every_rule_has_an_input_that_fires_and_one_that_does_not() {
    let known: BTreeSet<&str> = comply::all().into_iter().map(|rule| rule.id).collect();
    assert_eq!(known, tried(TABLES));
}

#[test]
fn nothing_is_found_in_a_sound_repository() {
    let finds = found(&export(&[]));
    assert_eq!(of(&finds, "").collect::<Vec<_>>(), Vec::<&comply::Find>::new());
}
