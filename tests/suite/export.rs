//! Files out of the catalog: one object, a whole snapshot, a copy of the catalog.

use super::house::{export, mapping};
use super::sandbox::{Ran, Sandbox};
use std::collections::BTreeSet;
use std::fs;
use std::process::Command;

const DAY: &str = "01/02/2026 03:04:05";

#[test]
fn an_exported_object_can_be_ingested_and_is_not_written_over() {
    let sandbox = Sandbox::with_catalog();
    let export = ["export", "SALES_DWH/wf_sales_daily", "-o", "out"];
    assert_eq!(sandbox.done(&export).stdout, "out/workflow_wf_sales_daily.xml\n");
    let text = std::fs::read_to_string(sandbox.path("out/workflow_wf_sales_daily.xml")).expect("a file");
    assert_eq!(sandbox.run(&export).code, 5);
    assert_eq!(std::fs::read_to_string(sandbox.path("out/workflow_wf_sales_daily.xml")).expect("a file"), text);
    sandbox.done(&["ingest", "out", "--catalog", "other.db"]);
}

#[test]
fn an_object_inside_a_workflow_is_exported_with_its_workflow() {
    let sandbox = Sandbox::with_catalog();
    let ran = sandbox.done(&["export", "wlt_load_apac/s_m_fact_sales", "-o", "out"]);
    assert_eq!(ran.stdout, "out/workflow_wf_fact_sales.xml\n");
}

#[test]
fn an_exported_snapshot_is_the_repository_again() {
    let sandbox = Sandbox::with_catalog();
    let export = ["export", "--snapshot", "latest", "-o", "all"];
    let names: BTreeSet<String> = sandbox.done(&export).stdout.lines().map(str::to_owned).collect();
    assert!(names.contains("all/SALES_DWH/wf_sales_daily.xml"), "{names:?}");
    assert!(names.iter().all(|name| sandbox.path(name).is_file()), "{names:?}");
    assert_eq!(sandbox.run(&export).code, 5);
    let summary = sandbox.done(&["ingest", "all", "--format", "json"]).stdout;
    let summary: serde_json::Value = serde_json::from_str(&summary).expect("JSON");
    assert_eq!(
        (summary["total"]["new"].as_u64(), summary["total"]["changed"].as_u64()),
        (Some(0), Some(0)),
        "{summary}"
    );
}

#[test]
fn a_backup_is_a_catalog_and_is_not_written_over() {
    let sandbox = Sandbox::with_catalog();
    assert_eq!(sandbox.done(&["backup", "copy.db"]).stdout, "copy.db\n");
    let again = sandbox.run(&["backup", "copy.db"]);
    assert_eq!((again.code, again.stderr.lines().next()), (5, Some("catalog: copy.db exists already")));
    sandbox.done(&["check", "--catalog", "copy.db"]);
    let list = ["list", "sessions", "--format", "json"];
    let copied = sandbox.done(&[&list[..], &["--catalog", "copy.db"]].concat()).stdout;
    assert_eq!(sandbox.done(&list).stdout, copied);
}

/// An export with these texts inside of POWERMART.
fn powermart(repositories: &str) -> String {
    format!("<POWERMART CREATION_DATE=\"{DAY}\" REPOSITORY_VERSION=\"189.98\">{repositories}</POWERMART>")
}

fn repository(name: &str, folders: &str) -> String {
    format!(
        "<REPOSITORY NAME=\"{name}\" VERSION=\"189\" CODEPAGE=\"UTF-8\" DATABASETYPE=\"Oracle\">{folders}</REPOSITORY>"
    )
}

fn folder(name: &str, children: &str) -> String {
    format!("<FOLDER NAME=\"{name}\">{children}</FOLDER>")
}

/// Writes files into a fresh folder and ingests each by itself, with the words after it.
fn ingested(files: &[(&str, String, &[&str])]) -> Sandbox {
    let sandbox = Sandbox::with_example();
    for (name, text, words) in files {
        let path = sandbox.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        sandbox.done(&[&["ingest", name], *words].concat());
    }
    sandbox
}

/// The names of the tags that hold others, in order, in the file that an export of this address makes.
#[track_caller]
fn frame_of(sandbox: &Sandbox, address: &str) -> Vec<(String, String)> {
    let out = format!("out-{}", fs::read_dir(sandbox.path(".")).unwrap().count());
    let written = sandbox.done(&["export", address, "-o", &out]).stdout;
    let text = fs::read_to_string(sandbox.path(written.trim_end())).unwrap();
    let options = roxmltree::ParsingOptions { allow_dtd: true, ..Default::default() };
    let document = roxmltree::Document::parse_with_options(&text, options).unwrap();
    let places = document.descendants().filter(|node| matches!(node.tag_name().name(), "REPOSITORY" | "FOLDER"));
    places.map(|node| (node.tag_name().name().to_owned(), node.attribute("NAME").unwrap_or("").to_owned())).collect()
}

fn place(repository: &str, folder: &str) -> Vec<(String, String)> {
    vec![("REPOSITORY".to_owned(), repository.to_owned()), ("FOLDER".to_owned(), folder.to_owned())]
}

#[test]
fn of_equal_children_each_is_exported_in_its_own_frame() {
    let same = mapping("m", "the same everywhere");
    let folders = ["A", "B &amp; C"].map(|name| folder(name, &same)).concat();
    let both = powermart(&["R1", "R2"].map(|name| repository(name, &folders)).concat());
    let sandbox = ingested(&[("both.xml", both, &[]), ("other.xml", export(DAY, "A", &same), &[])]);
    for repository in ["R1", "R2"] {
        assert_eq!(frame_of(&sandbox, &format!("{repository}::A/m")), place(repository, "A"));
        assert_eq!(frame_of(&sandbox, &format!("{repository}::B & C/m")), place(repository, "B & C"));
    }
    assert_eq!(frame_of(&sandbox, "REP::A/m"), place("REP", "A"));
}

