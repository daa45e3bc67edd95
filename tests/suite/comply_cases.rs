//! Cases of the rules of `comply`: for each rule one input under which it fires and one under which it is quiet.
//!
//! Owns how a case is written and tried. The cases themselves stand in tables beside the rules they try: `comply_rules`,
//! `comply_rules_whole`.

use super::shelf::{Seen, Shelf};
use catalog::answer::comply::book::Book;
use catalog::answer::comply::finds::Finds;
use catalog::answer::comply::whole::{Whole, whole};
use catalog::answer::comply::{self, Around};
use catalog::model::classification::Classification;
use catalog::model::comply::Find;
use catalog::model::rulebook::{Rulebook, Section, Setting};
use std::collections::{BTreeMap, BTreeSet};

/// A small repository in which no rule fires.
pub(super) const BASE: &str = include_str!("../fixtures/comply.xml");

/// What is put before the rules.
#[derive(Clone, Copy)]
pub(super) struct Given {
    /// What is replaced by what in [`BASE`], in this order, each once.
    pub(super) changes: &'static [(&'static str, &'static str)],
    /// Parameters with their values; longer names stand first.
    pub(super) parameters: &'static [(&'static str, &'static str)],
    /// Thresholds of the rulebook: rule, name, value.
    pub(super) values: &'static [(&'static str, &'static str, &'static str)],
    /// The environment is production.
    pub(super) production: bool,
    /// Which tables and columns hold what.
    pub(super) classification: fn() -> Classification,
    /// The catalog as a whole; where it is given, `BASE` is not looked at.
    pub(super) whole: Option<fn() -> Whole>,
}

/// An export.
pub(super) const fn export(changes: &'static [(&'static str, &'static str)]) -> Given {
    Given {
        changes,
        parameters: &[],
        values: &[],
        production: false,
        classification: Classification::default,
        whole: None,
    }
}

/// The catalog as a whole.
pub(super) const fn catalog(of: fn() -> Whole) -> Given {
    Given { whole: Some(of), ..export(&[]) }
}

/// A rule, and what it is shown.
pub(super) struct Case {
    /// Id of the rule.
    pub(super) rule: &'static str,
    /// `part` of the find that is waited for.
    pub(super) part: &'static str,
    /// It fires here.
    pub(super) fires: Given,
    /// It is quiet here, and was asked.
    pub(super) quiet: Given,
}

/// A case.
pub(super) const fn case(rule: &'static str, part: &'static str, fires: Given, quiet: Given) -> Case {
    Case { rule, part, fires, quiet }
}

/// Everything the rules find in a case's input.
pub(super) fn found(given: &Given) -> Finds {
    let rulebook = rulebook(given);
    let classification = (given.classification)();
    let mut out = Finds::default();
    if let Some(of) = given.whole {
        whole(&of(), &classification, &|folder| Book::of(&rulebook, folder, ""), &mut out);
        return out;
    }
    let mut shelf = Shelf::default();
    shelf.put("base.xml", changed(given).as_bytes());
    let put_in =
        |text: &str| given.parameters.iter().fold(text.to_owned(), |text, (name, value)| text.replace(name, value));
    look(&shelf, &rulebook, &classification, (&put_in, given.production), &mut out);
    out
}

/// Asks the rules of everything on a shelf.
pub(super) fn look(
    shelf: &Shelf,
    rulebook: &Rulebook,
    classification: &Classification,
    (put_in, production): (&dyn Fn(&str) -> String, bool),
    out: &mut Finds,
) {
    let book = Book::of(rulebook, "F", "");
    shelf.each(&mut |seen, beside| {
        let around = Around { book: &book, classification, beside, put_in, production };
        match seen {
            Seen::Session(standing) => comply::session(standing, &around, out),
            Seen::Workflow(standing) => comply::workflow(standing, &around, out),
            Seen::Object(stored, address) => comply::object(stored, address, &around, out),
        }
    });
}

fn changed(given: &Given) -> String {
    given.changes.iter().fold(BASE.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "there is no {from}");
        text.replacen(from, to, 1)
    })
}

fn rulebook(given: &Given) -> Rulebook {
    let mut rules: BTreeMap<String, Setting> = BTreeMap::new();
    for (rule, name, value) in given.values {
        let setting = rules.entry((*rule).to_owned()).or_default();
        setting.values.insert((*name).to_owned(), (*value).to_owned());
    }
    Rulebook { sections: vec![Section { rules, ..Section::default() }], ..Rulebook::default() }
}

/// Tries every case of a table.
#[track_caller]
pub(super) fn try_all(cases: &[Case]) {
    let mut wrong = Vec::new();
    for case in cases {
        let loud = found(&case.fires);
        let hits: Vec<&Find> = of(&loud, case.rule).collect();
        if !hits.iter().any(|find| find.part == case.part) {
            wrong.push(format!(
                "{} is not said of {:?}: {:#?}",
                case.rule,
                case.part,
                of(&loud, "").collect::<Vec<_>>()
            ));
        }
        for find in hits {
            let said = !find.object.is_empty() && !find.expected.is_empty() && !find.actual.is_empty();
            let placed = case.fires.whole.is_some() || find.file == "base.xml" && find.line > 0;
            if !said || !placed {
                wrong.push(format!("{} does not say what and where: {find:#?}", case.rule));
            }
        }
        let quiet = found(&case.quiet);
        wrong.extend(of(&quiet, case.rule).map(|find| format!("{} is not quiet: {find:#?}", case.rule)));
        if !quiet.asked.contains_key(case.rule) {
            wrong.push(format!(
                "{} is quiet because it was not asked: {:?}",
                case.rule,
                quiet.not_asked.get(case.rule)
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The finds of a rule; of all rules where none is named.
pub(super) fn of<'f>(finds: &'f Finds, rule: &str) -> impl Iterator<Item = &'f Find> {
    finds.found.iter().map(|(_, find)| find).filter(move |find| rule.is_empty() || find.rule == rule)
}

/// Rules that tables of cases try.
pub(super) fn tried(tables: &[&[Case]]) -> BTreeSet<&'static str> {
    tables.iter().copied().flatten().map(|case| case.rule).collect()
}
