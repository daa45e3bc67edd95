//! Names of versions, by hand. What is done to XML stands in `tests/suite/migrate_rules.rs`, where it may be parsed.

use super::*;

#[test]
fn a_version_has_the_names_of_product_and_repository() {
    for word in ["10.5", "189.98", "189"] {
        assert_eq!(Version::named(word).map(|one| one.repository), Some("189.98"), "{word}");
    }
    assert_eq!(Version::named("9.6").map(|one| one.major()), Some("184"));
    assert!(Version::named("").is_none() && Version::named("11").is_none());
    assert!(Version::known().ends_with("188.97 (10.4), 189.98 (10.5)"), "{}", Version::known());
}

#[test]
fn an_older_version_is_known_by_its_number() {
    let older = Version::named("10.2").expect("known");
    assert!(
        older.is_before("188.97") && !older.is_before("187.96") && !older.is_before("179.88") && !older.is_before("")
    );
}
