//! Trees of sessions as they run, by hand-written expectation.

#[path = "session/world.rs"]
mod world;

use super::*;
use crate::answer::resolve::Status;
use crate::model::session::Config;
use crate::model::workflow::TaskInstance;
use world::*;

const MAPPING: (&str, &str) = ("mapping", "m_load");

#[test]
fn a_default_made_explicit_is_the_same_value_from_another_layer() {
    let (before, after) = (World::new().part(None), World::new().says(&[("Commit Interval", "10000")]).part(None));
    assert_eq!(told(&before, "Commit Interval"), Some(("10000", "default")));
    assert_eq!(told(&after, "Commit Interval"), Some(("10000", "session")));
    let place = &after.facts.iter().find(|fact| fact.name == "Commit Interval").unwrap().place;
    assert_eq!(place, "s.xml:107");
}

#[test]
fn layers_are_told_by_kind_and_the_configuration_stands_at_the_session() {
    let mut world = World::new().says(&[("General Options", ""), ("Treat source rows as", "Update")]);
    world.config = Some(Config {
        name: "cfg".into(),
        attributes: attributes(&[("Stop on errors", "5"), ("Override tracing", "Terse")]),
        ..Config::default()
    });
    let world = world.configures(&[("Stop on errors", "1")]);
    let part = world.part(None);
    assert_eq!(told(&part, "Stop on errors"), Some(("1", "session")));
    assert_eq!(told(&part, "Override tracing"), Some(("Terse", "config")));
    assert_eq!(told(&part, "Treat source rows as"), Some(("Update", "session")));
    assert_eq!(told(&part, "General Options"), None, "the head of a group is no setting");
    let reference = at(&part, &[("config reference", "")]);
    assert_eq!(told(reference, "Stop on errors"), None, "it is told once");
    assert_eq!(told(reference, "REFOBJECTNAME"), Some(("cfg", "")));
    assert_eq!(told(&part, "MAPPINGNAME"), Some(("m_load", "")));
}

#[test]
fn the_task_instance_has_the_last_word() {
    let mut world =
        World::new().says(&[("Commit Interval", "500")]).writer("ORA_A", &[("Insert", "YES"), ("Delete", "YES")]);
    world.instance = Some(TaskInstance {
        name: "s_load_daily".into(),
        enabled: false,
        attributes: attributes(&[("Commit Interval", "700")]),
        extensions: vec![extension("ORA_B", &[("Delete", "NO")])],
        ..TaskInstance::default()
    });
    let part = world.part(None);
    assert_eq!(told(&part, "Commit Interval"), Some(("700", "task instance")));
    assert_eq!(told(at(&part, &[("task instance", "")]), "ISENABLED"), Some(("NO", "")));
    let writer = at(&part, &[("writer", "T_OUT")]);
    assert_eq!(told(writer, "Insert"), Some(("YES", "session")));
    assert_eq!(told(writer, "Delete"), Some(("NO", "task instance")));
    let connection = at(writer, &[("connection", "DB Connection")]);
    assert_eq!(told(connection, "CONNECTIONNAME"), Some(("ORA_B", "task instance")));
    assert_eq!((writer.parts.len(), connection.place.as_str()), (1, "w.xml:9"));
}

#[test]
fn what_only_the_task_instance_has_is_the_instances() {
    let mut world = World::new();
    world.instance =
        Some(TaskInstance { extensions: vec![extension("ORA_B", &[("Delete", "NO")])], ..TaskInstance::default() });
    let part = world.part(None);
    assert_eq!(told(at(&part, &[("writer", "T_OUT")]), "Delete"), Some(("NO", "task instance")));
    assert_eq!(told(at(&part, &[("writer", "T_OUT")]), "SUBTYPE"), Some(("Relational Writer", "task instance")));
}

#[test]
fn connections_of_the_session_are_the_sessions() {
    let part = World::new().writer("ORA_A", &[]).part(None);
    let connection = at(&part, &[("writer", "T_OUT"), ("connection", "DB Connection")]);
    assert_eq!(told(connection, "CONNECTIONNAME"), Some(("ORA_A", "session")));
}

#[test]
fn an_override_stands_in_the_mapping_and_not_in_the_session() {
    let query = [MAPPING, ("transformation", "SQ_T")];
    let plain = World::new().part(None);
    assert_eq!(told(at(&plain, &query), "Sql Query"), Some((SQL.1, "mapping")));
    assert_eq!(told(at(&plain, &query), "TYPE"), Some(("Source Qualifier", "")));
    let part = World::new()
        .overrides("SQ_T", "Source Qualifier", &[("Sql Query", "SELECT 1"), ("Source Filter", "B = 2")])
        .part(None);
    assert_eq!(told(at(&part, &query), "Sql Query"), Some(("SELECT 1", "session")));
    assert_eq!(told(at(&part, &query), "Source Filter"), Some(("B = 2", "session")));
    let setting = at(&part, &[("instance setting", "SQ_T")]);
    assert_eq!(setting.facts.len(), 1, "{setting:?}");
}

