//! Memory of a session: caches, buffer.

use super::asking::Asking;
use super::beyond::not_all;
use crate::answer::assembled::{Assembled, Part, is, place};
use crate::answer::buffer::{BUFFER, blocks, size_bytes};
use crate::model::comply::performance::{LOOKUP_UNCACHED, MEMORY_DEFAULTS};

const LIMIT: &str = "Maximum Memory Allowed For Auto Memory Attributes";
const PERCENT: &str = "Maximum Percentage of Total Memory Allowed For Auto Memory Attributes";
const CACHING: &str = "Lookup caching enabled";

pub(super) fn check(run: &Assembled<'_>, ask: &mut Asking<'_>) {
    not_all(&[&MEMORY_DEFAULTS, &LOOKUP_UNCACHED], run, ask);
    if ask.asks(&MEMORY_DEFAULTS) {
        automatic(run, ask);
        if let Some((blocks, needed)) = blocks(run).filter(|(blocks, needed)| blocks < needed) {
            let expected = format!("a buffer of {needed} blocks, or Auto");
            let actual = format!("{} holds {blocks} blocks", run.value(BUFFER));
            ask.fires(&MEMORY_DEFAULTS, BUFFER, &run.at(BUFFER), &expected, &actual);
        }
    }
    if run.kind("Lookup Procedure").next().is_some() && ask.asks(&LOOKUP_UNCACHED) {
        for part in run.kind("Lookup Procedure").filter(|part| is(&part.attributes, CACHING, "NO")) {
            let at = place(&part.attributes, CACHING).unwrap_or_else(|| run.part_place(&part.instance));
            ask.fires(&LOOKUP_UNCACHED, &format!("{CACHING} of {}", part.instance), &at, "YES", "NO");
        }
    }
}

/// Both limits as the product sets them, and many caches that share them.
fn automatic(run: &Assembled<'_>, ask: &mut Asking<'_>) {
    let default = size_bytes(run.value(LIMIT)) == Some(512 << 20) && run.value(PERCENT) == "5";
    if !default {
        return;
    }
    let caches: Vec<u64> = run.parts.iter().map(units).filter(|units| *units > 0).collect();
    let units: u64 = caches.iter().sum();
    if units >= ask.number(&MEMORY_DEFAULTS, "units") {
        let actual = format!("512MB and 5 per cent for {} automatic caches of {units} shares", caches.len());
        ask.fires(&MEMORY_DEFAULTS, LIMIT, &run.at(LIMIT), "a limit that fits the caches", &actual);
    }
}

/// Shares of automatic memory: index cache 1 and data cache 2, Sorter 8; 0 where its size is fixed. Source: the vendor's FAQ
/// on automatic memory.
fn units(part: &Part) -> u64 {
    let automatic = |size: &str| part.attributes.iter().any(|one| one.name.ends_with(size) && is_auto(&one.value));
    match part.kind.as_str() {
        "Aggregator" | "Joiner" | "Lookup Procedure" | "Rank" => {
            u64::from(automatic("Index Cache Size")) + 2 * u64::from(automatic("Data Cache Size"))
        }
        "Sorter" => 8 * u64::from(automatic("Sorter Cache Size")),
        _ => 0,
    }
}

fn is_auto(value: &str) -> bool {
    value.eq_ignore_ascii_case("Auto")
}
