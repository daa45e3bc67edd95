//! What becomes of tables and columns that hold personal, card or confidential data.
//!
//! Owns which table is classified. Without `classification.yaml` nothing is asked. What a column is loaded into is not
//! followed here: a session that reads classified data and writes a file is taken to write it there.

use super::Around;
use super::asking::Asking;
use super::book::{like, like_any};
use super::environment::{Speaks, of_name, of_standing};
use crate::answer::assembled::{Assembled, Part, value};
use crate::answer::design::Standing;
use crate::answer::effective::Extension;
use crate::model::classification::{Class, Classification};
use crate::model::comply::Rule;
use crate::model::comply::exposure::{
    CLASSIFIED_FROM_ELSEWHERE, CLASSIFIED_IN_ERROR_LOG, CLASSIFIED_IN_FILE, CLASSIFIED_IN_LOG, CLASSIFIED_UNMASKED,
    UNCLASSIFIED_COLUMN,
};
use crate::model::mapping::Table;

/// Why nothing is asked.
const NOT_CLASSIFIED: &str = "no classification says which tables hold what";

/// A table of a session that is classified.
struct Touched<'s> {
    instance: &'s str,
    kind: &'s str,
    what: String,
}

/// What makes a table classified: its class, and the column, or the table itself.
pub(super) fn class_of<'t>(table: &'t Table, all: &Classification) -> Option<(Class, &'t str)> {
    all.patterns.iter().find_map(|pattern| {
        if !pattern.table.is_empty() && !like(&pattern.table, &table.name) {
            return None;
        }
        if pattern.column.is_empty() {
            return Some((pattern.class, table.name.as_str()));
        }
        let column = table.fields.iter().find(|field| like(&pattern.column, &field.name))?;
        Some((pattern.class, column.name.as_str()))
    })
}

/// Asks about the classified tables of a session.
pub(super) fn session(run: &Assembled<'_>, standing: &Standing<'_>, around: &Around<'_>, ask: &mut Asking<'_>) {
    const RULES: [&Rule; 5] = [
        &CLASSIFIED_IN_LOG,
        &CLASSIFIED_IN_ERROR_LOG,
        &CLASSIFIED_IN_FILE,
        &CLASSIFIED_FROM_ELSEWHERE,
        &CLASSIFIED_UNMASKED,
    ];
    if around.classification.patterns.is_empty() {
        for rule in RULES {
            ask.not_checked(rule, NOT_CLASSIFIED);
        }
        return;
    }
    let touched: Vec<Touched<'_>> = run.parts.iter().filter_map(|part| touched(part, around.classification)).collect();
    let Some(first) = touched.first() else { return };
    log(run, first, ask);
    error_log(run, first, ask);
    files(run, &touched, ask);
    if let Some(source) = touched.iter().find(|one| one.kind == "Source Definition") {
        elsewhere(run, source, standing, around, ask);
    }
}

fn touched<'s>(part: &'s Part, classification: &Classification) -> Option<Touched<'s>> {
    let table = part.table.as_ref()?;
    let (class, column) = class_of(table, classification)?;
    let what = if column == table.name {
        format!("{} ({})", table.name, class.as_str())
    } else {
        format!("{}.{column} ({})", table.name, class.as_str())
    };
    Some(Touched { instance: &part.instance, kind: &part.kind, what })
}

fn log(run: &Assembled<'_>, first: &Touched<'_>, ask: &mut Asking<'_>) {
    const TRACING: &str = "Override tracing";
    if !ask.asks(&CLASSIFIED_IN_LOG) {
        return;
    }
    let expected = format!("Normal or Terse, as it touches {}", first.what);
    if run.is(TRACING, "Verbose Data") {
        ask.fires(&CLASSIFIED_IN_LOG, TRACING, &run.at(TRACING), &expected, "Verbose Data");
    } else if matches!(run.value(TRACING), "" | "None") {
        let loud = |part: &&Part| value(&part.attributes, "Tracing Level").eq_ignore_ascii_case("Verbose Data");
        for part in run.parts.iter().filter(loud) {
            let (place, name) = (run.part_place(&part.instance), format!("{} Tracing Level", part.instance));
            ask.fires(&CLASSIFIED_IN_LOG, &name, &place, &expected, "Verbose Data");
        }
    }
}

