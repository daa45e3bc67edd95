//! What one edit of an export is told as: by hand, one case each.

use super::diff_tree::{MAPPING, SESSION, WORKFLOW, merged, part};
use catalog::answer::diff::change::Change;
use catalog::answer::diff::merge::Merged;
use catalog::answer::diff::part::Part;
use catalog::answer::diff::stored::Inner;

/// The session with its mapping below it, as `diff` compares sessions.
fn with_mapping(session: &str, mapping: &str) -> Part {
    let mut tree = part(session, Inner::Apart);
    tree.parts.push(part(mapping, Inner::Apart));
    tree.parts.sort_by(|one, other| (&one.kind, &one.name).cmp(&(&other.kind, &other.name)));
    tree
}

/// A change in one line: class, way, fact or old name.
fn line(change: &Change) -> String {
    let path: Vec<String> = change.path.iter().map(|step| format!("{} {}", step.kind, step.name)).collect();
    let mut out = format!("{} {}", format!("{:?}", change.class).to_lowercase(), path.join(" / "));
    if let Some(fact) = &change.fact {
        out += &format!(": {fact}");
    }
    if let Some(was) = &change.was {
        out += &format!(" (was {was})");
    }
    if let Some(likeness) = change.likeness {
        assert!((60..100).contains(&likeness), "{likeness}");
        out += " perhaps";
    }
    out
}

fn lines(changes: &[Change]) -> Vec<String> {
    changes.iter().map(line).collect()
}

fn only(merged: &Merged) -> &Change {
    assert_eq!(merged.changes.len(), 1, "{:#?}", lines(&merged.changes));
    &merged.changes[0]
}

/// Compares an export with an edited one.
fn edited(xml: &str, inner: Inner, old: &str, new: &str) -> Merged {
    assert!(xml.contains(old), "{old}");
    merged(&part(xml, inner), &part(&xml.replace(old, new), inner), false)
}

#[test]
fn a_renamed_transformation_takes_everything_along() {
    let new = |xml: &str| xml.replace("\"EXP_TRIM\"", "\"EXP_CLEAN\"");
    let out = merged(&with_mapping(SESSION, MAPPING), &with_mapping(&new(SESSION), &new(MAPPING)), false);
    let change = only(&out);
    assert_eq!(line(change), "renamed mapping m_load / transformation EXP_CLEAN (was EXP_TRIM)");
    assert_eq!(
        lines(&change.follows),
        [
            "renamed instance setting EXP_CLEAN (was EXP_TRIM)",
            "changed instance setting EXP_CLEAN: TRANSFORMATIONNAME",
            "renamed mapping m_load / connector EXP_CLEAN.ID → T_CUSTOMER.ID (was EXP_TRIM.ID → T_CUSTOMER.ID)",
            "renamed mapping m_load / connector EXP_CLEAN.OUT_NAME → T_CUSTOMER.NAME (was EXP_TRIM.OUT_NAME → T_CUSTOMER.NAME)",
            "renamed mapping m_load / connector SQ_CUSTOMER.ID → EXP_CLEAN.ID (was SQ_CUSTOMER.ID → EXP_TRIM.ID)",
            "renamed mapping m_load / connector SQ_CUSTOMER.NAME → EXP_CLEAN.NAME (was SQ_CUSTOMER.NAME → EXP_TRIM.NAME)",
            "renamed mapping m_load / instance EXP_CLEAN (was EXP_TRIM)",
            "changed mapping m_load / instance EXP_CLEAN: TRANSFORMATION_NAME",
        ]
    );
}

#[test]
fn a_renamed_instance_takes_connectors_load_order_and_settings_along() {
    let new = |xml: &str| xml.replace("\"T_CUSTOMER\"", "\"T_CUST\"");
    let out = merged(&with_mapping(SESSION, MAPPING), &with_mapping(&new(SESSION), &new(MAPPING)), false);
    let change = only(&out);
    assert_eq!(line(change), "renamed mapping m_load / instance T_CUST (was T_CUSTOMER)");
    assert_eq!(
        lines(&change.follows),
        [
            "renamed instance setting T_CUST (was T_CUSTOMER)",
            "renamed mapping m_load / connector EXP_TRIM.ID → T_CUST.ID (was EXP_TRIM.ID → T_CUSTOMER.ID)",
            "renamed mapping m_load / connector EXP_TRIM.OUT_NAME → T_CUST.NAME (was EXP_TRIM.OUT_NAME → T_CUSTOMER.NAME)",
            "renamed mapping m_load / target load order T_CUST (was T_CUSTOMER)",
            "renamed writer T_CUST (was T_CUSTOMER)",
        ]
    );
}

