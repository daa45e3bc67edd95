//! XML against schemas: real exports pass, each small mutation is found where it stands.

use super::house::{corpus, example};
use catalog::model::finding::Finding;
use catalog::read::schema::{self, Schemas};
use catalog::read::source::{self, Limits};
use std::path::Path;

/// Findings of every export under a folder.
fn all(folder: &Path) -> (usize, Vec<Finding>) {
    let (schemas, limits) = (Schemas::built_in().unwrap(), Limits::default());
    let inputs = source::list(&[folder.to_owned()], &limits).inputs;
    let check = |input: &source::Input| schema::check(&input.name, input.open(&limits).unwrap(), &schemas);
    (inputs.len(), inputs.iter().flat_map(check).collect())
}

#[test]
fn real_exports_and_our_example_have_nothing_to_find() {
    let (files, findings) = all(&example());
    assert!(files >= 9 && findings.is_empty(), "{findings:#?}");
    let Some(folder) = corpus() else { return };
    let (files, findings) = all(&folder);
    assert_eq!(files, 120);
    assert_eq!(findings, []);
}