#[test]
fn an_emptied_override_is_a_value() {
    let part = World::new().overrides("SQ_T", "Source Qualifier", &[("Sql Query", "")]).part(None);
    assert_eq!(told(at(&part, &[MAPPING, ("transformation", "SQ_T")]), "Sql Query"), Some(("", "session")));
}

#[test]
fn an_override_of_one_partition_stands_beside_the_value_of_all() {
    let part =
        World::new().overrides("SQ_T", "Source Qualifier", &[("Sql Query (Partition #2)", "SELECT 2")]).part(None);
    let query = at(&part, &[MAPPING, ("transformation", "SQ_T")]);
    assert_eq!(told(query, "Sql Query"), Some((SQL.1, "mapping")));
    assert_eq!(told(query, "Sql Query (Partition #2)"), Some(("SELECT 2", "session")));
}

#[test]
fn a_target_says_it_at_its_instance() {
    let part = World::new()
        .overrides("T_OUT", "Target Definition", &[("Post SQL", ""), ("Pre SQL", "DELETE FROM T")])
        .part(None);
    let target = at(&part, &[MAPPING, ("instance", "T_OUT")]);
    assert_eq!(told(target, "Post SQL"), Some(("", "session")));
    assert_eq!(told(target, "Pre SQL"), Some(("DELETE FROM T", "session")));
    assert_eq!(told(target, "TRANSFORMATION_NAME"), Some(("T_OUT", "")));
    let plain = World::new().part(None);
    assert_eq!(told(at(&plain, &[MAPPING, ("instance", "T_OUT")]), "Post SQL"), Some(("COMMIT", "mapping")));
}

#[test]
fn each_instance_of_a_reusable_transformation_has_its_own() {
    let part = World::new().overrides("LKP_B", "Lookup Procedure", &[("Lookup caching enabled", "NO")]).part(None);
    assert_eq!(told(at(&part, &[MAPPING, ("instance", "LKP_A")]), CACHE.0), Some(("YES", "mapping")));
    assert_eq!(told(at(&part, &[MAPPING, ("instance", "LKP_B")]), CACHE.0), Some(("NO", "session")));
    let behind = at(&part, &[("transformation", "LKP")]);
    assert_eq!((told(behind, CACHE.0), behind.parts.len()), (None, 1), "attributes stand at the instances, ports here");
}

#[test]
fn what_stands_in_a_mapplet_stands_below_its_instance() {
    let inner = [MAPPING, ("instance", "clean"), ("transformation", "FIL")];
    let plain = World::new().part(None);
    assert_eq!(told(at(&plain, &inner), FILTER.0), Some((FILTER.1, "mapping")));
    let behind = at(&plain, &[("mapplet", "mplt_clean"), ("transformation", "FIL")]);
    assert_eq!((told(behind, FILTER.0), told(behind, "TYPE"), behind.parts.len()), (None, Some(("Filter", "")), 1));
    let part = World::new().overrides("clean.FIL", "Filter", &[("Filter Condition", "TRUE")]).part(None);
    assert_eq!(told(at(&part, &inner), FILTER.0), Some(("TRUE", "session")));
    assert_eq!(at(&part, &[("instance setting", "clean.FIL")]).facts.len(), 1);
}

#[test]
fn a_source_and_its_qualifier_of_one_name_do_not_share_overrides() {
    let world = World::new().overrides("SQ_T", "Source Definition", &[("Owner Name", "DWH")]);
    let part = world.overrides("SQ_T", "Source Qualifier", &[("Sql Query", "SELECT 1")]).part(None);
    let query = at(&part, &[MAPPING, ("transformation", "SQ_T")]);
    assert_eq!((told(query, "Sql Query"), told(query, "Owner Name")), (Some(("SELECT 1", "session")), None));
}

#[test]
fn without_a_mapping_overrides_stay_with_the_session() {
    let mut world = World::new().overrides("SQ_T", "Source Qualifier", &[("Sql Query", "SELECT 1")]);
    world.behind.clear();
    let part = world.part(None);
    assert_eq!(told(at(&part, &[("instance setting", "SQ_T")]), "Sql Query"), Some(("SELECT 1", "session")));
}

#[test]
fn an_override_of_what_the_mapping_has_not_stays_with_the_session() {
    let part = World::new().overrides("SQ_GONE", "Source Qualifier", &[("Sql Query", "SELECT 1")]).part(None);
    assert_eq!(told(at(&part, &[("instance setting", "SQ_GONE")]), "Sql Query"), Some(("SELECT 1", "session")));
}

