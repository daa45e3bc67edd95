//! Trees of objects compared: the same differs in nothing, swapped sides swap the changes, and the JSON makes b out of a.

use super::diff_apply::{apply, bare, mirror};
use super::house;
use catalog::answer::diff::merge::{Merged, merge};
use catalog::answer::diff::part::{Fact, Part};
use catalog::answer::diff::stored::{self, Inner};
use catalog::model::element::Element;
use catalog::read::source::{self, Limits};
use catalog::read::split::{Piece, Splitter};
use catalog::read::tree;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use std::collections::{BTreeMap, BTreeSet};

pub(crate) fn part(xml: &str, inner: Inner) -> Part {
    let tree = tree::parse(xml).expect("well-formed");
    stored::part(tree.root().expect("an element"), inner, &|line| format!("f.xml:{}", line + 1))
}

pub(crate) fn merged(a: &Part, b: &Part, with_noise: bool) -> Merged {
    merge(a, b, with_noise, &|_, _| None)
}

fn json(value: impl serde::Serialize) -> serde_json::Value {
    serde_json::to_value(value).unwrap()
}

/// What must hold of every two trees.
fn check(a: &Part, b: &Part) {
    for with_noise in [false, true] {
        let (there, back) = (merged(a, b, with_noise), merged(b, a, with_noise));
        let changes = json(&there.changes);
        assert_eq!(mirror(&changes), json(&back.changes), "{}", serde_json::to_string_pretty(&changes).unwrap());
        assert_eq!((there.noise, there.unchanged, there.unknown), (back.noise, back.unchanged, back.unknown));
        if with_noise {
            let mut expected = bare(&json(b));
            expected["name"] = json(&a.name);
            expected["kind"] = json(&a.kind);
            assert_eq!(apply(&json(a), &changes), expected, "{}", serde_json::to_string_pretty(&changes).unwrap());
        }
    }
}

/// Every child of FOLDER of the corpus, each text once.
fn children(take: &mut dyn FnMut(Element<'_, '_>)) {
    let Some(folder) = house::corpus() else { return };
    let mut seen = BTreeSet::new();
    for input in source::list(&[folder], &Limits::default()).inputs {
        let Ok(open) = input.open(&Limits::default()) else { continue };
        let mut splitter = Splitter::new(open, &input.name, None, String::new());
        while let Ok(Some(piece)) = splitter.next_piece(&String::new) {
            let Piece::Child(child) = piece else { continue };
            let Ok(read) = tree::parse(&child.text) else { continue };
            if let Some(root) = read.root().filter(|_| seen.insert(blake3::hash(child.text.as_bytes()).to_string())) {
                take(root);
            }
        }
    }
}

fn facts(part: &Part) -> usize {
    part.facts.len() + part.parts.iter().map(facts).sum::<usize>()
}

#[test]
fn an_object_of_the_corpus_differs_in_nothing_from_itself() {
    let (mut objects, mut numbered) = (0, BTreeMap::<String, usize>::new());
    let place = |line: u32| line.to_string();
    children(&mut |root| {
        let nested = root.descendants().filter(|one| matches!(one.name(), "SESSION" | "WORKLET" | "TASK"));
        let whole = [(root, Inner::Within), (root, Inner::Apart)];
        for (element, inner) in whole.into_iter().chain(nested.map(|one| (one, Inner::Apart))) {
            let part = stored::part(element, inner, &place);
            let same = merged(&part, &part, false);
            assert!(same.changes.is_empty() && same.noise == 0, "{:#?}", same.changes);
            assert_eq!(same.unchanged as usize, facts(&part));
            objects += 1;
            if inner == Inner::Within {
                count_numbered(&part, &mut numbered);
            }
        }
    });
    assert!(numbered.is_empty(), "{objects} objects, {numbered:#?}");
    assert!(objects == 0 || objects > 1_000, "{objects} objects are too few for the corpus");
}

/// Parts that only a number tells apart.
fn count_numbered(part: &Part, out: &mut BTreeMap<String, usize>) {
    for inner in &part.parts {
        if inner.name.rsplit_once('#').is_some_and(|(before, number)| {
            before.is_empty() || before.ends_with(' ') && before != "Partition " && number.parse::<u32>().is_ok()
        }) {
            *out.entry(format!("{} in {} {}: {}", inner.kind, part.kind, part.name, inner.name)).or_default() += 1;
        }
        count_numbered(inner, out);
    }
}

