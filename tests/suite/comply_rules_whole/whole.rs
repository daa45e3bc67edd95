//! Cases of the rules about the catalog as a whole, made of values: no catalog is opened for them.

use crate::comply_cases::{Case, Given, case, catalog, try_all};
use catalog::answer::comply::whole::Whole;
use catalog::model::audit::{Head, Verified};
use catalog::model::census::{
    ConnectionUse, CredentialFacts, FolderFacts, MaskedText, OneRun, Opened, Placed, Ran, Referred, Top,
};
use catalog::model::connection::{Connection, StoredTest};
use catalog::model::object::Kind;
use catalog::model::parameter::ParameterFile;
use catalog::model::role::{Grant, Member, Membership, Right, Role};
use catalog::model::run::Status;
use catalog::read::parameter;

pub(crate) const CASES: &[Case] = &[
    case(
        "SEC01",
        "TABLEATTRIBUTE Pre SQL",
        catalog(|| masked("IDENTIFIED BY «secret»")),
        catalog(|| masked("DROP TABLE x")),
    ),
    case(
        "SEC01",
        "[Global] $$PASSWORD",
        catalog(|| parameters("[Global]\n$$PASSWORD=«sealed:0123456789abcdef»\n", &["$$password"])),
        catalog(|| parameters("[Global]\n$$PASSWORD=$$OTHER\n", &["$$password"])),
    ),
    case(
        "SEC10",
        "",
        catalog(|| uses("DWH", &["A"], &["READER", "WRITER"])),
        catalog(|| uses("DWH", &["A", "B"], &["READER"])),
    ),
    case(
        "SEC10",
        "",
        catalog(|| uses("$DBConnection", &["A"], &["READER", "WRITER"])),
        with(&[("SEC10", "except", "D*")], catalog(|| uses("DWH", &["A"], &["READER", "WRITER"]))),
    ),
    case(
        "SEC11",
        "",
        catalog(|| uses("DWH", &["A", "B", "C", "D", "E", "F"], &["READER"])),
        catalog(|| uses("DWH", &["A", "B", "C", "D", "E"], &["READER"])),
    ),
    case(
        "SEC16",
        "",
        catalog(|| credential("2024-12-31T00:00:00Z", 2)),
        catalog(|| credential("2025-06-01T00:00:00Z", 2)),
    ),
    case(
        "SEC17",
        "",
        catalog(|| credential("2025-06-01T00:00:00Z", 1)),
        catalog(|| credential("2025-06-01T00:00:00Z", 2)),
    ),
    case("SEC18", "", catalog(|| rotate("it stood in a parameter file")), catalog(|| rotate(""))),
    case("SEC19", "", catalog(|| connection("DWH", "user", None)), catalog(|| connection("DWH", "user", Some("dwh")))),
    case("SEC20", "", catalog(|| tested("ok", true)), catalog(|| tested("ok", false))),
    case("SEC21", "", catalog(|| rotate("")), catalog(|| connection("DWH", "user", Some("dwh")))),
    case("SEC22", "", catalog(|| members(3, "*")), catalog(|| members(2, "*"))),
    case("SEC22", "", catalog(|| members(3, "*")), catalog(|| members(3, "DWH_*"))),
    case("SEC23", "members", catalog(|| members(0, "*")), catalog(|| members(1, "*"))),
    case("SEC24", "", catalog(|| sealed_to(&["age1m0"])), catalog(|| sealed_to(&["age1m0", "age1m1"]))),
    case("SEC25", "", catalog(|| sealed_to(&["age1m0", "age1gone"])), catalog(|| sealed_to(&["age1m0", "age1m1"]))),
    case(
        "AUD06",
        "",
        catalog(|| tops(&[(Kind::Workflow, "F", "wf"), (Kind::Session, "F", "s")], &[])),
        catalog(|| tops(&[(Kind::Workflow, "F", "wf"), (Kind::Session, "F", "s")], &[("session", "s")])),
    ),
    case(
        "AUD06",
        "$$GONE",
        catalog(|| parameters("[Global]\n$$GONE=1\n", &[])),
        catalog(|| parameters("[Global]\nmplt.$$GONE=1\n", &["$$gone"])),
    ),
    case(
        "AUD06",
        "[F.WF:wf_gone]",
        catalog(|| parameters("[F.WF:wf_gone]\n", &[])),
        catalog(|| parameters("[F.WF:wf]\n[F.s]\n[s]\n", &[])),
    ),
    case(
        "AUD06",
        "[F.WF:wf.ST:gone]",
        catalog(|| parameters("[F.WF:wf.ST:gone]\n", &[])),
        catalog(|| parameters("[F.WF:wf.ST:s]\n[Service:IS]\n", &[])),
    ),
    case("AUD10", "audit log", catalog(|| audit(Some("event 3 was changed"), 0)), catalog(|| audit(None, 1))),
    case("AUD11", "audit log", catalog(|| audit(None, 1)), catalog(|| audit(None, 0))),
    case("AUD12", "root@host age1gone", catalog(|| opened("age1gone")), catalog(|| opened("age1m0"))),
    case("AUD12", "root@host no key of its own", catalog(|| opened("")), catalog(|| opened("age1m1"))),
    case("AUD13", "snapshot", catalog(|| taken("2025-12-20T00:00:00Z")), catalog(|| taken("2025-12-25T00:00:00Z"))),
    case(
        "AUD14",
        "a.xml",
        catalog(|| Whole { failed_files: vec![("a.xml".to_owned(), "cut short".to_owned())], ..base() }),
        catalog(base),
    ),
    case("REL50", "", catalog(|| tested("unreachable", false)), catalog(|| tested("not-checked", false))),
    case(
        "REL51",
        "",
        catalog(|| ran(&[(1, 0, 0), (1, 0, 0), (1, 9, 0)])),
        catalog(|| ran(&[(1, 0, 0), (1, 9, 0), (1, 0, 0)])),
    ),
    case(
        "REL51",
        "",
        catalog(|| ran(&[(3, 0, 0), (1, 0, 0), (1, 0, 0), (1, 9, 0)])),
        catalog(|| ran(&[(1, 0, 0), (1, 0, 0), (1, 0, 0)])),
    ),
    case("REL52", "", catalog(|| ran(&[(1, 98, 2)])), catalog(|| ran(&[(1, 99, 1)]))),
    case(
        "REL53",
        "",
        catalog(|| ran(&[(3, 0, 0), (5, 0, 0), (3, 0, 0), (1, 9, 0)])),
        catalog(|| ran(&[(3, 0, 0), (1, 9, 0), (3, 0, 0), (3, 0, 0)])),
    ),
    case("REL54", "", catalog(|| ran_at("2025-11-01T00:00:00")), catalog(|| ran_at("2025-12-01T00:00:00"))),
    case(
        "REL55",
        "",
        catalog(|| Whole { placed: vec![placed("other"), placed("s")], ..ran_at("2025-12-31T00:00:00") }),
        catalog(|| ran_at("2025-12-31T00:00:00")),
    ),
    case(
        "REL56",
        "",
        catalog(|| Whole { connection_uses: vec![used("OLD", "A", "READER")], ..connection("DWH", "user", None) }),
        catalog(|| connection("DWH", "user", None)),
    ),
    case(
        "MNT01",
        "",
        catalog(|| tops(&[(Kind::Mapping, "F", "m"), (Kind::Session, "F", "s")], &[])),
        catalog(|| tops(&[(Kind::Mapping, "F", "m"), (Kind::Session, "F", "s")], &[("mapping", "m")])),
    ),
    case(
        "MNT02",
        "",
        catalog(|| tops(&[(Kind::Mapping, "F", "m"), (Kind::Mapplet, "F", "p")], &[])),
        catalog(|| tops(&[(Kind::Mapping, "F", "m"), (Kind::Mapplet, "F", "p")], &[("mapplet", "p")])),
    ),
    case(
        "MNT03",
        "",
        catalog(|| tops(&[(Kind::Mapping, "F", "m"), (Kind::Mapping, "G", "m")], &[])),
        catalog(|| tops(&[(Kind::Mapping, "F", "m"), (Kind::Mapping, "G", "n")], &[])),
    ),
    case("MNT04", "", catalog(|| alike("1:2 3:4", "1:2 3:4")), catalog(|| alike("1:2 3:4", "1:2 3:5"))),
    case("NAM09", "", catalog(|| folder("F.G", "Ours", 0, 0)), catalog(|| folder("F_G", "Ours", 0, 0))),
    case("DOC02", "sources and targets", catalog(|| folder("F", "Ours", 5, 0)), catalog(|| folder("F", "Ours", 5, 1))),
    case("DOC05", "DESCRIPTION", catalog(|| folder("F", " ", 0, 0)), catalog(|| folder("F", "Ours", 0, 0))),
];

