//! The table of risks, by hand-written expectation: each setting of the list, in both directions where that matters.

use super::super::change::{Step, Told};
use super::Risk::{High, Low, Medium};
use super::*;

#[allow(clippy::unnecessary_wraps, reason = "it is what a change holds")]
fn told(value: &str) -> Option<Told> {
    Some(Told { value: value.into(), ..Told::default() })
}

fn path(kind: &str) -> Vec<Step> {
    if kind.is_empty() { Vec::new() } else { vec![Step { kind: kind.into(), name: "X".into() }] }
}

fn fact(kind: &str, fact: &str, before: &str, after: &str) -> Change {
    let (before, after) = (told(before), told(after));
    Change { path: path(kind), fact: Some(fact.into()), before, after, ..Change::default() }
}

fn whole(class: Class, kind: &str, name: &str) -> (Risk, &'static str) {
    let path = vec![Step { kind: kind.into(), name: name.into() }];
    of(&Change { class, path, ..Change::default() })
}

#[test]
fn settings_of_a_load() {
    for (name, before, after, risk, reason) in [
        ("Stop on errors", "1", "0", High, "the first error no longer stops the load"),
        ("Stop on errors", "0", "1", Medium, "errors stop the load now, from this number on"),
        ("Stop on errors", "1", "5000", High, "more errors are let pass before the load stops"),
        ("Stop on errors", "5000", "1", Medium, "the load stops after fewer errors"),
        ("Stop on errors", "1", "$PMSessionErrorThreshold", Medium, "how many errors stop the load"),
        (
            "Treat source rows as",
            "Insert",
            "Data driven",
            High,
            "rows are inserted, updated or deleted where they were not before",
        ),
        ("Commit Type", "Target", "Source", High, "what is kept when the load fails half way"),
        (
            "Commit Interval",
            "10000",
            "1000",
            Medium,
            "more commits: slower, more is kept of a load that fails half way",
        ),
        (
            "Commit Interval",
            "1000",
            "10000",
            Medium,
            "fewer commits: more to undo after a failure, locks are held for longer",
        ),
        ("Commit On End Of File", "YES", "NO", High, "rows after the last commit are not kept"),
        ("Commit On End Of File", "NO", "YES", Medium, "rows after the last commit are kept, too"),
        (
            "Pushdown Optimization",
            "None",
            "Full",
            Medium,
            "more or less of the work is done by the database, by its rules",
        ),
        ("Pushdown Optimization", "Full", "None", Medium, "the service does the work again, not the database"),
        (
            "Recovery Strategy",
            "Fail task and continue workflow",
            "Restart task",
            Medium,
            "after a failure the load starts over: rows may come twice",
        ),
    ] {
        assert_eq!(of(&fact("", name, before, after)), (risk, reason), "{name}: {before} → {after}");
    }
}

#[test]
fn settings_around_a_load() {
    for (name, before, after, risk, reason) in [
        ("Override tracing", "None", "Verbose Data", Medium, "a verbose log is slow and shows data"),
        ("Override tracing", "Verbose Data", "None", Low, "only the log"),
        ("Parameter Filename", "", "/p/a.par", High, "parameters take their values from another file"),
        (
            "$Target connection value",
            "Relational:A",
            "Relational:B",
            High,
            "what means $Target reads or writes another database",
        ),
        ("DTM buffer size", "Auto", "24000000", Medium, "the memory of the load: speed, or failing for want of it"),
        ("MAPPINGNAME", "m_a", "m_b", High, "another mapping runs"),
        ("ISVALID", "YES", "NO", High, "PowerCenter does not run what is invalid"),
        ("ISVALID", "NO", "YES", Medium, "it is valid now, so it can run"),
        ("Enable Test Load", "NO", "YES", High, "nothing is written any more: rows are only read and transformed"),
        ("Enable Test Load", "YES", "NO", High, "rows are written now"),
        ("On Pre-Post SQL error", "Stop", "Continue", High, "the load goes on after this error"),
        ("On Pre-Post SQL error", "Continue", "Stop", Medium, "this error stops the load now"),
        (
            "Dynamic Partitioning",
            "Disabled",
            "Based on number of CPUs",
            Medium,
            "rows are spread over partitions in another way",
        ),
        ("Session Log File Name", "a.log", "b.log", Low, "only the log"),
        ("Save session log for these runs", "0", "5", Low, "how many logs are kept"),
        ("DESCRIPTION", "", "nightly", Low, "only a description"),
        ("SUSPEND_ON_ERROR", "NO", "YES", Medium, "a failed task holds the workflow until somebody acts"),
        ("SCHEDULERNAME", "daily", "weekly", High, "when it starts, or whether it starts at all"),
        ("What nobody knows", "a", "b", Low, "nothing is known to depend on it"),
    ] {
        assert_eq!(of(&fact("", name, before, after)), (risk, reason), "{name}: {before} → {after}");
    }
}

