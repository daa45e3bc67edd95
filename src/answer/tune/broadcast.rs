//! Which lookups and joiners become broadcast joins.
//!
//! A table is broadcast by what it is known to need: its cache as a log measured it, else rows × width. What PowerCenter set
//! aside for a cache says nothing of the need and counts as unknown.

use super::amount::{MIB, round_up, said, share, share_up, written};
use super::confidence::{of_rule, of_volume};
use super::constants::Constants;
use super::outcome::{Advice, Setting};
use super::sheet::Sheet;
use super::size::{Frame, Ground};
use crate::model::tuning::{Role, Workload};
use std::collections::{BTreeMap, BTreeSet};

/// `spark.sql.autoBroadcastJoinThreshold` where nobody sets it.
const DEFAULT: i64 = 10 * MIB;
const KEY: &str = "spark.sql.autoBroadcastJoinThreshold";

/// A lookup, or the master side of a joiner.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Table {
    /// Transformation.
    pub name: String,
    /// True for a joiner.
    pub joiner: bool,
    /// Bytes that it needs.
    pub bytes: Option<i64>,
    /// True where a log measured them.
    pub measured: bool,
}

/// What of the tables is broadcast.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Choice {
    /// How many of the tables, smallest first, are broadcast.
    pub chosen: usize,
    /// Bytes of these.
    pub chosen_bytes: i64,
    /// The largest of these.
    pub largest: i64,
    /// Bytes of tables that are shuffled instead.
    pub shuffled_bytes: i64,
    /// Tables that are shuffled, or of unknown size.
    pub shuffled: usize,
    /// Heap that an executor keeps for tables: one that is too large to be broadcast counts as the largest that is not, so that
    /// a table which grows never frees memory.
    pub reserve: i64,
    /// A broadcast of the size at the limit; the heap holds it in the share that is allowed.
    pub limit_used: i64,
}

/// Tables of a session: known ones by size, then by name; unknown ones last.
pub(super) fn tables(workload: &Workload, constants: &Constants, missing: &mut BTreeSet<String>) -> Vec<Table> {
    let mut all: BTreeMap<&str, Table> = BTreeMap::new();
    for volume in workload.volumes.iter().filter(|volume| volume.role == Role::Lookup) {
        let width = volume.row_bytes.filter(|bytes| *bytes > 0).unwrap_or(constants.row_bytes_unknown);
        let bytes = volume.rows.filter(|rows| *rows >= 0).map(|rows| rows.saturating_mul(width));
        all.insert(&volume.instance, Table { name: volume.instance.clone(), bytes, ..Table::default() });
    }
    for cache in &workload.caches {
        let joiner = cache.kind == "Joiner";
        let known = all.contains_key(cache.transformation.as_str());
        if !(known || cache.kind == "Lookup Procedure" || joiner && cache.measured) {
            continue;
        }
        let table = all.entry(&cache.transformation).or_default();
        table.name.clone_from(&cache.transformation);
        table.joiner = joiner;
        if cache.measured {
            table.bytes = Some(cache.bytes.max(0));
            table.measured = true;
        }
    }
    let mut all: Vec<Table> = all.into_values().collect();
    for table in all.iter().filter(|table| table.bytes.is_none()) {
        missing.insert(format!("size of lookup {}: no log measured its cache", table.name));
    }
    all.sort_by(|a, b| (a.bytes.is_none(), a.bytes, &a.name).cmp(&(b.bytes.is_none(), b.bytes, &b.name)));
    all
}

/// Chooses from the smallest up, as long as each is within `each` and all are within `together`. A prefix in order of size: so
/// a table that grows never lets more be broadcast.
pub(super) fn choose(tables: &[Table], each: i64, together: i64) -> Choice {
    let mut choice = Choice::default();
    let mut open = true;
    for (bytes, table) in tables.iter().map(|table| (table.bytes, table)) {
        let Some(bytes) = bytes else {
            choice.shuffled += usize::from(!table.joiner);
            continue;
        };
        open &= bytes <= each && choice.chosen_bytes.saturating_add(bytes) <= together;
        if open {
            choice.chosen += 1;
            choice.chosen_bytes = choice.chosen_bytes.saturating_add(bytes);
            choice.largest = choice.largest.max(bytes);
        } else {
            choice.shuffled += 1;
            choice.shuffled_bytes = choice.shuffled_bytes.saturating_add(bytes);
        }
        choice.reserve = choice.reserve.saturating_add(bytes.min(each)).min(together);
        choice.limit_used = choice.limit_used.max(bytes.min(each));
    }
    choice
}

