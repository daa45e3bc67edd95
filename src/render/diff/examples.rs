//! Diffs by hand, for the tests of every form.

use crate::answer::diff::change::{Change, Class, Consequence, Diff, Hidden, ObjectDiff, Risk, Side, Step, Told};
use crate::answer::diff::part::{Fact, Part};

/// What means something to a terminal or to a browser.
pub(super) const HOSTILE: &str = "</code></td><script>alert(1)</script>\" autofocus onclick='x' &amp; \u{202e}abc\u{1b}[2J\0{{ a }}{% if %}<!--\u{5e9}\u{5dc}";

fn told(value: &str, origin: &str, place: &str) -> Told {
    Told { value: value.into(), origin: origin.into(), place: place.into() }
}

fn steps(all: &[(&str, &str)]) -> Vec<Step> {
    all.iter().map(|(kind, name)| Step { kind: (*kind).into(), name: (*name).into() }).collect()
}

fn fact(name: &str, value: &str) -> Fact {
    Fact { name: name.into(), value: value.into(), ..Fact::default() }
}

fn side(address: &str, place: &str) -> Side {
    Side { address: address.into(), place: place.into() }
}

/// A change of a fact.
fn changed(path: &[(&str, &str)], name: &str, sides: [Option<Told>; 2], risk: (Risk, &str)) -> Change {
    let [before, after] = sides;
    let class = match (&before, &after) {
        (None, _) => Class::Added,
        (_, None) => Class::Removed,
        (Some(a), Some(b)) if a.value == b.value => Class::Restated,
        _ => Class::Changed,
    };
    Change {
        class,
        path: steps(path),
        fact: Some(name.into()),
        before,
        after,
        risk: risk.0,
        reason: risk.1.into(),
        ..Change::default()
    }
}

const SQL: [&str; 2] = [
    "SELECT c.ID,\n       c.NAME,\n       c.CITY,\n       c.STATE,\n       c.COUNTRY\n  FROM CRM.CUSTOMER c\n WHERE c.ACTIVE = 1",
    "SELECT c.ID,\n       c.NAME,\n       c.CITY,\n       c.STATE,\n       c.COUNTRY\n  FROM CRM.CUSTOMER c\n WHERE c.ACTIVE = 0",
];

/// The way to the source qualifier of the example.
const QUALIFIER: [(&str, &str); 2] = [("mapping", "m_customer"), ("transformation", "SQ_CUSTOMER")];

fn port() -> Change {
    let part = Part {
        kind: "port".into(),
        name: "EMAIL".into(),
        place: "b.xml:61".into(),
        facts: vec![fact("DATATYPE", "string"), fact("PRECISION", "80")],
        parts: vec![Part { kind: "metadata extension".into(), name: "owner".into(), ..Part::default() }],
        ..Part::default()
    };
    Change {
        class: Class::Added,
        path: steps(&[QUALIFIER[0], QUALIFIER[1], ("port", "EMAIL")]),
        part: Some(Box::new(part)),
        risk: Risk::Low,
        reason: "a port more".into(),
        ..Change::default()
    }
}

fn rename() -> Change {
    let follow = |name: &str| Change {
        class: Class::Renamed,
        path: steps(&[QUALIFIER[0], ("connector", name)]),
        was: Some(name.replace("LKP_CITY", "LKP_TOWN").into()),
        ..Change::default()
    };
    Change {
        class: Class::Renamed,
        path: steps(&[QUALIFIER[0], ("instance", "LKP_CITY")]),
        was: Some("LKP_TOWN".into()),
        likeness: Some(87),
        risk: Risk::Low,
        reason: "only its name".into(),
        follows: vec![follow("LKP_CITY.NAME → EXP.NAME"), follow("SQ_CUSTOMER.CITY → LKP_CITY.CITY")],
        ..Change::default()
    }
}

