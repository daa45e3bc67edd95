//! Constants of the formulas that a file sets anew.

use super::{Wrong, map, refused};
use crate::model::problem::Problem;
use crate::model::session_key::hint;
use crate::model::spark_setting::{Unit, bytes};
use crate::read::secret::told;
use std::collections::BTreeMap;

/// Reads a map of names and whole numbers. `known` has every name with its least and greatest value; names that end in
/// `_bytes` take sizes too: `128m`.
///
/// Fails with one problem that names all that is wrong, each with its line: a name that is not known, what is no whole number,
/// what is out of range.
pub fn constants(text: &str, file: &str, known: &[(&str, i64, i64)]) -> Result<BTreeMap<String, i64>, Problem> {
    let mut all = BTreeMap::new();
    let mut wrong = Vec::new();
    for pair in map(text, file, "constant-value")? {
        match constant(&pair.key, pair.value.text(), known) {
            Ok(number) => drop(all.insert(pair.key, number)),
            Err(message) => wrong.push(Wrong { line: pair.line, message }),
        }
    }
    if wrong.is_empty() { Ok(all) } else { Err(refused("constant-value", file, wrong)) }
}

fn constant(name: &str, value: Option<&str>, known: &[(&str, i64, i64)]) -> Result<i64, String> {
    let Some((_, min, max)) = known.iter().find(|(one, ..)| *one == name) else {
        let name = told(name);
        return Err(format!("{name:?} is no constant; {}", hint(name, known.iter().map(|(one, ..)| *one))));
    };
    let read = |value: &str| if name.ends_with("_bytes") { bytes(value, Unit::Byte) } else { value.parse().ok() };
    let number = value.and_then(read).filter(|n| (min..=max).contains(&n));
    number.ok_or_else(|| {
        let value = value.map_or("more than one value".to_owned(), |value| format!("{:?}", told(value)));
        format!("{name} wants a whole number of {min} to {max}, not {value}")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: [(&str, i64, i64); 2] = [("cores_per_executor", 1, 8), ("partition_bytes", 1 << 20, 1 << 32)];

    #[test]
    fn known_names_are_read() {
        let read =
            constants("# ours\ncores_per_executor: 4\npartition_bytes: 128m\n", "c.yaml", &KNOWN).expect("valid");
        let wanted = [("cores_per_executor".to_owned(), 4), ("partition_bytes".to_owned(), 134_217_728)];
        assert_eq!(read, BTreeMap::from(wanted));
        assert!(constants("# nothing\n", "c.yaml", &KNOWN).expect("empty").is_empty());
    }

    #[test]
    fn what_cannot_be_is_told_with_its_line() {
        let text = "core_per_executor: 4\ncores_per_executor: 9\npartition_bytes: [1]\n";
        let problem = constants(text, "c.yaml", &KNOWN).expect_err("three mistakes");
        assert_eq!((problem.code, problem.line), ("constant-value", 1));
        assert_eq!(
            problem.message,
            "\"core_per_executor\" is no constant; did you mean cores_per_executor?; line 2: cores_per_executor wants a whole \
             number of 1 to 8, not \"9\"; line 3: partition_bytes wants a whole number of 1048576 to 4294967296, not more than \
             one value"
        );
        for wrong in ["cores_per_executor: 1.5\n", "cores_per_executor: 4m\n", "cores_per_executor:\n", "- 1\n"] {
            assert_eq!(constants(wrong, "c.yaml", &KNOWN).expect_err(wrong).code, "constant-value");
        }
    }
}