fn error_log(run: &Assembled<'_>, first: &Touched<'_>, ask: &mut Asking<'_>) {
    const TYPE: &str = "Error Log Type";
    let kind = run.value(TYPE);
    if ask.asks(&CLASSIFIED_IN_ERROR_LOG) && !matches!(kind, "" | "None") {
        let expected = format!("None, as it touches {}", first.what);
        ask.fires(&CLASSIFIED_IN_ERROR_LOG, TYPE, &run.at(TYPE), &expected, kind);
    }
}

fn files(run: &Assembled<'_>, touched: &[Touched<'_>], ask: &mut Asking<'_>) {
    let to_file = |one: &&Extension<'_>| {
        let by_ftp = one.connections.1.iter().any(|connection| connection.connection_type.contains("FTP"));
        one.extension.subtype.starts_with("File Writer") || by_ftp
    };
    if !ask.asks(&CLASSIFIED_IN_FILE) {
        return;
    }
    for writer in run.writers().filter(to_file) {
        let instance = writer.extension.instance.as_str();
        let own = touched.iter().find(|one| one.instance == instance);
        let from = || touched.iter().find(|one| one.kind == "Source Definition");
        if let Some(one) = own.or_else(from) {
            let actual = format!("{instance} is a file; the session takes {}", one.what);
            let expected = "a governed table, or masked data";
            ask.fires(&CLASSIFIED_IN_FILE, instance, &run.extension_place(writer), expected, &actual);
        }
    }
}

/// Production data outside of production, and the other way round.
fn elsewhere(
    run: &Assembled<'_>,
    source: &Touched<'_>,
    standing: &Standing<'_>,
    around: &Around<'_>,
    ask: &mut Asking<'_>,
) {
    let (rule, wrong, expected) = match of_standing(standing, &CLASSIFIED_FROM_ELSEWHERE, around) {
        Some(Speaks::Production) => (&CLASSIFIED_FROM_ELSEWHERE, Speaks::Other, "a production connection"),
        Some(Speaks::Other) => (&CLASSIFIED_UNMASKED, Speaks::Production, "masked or made-up data"),
        None => return,
    };
    let masked = run.parts.iter().any(|part| part.kind.contains("Data Masking"));
    if !ask.asks(rule) || masked && rule.id == CLASSIFIED_UNMASKED.id {
        return;
    }
    for reader in run.extensions.iter().filter(|one| one.extension.extension_type == "READER") {
        let (stored, all) = reader.connections;
        for connection in all {
            let said = if connection.name.is_empty() { &connection.variable } else { &connection.name };
            let name = (around.put_in)(said);
            if of_name(&name, rule, ask.around.book) == Some(wrong) {
                let actual = format!("{name}, for {}", source.what);
                let part = format!("{} {}", reader.extension.instance, connection.reference);
                ask.fires(rule, &part, &stored.place(connection.line), expected, &actual);
            }
        }
    }
}

/// Asks of a source or target whether the classification forgot a column.
pub(super) fn table(table: &Table, place: &str, around: &Around<'_>, ask: &mut Asking<'_>) {
    let rule = &UNCLASSIFIED_COLUMN;
    if around.classification.patterns.is_empty() {
        ask.not_checked(rule, NOT_CLASSIFIED);
        return;
    }
    if !ask.asks(rule) || class_of(table, around.classification).is_some() {
        return;
    }
    let (columns, except) = (ask.around.book.text(rule, "columns"), ask.around.book.text(rule, "except"));
    for field in &table.fields {
        if like_any(columns, &field.name) && !like_any(except, &field.name) {
            ask.fires(rule, &field.name, place, "a class in classification.yaml", &field.name);
        }
    }
}
