//! Where the files of an export stand: `TABLE/snapshot=12/folder=SALES_DWH/part-0.parquet`.
//!
//! Owns how a folder's name becomes a part of a path. Source: `escapePathName` of Hive's FileUtils, which Spark, Trino and
//! DuckDB undo.

use crate::model::dataset::Dataset;

/// What Hive writes for a value that is not there, or empty.
const NO_VALUE: &str = "__HIVE_DEFAULT_PARTITION__";

/// Characters that Hive escapes besides control characters.
const ESCAPED: &str = "\"#%'*/:=?\\{[]^\u{7f}";

/// The name of the file that says what an export holds.
pub const MANIFEST: &str = "_catalog.json";

/// The path of a file below the folder of the export; `part` counts from 0.
#[must_use]
pub fn of(dataset: &Dataset, snapshot: i64, folder: &str, part: usize) -> String {
    let mut path = dataset.name.to_owned();
    if dataset.partition.has_snapshot() {
        path.push_str(&format!("/snapshot={snapshot}"));
    }
    if dataset.partition.has_folder() {
        path.push_str(&format!("/folder={}", escaped(folder)));
    }
    format!("{path}/part-{part}.parquet")
}

fn escaped(value: &str) -> String {
    if value.is_empty() {
        return NO_VALUE.to_owned();
    }
    let mut all = String::with_capacity(value.len());
    for c in value.chars() {
        if c < ' ' || ESCAPED.contains(c) { all.push_str(&format!("%{:02X}", u32::from(c))) } else { all.push(c) }
    }
    all
}

/// True for a path that an export of ours can have: relative, below the folder of a table.
#[must_use]
pub fn is_ours(path: &str) -> bool {
    let parts: Vec<&str> = path.split('/').collect();
    let named = |part: &&str| part.starts_with("snapshot=") || part.starts_with("folder=");
    let table = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    match parts.as_slice() {
        [first, between @ .., last] => {
            table(first)
                && between.iter().all(named)
                && last.starts_with("part-")
                && std::path::Path::new(last).extension().is_some_and(|end| end == "parquet")
                && !path.contains('\0')
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stays_one_part_of_a_path() {
        assert_eq!(escaped("SALES_DWH"), "SALES_DWH");
        assert_eq!(escaped("a/b c=d%é\n"), "a%2Fb c%3Dd%25é%0A");
        assert_eq!(escaped(""), "__HIVE_DEFAULT_PARTITION__");
        assert_eq!(escaped(".."), "..");
    }

    #[test]
    fn what_is_no_path_of_ours_is_seen() {
        for ours in
            ["run/folder=A/part-0.parquet", "session/snapshot=1/folder=../part-10.parquet", "night/part-0.parquet"]
        {
            assert!(is_ours(ours), "{ours}");
        }
        for not in [
            "../part-0.parquet",
            "/etc/part-0.parquet",
            "run/../part-0.parquet",
            "run/x.txt",
            "run/folder=A/x.parquet",
            "",
        ] {
            assert!(!is_ours(not), "{not}");
        }
    }
}