#[test]
fn readers_writers_and_connections() {
    for (kind, name, before, after, risk, reason) in [
        (
            "writer",
            "Truncate target table option",
            "NO",
            "YES",
            High,
            "rows that were there before the run are deleted",
        ),
        ("writer", "Truncate target table option", "YES", "NO", High, "rows that were there before the run stay"),
        ("writer", "Target load type", "Normal", "Bulk", High, "a bulk load cannot be rolled back or recovered"),
        (
            "writer",
            "Target load type",
            "Bulk",
            "Normal",
            Medium,
            "no bulk load any more: slower, and it can be rolled back",
        ),
        ("writer", "Insert", "YES", "NO", High, "rows of this kind are not written any more"),
        ("writer", "Delete (Partition #2)", "YES", "NO", High, "rows of this kind are not written any more"),
        (
            "writer",
            "Update as Insert",
            "NO",
            "YES",
            High,
            "rows are inserted, updated or deleted where they were not before",
        ),
        ("writer", "Reject filename", "a.bad", "b.bad", Low, "rejected rows are kept in another file"),
        ("writer", "Append if Exists", "NO", "YES", High, "rows are added to the file of the last run"),
        ("writer", "Append if Exists", "YES", "NO", High, "the file of the last run is overwritten"),
        ("writer", "Of a plug-in", "1", "2", Medium, "the target is written in another way"),
        ("connection", "CONNECTIONNAME", "ORA_A", "ORA_B", High, "another database or system is read or written"),
        ("connection", "CONNECTIONSUBTYPE", "Oracle", "DB2", High, "another database or system is read or written"),
        ("connection", "VARIABLE", "", "$DBConnection_A", High, "another database or system is read or written"),
        ("connection", "packet size", "1", "2", Medium, "the connection works in another way"),
        (
            "instance setting",
            "PARTITIONTYPE",
            "PASS THROUGH",
            "HASH KEYS",
            Medium,
            "rows are spread over partitions in another way",
        ),
        ("config reference", "REFOBJECTNAME", "a", "b", Medium, "what is not set here comes from another object"),
        ("command", "VALUE", "rm a", "rm b", High, "another command runs around the load"),
        ("assignment", "VALUE", "1", "2", High, "a variable is given another value"),
    ] {
        assert_eq!(of(&fact(kind, name, before, after)), (risk, reason), "{kind} {name}: {before} → {after}");
    }
}

#[test]
fn mappings_and_workflows() {
    for (kind, name, before, after, risk, reason) in [
        ("transformation", "Sql Query", "SELECT A FROM T", "SELECT B FROM T", High, "other rows or values are read"),
        ("transformation", "Sql Query", "SELECT A FROM T", "", High, "other rows or values are read"),
        ("transformation", "Sql Query", "SELECT A FROM T", "select A\nfrom T", Low, "only the layout of the statement"),
        ("transformation", "Source Filter", "", "A > 1", High, "other rows are read"),
        ("transformation", "User Defined Join", "A = B", "A = C", High, "source tables are joined in another way"),
        ("instance", "Pre SQL", "", "DELETE FROM T", High, "another statement runs before the load"),
        ("instance", "Post SQL", "", "COMMIT", High, "another statement runs after the load"),
        ("transformation", "Lookup Sql Override", "", "SELECT 1", High, "lookups may find other values"),
        ("transformation", "Filter Condition", "TRUE", "A > 1", High, "other rows pass"),
        (
            "transformation",
            "Tracing Level",
            "Normal",
            "Verbose Initialization",
            Medium,
            "a verbose log is slow and shows data",
        ),
        ("transformation", "Tracing Level", "Verbose Data", "Terse", Low, "only the log"),
        (
            "transformation",
            "Lookup Data Cache Size",
            "Auto",
            "1",
            Medium,
            "the memory of the load: speed, or failing for want of it",
        ),
        ("transformation", "Of a plug-in", "1", "2", Medium, "the transformation works in another way"),
        ("transformation", "order of variables", "a b", "b a", High, "values or rows are worked on in another order"),
        ("port", "EXPRESSION", "A", "B", High, "the value is computed in another way"),
        ("port", "PRECISION", "10", "5", High, "values may be cut, rounded or refused"),
        ("port", "PRECISION", "5", "10", Medium, "values may be cut, rounded or refused"),
        ("column", "KEYTYPE", "NOT A KEY", "PRIMARY KEY", High, "updates and deletes find their rows by other columns"),
        ("flat file", "DELIMITERS", ",", ";", High, "the file is read or written in another form"),
        ("variable", "DEFAULTVALUE", "1", "2", High, "it has another value where nothing sets it"),
        ("task instance", "ISENABLED", "YES", "NO", High, "it does not run any more"),
        ("task instance", "ISENABLED", "NO", "YES", High, "it runs now"),
        (
            "task instance",
            "FAIL_PARENT_IF_INSTANCE_FAILS",
            "YES",
            "NO",
            High,
            "its failure no longer fails what is around it",
        ),
        ("link", "CONDITION", "", "$s_a.Status = SUCCEEDED", High, "whether the next task runs"),
        ("schedule", "SCHEDULETYPE", "ONDEMAND", "RECURRING", High, "when it starts, or whether it starts at all"),
        ("start options", "STARTTIME", "01:00", "02:00", Medium, "it starts at other times"),
        ("metadata extension", "VALUE", "1", "2", Low, "what somebody noted about it"),
    ] {
        assert_eq!(of(&fact(kind, name, before, after)), (risk, reason), "{kind} {name}: {before} → {after}");
    }
}

