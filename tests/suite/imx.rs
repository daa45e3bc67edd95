//! Exports of Informatica Developer (IMX): the real one held against a parser that is not ours, and one written by hand.

use super::house::{Home, codes, corpus};
use super::oracle::parse;
use super::sandbox::Sandbox;
use roxmltree::{Document, Node};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";
const IMX: &str = "http://com.informatica.imx";
const ORDERS: &str = include_str!("../fixtures/imx/orders.xml");

/// The real document; where there is none, nothing is tested.
fn real() -> Option<PathBuf> {
    let found = corpus()?.parent()?.join("imx/WF_RWA_2.xml");
    assert!(found.exists(), "the corpus has no IMX document");
    Some(found)
}

/// What an element is: its type, or its name.
fn kind<'a>(node: Node<'a, '_>) -> &'a str {
    let said = node.attribute((XSI, "type")).unwrap_or(node.tag_name().name());
    said.rsplit(':').next().unwrap_or_default()
}

/// Elements of a kind that are not references to others.
fn of_kind<'d>(document: &'d Document<'_>, wanted: &'static str) -> impl Iterator<Item = Node<'d, 'd>> {
    let own = |node: &Node<'_, '_>| node.is_element() && node.attribute((IMX, "idref")).is_none();
    document.descendants().filter(own).filter(move |node| kind(*node) == wanted)
}

fn child<'d>(node: Node<'d, 'd>, name: &str) -> Option<Node<'d, 'd>> {
    node.children().find(|one| one.tag_name().name() == name)
}

fn json(text: &str) -> serde_json::Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// A sandbox with a document in its catalog, and the POWERMART text that stands for it.
fn ingested(document: &str) -> (Sandbox, String) {
    let sandbox = Sandbox::with_example();
    sandbox.done(&["ingest", document]);
    sandbox.done(&["export", "--snapshot", "latest", "-o", "out"]);
    let name = PathBuf::from(document).file_name().expect("a name").to_owned();
    let text = std::fs::read_to_string(sandbox.path("out").join(name)).expect("an export");
    (sandbox, text)
}

#[test]
fn the_real_document_has_as_many_objects_as_another_parser_counts() {
    let Some(path) = real() else { return };
    let raw = std::fs::read_to_string(&path).expect("readable");
    let raw = parse(&raw);
    let (sandbox, text) = ingested(&path.display().to_string());
    let out = parse(&text);
    let count = |names: &[&str]| out.descendants().filter(|node| names.contains(&node.tag_name().name())).count();
    let workflows = of_kind(&raw, "Workflow").count();
    let tasks = of_kind(&raw, "MappingTask").count();
    let mappings = of_kind(&raw, "Mapping").count();
    let parameters = of_kind(&raw, "UserDefinedParameter").count();
    let variables = of_kind(&raw, "UserVariable").count();
    let links = of_kind(&raw, "SequenceFlow").count();
    assert_eq!((workflows, tasks, mappings, parameters, variables, links), (1, 12, 24, 26, 1, 13));
    assert_eq!(count(&["WORKFLOW"]), workflows);
    assert_eq!(count(&["SESSION"]), tasks);
    assert_eq!(count(&["MAPPING", "MAPPLET"]), mappings);
    assert_eq!(count(&["MAPPINGVARIABLE", "WORKFLOWVARIABLE"]), parameters + variables);
    assert_eq!(count(&["WORKFLOWLINK"]), links);
    let listed = json(&sandbox.done(&["list", "sessions", "--format", "json"]).stdout);
    let listed: BTreeSet<&str> =
        listed.as_array().unwrap().iter().map(|one| one["session"].as_str().unwrap()).collect();
    let expected: BTreeSet<&str> = of_kind(&raw, "MappingTask").filter_map(|task| task.attribute("name")).collect();
    assert_eq!(listed, expected);
    let connections = raw.descendants().filter(|node| node.is_element() && kind(*node).ends_with("ConnectInfo"));
    let connections: BTreeSet<&str> = connections.filter_map(|one| one.attribute("name")).collect();
    sandbox.done(&["connection", "import", &path.display().to_string()]);
    let known = json(&sandbox.done(&["list", "connections", "--format", "json"]).stdout);
    let known: BTreeSet<&str> = known.as_array().unwrap().iter().filter_map(|one| one["connection"].as_str()).collect();
    assert_eq!(known, connections);
}