/// A session with a change of every class.
fn session() -> ObjectDiff {
    let writer = [("writer", "T_CUSTOMER")];
    let mut secret = changed(
        &[("reader", "SQ_CUSTOMER")],
        "Password",
        [Some(told("«sealed:0123456789abcdef»", "session", "a.xml:40")), Some(told("«secret»", "session", "b.xml:41"))],
        (Risk::High, "who connects"),
    );
    secret.hidden = Some(Hidden::Changed);
    let sql = [Some(told(SQL[0], "mapping", "a.xml:52")), Some(told(SQL[1], "session", "b.xml:30"))];
    let by_name = [Some(told("$DBTarget", "session", "a.xml:44")), Some(told("DWH_PROD", "session", "b.xml:45"))];
    let commit = [Some(told("10000", "default", "")), Some(told("10000", "session", "b.xml:13"))];
    ObjectDiff {
        kind: "session".into(),
        a: Some(side("DEV/SALES_DWH/wf_daily/s_m_customer", "a.xml:12")),
        b: Some(side("PROD/SALES_DWH/wf_daily/s_m_customer", "b.xml:12")),
        changes: vec![
            changed(&[], "Commit Interval", commit, (Risk::Low, "it follows another master")),
            changed(
                &[],
                "Stop on errors",
                [Some(told("1", "config", "a.xml:5")), None],
                (Risk::High, "errors no longer stop the load"),
            ),
            rename(),
            changed(&QUALIFIER, "Sql Query", sql, (Risk::High, "what is read")),
            port(),
            secret,
            changed(&writer, "CNXREFNAME", by_name, (Risk::Medium, "another connection")),
        ],
        risk: Risk::High,
        noise: 3,
        unchanged: 210,
        unknown: 1,
        consequences: vec![
            Consequence {
                of: "validate".into(),
                what: "V012".into(),
                after: "no limit of errors".into(),
                ..Consequence::default()
            },
            Consequence {
                of: "tune".into(),
                what: "spark.executor.memory".into(),
                before: "4g".into(),
                after: "8g".into(),
            },
        ],
        ..ObjectDiff::default()
    }
}

/// Two objects of four differ.
pub(super) fn example() -> Diff {
    let added = ObjectDiff {
        class: Class::Added,
        kind: "mapping".into(),
        b: Some(side("PROD/SALES_DWH/m_new", "b.xml:200")),
        risk: Risk::Medium,
        reason: "nothing runs it".into(),
        ..ObjectDiff::default()
    };
    Diff {
        a: "DEV/SALES_DWH, snapshot 3".into(),
        b: "PROD/SALES_DWH, snapshot 4".into(),
        objects: vec![added, session()],
        compared: 4,
        left_out: 0,
        ..Diff::default()
    }
}

/// One change of a text of SQL.
pub(super) fn one(before: &str, after: &str) -> Diff {
    let sides = [Some(told(before, "", "a.xml:3")), Some(told(after, "", "b.xml:4"))];
    let object = ObjectDiff {
        kind: "mapping".into(),
        a: Some(side("F/m", "a.xml:1")),
        b: Some(side("F/m", "b.xml:2")),
        changes: vec![changed(&[("transformation", "SQ")], "Sql Query", sides, (Risk::High, "what is read"))],
        risk: Risk::High,
        ..ObjectDiff::default()
    };
    Diff { a: "a".into(), b: "b".into(), objects: vec![object], compared: 1, left_out: 0, ..Diff::default() }
}

/// Hostile text wherever a text stands.
pub(super) fn hostile() -> Diff {
    let inner = Part {
        kind: HOSTILE.into(),
        name: HOSTILE.into(),
        place: HOSTILE.into(),
        facts: vec![fact(HOSTILE, HOSTILE)],
        ..Part::default()
    };
    let part = Part { parts: vec![inner.clone()], ..inner };
    let follow = Change { path: steps(&[(HOSTILE, HOSTILE)]), was: Some(HOSTILE.into()), ..Change::default() };
    let whole = Change {
        class: Class::Added,
        path: steps(&[(HOSTILE, HOSTILE), (HOSTILE, HOSTILE)]),
        part: Some(Box::new(part)),
        reason: HOSTILE.into(),
        follows: vec![follow],
        ..Change::default()
    };
    let other = format!("{HOSTILE}\n{HOSTILE}");
    let sides = [Some(told(HOSTILE, HOSTILE, HOSTILE)), Some(told(&other, HOSTILE, HOSTILE))];
    let object = ObjectDiff {
        kind: HOSTILE.into(),
        a: Some(side(HOSTILE, HOSTILE)),
        b: Some(side(&other, HOSTILE)),
        changes: vec![changed(&[(HOSTILE, HOSTILE)], HOSTILE, sides, (Risk::High, HOSTILE)), whole],
        reason: HOSTILE.into(),
        consequences: vec![Consequence {
            of: HOSTILE.into(),
            what: HOSTILE.into(),
            before: HOSTILE.into(),
            after: other.clone(),
        }],
        ..ObjectDiff::default()
    };
    Diff { a: HOSTILE.into(), b: other, objects: vec![object], compared: 1, left_out: 0, ..Diff::default() }
}
