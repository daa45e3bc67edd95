//! A session as it stands and its runs → the workload that is tuned.
//!
//! Owns how wide a row is by the definitions of its fields, which figure of a log is whose, and how far data of a source
//! reaches. Computes no setting.

use super::observed::spark_run;
use crate::answer::assembled::{Assembled, Part, mapping_of, relational, value};
use crate::answer::design::{Beside, Standing};
use crate::answer::runs::seconds;
use crate::model::design::Stored;
use crate::model::mapping::{Field, Table};
use crate::model::object::Kind;
use crate::model::run::{About, Fact, KnownRun, Platform, Run, Side, Status};
use crate::model::tuning::{CacheUse, PastRun, Role, ThreadUse, Volume, Workload};
use std::collections::{BTreeMap, BTreeSet};

/// Bytes of a row beside its fields: one word of null bits, as Spark's rows have it.
const ROW_BYTES: i64 = 8;
/// Bytes of a number or date.
const FIXED_BYTES: i64 = 8;
/// Bytes of a decimal of more digits than a long holds.
const LONG_DECIMAL_BYTES: i64 = 16;
const LONG_DIGITS: i64 = 18;

/// Puts a workload together. Runs come oldest first; parts and facts are wanted of the newest ones only. Nothing comes of a
/// standing without a session.
#[must_use]
pub fn workload(standing: &Standing<'_>, beside: Beside<'_>, runs: &[KnownRun]) -> Option<Workload> {
    let session = Assembled::of(standing, beside)?;
    let on = |platform: Platform| runs.iter().map(|one| &one.run).filter(move |run| run.platform == platform);
    let measured: Vec<&Run> = on(Platform::PowerCenter).filter(|run| run.status == Status::Succeeded).collect();
    Some(Workload {
        session: standing.address.clone(),
        attributes: session.settings.iter().map(|one| (one.name.clone(), one.value.clone())).collect(),
        volumes: volumes(&session, beside, &measured),
        sources: session
            .kind("Source Definition")
            .map(|part| (part.instance.clone(), part.object.to_string()))
            .collect(),
        transformations: transformations(&session),
        ports: session.parts.iter().fold(0, |sum, part| sum.saturating_add(part.port_count)),
        partitions: u32::try_from(session.partitions()).unwrap_or(u32::MAX),
        partition_types: partition_types(&session),
        history: on(Platform::PowerCenter).map(past).collect(),
        caches: caches(&session, &measured),
        threads: threads(&measured),
        partition_rows: partition_rows(&measured),
        spark: on(Platform::Spark).map(spark_run).collect(),
        shared: BTreeMap::new(),
    })
}

fn past(run: &Run) -> PastRun {
    PastRun {
        started_at: run.started_at.clone(),
        seconds: seconds(run),
        status: run.status,
        source_rows: run.source.good,
        target_rows: run.target.good,
    }
}

/// Kinds that are no transformations.
const TABLES: [&str; 3] = ["Source Definition", "Target Definition", "Mapplet"];

fn transformations(session: &Assembled<'_>) -> BTreeMap<String, u32> {
    let mut all = BTreeMap::new();
    for part in session.parts.iter().filter(|part| !TABLES.contains(&part.kind.as_str())) {
        *all.entry(part.kind.to_string()).or_insert(0) += 1;
    }
    all
}

fn partition_types(session: &Assembled<'_>) -> Vec<String> {
    let transformations = &session.layered.session.1.transformations;
    let many = transformations.iter().filter(|one| one.partitions.len() > 1 && !one.partition_type.is_empty());
    let types: BTreeSet<String> = many.map(|one| one.partition_type.to_string()).collect();
    types.into_iter().collect()
}

fn volumes(session: &Assembled<'_>, beside: Beside<'_>, measured: &[&Run]) -> Vec<Volume> {
    let reach = Reach::of(session);
    let volume = |part: &Part| {
        let role = match part.kind.as_str() {
            "Source Definition" => Role::Source,
            "Target Definition" => Role::Target,
            "Lookup Procedure" => Role::Lookup,
            _ => return None,
        };
        let looked_up = (role == Role::Lookup).then(|| lookup_table(part, beside)).flatten();
        let table = part.table.as_ref().or(looked_up.as_ref());
        Some(Volume {
            instance: part.instance.clone(),
            role,
            database_type: table.map_or_else(String::new, |table| table.database_type.to_string()),
            relational: is_relational(session, part, table),
            row_bytes: table.map(row_bytes),
            rows: rows(session, part, role, measured),
            readers: if role == Role::Target { 0 } else { reach.targets(&part.instance) },
        })
    };
    session.parts.iter().filter_map(volume).collect()
}

