//! Addresses: whatever names an export chose, what the program prints as an address can be pasted back.

use super::house::export;
use super::sandbox::Sandbox;
use serde_json::Value;
use std::fs;

const DAY: &str = "01/02/2026 03:04:05";

/// An export of mappings, sources and a nested session with these names; each says `oddword`.
fn odd(names: &[&str]) -> String {
    let children = names.iter().map(|name| {
        format!(
            "<MAPPING NAME=\"{name}\" DESCRIPTION=\"oddword\"/>\
             <SOURCE NAME=\"{name}\" DBDNAME=\"\" DESCRIPTION=\"oddword\"/>\
             <SOURCE NAME=\"{name}\" DBDNAME=\"a.b\" DESCRIPTION=\"oddword\"/>\
             <SESSION NAME=\"{name}\" DESCRIPTION=\"oddword\"/>\
             <WORKFLOW NAME=\"wf{name}\"><SESSION NAME=\"{name}\" DESCRIPTION=\"oddword\"/></WORKFLOW>"
        )
    });
    export(DAY, "F", &children.collect::<Vec<_>>().concat())
}

#[test]
fn what_find_prints_can_be_shown() {
    let names = ["", "a", "a@1", "R::a", "a@latest", "a/b", "b.a", "%2F", "a:", "x&#x202E;y&#x9;z", "oddword"];
    let sandbox = Sandbox::with_example();
    fs::write(sandbox.path("odd.xml"), odd(&names)).unwrap();
    sandbox.run(&["ingest", "odd.xml"]);
    let found = sandbox.done(&["find", "oddword", "--limit", "1000", "--format", "json"]).stdout;
    let found: Value = serde_json::from_str(&found).unwrap();
    let addresses: Vec<&str> =
        found["hits"].as_array().unwrap().iter().map(|hit| hit["address"].as_str().unwrap()).collect();
    assert_eq!(addresses.len(), names.len() * 5);
    for address in addresses {
        for asked in [address.to_owned(), format!("{address}@1")] {
            let shown = sandbox.done(&["show", &asked, "--format", "json"]).stdout;
            let shown: Value = serde_json::from_str(&shown).unwrap();
            assert_eq!(shown["address"], address, "{asked}");
        }
    }
}

#[test]
fn what_an_unclear_address_lists_can_be_shown() {
    let sandbox = Sandbox::with_example();
    fs::write(sandbox.path("odd.xml"), odd(&["a@1"])).unwrap();
    sandbox.done(&["ingest", "odd.xml"]);
    let unclear = sandbox.run(&["show", "a%401"]);
    assert_eq!(unclear.code, 3, "{unclear:?}");
    let listed: Vec<&str> = unclear.stderr.lines().filter(|line| line.contains("::")).map(str::trim).collect();
    assert_eq!(listed.len(), 5, "{unclear:?}");
    for address in listed {
        assert!(sandbox.done(&["show", address]).stdout.starts_with(address), "{address}");
    }
    let near = sandbox.run(&["show", "a%402"]).stderr;
    assert!(near.ends_with("did you mean a%401?\n"), "{near}");
}

#[test]
fn a_session_in_a_worklet_is_shown_as_it_stands_there_whatever_workflow_has_its_name() {
    let instance = |name: &str, reusable: &str| {
        format!(
            "<TASKINSTANCE NAME=\"{name}\" TASKNAME=\"{name}\" TASKTYPE=\"Session\" REUSABLE=\"{reusable}\">\
             <ATTRIBUTE NAME=\"Commit Interval\" VALUE=\"7\"/></TASKINSTANCE>"
        )
    };
    let children = format!(
        "<SESSION NAME=\"s_shared\" REUSABLE=\"YES\"/><WORKFLOW NAME=\"x\"/>\
         <WORKLET NAME=\"x\" REUSABLE=\"YES\"><SESSION NAME=\"s_own\" REUSABLE=\"NO\"/>{}{}</WORKLET>",
        instance("s_own", "NO"),
        instance("s_shared", "YES")
    );
    let sandbox = Sandbox::with_example();
    fs::write(sandbox.path("x.xml"), export(DAY, "F", &children)).unwrap();
    sandbox.run(&["ingest", "x.xml"]);
    for name in ["s_own", "s_shared"] {
        let address = format!("session:REP::F/x/{name}");
        let shown = sandbox.done(&["show", &address, "--format", "json"]).stdout;
        let shown: Value = serde_json::from_str(&shown).unwrap();
        assert_eq!(shown["address"], address);
        let attributes = shown["attributes"].as_array().unwrap();
        let interval = attributes.iter().find(|one| one["name"] == "Commit Interval").unwrap();
        assert_eq!((&interval["value"], &interval["origin"]), (&"7".into(), &format!("task instance {name}").into()));
    }
}
