//! Names under which files out of the catalog are safe to write.
//!
//! Owns what is left of a name that an export chose: nothing that leaves the folder, no odd characters, not too long. Never
//! looks at the disk.

use std::collections::{HashMap, HashSet};

/// Bytes of a name; with an ending and a number it stays below the 255 that file systems take.
const LONGEST: usize = 180;

/// Where the files of a snapshot go, in their order: relative, ending in `.xml`, no two alike, even where case does not count.
/// Of several that would be alike the later ones are numbered, as in `a-2.xml`.
#[must_use]
pub fn distinct_paths<'a>(names: impl Iterator<Item = &'a str>) -> Vec<String> {
    let paths: Vec<String> = names.map(safe_path).collect();
    let folders = paths.iter().flat_map(|path| path.match_indices('/').map(|(at, _)| path[..at].to_lowercase()));
    let mut taken: HashSet<String> = folders.collect();
    let mut numbers: HashMap<String, u64> = HashMap::new();
    let free = paths.into_iter().map(|path| {
        let (stem, ending) = path.split_at(path.len() - ".xml".len());
        let number = numbers.entry(path.to_lowercase()).or_insert(1);
        let mut free = path.clone();
        while !taken.insert(free.to_lowercase()) {
            *number += 1;
            free = format!("{stem}-{number}{ending}");
        }
        free
    });
    free.collect()
}

/// A relative path that ends in `.xml` and below which nothing can be escaped: no `..`, no absolute part, no control
/// characters.
fn safe_path(name: &str) -> String {
    let parts = name.split(['/', '\\', '!']).filter(|part| !part.is_empty() && *part != "." && *part != "..");
    let mut parts: Vec<&str> = parts.collect();
    let last = parts.pop().unwrap_or("export");
    let last = last.strip_suffix(".gz").unwrap_or(last);
    let (stem, ending) = match last.len().checked_sub(".xml".len()).and_then(|at| last.split_at_checked(at)) {
        Some((stem, ending)) if ending.eq_ignore_ascii_case(".xml") => (stem, ending),
        _ => (last, ".xml"),
    };
    let mut safe: Vec<String> = parts.into_iter().map(safe_name).collect();
    safe.push(format!("{}{ending}", safe_name(stem)));
    safe.join("/")
}

/// One file name without its ending: everything but letters, digits, space and a few harmless signs becomes `_`.
#[must_use]
pub fn safe_name(part: &str) -> String {
    let mut safe: String =
        part.chars().map(|c| if c.is_alphanumeric() || " ._-@#$+&()[]".contains(c) { c } else { '_' }).collect();
    safe.truncate(safe.floor_char_boundary(LONGEST));
    if safe.chars().all(|c| c == '.') {
        "_".repeat(safe.len().max(1))
    } else if safe.starts_with('.') {
        // A file that begins with a dot is hidden.
        format!("_{safe}")
    } else {
        safe
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(names: &[&str]) -> Vec<String> {
        distinct_paths(names.iter().copied())
    }

    #[test]
    fn names_from_exports_cannot_leave_the_folder() {
        assert_eq!(paths(&["/etc/../../passwd"]), ["etc/passwd.xml"]);
        assert_eq!(paths(&["a.zip!../b\u{0}.xml"]), ["a.zip/b_.xml"]);
        assert_eq!(paths(&[".."]), ["export.xml"]);
        assert_eq!(paths(&["....xml", ".xml", "-"]), ["___.xml", "_.xml", "-.xml"]);
        assert_eq!(safe_name(""), "_");
        assert_eq!(paths(&[".hidden.xml", ".d/x.xml"]), ["_.hidden.xml", "_.d/x.xml"], "nothing is hidden");
    }

    #[test]
    fn no_two_files_get_one_name() {
        assert_eq!(paths(&["x.xml", "x.xml.gz", "x-2.xml", "X.XML"]), ["x.xml", "x-2.xml", "x-2-2.xml", "X-3.XML"]);
        assert_eq!(paths(&["d/a:b.xml", "d/a_b.xml"]), ["d/a_b.xml", "d/a_b-2.xml"]);
        assert_eq!(paths(&["d.xml.gz", "d.xml/a.xml"]), ["d-2.xml", "d.xml/a.xml"], "a folder is no file");
    }

    #[test]
    fn long_names_keep_their_ending_and_stay_apart() {
        let long = |end: &str| format!("{}{end}.xml", "é".repeat(120));
        let found = paths(&[&long("a"), &long("b")]);
        assert_eq!(found, [format!("{}.xml", "é".repeat(90)), format!("{}-2.xml", "é".repeat(90))]);
        assert!(found.iter().all(|name| name.len() < 255));
    }
}