/// The threshold and a hint for each table.
pub(super) fn settle(ground: &Ground<'_>, frame: &Frame<'_>, sheet: &mut Sheet<'_>) {
    if ground.tables.is_empty() {
        return;
    }
    threshold(ground, frame, sheet);
    for (at, table) in ground.tables.iter().enumerate() {
        sheet.advise(hint(table, at < frame.choice.chosen, frame));
    }
}

fn threshold(ground: &Ground<'_>, frame: &Frame<'_>, sheet: &mut Sheet<'_>) {
    // A quarter of headroom: Spark estimates sizes from files or statistics, not from caches.
    let wanted = round_up(share_up(frame.choice.largest, 125, 100), MIB).max(DEFAULT).min(frame.broadcast_each);
    let value = if frame.choice.largest > DEFAULT { wanted } else { DEFAULT.min(frame.broadcast_each.max(0)) };
    let why = if value > DEFAULT {
        format!(
            "the largest table that fits needs {}, above Spark's 10 MiB: its shuffle is saved",
            said(frame.choice.largest)
        )
    } else {
        "no table that fits is above Spark's 10 MiB".to_owned()
    };
    let measured = ground.tables.iter().take(frame.choice.chosen).all(|table| table.measured);
    let confidence = if measured && frame.choice.chosen > 0 {
        of_rule("caches measured in session logs")
    } else {
        of_volume(&ground.past, &ground.load, ground.constants)
    };
    let setting = Setting::new("broadcast", KEY, written(value), "10m")
        .by(
            "min(L, max(10 MiB, largest × 1.25)), largest ≤ L = min(B, heap × S %)",
            "NVIDIA AutoTuner (100m); Spark (10m)",
        )
        .with("largest", &written(frame.choice.largest))
        .with("B", &written(ground.constants.broadcast_max_bytes))
        .with("heap", &written(frame.room.heap))
        .with("S", &ground.constants.broadcast_share_percent)
        .because(&confidence, why);
    if frame.fixed.threshold.is_some_and(|pin| pin > frame.broadcast_each) {
        let most = said(frame.broadcast_each);
        sheet.contradict(format!("{KEY} is pinned above {most}, the most that an executor of this plan should hold"));
    }
    sheet.put(setting);
}

fn hint(table: &Table, chosen: bool, frame: &Frame<'_>) -> Advice {
    let (what, source) = if table.joiner {
        ("master side of joiner", "session log: joiner cache")
    } else {
        ("lookup", "session log: lookup cache")
    };
    let source = if table.measured { source } else { "rows × row width" };
    let Some(bytes) = table.bytes else {
        let text = format!(
            "size of {what} {} is not known: no hint, Spark decides by its own statistics; a JDBC table has none and is never broadcast by itself",
            table.name
        );
        return Advice::new("broadcast", &table.name, text, "Spark: spark.sql.defaultSizeInBytes");
    };
    if chosen {
        let text = format!(
            "{what} {} needs {}: broadcast it with a hint, because a JDBC source has no statistics for the threshold",
            table.name,
            said(bytes)
        );
        return Advice::new("broadcast", &table.name, text, source).with("hint", &"broadcast").with("bytes", &bytes);
    }
    let text = format!(
        "{what} {} needs {}, more than the {} that each and the {} that all broadcasts may take: join it by sort-merge",
        table.name,
        said(bytes),
        said(frame.broadcast_each),
        said(share(frame.room.heap, frame.broadcast_share, 100))
    );
    Advice::new("broadcast", &table.name, text, source).with("hint", &"merge").with("bytes", &bytes)
}
