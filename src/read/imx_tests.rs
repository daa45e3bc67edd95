//! Hostile and odd documents: each ends, with a clear problem or with what can be kept.

use super::{Sniffed, powermart, sniff};
use crate::model::problem::Problem;

/// A document with these objects in it.
fn document(objects: &str) -> String {
    format!(
        "<x:IMX xmlns:x=\"http://com.informatica.imx\" xmlns:t=\"http://www.w3.org/2001/XMLSchema-instance\" \
         xmlns:m=\"http://com.informatica.metadata.common.mapping/2\">\n{objects}\n</x:IMX>"
    )
}

fn taken(text: &str) -> (String, Vec<Problem>) {
    powermart(text, "d.xml").unwrap_or_else(|problem| panic!("{problem:?}"))
}

fn refused(text: &str) -> (&'static str, u64, String) {
    let problem = powermart(text, "d.xml").expect_err("it must be refused");
    (problem.code, problem.line, problem.message)
}

#[test]
fn what_is_no_document_of_a_project_is_refused_with_the_reason() {
    let seed = document("<m:TypeSystem x:id=\"a\" name=\"DB\"/>");
    assert!(refused(&seed).2.contains("system of types"));
    let connections = document("<m:OracleNativeConnectInfo x:id=\"a\" name=\"DB\"/>");
    assert!(refused(&connections).2.contains("`catalog connection import` reads it"));
    assert_eq!(refused(&document("")).0, "not-an-export");
    let stranger = document("<m:Mapping x:id=\"a\" name=\"M\"/>").replace("http://com.informatica.imx", "urn:other");
    let (code, line, message) = refused(&stranger);
    assert_eq!((code, line), ("not-an-export", 1));
    assert!(message.contains("http://com.informatica.imx"));
    assert_eq!(refused("<IMX/>").0, "not-an-export");
    assert_eq!(refused("").0, "empty-file");
}

#[test]
fn truncated_and_malformed_documents_are_refused_at_their_line() {
    let whole =
        document("<m:Mapping x:id=\"a\" name=\"M\">\n<instances>\n<Instance name=\"I\"/>\n</instances>\n</m:Mapping>");
    for end in (1..whole.len()).filter(|end| whole.is_char_boundary(*end)) {
        assert!(powermart(&whole[..end], "d.xml").is_err(), "{}", &whole[..end]);
    }
    let (code, line, _) = refused(&document("<m:Mapping>\n</m:Mappin>"));
    assert_eq!((code, line), ("malformed-xml", 3));
    assert_eq!(refused(&format!("{whole}<b/>")).0, "malformed-xml");
}

#[test]
fn depth_and_namespaces_are_bounded() {
    let deep = format!("{}{}", "<a>".repeat(100_000), "</a>".repeat(100_000));
    assert_eq!(refused(&document(&deep)).0, "too-deep");
    let many = (0..2000).map(|n| format!(" xmlns:n{n}=\"urn:{n}\"")).collect::<Vec<_>>().concat();
    assert_eq!(refused(&document(&format!("<a{many}/>"))).0, "malformed-xml");
}

#[test]
fn an_entity_is_not_expanded() {
    let bomb = document("<m:Mapping x:id=\"a\" name=\"&lol;\"/>");
    let (text, _) = taken(&format!("<!DOCTYPE x [<!ENTITY lol \"ha\">]>{bomb}"));
    assert!(text.contains("NAME=\"&amp;lol;\""), "{text}");
}

#[test]
fn folders_that_hold_themselves_end() {
    let text = document(
        "<m:Folder x:id=\"f\" name=\"F\">\n<contents>\n<IObject x:idref=\"g\"/>\n<IObject x:idref=\"m\"/>\n</contents>\n</m:Folder>\n\
         <m:Folder x:id=\"g\" name=\"G\"><contents><IObject x:idref=\"f\"/></contents></m:Folder>\n\
         <m:Mapping x:id=\"m\" name=\"M\"/>",
    );
    let (out, problems) = taken(&text);
    assert!(out.contains("NAME=\"M\""));
    assert!(problems.iter().any(|one| one.code == "imx-reference" && one.message.contains("hold themselves")));
}

#[test]
fn mapplets_and_dynamic_ports_that_lead_in_a_circle_end() {
    let text = document(
        "<m:Mapping x:id=\"m\" name=\"M\">\n<instances>\n\
         <Instance x:id=\"i\" name=\"I\" transformation=\"e\"><ports>\
         <TransformationFieldPort x:id=\"p\" instance=\"i\" transformationField=\"f\" fromPort=\"p q\" toPorts=\"p q r\"/>\
         </ports></Instance>\n<Instance x:id=\"j\" name=\"J\" transformation=\"k\"/>\n</instances>\n<transformations>\n\
         <AbstractTransformation x:id=\"e\" t:type=\"m:ExpressionTx\" name=\"E\"><g t:type=\"m:ExpressionDataInterface\" \
         input=\"true\"><h><ExpressionField x:id=\"f\" name=\"F\"><typeConfig t:type=\"m:RuleTypeConfig\"><rules>\
         <Rule t:type=\"m:AllRule\"/></rules></typeConfig></ExpressionField>\
         <ExpressionField x:id=\"g\" name=\"G\"><typeConfig t:type=\"m:ProxyTypeConfig\" typedElement=\"g\"/></ExpressionField>\
         </h></g></AbstractTransformation>\n\
         <AbstractTransformation x:id=\"k\" t:type=\"m:MappletTx\" name=\"K\" mapplet=\"m\"/>\n</transformations>\n</m:Mapping>\n\
         <m:Workflow x:id=\"w\" name=\"W\"><taskInstances><TaskInstance x:id=\"t\" name=\"T\"><anonymousTask \
         t:type=\"m:MappingTask\" name=\"T\" mapping=\"m\"/></TaskInstance></taskInstances></m:Workflow>",
    );
    let (out, problems) = taken(&text);
    assert!(out.contains("<SESSION "));
    let said: Vec<&str> = problems.iter().map(|one| one.code).collect();
    assert!(said.contains(&"imx-dynamic-port") && said.contains(&"imx-reference"), "{problems:?}");
}