#[test]
fn a_renamed_repository_has_its_own_files_and_its_frame_stays_as_read() {
    let dated = |day: &str| export(day, "A", &mapping("m", ""));
    let sandbox = ingested(&[
        ("1.xml", dated("01/01/2026 00:00:00"), &["--repository-as", "PROD"]),
        ("2.xml", dated("01/02/2026 00:00:00"), &["--repository-as", "TEST"]),
        ("3.xml", dated("01/03/2026 00:00:00"), &[]),
    ]);
    for (number, repository) in [(1, "PROD"), (2, "TEST"), (3, "REP")] {
        let out = format!("out{number}");
        sandbox.done(&["export", &format!("{repository}::A/m"), "-o", &out]);
        let text = fs::read_to_string(sandbox.path(&out).join("mapping_m.xml")).unwrap();
        assert!(text.contains(&format!("01/0{number}/2026")) && text.contains("NAME=\"REP\""), "{text}");
    }
}

#[test]
fn a_workflow_and_a_worklet_of_one_name_are_told_apart_by_what_they_hold() {
    let inside = |kind: &str, name: &str| {
        format!("<{kind} NAME=\"x\" REUSABLE=\"YES\"><SESSION NAME=\"{name}\" REUSABLE=\"NO\"/></{kind}>")
    };
    let children = format!("{}{}", inside("WORKFLOW", "s_flow"), inside("WORKLET", "s_let"));
    let sandbox = ingested(&[("a.xml", export(DAY, "A", &children), &[])]);
    for (session, kind) in [("s_flow", "workflow"), ("s_let", "worklet")] {
        let ran = sandbox.done(&["export", session, "-o", "out"]);
        assert_eq!(ran.stdout, format!("out/{kind}_x.xml\n"));
        assert!(fs::read_to_string(sandbox.path(ran.stdout.trim_end())).unwrap().contains(session));
    }
}

#[test]
fn what_its_workflow_no_longer_holds_is_not_exported_with_it() {
    let flow = |inside: &str| export(DAY, "A", &format!("<WORKFLOW NAME=\"x\">{inside}</WORKFLOW>"));
    let sandbox = ingested(&[("a.xml", flow("<SESSION NAME=\"s\"/>"), &[]), ("b.xml", flow(""), &[])]);
    let ran = sandbox.run(&["export", "s", "-o", "out"]);
    assert_eq!(ran.code, 3, "{ran:?}");
    assert!(ran.stderr.starts_with("catalog: the workflow around s does not hold it any more\n"), "{ran:?}");
    sandbox.done(&["export", "s@1", "-o", "out"]);
}

#[test]
fn files_whose_names_come_out_alike_are_numbered() {
    let sandbox = Sandbox::with_example();
    fs::create_dir(sandbox.path("in")).unwrap();
    let long = "x".repeat(230);
    let names = ["a:b.xml".to_owned(), "a_b.xml".to_owned(), format!("{long}1.xml"), format!("{long}2.xml")];
    for (at, name) in names.iter().enumerate() {
        fs::write(sandbox.path("in").join(name), export(DAY, &format!("F{at}"), &mapping("m", ""))).unwrap();
    }
    sandbox.done(&["ingest", "in"]);
    let written = sandbox.done(&["export", "--snapshot", "latest", "-o", "out"]).stdout;
    let cut = "x".repeat(180);
    let expected = ["a_b", "a_b-2", &cut, &format!("{cut}-2")].map(|name| format!("out/{name}.xml\n"));
    assert_eq!(written, expected.concat());
    for (at, name) in names.iter().enumerate() {
        let out = written.lines().nth(at).unwrap();
        let (read, again) = (fs::read(sandbox.path("in").join(name)).unwrap(), fs::read(sandbox.path(out)).unwrap());
        assert_eq!(read, again, "{out}");
    }
}

/// Runs the program where no file may grow over 64 KiB, as on a disk that is full.
fn run_on_a_full_disk(sandbox: &Sandbox, args: &[&str]) -> Ran {
    let mut shell = Command::new("sh");
    shell.args(["-c", "trap '' XFSZ; ulimit -f 128; exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_catalog")]);
    Ran::new(&shell.args(args).current_dir(sandbox.path(".")).output().expect("a shell"))
}

#[test]
fn a_full_disk_leaves_nothing_behind() {
    let words = (0..20_000).map(|number| format!("word{number} ")).collect::<Vec<_>>().concat();
    let sandbox = ingested(&[("a.xml", export(DAY, "A", &mapping("m", &words)), &[])]);
    fs::create_dir(sandbox.path("out")).unwrap();
    for args in
        [&["export", "m", "-o", "out"][..], &["export", "--snapshot", "1", "-o", "out"], &["backup", "out/copy.db"]]
    {
        let ran = run_on_a_full_disk(&sandbox, &[args, &["--catalog", "catalog.db"]].concat());
        assert_eq!(ran.code, 5, "{ran:?}");
        assert_eq!(fs::read_dir(sandbox.path("out")).unwrap().count(), 0, "{args:?}");
    }
    sandbox.done(&["backup", "out/copy.db"]);
    assert_eq!(fs::read_dir(sandbox.path("out")).unwrap().count(), 1);
}
