//! PowerCenter's own sharing of automatic cache memory: how much each transformation would be given.
//!
//! Limit = min(absolute, per cent of the machine), shared out in units: index cache 1 and data cache 2 (Lookup, Aggregator,
//! Rank, Joiner), Sorter 8, XML target 10. Source: the vendor's FAQ on automatic memory. The machine's memory is not in a
//! repository, so the per cent part stays out and that is said.

use super::amount::{read, share};
use crate::model::tuning::{Role, Workload};
use std::collections::{BTreeMap, BTreeSet};

/// Absolute limit.
const ABSOLUTE: &str = "Maximum Memory Allowed For Auto Memory Attributes";
/// Limit in per cent of the machine.
const PERCENT: &str = "Maximum Percentage of Total Memory Allowed For Auto Memory Attributes";
/// Transformations with caches and the units that one takes.
const UNITS: [(&str, i64); 5] = [("Aggregator", 3), ("Joiner", 3), ("Lookup Procedure", 3), ("Rank", 3), ("Sorter", 8)];
/// Units of an XML target.
const XML_UNITS: i64 = 10;

/// Bytes that one transformation of each type would be given, by type; nothing where no limit is stated or it is 0, which
/// turns automatic memory off.
pub(super) fn shares(workload: &Workload, missing: &mut BTreeSet<String>) -> BTreeMap<&'static str, i64> {
    let limit = workload.attributes.get(ABSOLUTE).and_then(|text| read(text, 1)).filter(|bytes| *bytes > 0);
    let Some(limit) = limit else { return BTreeMap::new() };
    let of_type = |kind: &str| workload.transformations.get(kind).copied().map_or(0, i64::from);
    let xml = workload.volumes.iter().filter(|one| one.role == Role::Target && one.database_type == "XML").count();
    let xml = i64::try_from(xml).unwrap_or(i64::MAX).saturating_mul(XML_UNITS);
    let units = UNITS.iter().map(|(kind, units)| of_type(kind).saturating_mul(*units)).fold(xml, i64::saturating_add);
    let there = UNITS.iter().filter(|(kind, _)| of_type(kind) > 0);
    let shares: BTreeMap<_, _> = there.map(|(kind, own)| (*kind, share(limit, *own, units))).collect();
    if !shares.is_empty() && workload.attributes.contains_key(PERCENT) {
        missing.insert(format!("memory of the Integration Service's machine: {PERCENT} could not be applied"));
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(limit: &str, types: &[(&str, u32)]) -> BTreeMap<&'static str, i64> {
        let workload = Workload {
            attributes: BTreeMap::from([(ABSOLUTE.to_owned(), limit.to_owned())]),
            transformations: types.iter().map(|(kind, count)| ((*kind).to_owned(), *count)).collect(),
            ..Workload::default()
        };
        shares(&workload, &mut BTreeSet::new())
    }

    #[test]
    fn the_limit_is_shared_in_units() {
        // Sorter 8 + Aggregator 3 + 2 × Lookup 3 = 17 units of 1 MiB.
        let types = [("Sorter", 1), ("Aggregator", 1), ("Lookup Procedure", 2), ("Expression", 9)];
        let expected = [("Aggregator", 3 << 20), ("Lookup Procedure", 3 << 20), ("Sorter", 8 << 20)];
        assert_eq!(given("17MB", &types), BTreeMap::from(expected));
    }

    #[test]
    fn no_limit_no_shares() {
        assert_eq!(given("0", &[("Sorter", 1)]), BTreeMap::new());
        assert_eq!(given("plenty", &[("Sorter", 1)]), BTreeMap::new());
        assert_eq!(given("512MB", &[("Expression", 1)]), BTreeMap::new());
    }
}
