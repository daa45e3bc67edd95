//! What a move rewrites, by hand: the text before, the text after, and nothing else.

use catalog::answer::migrate::importable::{join_config, needs};
use catalog::answer::migrate::version::{self, Version};
use catalog::answer::migrate::{Found, Subject, edit, environment, overrides, secrets};
use catalog::model::Text;
use catalog::model::environment::{Environment, Setting};
use catalog::model::session::Config;
use catalog::read::{session, tree};

fn subject() -> Subject {
    Subject { object: "session:R::F/s".to_owned(), file: "a.xml".to_owned(), lines_before: 9 }
}

fn setting(name: &str, value: Option<&str>) -> Setting {
    Setting { name: name.into(), value: value.map(Into::into), place: "e.yaml".to_owned() }
}

fn test() -> Environment {
    let pair = |from: &str, to: &str| (Text::from(from), Text::from(to));
    Environment {
        name: "test".to_owned(),
        service: "IS_TST".into(),
        connections: vec![
            pair("A", "B"),
            pair("$DBConnection_X", "C<&>"),
            pair("D", "$DBConnection_D"),
            pair("E", "E"),
        ],
        paths: vec![("/data/infa".to_owned(), "/test".to_owned())],
        overrides: vec![
            setting("$$DAY", Some("'1'")),
            setting("$$GONE", None),
            setting("$$PWD", Some("«secret»")),
            setting("$$TWO", Some("1\n$$DAY=2")),
        ],
        directories: vec![setting("$PMCacheDir", Some("/fast"))],
        ..Environment::default()
    }
}

/// Rewrites a text for the environment `test`, which has connection objects `C<&>` (Oracle) and `O`.
fn moved(xml: &str) -> (String, Found) {
    let (tree, mut found) = (tree::parse(xml).unwrap(), Found::default());
    let object = |name: &str| match name {
        "C<&>" => Some(Text::from("Oracle")),
        "O" => Some(Text::default()),
        _ => None,
    };
    let environment = test();
    let target = environment::Target { environment: &environment, object: &object };
    environment::rewrite(&tree, &subject(), &target, &mut found);
    (edit::applied(xml, &found.edits, &tree::escape), found)
}

fn reference(name: &str, subtype: &str, variable: &str) -> String {
    format!(
        "<S NAME='x'>\n <CONNECTIONREFERENCE CONNECTIONNAME =\"{name}\" CONNECTIONSUBTYPE = '{subtype}' VARIABLE=\"{variable}\"/>\n</S>"
    )
}

#[test]
fn a_connection_becomes_the_one_that_stands_for_it() {
    for (before, after) in [
        (("A", "Oracle", ""), ("B", "Oracle", "")),
        (("", "", "$DBConnection_X"), ("C&lt;&amp;&gt;", "Oracle", "")),
        (("D", "Oracle", ""), ("", "", "$DBConnection_D")),
    ] {
        let (text, found) = moved(&reference(before.0, before.1, before.2));
        assert_eq!(text, reference(after.0, after.1, after.2));
        assert!(found.left.is_empty(), "{:?}", found.left);
        assert_eq!(found.changed[0].place, "a.xml:11");
        assert!(found.changed[0].why.contains("in test"));
    }
}

#[test]
fn a_connection_that_the_environment_has_stays_and_one_it_has_not_is_told_once() {
    for name in ["B", "E", "O", ""] {
        let before = reference(name, "", "");
        let (text, found) = moved(&before);
        assert!(text == before && found.left.is_empty() && found.changed.is_empty(), "{name}");
    }
    let twice = format!("<W>{0}{0}</W>", reference("Z", "Oracle", ""));
    let (text, found) = moved(&twice);
    assert_eq!(text, twice);
    assert_eq!(found.left.len(), 1);
    assert_eq!((found.left[0].what.as_str(), found.left[0].times), ("connection Z", 2));
    let (_, found) = moved(&reference("", "", "$Source"));
    assert!(found.left.is_empty() && found.changed.is_empty());
}

#[test]
fn connections_stand_in_attributes_with_their_kind_before_them() {
    let attribute = |name: &str, value: &str| format!("<A><ATTRIBUTE NAME ='{name}' VALUE ='{value}'/></A>");
    for (name, before, after) in [
        ("$Source connection value", "Relational:A", "Relational:B"),
        ("$Target connection value", "A", "B"),
        ("Connection Information", "Relational:D", "$DBConnection_D"),
        ("Error Log DB Connection", "A", "B"),
        ("Some other", "A", "A"),
    ] {
        assert_eq!(moved(&attribute(name, before)).0, attribute(name, after), "{name}");
    }
}