#[test]
fn objects_of_the_corpus_are_made_of_each_other() {
    let mut before: BTreeMap<String, Part> = BTreeMap::new();
    let mut count = 0;
    children(&mut |root| {
        if root.xml().len() > 300_000 {
            return;
        }
        let part = stored::part(root, Inner::Within, &|_| String::new());
        if let Some(other) = before.insert(root.name().to_owned(), part.clone()) {
            count += 1;
            if count % 4 == 0 || root.name() == "WORKFLOW" {
                check(&other, &part);
            }
        }
    });
}

const KINDS: &[&str] = &[
    "mapping",
    "instance",
    "transformation",
    "port",
    "connector",
    "partition",
    "reader",
    "connection",
    "session",
    "link",
    "task instance",
    "variable",
    "target load order",
    "source",
    "column",
    "new kind",
];
const NAMES: &[&str] = &[
    "",
    "a",
    "b",
    "c",
    "a.b → c.a",
    "b.b → c.a",
    "c.a → b.c",
    "a → b",
    "b → c",
    "$a.x",
    "$b.x",
    "$$a",
    "x (a)",
    "x (b)",
    "a.b",
];
const FACTS: &[&str] = &[
    "EXPRESSION",
    "TRANSFORMATION_NAME",
    "TASKNAME",
    "VERSIONNUMBER",
    "DATABASETYPE",
    "FIELDNUMBER",
    "TYPE",
    "x (a)",
    "x (b)",
    "order of ports",
    "order of variables",
    "DATATYPE",
    "CONDITION",
    "MAPPINGNAME",
];
const VALUES: &[&str] =
    &["", "a", "b", "c", "a + b", "c + b", "a, b", "b, a", "a, b, c", "a = b", "Oracle", "Source Qualifier", "1"];

fn fact() -> impl Strategy<Value = Fact> {
    let origin = prop_oneof![3 => Just(""), 1 => Just("config")];
    (select(FACTS), select(VALUES), origin).prop_map(|(name, value, origin)| Fact {
        name: name.into(),
        value: value.into(),
        origin: origin.into(),
        ..Fact::default()
    })
}

/// Any tree, of few names, so that much of it comes together in one way or another.
fn any_tree() -> impl Strategy<Value = Part> {
    let made = |(kind, name, at, facts): (&str, &str, u32, Vec<Fact>), parts: Vec<Part>| {
        tidy(Part { kind: kind.into(), name: name.into(), at, facts, parts, ..Part::default() })
    };
    let own = || (select(KINDS), select(NAMES), 0..4_u32, vec(fact(), 0..4));
    let leaf = own().prop_map(move |own| made(own, Vec::new()));
    leaf.prop_recursive(4, 40, 8, move |inner| (own(), vec(inner, 0..8)).prop_map(move |(own, parts)| made(own, parts)))
}

/// Sorts a tree and leaves out what stands there already.
fn tidy(mut part: Part) -> Part {
    part.parts = part.parts.into_iter().map(tidy).collect();
    part.facts.sort_by(|one, other| one.name.cmp(&other.name));
    part.facts.dedup_by(|one, other| one.name == other.name);
    part.parts.sort_by(|one, other| (&one.kind, &one.name).cmp(&(&other.kind, &other.name)));
    part.parts.dedup_by(|one, other| (&one.kind, &one.name) == (&other.kind, &other.name));
    part
}