const fn with(values: &'static [(&'static str, &'static str, &'static str)], given: Given) -> Given {
    Given { values, ..given }
}

/// A folder in which nothing is wrong, at the end of 2025.
fn base() -> Whole {
    let as_of = "2026-01-01T00:00:00Z".to_owned();
    let folders = vec![FolderFacts {
        repository: "R".into(),
        name: "F".into(),
        description: "Ours".into(),
        tables: 1,
        described: 1,
    }];
    Whole { snapshot_at: as_of.clone(), as_of, folders, ..Whole::default() }
}

fn folder(name: &str, description: &str, tables: u64, described: u64) -> Whole {
    let one =
        FolderFacts { repository: "R".into(), name: name.into(), description: description.into(), tables, described };
    Whole { folders: vec![one], ..base() }
}

fn masked(sql: &str) -> Whole {
    let xml = format!("<TARGET NAME=\"T\">\n<TABLEATTRIBUTE NAME=\"Pre SQL\" VALUE=\"{sql}\"/></TARGET>");
    let text = MaskedText {
        folder: "F".into(),
        address: "target:R::F/T".into(),
        file: "a.xml".into(),
        xml,
        ..MaskedText::default()
    };
    Whole { masked: vec![text], ..base() }
}

fn parameters(text: &str, in_use: &[&str]) -> Whole {
    let file: ParameterFile = parameter::read(text, "p.par");
    let parameters_in_use = in_use.iter().map(|name| (*name).to_owned()).collect();
    let tops = vec![top(&Kind::Workflow, "F", "wf")];
    Whole { parameter_files: vec![file], parameters_in_use, tops, placed: vec![placed("s")], ..base() }
}