#[test]
fn ids_that_are_missing_or_stand_twice_are_told() {
    let text = document(
        "<m:Mapping name=\"A\"/>\n<m:Mapping x:id=\"a\" name=\"B\"/>\n<m:Mapping x:id=\"a\" name=\"C\"/>\n<m:Mapping/>",
    );
    let (out, problems) = taken(&text);
    assert_eq!(out.matches("<MAPPING ").count(), 4);
    let twice = problems.iter().find(|one| one.code == "imx-duplicate-id").expect("told");
    assert_eq!(twice.line, 4);
}

#[test]
fn growth_by_rules_is_bounded() {
    // Each field is made of all that comes before it, twice: without a bound 2 to the 60th.
    let mut fields = String::from("<F x:id=\"f0\" t:type=\"m:ExpressionField\" name=\"A\"/>");
    let mut ports = String::from("<P x:id=\"p0\" t:type=\"m:TransformationFieldPort\" transformationField=\"f0\"/>");
    for n in 1..60 {
        let before = n - 1;
        fields.push_str(&format!(
            "<F x:id=\"f{n}\" t:type=\"m:ExpressionField\" name=\"A\"><typeConfig t:type=\"m:RuleTypeConfig\"><rules>\
             <Rule t:type=\"m:AllRule\"/></rules></typeConfig></F>"
        ));
        ports.push_str(&format!(
            "<P x:id=\"p{n}\" t:type=\"m:TransformationFieldPort\" transformationField=\"f{n}\" fromPort=\"p{before} p{before}\"/>"
        ));
    }
    let text = document(&format!(
        "<m:Mapping x:id=\"m\" name=\"M\"><instances><Instance x:id=\"i\" name=\"I\" transformation=\"e\"><ports>{ports}</ports>\
         </Instance></instances><transformations><T x:id=\"e\" t:type=\"m:ExpressionTx\" name=\"E\">\
         <g t:type=\"m:ExpressionDataInterface\" output=\"true\"><h>{fields}</h></g></T></transformations></m:Mapping>"
    ));
    let (out, problems) = taken(&text);
    assert!(out.len() < 200 << 20);
    assert!(problems.iter().any(|one| one.code == "imx-dynamic-port"));
}

#[test]
fn references_that_multiply_are_refused() {
    // Ten mapplets in each mapplet: 10 to the 16th lookups in the session.
    let instances = "<Instance name=\"I\" transformation=\"k\"/>".repeat(10);
    let text = document(&format!(
        "<m:Mapping x:id=\"m\" name=\"M\"><instances>{instances}</instances><transformations>\
         <T x:id=\"k\" t:type=\"m:MappletTx\" name=\"K\" mapplet=\"m\"/></transformations></m:Mapping>\
         <m:Session x:id=\"s\" name=\"S\" mapping=\"m\"/>"
    ));
    assert_eq!(refused(&text).0, "file-too-large");
    let ports = "p ".repeat(100_000);
    let text = document(&format!(
        "<m:Mapping x:id=\"m\" name=\"M\"><instances><Instance name=\"I\" transformation=\"e\"><ports>\
         <P x:id=\"p\" t:type=\"m:TransformationFieldPort\" fromPort=\"{ports}\" toPorts=\"{ports}\"/></ports></Instance>\
         </instances></m:Mapping>"
    ));
    assert_eq!(refused(&text).0, "file-too-large");
    let attributes = (0..3000).map(|n| format!(" a{n}=\"\"")).collect::<Vec<_>>().concat();
    assert_eq!(refused(&document(&format!("<a{attributes}/>"))).0, "malformed-xml");
    assert_eq!(refused(&document(&"<a/>".repeat(1_000_001))).0, "file-too-large");
}

#[test]
fn the_root_tells_what_a_file_is() {
    for (text, what) in [
        ("<?xml version=\"1.0\"?>\n<!-- <a> --><i:IMX xmlns", Sniffed::Imx),
        ("<IMX>", Sniffed::Imx),
        ("<POWERMART CREATION", Sniffed::Other),
        ("<IMXX ", Sniffed::Other),
        ("<!DOCTYPE POWERMART SYSTEM \"x\"><POWERMART>", Sniffed::Other),
        ("<i:IM", Sniffed::More),
        ("<!-- ", Sniffed::More),
        ("no markup", Sniffed::More),
        ("", Sniffed::More),
    ] {
        assert_eq!(sniff(text.as_bytes()), what, "{text}");
    }
    let wide: Vec<u8> = "<a:IMX ".encode_utf16().flat_map(u16::to_be_bytes).collect();
    assert_eq!(sniff(&wide), Sniffed::Imx);
}