/// An edit of a part somewhere in a tree.
#[derive(Debug, Clone)]
enum Edit {
    Fact(Index, Fact),
    NoFact(Index),
    Insert(Index, Part),
    Remove(Index),
    Twice(Index, &'static str),
    Rename(Index, &'static str),
    /// Everywhere, in names and values.
    RenameAll(&'static str, &'static str),
    Move(Index, u32),
}

fn edit() -> impl Strategy<Value = Edit> {
    let at = any::<Index>;
    let name = || select(vec!["EXP_NEW", "a", "Y", "Z"]);
    let old = select(vec!["EXP_TRIM", "SQ_CUSTOMER", "T_CUSTOMER", "NAME", "ID", "v_a", "s_load", "cmd"]);
    prop_oneof![
        (at(), fact()).prop_map(|(at, fact)| Edit::Fact(at, fact)),
        at().prop_map(Edit::NoFact),
        (at(), any_tree()).prop_map(|(at, part)| Edit::Insert(at, part)),
        at().prop_map(Edit::Remove),
        (at(), name()).prop_map(|(at, name)| Edit::Twice(at, name)),
        (at(), name()).prop_map(|(at, name)| Edit::Rename(at, name)),
        (old, name()).prop_map(|(old, new)| Edit::RenameAll(old, new)),
        (at(), 0..9_u32).prop_map(|(at, to)| Edit::Move(at, to)),
    ]
}

fn edited(tree: &Part, edits: &[Edit]) -> Part {
    let mut out = tree.clone();
    for edit in edits {
        let at = |index: &Index, tree: &Part| index.index(count(tree));
        match edit {
            Edit::Fact(index, fact) => visit(&mut out, at(index, tree), &mut |part| part.facts.insert(0, fact.clone())),
            Edit::NoFact(index) => visit(&mut out, at(index, tree), &mut |part| drop(part.facts.pop())),
            Edit::Insert(index, new) => visit(&mut out, at(index, tree), &mut |part| part.parts.push(new.clone())),
            Edit::Remove(index) => visit(&mut out, at(index, tree), &mut |part| drop(part.parts.pop())),
            Edit::Twice(index, name) => visit(&mut out, at(index, tree), &mut |part| {
                let twin = part.parts.first().map(|first| Part { name: (*name).into(), ..first.clone() });
                part.parts.extend(twin);
            }),
            Edit::Rename(index, name) => visit(&mut out, at(index, tree), &mut |part| part.name = (*name).into()),
            Edit::RenameAll(old, new) => rename_all(&mut out, old, new),
            Edit::Move(index, to) => visit(&mut out, at(index, tree), &mut |part| part.at = *to),
        }
        out = tidy(out);
    }
    out
}

fn count(part: &Part) -> usize {
    1 + part.parts.iter().map(count).sum::<usize>()
}

/// Visits a part by its number in document order; past the end none.
fn visit(part: &mut Part, mut at: usize, take: &mut dyn FnMut(&mut Part)) {
    if at == 0 {
        return take(part);
    }
    at -= 1;
    for inner in &mut part.parts {
        let size = count(inner);
        if at < size {
            return visit(inner, at, take);
        }
        at -= size;
    }
}

fn rename_all(part: &mut Part, old: &str, new: &str) {
    part.name = part.name.replace(old, new).into();
    for fact in &mut part.facts {
        fact.value = fact.value.replace(old, new).into();
    }
    for inner in &mut part.parts {
        rename_all(inner, old, new);
    }
}

/// A session with the mapping behind it, and the workflow around: what refers to what across branches.
fn whole() -> Part {
    let mut session = part(SESSION, Inner::Apart);
    session.parts.push(part(MAPPING, Inner::Apart));
    session.parts.push(part(WORKFLOW, Inner::Within));
    tidy(session)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_two_trees_mirror_and_make_each_other(a in any_tree(), b in any_tree()) {
        check(&a, &b);
    }

    #[test]
    fn an_edited_tree_mirrors_and_is_made(one in vec(edit(), 0..6), other in vec(edit(), 0..6)) {
        let tree = whole();
        check(&edited(&tree, &one), &edited(&tree, &other));
    }
}

pub(crate) const MAPPING: &str = r#"<MAPPING NAME="m_load" ISVALID="YES" VERSIONNUMBER="3">
  <TRANSFORMATION NAME="SQ_CUSTOMER" TYPE="Source Qualifier" REUSABLE="NO">
    <TRANSFORMFIELD NAME="ID" DATATYPE="decimal" PORTTYPE="INPUT/OUTPUT" PRECISION="10"/>
    <TRANSFORMFIELD NAME="NAME" DATATYPE="string" PORTTYPE="INPUT/OUTPUT" PRECISION="50"/>
    <TABLEATTRIBUTE NAME="Sql Query" VALUE=""/>
  </TRANSFORMATION>
  <TRANSFORMATION NAME="EXP_TRIM" TYPE="Expression" REUSABLE="NO">
    <TRANSFORMFIELD NAME="ID" DATATYPE="decimal" PORTTYPE="INPUT/OUTPUT" PRECISION="10" EXPRESSION="ID"/>
    <TRANSFORMFIELD NAME="NAME" DATATYPE="string" PORTTYPE="INPUT" PRECISION="50"/>
    <TRANSFORMFIELD NAME="v_a" DATATYPE="string" PORTTYPE="LOCAL VARIABLE" PRECISION="50" EXPRESSION="LTRIM(NAME)"/>
    <TRANSFORMFIELD NAME="v_b" DATATYPE="string" PORTTYPE="LOCAL VARIABLE" PRECISION="50" EXPRESSION="RTRIM(v_a)"/>
    <TRANSFORMFIELD NAME="OUT_NAME" DATATYPE="string" PORTTYPE="OUTPUT" PRECISION="50" EXPRESSION="v_b || NAME"/>
    <TABLEATTRIBUTE NAME="Tracing Level" VALUE="Normal"/>
  </TRANSFORMATION>
  <INSTANCE NAME="S_CUSTOMER" TRANSFORMATION_NAME="CUSTOMER" TRANSFORMATION_TYPE="Source Definition" TYPE="SOURCE"/>
  <INSTANCE NAME="SQ_CUSTOMER" TRANSFORMATION_NAME="SQ_CUSTOMER" TRANSFORMATION_TYPE="Source Qualifier" TYPE="TRANSFORMATION">
    <ASSOCIATED_SOURCE_INSTANCE NAME="S_CUSTOMER"/>
  </INSTANCE>
  <INSTANCE NAME="EXP_TRIM" TRANSFORMATION_NAME="EXP_TRIM" TRANSFORMATION_TYPE="Expression" TYPE="TRANSFORMATION"/>
  <INSTANCE NAME="T_CUSTOMER" TRANSFORMATION_NAME="DIM_CUSTOMER" TRANSFORMATION_TYPE="Target Definition" TYPE="TARGET"/>
  <CONNECTOR FROMINSTANCE="S_CUSTOMER" FROMFIELD="ID" TOINSTANCE="SQ_CUSTOMER" TOFIELD="ID" FROMINSTANCETYPE="Source Definition"/>
  <CONNECTOR FROMINSTANCE="S_CUSTOMER" FROMFIELD="NAME" TOINSTANCE="SQ_CUSTOMER" TOFIELD="NAME" FROMINSTANCETYPE="Source Definition"/>
  <CONNECTOR FROMINSTANCE="SQ_CUSTOMER" FROMFIELD="ID" TOINSTANCE="EXP_TRIM" TOFIELD="ID" FROMINSTANCETYPE="Source Qualifier"/>
  <CONNECTOR FROMINSTANCE="SQ_CUSTOMER" FROMFIELD="NAME" TOINSTANCE="EXP_TRIM" TOFIELD="NAME" FROMINSTANCETYPE="Source Qualifier"/>
  <CONNECTOR FROMINSTANCE="EXP_TRIM" FROMFIELD="ID" TOINSTANCE="T_CUSTOMER" TOFIELD="ID" FROMINSTANCETYPE="Expression"/>
  <CONNECTOR FROMINSTANCE="EXP_TRIM" FROMFIELD="OUT_NAME" TOINSTANCE="T_CUSTOMER" TOFIELD="NAME" FROMINSTANCETYPE="Expression"/>
  <TARGETLOADORDER ORDER="1" TARGETINSTANCE="T_CUSTOMER"/>
</MAPPING>"#;

pub(crate) const SESSION: &str = r#"<SESSION NAME="s_load" MAPPINGNAME="m_load" REUSABLE="NO" VERSIONNUMBER="2">
  <SESSTRANSFORMATIONINST SINSTANCENAME="S_CUSTOMER" TRANSFORMATIONNAME="CUSTOMER" PIPELINE="1" STAGE="1"/>
  <SESSTRANSFORMATIONINST SINSTANCENAME="SQ_CUSTOMER" TRANSFORMATIONNAME="SQ_CUSTOMER" PIPELINE="1" STAGE="2">
    <PARTITION NAME="Partition #1" DESCRIPTION=""/>
    <PARTITION NAME="Partition #2" DESCRIPTION="big"/>
  </SESSTRANSFORMATIONINST>
  <SESSTRANSFORMATIONINST SINSTANCENAME="EXP_TRIM" TRANSFORMATIONNAME="EXP_TRIM" PIPELINE="1" STAGE="2"/>
  <SESSTRANSFORMATIONINST SINSTANCENAME="T_CUSTOMER" TRANSFORMATIONNAME="DIM_CUSTOMER" PIPELINE="1" STAGE="3">
    <PARTITION NAME="Partition #1" DESCRIPTION=""/>
    <PARTITION NAME="Partition #2" DESCRIPTION="big"/>
  </SESSTRANSFORMATIONINST>
  <CONFIGREFERENCE REFOBJECTNAME="default_session_config" TYPE="Session config"/>
  <SESSIONCOMPONENT TYPE="Post-session success command" REFOBJECTNAME="post_session_success_command" REUSABLE="NO">
    <TASK NAME="post_session_success_command" TYPE="Command" REUSABLE="NO">
      <ATTRIBUTE NAME="Fail task if any command fails" VALUE="NO"/>
      <VALUEPAIR NAME="cmd" VALUE="touch done" EXECORDER="1" REVERSEASSIGNMENT="NO"/>
      <VALUEPAIR NAME="mail" VALUE="mail.sh" EXECORDER="2" REVERSEASSIGNMENT="NO"/>
    </TASK>
  </SESSIONCOMPONENT>
  <SESSIONEXTENSION NAME="Relational Reader" SINSTANCENAME="SQ_CUSTOMER" SUBTYPE="Relational Reader" TRANSFORMATIONTYPE="Source Qualifier" TYPE="READER"/>
  <SESSIONEXTENSION NAME="Relational Reader" SINSTANCENAME="S_CUSTOMER" DSQINSTNAME="SQ_CUSTOMER" SUBTYPE="Relational Reader" TRANSFORMATIONTYPE="Source Definition" TYPE="READER">
    <CONNECTIONREFERENCE CNXREFNAME="DB Connection" CONNECTIONNUMBER="1" PARTITIONNAME="Partition #1" CONNECTIONNAME="ORA" VARIABLE=""/>
    <CONNECTIONREFERENCE CNXREFNAME="DB Connection" CONNECTIONNUMBER="1" PARTITIONNAME="Partition #2" CONNECTIONNAME="ORA" VARIABLE=""/>
  </SESSIONEXTENSION>
  <SESSIONEXTENSION NAME="Relational Writer" SINSTANCENAME="T_CUSTOMER" SUBTYPE="Relational Writer" TRANSFORMATIONTYPE="Target Definition" TYPE="WRITER">
    <CONNECTIONREFERENCE CNXREFNAME="DB Connection" CONNECTIONNUMBER="1" CONNECTIONNAME="DWH" VARIABLE=""/>
    <ATTRIBUTE NAME="Target load type" VALUE="Bulk"/>
    <ATTRIBUTE NAME="Reject filename" PARTITIONNAME="Partition #1" VALUE="t1.bad"/>
    <ATTRIBUTE NAME="Reject filename" PARTITIONNAME="Partition #2" VALUE="t2.bad"/>
  </SESSIONEXTENSION>
  <ATTRIBUTE NAME="Commit Interval" VALUE="10000"/>
</SESSION>"#;

pub(crate) const WORKFLOW: &str = r#"<WORKFLOW NAME="wf_load" ISENABLED="YES" REUSABLE_SCHEDULER="NO" SCHEDULERNAME="Scheduler">
  <SCHEDULER NAME="Scheduler" REUSABLE="NO"><SCHEDULEINFO SCHEDULETYPE="ONDEMAND"/></SCHEDULER>
  <TASK NAME="Start" TYPE="Start" REUSABLE="NO"/>
  <SESSION NAME="s_load" MAPPINGNAME="m_load" REUSABLE="NO"><ATTRIBUTE NAME="Commit Interval" VALUE="10000"/></SESSION>
  <TASKINSTANCE NAME="Start" TASKNAME="Start" TASKTYPE="Start" ISENABLED="YES"/>
  <TASKINSTANCE NAME="s_load" TASKNAME="s_load" TASKTYPE="Session" ISENABLED="YES"/>
  <WORKFLOWLINK FROMTASK="Start" TOTASK="s_load" CONDITION=""/>
  <WORKFLOWVARIABLE NAME="$Start.Status" DATATYPE="integer" USERDEFINED="NO"/>
  <WORKFLOWVARIABLE NAME="$s_load.Status" DATATYPE="integer" USERDEFINED="NO"/>
  <WORKFLOWVARIABLE NAME="$$LIMIT" DATATYPE="integer" USERDEFINED="YES" DEFAULTVALUE="7"/>
</WORKFLOW>"#;