#[test]
fn paths_move_in_files_and_commands_but_not_in_sql() {
    let attribute = |name: &str, value: &str| format!("<A><ATTRIBUTE NAME ='{name}' VALUE ='{value}'/></A>");
    let before = attribute("Parameter Filename", "/data/infa&#x5c;a.par");
    assert_eq!(moved(&before).0, attribute("Parameter Filename", "/test\\a.par"));
    let sql = attribute("Sql Query", "select 1 /data/infa");
    assert_eq!(moved(&sql).0, sql);
    let task = |path: &str| format!("<TASK TYPE='Command'><VALUEPAIR NAME='c' VALUE='rm {path}/x'/></TASK>");
    assert_eq!(moved(&task("/data/infa")).0, task("/test"));
    let (_, found) = moved(&task("/data/infa"));
    assert_eq!(found.changed[0].was.as_deref(), Some("rm /data/infa/x"));
}

#[test]
fn overrides_become_initial_values_and_parameters_and_secrets_stay_away() {
    let variable = |name: &str, value: &str| {
        format!(
            "<MAPPING><MAPPINGVARIABLE NAME=\"{name}\" DEFAULTVALUE =\"{value}\"/><A X='{name} $PMCacheDir'/></MAPPING>"
        )
    };
    let (text, found) = moved(&variable("$$day", "old"));
    assert_eq!(text, variable("$$day", "&apos;1&apos;"));
    let given: Vec<(&str, &str)> =
        found.parameters.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(given, [("$$DAY", "'1'"), ("$PMCacheDir", "/fast")]);
    for name in ["$$GONE", "$$PWD", "$$TWO"] {
        let (text, found) = moved(&variable(name, "old"));
        assert_eq!(text, variable(name, "old"));
        assert_eq!(found.left[0].what, format!("parameter {name}"));
    }
}

#[test]
fn the_service_is_that_of_the_environment() {
    let (text, _) = moved("<WORKFLOW SERVERNAME=\"IS_PRD\" NAME='w'/>");
    assert_eq!(text, "<WORKFLOW SERVERNAME=\"IS_TST\" NAME='w'/>");
}

fn config(attributes: &str) -> Config {
    let xml = format!("<CONFIG NAME='default_session_config' ISDEFAULT='YES'>{attributes}</CONFIG>");
    session::config(tree::parse(&xml).unwrap().root().unwrap())
}

fn versioned(xml: &str, to: &str, config: Option<&Config>) -> (String, Found) {
    let (tree, mut found) = (tree::parse(xml).unwrap(), Found::default());
    version::rewrite(&tree, &subject(), Version::named(to).unwrap(), &|_| config.cloned(), &mut found);
    (edit::applied(xml, &found.edits, &tree::escape), found)
}

#[test]
fn rows_are_counted_as_the_version_counts_them() {
    let flow = |name: &str, datatype: &str| {
        format!(
            "<WORKFLOW><WORKFLOWVARIABLE DATATYPE =\"{datatype}\" NAME =\"{name}\" USERDEFINED =\"NO\"/></WORKFLOW>"
        )
    };
    let (rows, errors) = ("$s.TgtSuccessRows", "$s.TotalTransErrors");
    assert_eq!(versioned(&flow(rows, "integer"), "10.4", None).0, flow(rows, "bigint"));
    assert_eq!(versioned(&flow(rows, "bigint"), "10.2", None).0, flow(rows, "integer"));
    assert_eq!(versioned(&flow(rows, "bigint"), "10.5", None).0, flow(rows, "bigint"));
    assert_eq!(versioned(&flow(errors, "integer"), "10.5", None).0, flow(errors, "integer"));
}