#[test]
fn a_source_instance_takes_its_reader_and_its_source_qualifier_along() {
    let new = |xml: &str| xml.replace("\"S_CUSTOMER\"", "\"S_C\"");
    let out = merged(&with_mapping(SESSION, MAPPING), &with_mapping(&new(SESSION), &new(MAPPING)), false);
    let change = only(&out);
    assert_eq!(line(change), "renamed mapping m_load / instance S_C (was S_CUSTOMER)");
    let follows = lines(&change.follows);
    assert!(follows.contains(&"renamed reader S_C (was S_CUSTOMER)".to_owned()), "{follows:#?}");
    assert!(
        follows.contains(
            &"renamed mapping m_load / instance SQ_CUSTOMER / associated source S_C (was S_CUSTOMER)".to_owned()
        ),
        "{follows:#?}"
    );
    assert_eq!(follows.len(), 5, "{follows:#?}");
}

#[test]
fn a_renamed_port_takes_connectors_and_expressions_along() {
    let port = "<TRANSFORMFIELD NAME=\"NAME\" DATATYPE=\"string\" PORTTYPE=\"INPUT\" ";
    let new = MAPPING
        .replace(port, &port.replace("\"NAME\"", "\"IN_NAME\""))
        .replace("LTRIM(NAME)", "LTRIM(IN_NAME)")
        .replace("v_b || NAME", "v_b || IN_NAME")
        .replace("TOINSTANCE=\"EXP_TRIM\" TOFIELD=\"NAME\"", "TOINSTANCE=\"EXP_TRIM\" TOFIELD=\"IN_NAME\"");
    let out = merged(&part(MAPPING, Inner::Apart), &part(&new, Inner::Apart), false);
    let change = only(&out);
    assert_eq!(line(change), "renamed transformation EXP_TRIM / port IN_NAME (was NAME)");
    assert_eq!(
        lines(&change.follows),
        [
            "renamed connector SQ_CUSTOMER.NAME → EXP_TRIM.IN_NAME (was SQ_CUSTOMER.NAME → EXP_TRIM.NAME)",
            "changed transformation EXP_TRIM / port OUT_NAME: EXPRESSION",
            "changed transformation EXP_TRIM / port v_a: EXPRESSION",
        ]
    );
    // An expression that says something else is no follower.
    let other = new.replace("LTRIM(IN_NAME)", "RTRIM(IN_NAME)");
    let out = merged(&part(MAPPING, Inner::Apart), &part(&other, Inner::Apart), false);
    assert_eq!(lines(&out.changes)[1..], ["changed transformation EXP_TRIM / port v_a: EXPRESSION"]);
}

#[test]
fn another_transformation_is_no_renamed_one() {
    let from = MAPPING.find("<TRANSFORMATION NAME=\"EXP_TRIM\"").unwrap();
    let to = from + MAPPING[from..].find("</TRANSFORMATION>").unwrap();
    let filter = "<TRANSFORMATION NAME=\"FIL_NEW\" TYPE=\"Filter\" REUSABLE=\"NO\">\
        <TRANSFORMFIELD NAME=\"KEY\" DATATYPE=\"integer\" PORTTYPE=\"INPUT/OUTPUT\" PRECISION=\"9\"/>\
        <TABLEATTRIBUTE NAME=\"Filter Condition\" VALUE=\"KEY &gt; 0\"/>";
    let new = format!("{}{filter}{}", &MAPPING[..from], &MAPPING[to..]);
    let out = merged(&part(MAPPING, Inner::Apart), &part(&new, Inner::Apart), false);
    assert_eq!(lines(&out.changes), ["removed transformation EXP_TRIM", "added transformation FIL_NEW"]);
}

#[test]
fn a_partition_is_renamed_once() {
    let out = edited(SESSION, Inner::Apart, "\"Partition #2\"", "\"Big\"");
    let change = only(&out);
    assert_eq!(line(change), "renamed instance setting SQ_CUSTOMER / partition Big (was Partition #2)");
    assert_eq!(
        lines(&change.follows),
        [
            "renamed instance setting T_CUSTOMER / partition Big (was Partition #2)",
            "renamed reader S_CUSTOMER / connection DB Connection (Big) (was DB Connection (Partition #2))",
            "added writer T_CUSTOMER: Reject filename (Big)",
            "removed writer T_CUSTOMER: Reject filename (Partition #2)",
        ]
    );
}

#[test]
fn a_renamed_task_takes_links_and_variables_along() {
    let new = WORKFLOW.replace("\"s_load\"", "\"s_fill\"").replace("$s_load.", "$s_fill.");
    let out = merged(&part(WORKFLOW, Inner::Within), &part(&new, Inner::Within), false);
    let change = only(&out);
    assert_eq!(line(change), "renamed session s_fill (was s_load)");
    let follows = [
        "renamed link Start → s_fill (was Start → s_load)",
        "renamed task instance s_fill (was s_load)",
        "changed task instance s_fill: TASKNAME",
        "renamed variable $s_fill.Status (was $s_load.Status)",
    ];
    assert_eq!(lines(&change.follows), follows);
    // Where sessions are compared apart, the links tell.
    let out = merged(&part(WORKFLOW, Inner::Apart), &part(&new, Inner::Apart), false);
    let change = only(&out);
    assert_eq!(line(change), "renamed task instance s_fill (was s_load)");
    assert_eq!(lines(&change.follows), [follows[0], follows[2], follows[3]]);
}

