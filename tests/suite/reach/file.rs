//! Local files: nothing is made, and what is missing or closed is told apart.

use super::{Family, PATIENT, Verdict, target, test_one};
use std::fs;
use std::os::unix::fs::symlink;

fn verdict(path: &str) -> Verdict {
    test_one(target(Family::File, &[("path", path)], None), &PATIENT).verdict
}

#[test]
fn a_folder_or_file_that_is_there_is_ok_and_one_that_is_not_is_not_made() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    fs::write(at("rows.csv"), "1\n").unwrap();
    symlink(at("rows.csv"), at("link")).unwrap();
    symlink(at("link_to_itself"), at("link_to_itself")).unwrap();
    assert_eq!(verdict(&at("")), Verdict::Ok);
    assert_eq!(verdict(&at("rows.csv")), Verdict::Ok);
    assert_eq!(verdict(&at("link")), Verdict::Ok);
    assert_eq!(verdict(&at("mistyped")), Verdict::NotFound);
    assert_eq!(verdict(&at("rows.csv/below")), Verdict::NotFound);
    assert_eq!(verdict(&at("link_to_itself")), Verdict::Failed);
    assert_eq!(verdict(""), Verdict::NotChecked);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 3);
}