#[test]
fn what_the_default_configuration_says_otherwise_is_made_explicit() {
    let attribute = |name: &str, value: &str| format!("<ATTRIBUTE NAME =\"{name}\" VALUE =\"{value}\"/>");
    let legacy =
        [("Default buffer block size", "128000"), ("Pre 85 Timestamp Compatibility", "YES"), ("Stop on errors", "9")];
    let legacy = config(&legacy.map(|(name, value)| attribute(name, value)).concat());
    let precision = attribute("Enable high precision", "YES");
    let session = |inside: &str| format!("<SESSION>{inside}{precision}</SESSION>");
    let empty = session("<CONFIGREFERENCE REFOBJECTNAME =\"default_session_config\"/>");
    let (block, stamp) =
        (attribute("Default buffer block size", "128000"), attribute("Pre 85 Timestamp Compatibility", "YES"));
    let wanted =
        format!("<CONFIGREFERENCE REFOBJECTNAME =\"default_session_config\">\n{block}\n{stamp}\n</CONFIGREFERENCE>");
    let (text, found) = versioned(&empty, "10.5", Some(&legacy));
    assert_eq!(text, session(&wanted));
    assert_eq!(found.changed.iter().map(|one| one.was.as_deref()).collect::<Vec<_>>(), [None, None]);
    let own = attribute("Default buffer block size", "1MB");
    let open = |inside: &str| session(&format!("<CONFIGREFERENCE REFOBJECTNAME =\"c\">\n{inside}\n</CONFIGREFERENCE>"));
    assert_eq!(versioned(&open(&own), "10.5", Some(&legacy)).0, open(&format!("{own}\n{stamp}")));
    let fresh = config(&attribute("Default buffer block size", "Auto"));
    assert_eq!(versioned(&empty, "10.5", Some(&fresh)).0, empty);
    let (text, found) = versioned(&empty, "10.5", None);
    assert_eq!((text, found.left[0].what.as_str()), (empty, "config default_session_config"));
}

#[test]
fn high_precision_stays_off_where_nothing_was_said() {
    let commit = "<ATTRIBUTE NAME =\"Commit Type\" VALUE =\"Target\"/>";
    let before = format!("<SESSION>{commit}<METADATAEXTENSION/></SESSION>");
    let off = "<ATTRIBUTE NAME =\"Enable high precision\" VALUE =\"NO\"/>";
    assert_eq!(versioned(&before, "10.5", None).0, format!("<SESSION>{commit}\n{off}<METADATAEXTENSION/></SESSION>"));
    assert_eq!(versioned(&before, "10.4", None).0, before);
}

#[test]
fn the_frame_says_its_version() {
    let tag = "<POWERMART CREATION_DATE=\"x\" REPOSITORY_VERSION=\"186.95\">";
    let (tree, mut found) = (tree::parse_start_tag(tag).unwrap(), Found::default());
    version::frame(&tree, &subject(), Version::named("10.5").unwrap(), &mut found);
    let wanted = "<POWERMART CREATION_DATE=\"x\" REPOSITORY_VERSION=\"189.98\">";
    assert_eq!(edit::applied(tag, &found.edits, &tree::escape), wanted);
}

#[test]
fn an_object_needs_what_it_refers_to() {
    let named = |xml: &str| -> Vec<String> {
        let tree = tree::parse(xml).unwrap();
        needs(&tree)
            .iter()
            .map(|one| format!("{} {}{}", one.kind.as_str(), one.name, if one.own { " own" } else { "" }))
            .collect()
    };
    let session = "<SESSION MAPPINGNAME='m'><CONFIGREFERENCE REFOBJECTNAME='c'/><SESSIONCOMPONENT REUSABLE='YES' \
                   REFOBJECTNAME='mail'/><SESSIONCOMPONENT REUSABLE='NO' REFOBJECTNAME='no'/></SESSION>";
    assert_eq!(named(session), ["mapping m", "config c", "task mail"]);
    let flow = "<WORKFLOW REUSABLE_SCHEDULER='YES' SCHEDULERNAME='sch' SUSPENSION_EMAIL='eml'><TASK NAME='eml'/>\
                <TASKINSTANCE REUSABLE='YES' TASKTYPE='Session' TASKNAME='s'/><TASKINSTANCE REUSABLE='YES' \
                TASKTYPE='Worklet' TASKNAME='w'/><TASKINSTANCE REUSABLE='NO' TASKTYPE='Session' TASKNAME='n'/>\
                <TASKINSTANCE REUSABLE='YES' TASKTYPE='Session' TASKNAME='s'/></WORKFLOW>";
    assert_eq!(named(flow), ["scheduler sch", "task eml own", "session s", "worklet w"]);
    let mapping = "<MAPPING><TRANSFORMATION NAME='own'><TRANSFORMFIELD EXPRESSION=':UDF.f1(a) + :UDF.F2(b)'/>\
                   <EXPRMACRODEPENDENCY NAME='f2'/></TRANSFORMATION><INSTANCE TYPE='SOURCE' TRANSFORMATION_NAME='t' \
                   DBDNAME='d'/><INSTANCE TYPE='TRANSFORMATION' REUSABLE='NO' TRANSFORMATION_NAME='own'/><INSTANCE \
                   TYPE='TRANSFORMATION' REUSABLE='YES' TRANSFORMATION_NAME='r'/><INSTANCE TYPE='MAPPLET' \
                   TRANSFORMATION_NAME='p'/></MAPPING>";
    assert_eq!(named(mapping), ["function f1", "function f2", "source t", "transformation r", "mapplet p"]);
}