#[test]
fn variables_of_a_task_come_with_it() {
    let task = "<TASKINSTANCE NAME=\"wait\" TASKNAME=\"wait\" TASKTYPE=\"Timer\" ISENABLED=\"YES\"/>\
        <WORKFLOWVARIABLE NAME=\"$wait.Status\" DATATYPE=\"integer\" USERDEFINED=\"NO\"/>";
    let out = edited(WORKFLOW, Inner::Apart, "<WORKFLOWLINK", &format!("{task}<WORKFLOWLINK"));
    let change = only(&out);
    assert_eq!(line(change), "added task instance wait");
    assert_eq!(lines(&change.follows), ["added variable $wait.Status"]);
}

const VARIABLES: [&str; 2] = [
    "<TRANSFORMFIELD NAME=\"v_a\" DATATYPE=\"string\" PORTTYPE=\"LOCAL VARIABLE\" PRECISION=\"50\" EXPRESSION=\"LTRIM(NAME)\"/>",
    "<TRANSFORMFIELD NAME=\"v_b\" DATATYPE=\"string\" PORTTYPE=\"LOCAL VARIABLE\" PRECISION=\"50\" EXPRESSION=\"RTRIM(v_a)\"/>",
];

#[test]
fn the_order_of_variables_means_something_and_that_of_ports_does_not() {
    let swapped = MAPPING.replace(VARIABLES[1], "").replace(VARIABLES[0], &format!("{}{}", VARIABLES[1], VARIABLES[0]));
    let out = merged(&part(MAPPING, Inner::Apart), &part(&swapped, Inner::Apart), false);
    let change = only(&out);
    assert_eq!(line(change), "changed transformation EXP_TRIM: order of variables");
    assert_eq!(change.after.as_ref().unwrap().value, "v_b, v_a");

    // One that comes in between is one change.
    let third = VARIABLES[0].replace("v_a", "v_c").replace("LTRIM(NAME)", "UPPER('x')");
    let out = edited(MAPPING, Inner::Apart, VARIABLES[0], &format!("{third}{}", VARIABLES[0]));
    let change = only(&out);
    assert_eq!(line(change), "added transformation EXP_TRIM / port v_c");
    assert_eq!(lines(&change.follows), ["changed transformation EXP_TRIM: order of variables"]);

    // A port that moves behind the others means nothing.
    let port = "<TRANSFORMFIELD NAME=\"OUT_NAME\" DATATYPE=\"string\" PORTTYPE=\"OUTPUT\" PRECISION=\"50\" EXPRESSION=\"v_b || NAME\"/>";
    let moved = MAPPING.replace(port, "").replace(VARIABLES[0], &format!("{port}{}", VARIABLES[0]));
    let out = merged(&part(MAPPING, Inner::Apart), &part(&moved, Inner::Apart), false);
    assert_eq!((lines(&out.changes).len(), out.noise), (0, 1));
    let out = merged(&part(MAPPING, Inner::Apart), &part(&moved, Inner::Apart), true);
    let change = only(&out);
    assert_eq!(line(change), "changed transformation EXP_TRIM: document order of ports");
    assert_eq!(change.after.as_ref().unwrap().value, "OUT_NAME, v_a, v_b");
}

#[test]
fn ports_of_a_source_qualifier_have_an_order_under_a_query() {
    let ports = [
        "<TRANSFORMFIELD NAME=\"ID\" DATATYPE=\"decimal\" PORTTYPE=\"INPUT/OUTPUT\" PRECISION=\"10\"/>",
        "<TRANSFORMFIELD NAME=\"NAME\" DATATYPE=\"string\" PORTTYPE=\"INPUT/OUTPUT\" PRECISION=\"50\"/>",
    ];
    let swap = |xml: &str| xml.replace(ports[1], "").replace(ports[0], &format!("{}{}", ports[1], ports[0]));
    let told = |xml: &str| merged(&part(xml, Inner::Apart), &part(&swap(xml), Inner::Apart), false);
    let out = told(MAPPING);
    assert_eq!((lines(&out.changes).len(), out.noise), (0, 2));
    let query = MAPPING.replace("\"Sql Query\" VALUE=\"\"", "\"Sql Query\" VALUE=\"select id, name from c\"");
    assert_eq!(line(only(&told(&query))), "changed transformation SQ_CUSTOMER: order of ports");
    let out = edited(MAPPING, Inner::Apart, "\"Sql Query\" VALUE=\"\"", "\"Sql Query\" VALUE=\"select 1, 2\"");
    assert_eq!(line(only(&out)), "changed transformation SQ_CUSTOMER: Sql Query");
}