fn used(connection: &str, folder: &str, extension: &str) -> ConnectionUse {
    ConnectionUse {
        repository: "R".into(),
        folder: folder.into(),
        connection: connection.into(),
        extension: extension.into(),
        times: 1,
    }
}

fn uses(connection: &str, folders: &[&str], extensions: &[&str]) -> Whole {
    let all =
        folders.iter().flat_map(|folder| extensions.iter().map(move |extension| used(connection, folder, extension)));
    Whole { connection_uses: all.collect(), ..base() }
}

fn connection(name: &str, attribute: &str, credential: Option<&str>) -> Whole {
    let attributes = vec![(attribute.into(), "etl".into())];
    let one =
        Connection { name: name.into(), attributes, credential: credential.map(Into::into), ..Connection::default() };
    Whole {
        connections: vec![one],
        ..Whole {
            credentials: credential.map(|name| facts(name, "2025-12-01T00:00:00Z", 2)).into_iter().collect(),
            ..uses("DWH", &["A"], &["READER"])
        }
    }
}

fn tested(verdict: &str, insecure: bool) -> Whole {
    let test = StoredTest {
        name: "DWH".into(),
        environment: "".into(),
        tested_at: "2025-12-31T00:00:00Z".to_owned(),
        verdict: verdict.to_owned(),
        server: String::new(),
        latency_ms: None,
        message: String::new(),
        insecure,
    };
    Whole { tests: vec![test], ..connection("DWH", "user", Some("dwh")) }
}

fn facts(name: &str, set_at: &str, versions: u64) -> CredentialFacts {
    let (created_at, set_at) = (set_at.to_owned(), set_at.to_owned());
    CredentialFacts { name: name.into(), created_at, set_at, versions, ..CredentialFacts::default() }
}

fn credential(set_at: &str, versions: u64) -> Whole {
    Whole { credentials: vec![facts("dwh", set_at, versions)], ..base() }
}

fn rotate(why: &str) -> Whole {
    let one = CredentialFacts { rotate: why.to_owned(), ..facts("dwh", "2025-12-01T00:00:00Z", 2) };
    Whole { credentials: vec![one], ..base() }
}