#[test]
fn secrets_are_told_and_stay() {
    let (tree, mut found) =
        (tree::parse("<A><ATTRIBUTE NAME='p' VALUE='-p «sealed:0123456789abcdef»'/></A>").unwrap(), Found::default());
    secrets(&tree, &subject(), &mut found);
    assert_eq!(found.left[0].what, "the secret in ATTRIBUTE VALUE p");
}

#[test]
fn what_a_task_instance_says_otherwise_is_named_and_what_it_repeats_is_not() {
    let session = "<SESSION NAME='s'><ATTRIBUTE NAME='Commit Interval' VALUE='50000'/><ATTRIBUTE NAME='Recovery Strategy' \
                   VALUE='x'/><CONFIGREFERENCE REFOBJECTNAME='c'/><SESSIONEXTENSION TYPE='READER' \
                   SINSTANCENAME='SQ'><CONNECTIONREFERENCE CNXREFNAME='DB Connection' CONNECTIONNAME='A' \
                   VARIABLE=''/></SESSIONEXTENSION></SESSION>";
    let flow = "<WORKFLOW NAME='w'><WORKLET NAME='l'><TASKINSTANCE NAME='in' TASKNAME='n' TASKTYPE='Session' REUSABLE='NO'/>\
                \n<TASKINSTANCE NAME='i' TASKNAME='s' TASKTYPE='Session' REUSABLE='YES'><ATTRIBUTE NAME='Commit Interval' \
                VALUE='500000'/><ATTRIBUTE NAME='Recovery Strategy' VALUE='x'/><CONFIGREFERENCE \
                REFOBJECTNAME='c'><ATTRIBUTE NAME='Stop on errors' VALUE='1'/></CONFIGREFERENCE><SESSIONEXTENSION \
                TYPE='READER' SINSTANCENAME='SQ'><CONNECTIONREFERENCE CNXREFNAME='DB Connection' CONNECTIONNAME='' \
                VARIABLE='$B'/></SESSIONEXTENSION><SESSIONCOMPONENT TYPE='On failure' REFOBJECTNAME='mail'/></TASKINSTANCE>\
                </WORKLET><TASKINSTANCE NAME='s' TASKNAME='s' TASKTYPE='Session' REUSABLE='YES'/></WORKFLOW>";
    let (session, flow) = (tree::parse(session).unwrap(), tree::parse(flow).unwrap());
    let uses = overrides::uses(&flow);
    let places: Vec<_> = uses.iter().map(|one| (one.within.as_str(), one.name.as_str(), one.line)).collect();
    assert_eq!(places, [("w/l", "i", 1), ("w", "s", 1)]);
    let own = overrides::said(session.root().unwrap());
    let told = overrides::overridden(&uses[0].said, &own);
    assert_eq!(
        told,
        [
            "Commit Interval = 500000",
            "On failure = mail",
            "READER SQ connection DB Connection = $B",
            "Stop on errors = 1"
        ]
    );
    assert!(overrides::overridden(&uses[1].said, &own).is_empty());
}

#[test]
fn several_configuration_references_become_one_and_the_later_value_counts() {
    let xml = "<SESSION NAME='s'><CONFIGREFERENCE REFOBJECTNAME='c&amp;d'>\n<ATTRIBUTE NAME='A' VALUE='1'/><ATTRIBUTE NAME='B' \
               VALUE='2'/></CONFIGREFERENCE>\n<X/><CONFIGREFERENCE REFOBJECTNAME='z'>\n<ATTRIBUTE NAME='A' \
               VALUE='3&lt;'/></CONFIGREFERENCE></SESSION>";
    let (tree, mut found) = (tree::parse(xml).unwrap(), Found::default());
    join_config(&tree, &subject(), &mut found);
    let wanted = "<SESSION NAME='s'><CONFIGREFERENCE REFOBJECTNAME=\"c&amp;d\"><ATTRIBUTE NAME='B' VALUE='2'/><ATTRIBUTE NAME='A' \
                  VALUE='3&lt;'/></CONFIGREFERENCE>\n\n<X/>\n</SESSION>";
    assert_eq!(edit::applied(xml, &found.edits, &tree::escape), wanted);
    assert_eq!((found.changed.len(), found.changed[0].becomes.as_str()), (1, "1 with 2 attributes"));
}