#[test]
fn a_command_in_between_renumbers_nothing() {
    let first = "<VALUEPAIR NAME=\"cmd\" VALUE=\"touch done\" EXECORDER=\"1\"";
    let new =
        SESSION.replace("EXECORDER=\"2\"", "EXECORDER=\"3\"").replace(first, &first.replace("\"1\"", "\"2\"")).replace(
            "<VALUEPAIR NAME=\"cmd\"",
            "<VALUEPAIR NAME=\"check\" VALUE=\"df\" EXECORDER=\"1\"/><VALUEPAIR NAME=\"cmd\"",
        );
    let out = merged(&part(SESSION, Inner::Apart), &part(&new, Inner::Apart), false);
    let task = "component Post-session success command / task post_session_success_command";
    let change = only(&out);
    assert_eq!(line(change), format!("added {task} / command check"));
    assert_eq!(lines(&change.follows), [format!("changed {task}: order of commands")]);
    assert_eq!(out.noise, 2);
}

const TABLE: &str = r#"<SOURCE NAME="C" DBDNAME="D" DATABASETYPE="KIND" VERSIONNUMBER="1">
  <SOURCEFIELD NAME="ID" DATATYPE="number" FIELDNUMBER="1" OFFSET="0" LENGTH="10"/>
  <SOURCEFIELD NAME="NAME" DATATYPE="string" FIELDNUMBER="2" OFFSET="10" LENGTH="20"/>
  <SOURCEFIELD NAME="CITY" DATATYPE="string" FIELDNUMBER="3" OFFSET="30" LENGTH="20"/>
</SOURCE>"#;

#[test]
fn columns_have_an_order_in_flat_files_only() {
    let told = |kind: &str| {
        let old = TABLE.replace("KIND", kind);
        let new = old
            .replace("FIELDNUMBER=\"1\" OFFSET=\"0\"", "FIELDNUMBER=\"2\" OFFSET=\"20\"")
            .replace("FIELDNUMBER=\"2\" OFFSET=\"10\"", "FIELDNUMBER=\"1\" OFFSET=\"0\"")
            .replace("VERSIONNUMBER=\"1\"", "VERSIONNUMBER=\"2\"");
        merged(&part(&old, Inner::Apart), &part(&new, Inner::Apart), false)
    };
    let out = told("Oracle");
    assert_eq!((lines(&out.changes).len(), out.noise), (0, 5));
    assert_eq!(line(only(&told("Flat File"))), "changed : order of columns");
    // What a mainframe lays out is read by position.
    assert_eq!(told("VSAM").changes.len(), 4);
}

#[test]
fn a_name_that_comes_twice_is_numbered_by_what_it_says() {
    let xml = |one: &str, two: &str| {
        format!(
            "<NEW><THING NAME=\"x\" VALUE=\"{one}\"/><THING NAME=\"x\" VALUE=\"{two}\"/><DAY N=\"1\"/><DAY N=\"2\"/></NEW>"
        )
    };
    let (a, b) = (part(&xml("1", "2"), Inner::Apart), part(&xml("2", "1"), Inner::Apart));
    let names: Vec<_> = a.parts.iter().map(|part| format!("{} {}", part.kind, part.name)).collect();
    assert_eq!(names, ["day 1", "day 2", "thing x", "thing x #2"]);
    let out = merged(&a, &b, false);
    assert_eq!((out.changes.len(), out.noise), (0, 1));
}

#[test]
fn a_source_and_its_qualifier_may_share_a_name() {
    let out = part(&SESSION.replace("\"S_CUSTOMER\"", "\"SQ_CUSTOMER\""), Inner::Apart);
    let readers: Vec<_> =
        out.parts.iter().filter(|part| part.kind == "reader").map(|part| part.name.as_str()).collect();
    assert_eq!(readers, ["SQ_CUSTOMER (Source Definition) (SQ_CUSTOMER)", "SQ_CUSTOMER (Source Qualifier)"]);
}

#[test]
fn what_hangs_too_deep_hangs_on_the_deepest() {
    let deep = format!("{}<Z NAME=\"z\"/>{}", "<A X=\"1\">".repeat(20_000), "</A>".repeat(20_000));
    let (tree, other) =
        (part(&deep, Inner::Within), part(&deep.replace("<Z NAME=\"z\"", "<Z NAME=\"y\""), Inner::Within));
    assert!(merged(&tree, &tree, false).changes.is_empty());
    assert_eq!(merged(&tree, &other, false).changes.len(), 1);
}