/// Mapping task, parameter of its mapping → the default of the workflow parameter that is bound to it, its own default.
fn bindings(raw: &Document<'_>) -> BTreeMap<(String, String), (String, String)> {
    let by_id: BTreeMap<&str, Node<'_, '_>> =
        raw.descendants().filter_map(|node| Some((node.attribute((IMX, "id"))?, node))).collect();
    let default = |parameter: &str| {
        let found = child(by_id[parameter], "defaultValue").and_then(|one| one.attribute("valueLiteral"));
        found.unwrap_or_default().to_owned()
    };
    let mut found = BTreeMap::new();
    for input in of_kind(raw, "ParameterTaskInput") {
        let binding = input.parent().unwrap();
        let instance = binding.ancestors().find(|one| kind(*one) == "TaskInstance").unwrap();
        let name = instance.attribute("name").unwrap().to_owned();
        let bound = child(binding, "value").and_then(|one| one.attribute("parameter")).unwrap();
        let own = input.attribute("parameter").unwrap();
        let parameter = by_id[own].attribute("name").unwrap().to_owned();
        found.insert((name, parameter), (default(bound), default(own)));
    }
    found
}

#[test]
fn the_parameters_of_the_real_document_have_their_bindings_and_defaults() {
    let Some(path) = real() else { return };
    let raw = std::fs::read_to_string(&path).expect("readable");
    let expected = bindings(&parse(&raw));
    assert_eq!(expected.len(), 24);
    let (sandbox, _) = ingested(&path.display().to_string());
    let all = json(&sandbox.done(&["resolve", "--all", "--format", "json"]).stdout);
    let mut found = BTreeMap::new();
    for session in all.as_array().unwrap() {
        let name = session["address"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
        for value in session["values"].as_array().unwrap() {
            let parameter = value["name"].as_str().unwrap();
            if parameter.starts_with("$PM") || parameter.starts_with("$par:") || !parameter.starts_with('$') {
                continue;
            }
            assert_eq!(value["origin"], "assignment", "{value}");
            let says =
                |step: usize| value["trace"][step - 1]["says"][0]["value"].as_str().unwrap_or_default().to_owned();
            found.insert((name.clone(), parameter[1..].to_owned()), (says(4), says(6)));
        }
    }
    assert_eq!(found, expected);
}

#[test]
fn every_answer_is_to_be_had_of_the_real_document() {
    let Some(path) = real() else { return };
    let (sandbox, _) = ingested(&path.display().to_string());
    let sound = sandbox.done(&["validate", "--all"]);
    assert!(sound.stdout.ends_with("0 errors, 0 warnings, 0 info\n"), "{}", sound.stdout);
    assert!(sandbox.done(&["validate", &path.display().to_string()]).stdout.contains("0 errors"));
    for session in ["m_Crediti_Rap_12_02", "m_Titoli_Rap_20_01"] {
        let address = format!("session:{session}");
        for verb in ["show", "tune", "plan", "validate", "resolve"] {
            sandbox.done(&[verb, &address]);
        }
    }
    for other in ["mapping:m_Titoli_Rap_20_01", "mapplet:mpl_EVIDENZE", "workflow:WF_RWA_2", "source:CREDITI.MUTUI"] {
        let shown = sandbox.done(&["show", other]).stdout;
        assert!(shown.contains("dialect: imx"), "{shown}");
    }
}

/// Everything that the fixture holds, where it stands in it.
#[test]
fn the_fixture_has_each_object_on_its_line() {
    let home = Home::with(&[("deep/er/orders.xml", ORDERS)]);
    let summary = home.ingest();
    assert_eq!((summary.failed, summary.files), (0, 1));
    let db = home.sql();
    let mut rows = db.prepare("SELECT kind, path, name, line FROM current_object ORDER BY line").unwrap();
    let rows = rows.query_map([], |row| {
        let (kind, path, name): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        Ok((format!("{kind} {path}/{name}"), row.get(3)?))
    });
    let found: Vec<(String, i64)> = rows.unwrap().map(Result::unwrap).collect();
    let expected = [
        ("workflow /wf_orders", 3),
        ("task wf_orders/Begin", 17),
        ("session wf_orders/load_orders", 23),
        ("task wf_orders/tell", 60),
        ("task wf_orders/End", 66),
        ("source /STAGE.ORDERS", 76),
        ("mapping /m_orders", 85),
        ("mapplet /clean", 254),
        ("target /CORE.ORDERS", 295),
        ("source /CODES", 300),
        ("session /s_orders", 307),
        ("applicationspec /app_orders", 308),
        ("parameterset /ps_orders", 309),
    ];
    assert_eq!(found, expected.map(|(object, line)| (object.to_owned(), line)));
    let said: BTreeSet<&str> = codes(&summary).into_iter().collect();
    let expected = ["imx-connections", "imx-not-taken", "imx-reference", "imx-shared-name", "unknown-element"];
    assert_eq!(said, expected.into_iter().collect());
    let lost = summary.problems.iter().find(|one| one.code == "imx-reference").expect("the mapping that is gone");
    assert_eq!(lost.line, 249);
    home.assert_sound();
}

/// Attributes of the first element of a name, and for which one of them has a value.
fn element(text: &str, name: &str, (attribute, value): (&str, &str)) -> BTreeMap<String, String> {
    let document = parse(text);
    let found = document.descendants().find(|one| one.has_tag_name(name) && one.attribute(attribute) == Some(value));
    let found = found.unwrap_or_else(|| panic!("no {name} with {attribute} {value}"));
    found.attributes().map(|one| (one.name().to_owned(), one.value().to_owned())).collect()
}

fn fixture() -> (Sandbox, String) {
    ingested(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/imx/orders.xml"))
}

#[test]
fn the_fixture_flows_as_it_is_drawn() {
    let (_, text) = fixture();
    let document = parse(&text);
    let all = document.descendants().filter(|node| node.has_tag_name("CONNECTOR")).map(|node| {
        let end = |instance, port| format!("{}.{}", node.attribute(instance).unwrap(), node.attribute(port).unwrap());
        format!("{} > {}", end("FROMINSTANCE", "FROMFIELD"), end("TOINSTANCE", "TOFIELD"))
    });
    let expected = [
        "ORDERS.ID > Read_ORDERS.ID",
        "ORDERS.DAY > Read_ORDERS.DAY",
        "Read_ORDERS.ID > Exp.ID_IN",
        "Read_ORDERS.DAY > Exp.DAY_IN",
        "Exp.ID_IN > Pick.ID",
        "Exp.KIND > Pick.KIND",
        "Pick.ID1 > Clean.ID",
        "Clean.ID1 > Write_ORDERS.ID",
        "into.ID > out.ID",
    ];
    assert_eq!(all.collect::<Vec<_>>(), expected);
    let group = element(&text, "GROUP", ("NAME", "Good"));
    assert_eq!((group["EXPRESSION"].as_str(), group["TYPE"].as_str()), ("KIND='A'", "OUTPUT"));
    let port = element(&text, "TRANSFORMFIELD", ("NAME", "KIND"));
    assert_eq!(port["EXPRESSION"], "IIF(DAY_IN=$DAY,'A','B')");
    assert_eq!((port["DEFAULTVALUE"].as_str(), port["PORTTYPE"].as_str()), ("ERROR('no')", "OUTPUT"));
    let filter = element(&text, "TABLEATTRIBUTE", ("NAME", "Source Filter"));
    assert_eq!(filter["VALUE"], "DAY=$DAY AND REGION='$REGION'");
    let key = element(&text, "SOURCEFIELD", ("NAME", "ID"));
    assert_eq!((key["KEYTYPE"].as_str(), key["NULLABLE"].as_str()), ("PRIMARY KEY", "NOTNULL"));
    let link = element(&text, "WORKFLOWLINK", ("FROMTASK", "load_orders"));
    assert_eq!((link["CONDITION"].as_str(), link["TOTASK"].as_str()), ("$var:ok=TRUE", "tell"));
}

#[test]
fn the_fixture_is_configured_as_it_says() {
    let (sandbox, text) = fixture();
    let shown = json(&sandbox.done(&["show", "load_orders", "--format", "json"]).stdout).to_string();
    for said in
        ["orders.log", "Session runs", "Verbose Data", "$PMSessionLogDir", "optimizationLevel", "$REGION", "Bulk"]
    {
        assert!(shown.contains(said), "{said}: {shown}");
    }
    let session = json(&sandbox.done(&["show", "s_orders", "--format", "json"]).stdout).to_string();
    for said in ["Data driven", "User Defined", "24000000", "Restart task", "fromServerEnv", "\"7\""] {
        assert!(session.contains(said), "{said}: {session}");
    }
    let kept = element(&text, "METADATAEXTENSION", ("NAME", "$par:LOAD_DATE"));
    assert_eq!(kept["VALUE"], "2026-06-30", "what a set of parameters gives");
    let kept = element(&text, "METADATAEXTENSION", ("NAME", "rejectFile"));
    assert_eq!(kept["VALUE"], "out.bad", "how a target is written, where the mapping says it");
}

#[test]
fn the_fixture_resolves_with_an_honest_trace() {
    let (sandbox, _) = fixture();
    let found = json(&sandbox.done(&["resolve", "load_orders", "--format", "json"]).stdout);
    let values: BTreeMap<&str, (&str, &str)> = found[0]["values"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["name"].as_str().unwrap(), (one["value"].as_str().unwrap(), one["origin"].as_str().unwrap())))
        .collect();
    assert_eq!(values["$DAY"], ("2026-01-31", "assignment"));
    assert_eq!(values["$REGION"], ("NORTH", "assignment"));
    assert_eq!(values["$par:LOAD_DATE"], ("2026-01-31", "initial value"));
    let why = sandbox.done(&["resolve", "load_orders", "--explain", "$DAY"]).stdout;
    for line in
        ["4 assignment: $par:LOAD_DATE", "initial value = 1999-12-31", "orders.xml:40", "Read_ORDERS Source Filter"]
    {
        assert!(why.contains(line), "{line}: {why}");
    }
    let set =
        sandbox.done(&["resolve", "load_orders", "--set", "$par:LOAD_DATE=2026-02-02", "--explain", "$DAY"]).stdout;
    assert!(set.contains("$DAY = 2026-02-02"), "{set}");
    let alone = sandbox.done(&["resolve", "s_orders", "--explain", "$REGION"]).stdout;
    assert!(alone.contains("$REGION = SOUTH"), "a session without bindings has the default: {alone}");
}

/// TABLEATTRIBUTE elements of a transformation, and what is said of its ports in short.
fn transformation(text: &str, name: &str) -> (BTreeMap<String, String>, Vec<String>) {
    let document = parse(text);
    let found =
        document.descendants().find(|one| one.has_tag_name("TRANSFORMATION") && one.attribute("NAME") == Some(name));
    let found = found.unwrap_or_else(|| panic!("no {name}"));
    let of = |node: Node<'_, '_>, name: &str| node.attribute(name).unwrap_or_default().to_owned();
    let attributes = found.children().filter(|one| one.has_tag_name("TABLEATTRIBUTE"));
    let ports = found.children().filter(|one| one.has_tag_name("TRANSFORMFIELD")).map(|one| {
        let more = ["EXPRESSION", "EXPRESSIONTYPE", "SORTDIRECTION"].map(|name| of(one, name)).concat();
        format!("{} {} {more}", of(one, "NAME"), of(one, "PORTTYPE")).trim_end().to_owned()
    });
    (attributes.map(|one| (of(one, "NAME"), of(one, "VALUE"))).collect(), ports.collect())
}

#[test]
fn each_kind_of_transformation_has_its_attributes_and_ports() {
    let (sandbox, text) = ingested(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/imx/join.xml"));
    let expected = [
        (
            "Join",
            "Join Condition=A = B, Join Type=Detail Outer Join, Case Sensitive String Comparison=YES, \
          Null ordering in master=Null is Lowest Value, Transformation Scope=All Input",
            "B INPUT, A INPUT/OUTPUT/MASTER",
        ),
        ("Sort", "Work Directory=$PMTempDir, Null Treated Low=NO, Distinct=YES", "KEY INPUT/OUTPUT DESCENDING"),
        ("Sum", "", "BY INPUT/OUTPUT GROUPBY, V LOCAL VARIABLE 1, TOTAL OUTPUT SUM(V)"),
        (
            "Look",
            "Lookup condition=CODE = CODE_IN, Lookup Sql Override=select CODE from CODES, \
          Lookup policy on multiple match=Use First Value, Lookup caching enabled=NO, \
          Lookup cache directory name=$PMCacheDir, Lookup table name=CODES",
            "CODE_IN INPUT/OUTPUT, CODE LOOKUP/OUTPUT",
        ),
        ("Only", "Filter Condition=A <> B", ""),
        ("Read_rates", "", "RATE INPUT/OUTPUT"),
    ];
    for (name, attributes, ports) in expected {
        let (found, has) = transformation(&text, name);
        let wanted = attributes.split(", ").filter_map(|one| one.split_once('='));
        let wanted: BTreeMap<String, String> =
            wanted.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        assert_eq!((found, has.join(", ")), (wanted, ports.to_owned()), "{name}");
    }
    assert_eq!(element(&text, "METADATAEXTENSION", ("NAME", "oddity"))["VALUE"], "kept");
    assert_eq!(element(&text, "METADATAEXTENSION", ("NAME", "name"))["VALUE"], "other_name", "the task's own name");
    let flat = element(&text, "SOURCE", ("NAME", "rates.csv"));
    assert_eq!(flat["DATABASETYPE"], "Flat File");
    assert_eq!(element(&text, "SOURCEFIELD", ("NAME", "RATE"))["SCALE"], "4");
    assert_eq!(element(&text, "SOURCE", ("NAME", "CODES"))["DATABASETYPE"], "Microsoft SQL Server");
    assert_eq!(element(&text, "SESSIONEXTENSION", ("SINSTANCENAME", "Read_rates"))["SUBTYPE"], "File Reader");
    let links = [("Join", "Sort", "KEY"), ("Join", "Look", "CODE_IN"), ("rates.csv", "Read_rates", "RATE")];
    for (from, instance, port) in links {
        let link = element(&text, "CONNECTOR", ("TOINSTANCE", instance));
        assert_eq!((link["FROMINSTANCE"].as_str(), link["TOFIELD"].as_str()), (from, port));
    }
    let session = json(&sandbox.done(&["show", "wf_join/join", "--format", "json"]).stdout).to_string();
    for said in ["To Source with View", "\"20\"", "Session retry on deadlock"] {
        assert!(session.contains(said), "{said}: {session}");
    }
    let lost = sandbox.done(&["list", "problems", "--like", "imx-reference"]).stdout;
    assert!(lost.contains("ReadRelationalDataSourceOperation lead nowhere"), "{lost}");
}

/// The same document in other clothes is the same catalog.
#[test]
fn encodings_archives_and_names_of_files_change_nothing() {
    let utf16: Vec<u8> = std::iter::once(0xfeff)
        .chain(ORDERS.replace("UTF-8", "UTF-16").encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    std::io::Write::write_all(&mut gzip, ORDERS.as_bytes()).unwrap();
    let objects = |name: &str, bytes: &[u8]| {
        let home = Home::with(&[(name, bytes)]);
        assert_eq!(home.ingest_paths(&[home.exports().join(name)]).failed, 0, "{name}");
        home.sql().query_row("SELECT count(*) FROM current_object", [], |row| row.get::<_, i64>(0)).unwrap()
    };
    assert_eq!(objects("utf16.xml", &utf16), 13);
    assert_eq!(objects("orders.xml.gz", &gzip.finish().unwrap()), 13);
    assert_eq!(objects("orders.export", ORDERS.as_bytes()), 13);
}