#[test]
fn reusable_tasks_stand_in_their_components() {
    let mut world = World::new();
    let component =
        |name: &str| tree("component", name, &[("REFOBJECTNAME", "cmd_clean"), ("REUSABLE", "YES")], vec![]);
    world.tree.parts.push(component("Pre-session command"));
    world.tasks = vec![tree("task", "cmd_clean", &[], vec![tree("command", "c1", &[("VALUE", "rm x")], vec![])])];
    let part = world.part(None);
    let command = at(&part, &[("component", "Pre-session command"), ("task", "cmd_clean"), ("command", "c1")]);
    assert_eq!(told(command, "VALUE"), Some(("rm x", "")));
}

#[test]
fn sources_of_two_databases_are_told_apart() {
    let mut world = World::new();
    for database in ["DWH", "CRM"] {
        world.behind.push(tree("source", "CUST", &[("DBDNAME", database)], vec![]));
    }
    world.behind.push(tree("source", "ORDERS", &[("DBDNAME", "CRM")], vec![]));
    let part = world.part(None);
    let names: Vec<_> = part.parts.iter().filter(|one| one.kind == "source").map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["CUST (CRM)", "CUST (DWH)", "ORDERS"]);
}

#[test]
fn facts_and_parts_are_sorted() {
    let world =
        World::new().overrides("SQ_T", "Source Qualifier", &[("Sql Query", "S")]).writer("A", &[("Delete", "NO")]);
    let mut open = vec![world.part(None)];
    while let Some(part) = open.pop() {
        assert!(part.facts.windows(2).all(|two| two[0].name < two[1].name), "{part:?}");
        let key = |one: &Part| (one.kind.clone(), one.name.clone());
        assert!(part.parts.windows(2).all(|two| key(&two[0]) < key(&two[1])), "{} {}", part.kind, part.name);
        open.extend(part.parts);
    }
}

#[test]
fn values_of_parameters_are_put_in() {
    let values = resolution(&[
        ("$$DAY", "2026-01-01", Status::Resolved),
        ("$$LEAST", "1", Status::Default),
        ("clean.$$LEAST", "7", Status::Default),
        ("$Param_log", "", Status::Unresolved),
        ("$$LATER", "", Status::Runtime),
    ]);
    let world =
        World::new().says(&[("Session Log File Name", "$Param_log"), ("Parameter Filename", "$$LATER/$$day.par")]);
    let part = world.part(Some(&values));
    let query = at(&part, &[MAPPING, ("transformation", "SQ_T")]);
    assert_eq!(told(query, "Sql Query"), Some(("SELECT A FROM T WHERE D = 2026-01-01", "mapping")));
    let inner = at(&part, &[MAPPING, ("instance", "clean"), ("transformation", "FIL")]);
    assert_eq!(told(inner, FILTER.0), Some(("A > 7", "mapping")), "the mapplet's own value");
    assert_eq!(told(&part, "Session Log File Name"), Some(("$Param_log", "session")), "what has no value stays");
    assert_eq!(told(&part, "Parameter Filename"), Some(("$$LATER/2026-01-01.par", "session")));
}

#[test]
fn a_connection_by_variable_becomes_one_by_name() {
    let values = resolution(&[("$DBConnection_DWH", "ORA_A", Status::Resolved)]);
    let mut world = World::new().writer("", &[]);
    let connection = &mut world.tree.parts[1].parts[0];
    put(connection, Fact { name: "VARIABLE".into(), value: "$DBConnection_DWH".into(), ..Fact::default() });
    let path = [("writer", "T_OUT"), ("connection", "DB Connection")];
    let (stored, resolved) = (world.part(None), world.part(Some(&values)));
    assert_eq!(told(at(&stored, &path), "VARIABLE"), Some(("$DBConnection_DWH", "session")));
    assert_eq!(told(at(&resolved, &path), "VARIABLE"), Some(("", "session")));
    assert_eq!(told(at(&resolved, &path), "CONNECTIONNAME"), Some(("ORA_A", "session")));
}

#[test]
fn marks_of_secrets_stay_as_they_are() {
    let values = resolution(&[("$$DAY", "«sealed:0123456789abcdef»", Status::Resolved)]);
    let world = World::new().says(&[("Custom", "password=«sealed:00000000000000aa»;x=«secret»;d=$$DAY")]);
    let part = world.part(Some(&values));
    let expected = "password=«sealed:00000000000000aa»;x=«secret»;d=«sealed:0123456789abcdef»";
    assert_eq!(told(&part, "Custom"), Some((expected, "session")));
}