/// So many members, all of one role that may open what a pattern says.
fn members(many: usize, pattern: &str) -> Whole {
    let names: Vec<String> = (0..many).map(|n| format!("m{n}")).collect();
    let grant = Grant { right: Right::ReadSecret, pattern: pattern.into(), environment: "".into() };
    let list = Membership {
        members: names
            .iter()
            .map(|name| Member { name: name.as_str().into(), recipient: format!("age1{name}").into() })
            .collect(),
        roles: vec![Role {
            name: "owners".into(),
            members: names.iter().map(|name| name.as_str().into()).collect(),
            grants: vec![grant],
        }],
        ..Membership::default()
    };
    Whole { members: Some(list), ..base() }
}

fn sealed_to(recipients: &[&str]) -> Whole {
    let recipients = recipients.iter().map(|one| (*one).into()).collect();
    let one = CredentialFacts { recipients, ..facts("dwh", "2025-12-01T00:00:00Z", 2) };
    Whole { credentials: vec![one], ..members(2, "*") }
}

fn opened(recipient: &str) -> Whole {
    let one = Opened {
        by: "root@host".to_owned(),
        recipient: recipient.to_owned(),
        subjects: vec!["credential:dwh".to_owned()],
        at: "2025-12-31T00:00:00Z".to_owned(),
    };
    Whole { opened: vec![one], ..members(2, "*") }
}

fn audit(broken: Option<&str>, interrupted: u32) -> Whole {
    let head = Head { sequence: 1, digest: String::new() };
    Whole { audit: Some(Verified { events: 1, head, interrupted, broken: broken.map(str::to_owned) }), ..base() }
}

fn taken(at: &str) -> Whole {
    Whole { snapshot_at: at.to_owned(), ..base() }
}

fn top(kind: &Kind, folder: &str, name: &str) -> Top {
    Top {
        folder_id: i64::from(folder.as_bytes()[0]),
        repository: "R".to_owned(),
        folder: folder.to_owned(),
        kind: kind.clone(),
        name: name.into(),
        address: format!("{}:R::{folder}/{name}", kind.as_str()),
        place: "a.xml:1".to_owned(),
        digest: name.as_bytes().to_vec(),
        length: 100,
        description: 0,
        definition: 1,
    }
}

/// Objects of folders, and what is used in folder F.
fn tops(all: &[(Kind, &str, &str)], used: &[(&'static str, &str)]) -> Whole {
    let tops = all.iter().map(|(kind, folder, name)| top(kind, folder, name)).collect();
    let used = used.iter().map(|(kind, name)| Referred { folder_id: i64::from(b'F'), kind, name: (*name).into() });
    Whole { tops, used: used.collect(), ..base() }
}

/// Two mappings and what their transformations look like.
fn alike(one: &str, other: &str) -> Whole {
    let mut whole = tops(&[(Kind::Mapping, "F", "m"), (Kind::Mapping, "F", "n")], &[]);
    whole.tops[1].definition = 2;
    whole.shapes = [(1, (4, one.to_owned())), (2, (4, other.to_owned()))].into_iter().collect();
    whole
}

fn placed(session: &str) -> Placed {
    Placed {
        repository: "R".into(),
        folder: "F".into(),
        workflow: "wf".into(),
        path: String::new(),
        session: session.to_owned(),
        enabled: true,
        scheduled: true,
        place: "a.xml:1".into(),
    }
}

/// Runs of `s`, newest first: code of the status, rows, rejected rows.
fn ran(runs: &[(usize, i64, i64)]) -> Whole {
    let one = |(n, (status, rows, rejected)): (usize, &(usize, i64, i64))| OneRun {
        started_at: format!("2025-12-{:02}T00:00:00", 31 - n),
        status: Status::ALL[status - 1].0,
        source_rows: Some(*rows),
        target_rows: Some(*rows),
        rejected_rows: Some(*rejected),
    };
    let runs = runs.iter().enumerate().map(one).collect();
    let place = Ran { folder: "F".into(), workflow: "wf".into(), session: "s".into(), runs, ..Ran::default() };
    Whole { ran: vec![place], placed: vec![placed("s")], ..base() }
}

fn ran_at(at: &str) -> Whole {
    let mut whole = ran(&[(1, 9, 0)]);
    at.clone_into(&mut whole.ran[0].runs[0].started_at);
    whole
}

#[test]
fn each_rule_about_the_whole_fires_where_it_should_and_is_quiet_where_it_should_be() {
    try_all(CASES);
}