/// The definition of the table that a lookup names, where it stands in the folder.
fn lookup_table(part: &Part, beside: Beside<'_>) -> Option<Table> {
    let name = value(&part.attributes, "Lookup table name");
    let name = name.rsplit('.').next().unwrap_or(name);
    let found = [Kind::Source, Kind::Target].iter().find_map(|kind| beside(kind, name))?;
    match &found.content.definitions.first()?.value {
        crate::model::content::Value::Table(table) => Some(table.clone()),
        _ => None,
    }
}

/// True where its reader, writer or lookup is relational; where the session says nothing of it, where its table is.
fn is_relational(session: &Assembled<'_>, part: &Part, table: Option<&Table>) -> bool {
    let said: Vec<bool> = session
        .extensions
        .iter()
        .filter(|one| one.extension.instance == part.instance.as_str())
        .map(relational)
        .collect();
    if said.is_empty() {
        let kind = table.map_or("", |table| table.database_type.as_str());
        return !kind.is_empty() && !["Flat File", "XML", "Web Service Consumer"].contains(&kind);
    }
    said.contains(&true)
}

/// Bytes of one row as its fields are defined: strings at full length, so an upper bound.
#[must_use]
pub fn row_bytes(table: &Table) -> i64 {
    table.fields.iter().fold(ROW_BYTES, |sum, field| sum.saturating_add(field_bytes(field)))
}

fn field_bytes(field: &Field) -> i64 {
    let precision = field.precision.unwrap_or(0).max(0);
    let datatype = field.datatype.to_ascii_lowercase();
    let is = |words: &[&str]| words.iter().any(|word| datatype.contains(word));
    if is(&["char", "string", "text", "clob", "raw", "binary", "blob", "graphic", "uniqueidentifier"]) {
        return precision.saturating_add(FIXED_BYTES);
    }
    let decimal = is(&["number", "decimal", "numeric"]);
    if decimal && precision > LONG_DIGITS { LONG_DECIMAL_BYTES } else { FIXED_BYTES }
}

/// Rows of an instance in the newest good run that tells them: of a source, those of its Source Qualifier.
fn rows(session: &Assembled<'_>, part: &Part, role: Role, measured: &[&Run]) -> Option<i64> {
    let alone = |kind: &str| session.kind(kind).count() == 1;
    measured.iter().rev().find_map(|run| match role {
        Role::Source => of_parts(run, Side::Source, &[part.instance.clone(), format!("SQ_{}", part.instance)])
            .or_else(|| run.source.good.filter(|_| alone("Source Definition"))),
        Role::Target => of_parts(run, Side::Target, std::slice::from_ref(&part.instance))
            .or_else(|| run.target.good.filter(|_| alone("Target Definition"))),
        Role::Lookup => fact(run, About::Cache, &part.instance, &["rows", "table_rows", "needed_rows"]),
    })
}

/// Rows of one instance: what all partitions together applied, or put out.
fn of_parts(run: &Run, side: Side, names: &[String]) -> Option<i64> {
    let own = run.parts.iter().filter(|part| part.side == side && part.operation.is_empty());
    let own: Vec<_> = own.filter(|part| names.iter().any(|name| *name == part.instance.as_str())).collect();
    let whole: Vec<_> = own.iter().filter(|part| part.partition.is_empty()).copied().collect();
    let counted = if whole.is_empty() { own } else { whole };
    counted.into_iter().filter_map(|part| part.applied_rows.or(part.output_rows)).reduce(i64::saturating_add)
}

fn fact(run: &Run, about: About, name: &str, whats: &[&str]) -> Option<i64> {
    let is = |one: &&Fact, what: &str| one.about == about && one.name == name && one.what == what;
    let sum = |what: &str| {
        run.facts.iter().filter(|one| is(one, what)).filter_map(|one| one.value).reduce(i64::saturating_add)
    };
    whats.iter().find_map(|what| sum(what))
}