#[test]
fn parts_that_came_went_or_have_another_name() {
    use Class::{Added, Removed, Renamed};
    for (class, kind, name, risk, reason) in [
        (Added, "partition", "Partition #2", Medium, "rows are spread over more or fewer partitions"),
        (Removed, "partition", "Partition #2", Medium, "rows are spread over more or fewer partitions"),
        (Added, "writer", "T", High, "something more is written"),
        (Removed, "writer", "T", High, "something is not written any more"),
        (Added, "connection", "DB Connection", High, "another database or system is read or written"),
        (Added, "connector", "A.X → B.X", High, "values come from elsewhere, or go elsewhere"),
        (Added, "port", "X", Medium, "one more value goes through"),
        (Removed, "port", "X", High, "a value does not go through any more"),
        (Added, "task instance", "s_a", High, "one more task runs"),
        (Removed, "link", "a → b", High, "the order of tasks, or whether one runs"),
        (Added, "component", "Failure Email", Low, "who is told of a run"),
        (Removed, "component", "Failure Email", Medium, "nobody is told when it fails"),
        (Added, "component", "Pre-session command", Medium, "something more is done around the load"),
        (Removed, "scheduler", "daily", High, "when it starts, or whether it starts at all"),
        (Added, "metadata extension", "note", Low, "what somebody noted about it"),
        (Renamed, "transformation", "EXP", Low, "another name, the same content"),
        (Renamed, "target", "T", High, "another table or file is read or written"),
        (Renamed, "task instance", "s_a", Medium, "parameter files and scripts may know it by its old name"),
        (Added, "never seen", "x", Low, "nothing is known to depend on it"),
    ] {
        assert_eq!(whole(class, kind, name), (risk, reason), "{class:?} {kind} {name}");
    }
}

#[test]
fn a_rename_that_is_a_guess_matters_more() {
    let guess = |kind: &str| {
        let change = Change { class: Class::Renamed, path: path(kind), likeness: Some(80), ..Change::default() };
        of(&change)
    };
    assert_eq!(guess("transformation"), (Medium, "taken for the same under another name"));
    assert_eq!(guess("mapping"), (High, "another mapping runs"));
    assert_eq!(guess("target"), (High, "another table or file is read or written"));
}

#[test]
fn the_same_value_from_another_layer_matters_little() {
    let change = Change { class: Class::Restated, ..fact("", "Stop on errors", "0", "0") };
    assert_eq!(of(&change), (Low, "the same value, said by another layer"));
}

#[test]
fn secrets_are_judged_without_their_values() {
    let change =
        |hidden| Change { hidden: Some(hidden), ..fact("connection object", "password", "«secret»", "«secret»") };
    assert_eq!(of(&change(Hidden::Changed)), (Medium, "another secret is used"));
    assert_eq!(of(&change(Hidden::Unknown)), (Medium, "another secret may be used"));
    let query = Change {
        hidden: Some(Hidden::Changed),
        ..fact("transformation", "Sql Query", "A «sealed:1»", "A «sealed:1»")
    };
    assert_eq!(of(&query), (High, "other rows or values are read"));
}

#[test]
fn objects_that_came_and_went() {
    assert_eq!(of_object(Class::Removed, "session"), (High, "what it loaded is not loaded any more"));
    assert_eq!(of_object(Class::Added, "config"), (Low, "nothing that was there before uses it"));
}

#[test]
fn every_row_can_be_reached() {
    let rows = || [OF_SESSIONS, OF_ENDS, OF_MAPPINGS, OF_WORKFLOWS].into_iter().flatten();
    for (at, row) in rows().enumerate() {
        let hides = |earlier: &Row| {
            let kind = earlier.0.is_empty() || earlier.0 == row.0;
            kind && (earlier.1.is_empty() || earlier.1.eq_ignore_ascii_case(row.1)) && matches!(earlier.2, When::Any)
        };
        assert!(!rows().take(at).any(hides), "{row:?}");
    }
}