/// Caches of the newest good run that measured any.
fn caches(session: &Assembled<'_>, measured: &[&Run]) -> Vec<CacheUse> {
    let Some(run) = measured.iter().rev().find(|run| run.facts.iter().any(|one| one.about == About::Cache)) else {
        return Vec::new();
    };
    let names: BTreeSet<&str> =
        run.facts.iter().filter(|one| one.about == About::Cache).map(|one| one.name.as_str()).collect();
    names.into_iter().filter_map(|name| cache(session, run, name)).collect()
}

fn cache(session: &Assembled<'_>, run: &Run, name: &str) -> Option<CacheUse> {
    let both = |index: &str, data: &str| {
        let (index, data) = (fact(run, About::Cache, name, &[index]), fact(run, About::Cache, name, &[data]));
        (index.is_some() || data.is_some()).then(|| index.unwrap_or(0).saturating_add(data.unwrap_or(0)))
    };
    let needed =
        both("index_needed_bytes", "data_needed_bytes").or_else(|| fact(run, About::Cache, name, &["input_bytes"]));
    let set_aside =
        || both("index_cache_bytes", "data_cache_bytes").or_else(|| fact(run, About::Cache, name, &["cache_bytes"]));
    let kind = session.part(name).map_or_else(String::new, |part| part.kind.to_string());
    Some(CacheUse {
        transformation: name.to_owned(),
        kind,
        bytes: needed.or_else(set_aside)?,
        measured: needed.is_some(),
        rows: fact(run, About::Cache, name, &["rows", "table_rows", "needed_rows"]),
    })
}

fn threads(measured: &[&Run]) -> Vec<ThreadUse> {
    let busy = |one: &Fact| {
        let is_busy = one.about == About::Thread && one.what == "busy_hundredths_percent";
        one.value.filter(|_| is_busy).map(|busy| ThreadUse { thread: one.name.to_string(), busy })
    };
    let of = |run: &&Run| -> Vec<ThreadUse> { run.facts.iter().filter_map(busy).collect() };
    measured.iter().rev().map(of).find(|all| !all.is_empty()).unwrap_or_default()
}

/// Rows by partition of every instance that has two partitions or more.
fn partition_rows(measured: &[&Run]) -> Vec<(String, Vec<i64>)> {
    let of = |run: &&Run| -> Vec<(String, Vec<i64>)> {
        let mut all: BTreeMap<String, Vec<i64>> = BTreeMap::new();
        for part in run.parts.iter().filter(|part| !part.partition.is_empty() && part.operation.is_empty()) {
            let rows = part.applied_rows.or(part.output_rows);
            all.entry(part.instance.to_string()).or_default().extend(rows);
        }
        all.into_iter().filter(|(_, rows)| rows.len() > 1).collect()
    };
    measured.iter().rev().map(of).find(|all| !all.is_empty()).unwrap_or_default()
}

/// Which instances of the mapping's own level data flows to.
struct Reach {
    to: BTreeMap<String, BTreeSet<String>>,
    targets: BTreeSet<String>,
}

impl Reach {
    fn of(session: &Assembled<'_>) -> Self {
        let mut to: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let flow = session.mapping.as_deref().filter(|stored: &&Stored| mapping_of(stored).is_some());
        for one in flow.iter().flat_map(|stored| &stored.flow.connectors) {
            to.entry(one.from.to_string()).or_default().insert(one.to.to_string());
        }
        let targets = session.kind("Target Definition").map(|part| part.instance.clone()).collect();
        Self { to, targets }
    }

    /// Targets that data of an instance reaches; 1 where the flow is not known.
    fn targets(&self, from: &str) -> u32 {
        let (mut seen, mut next) = (BTreeSet::from([from]), vec![from]);
        while let Some(here) = next.pop() {
            for to in self.to.get(here).into_iter().flatten() {
                if seen.insert(to) {
                    next.push(to);
                }
            }
        }
        let reached = seen.iter().filter(|name| self.targets.contains(**name)).count();
        u32::try_from(reached).unwrap_or(u32::MAX).max(1)
    }
}
