//! A user's own folder of schemas: XSD, DTD, and what is refused in one.

use super::schema::places;
use catalog::model::problem::Severity;
use catalog::read::schema::{self, IMX_SESSION_XSD, IMX_XSD, POWERMART_XSD, Schemas};
use std::fs;
use tempfile::TempDir;

/// A small grammar of exports.
const DTD: &str = r#"<?xml version="1.0"?>
<!-- Ours, small: what the > of a comment and the % of a value may not break. -->
<!ENTITY % yesno "(YES | NO)">
<!ELEMENT POWERMART (REPOSITORY*)>
<!ATTLIST POWERMART CREATION_DATE CDATA #IMPLIED>
<!ELEMENT REPOSITORY (FOLDER+, NOTE?)>
<!ATTLIST REPOSITORY
    NAME CDATA #REQUIRED
    SHARE CDATA "100%"
    VERSION NMTOKEN #FIXED "189">
<!ELEMENT FOLDER ((SESSION | TASK)*)>
<!ELEMENT SESSION EMPTY>
<!ATTLIST SESSION VALID %yesno; #REQUIRED KIND (plain|own) 'plain'>
<!ELEMENT TASK EMPTY>
<!ELEMENT NOTE (#PCDATA)>
"#;

/// A document of that grammar.
const DOCUMENT: &str = "<POWERMART>\n<REPOSITORY NAME='r'>\n<FOLDER>\n<SESSION VALID='YES'/>\n<TASK/>\n</FOLDER>\n\
                        <NOTE>words</NOTE>\n</REPOSITORY>\n</POWERMART>";

fn folder(files: &[(&str, &str)]) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (name, text) in files {
        fs::write(dir.path().join(name), text).unwrap();
    }
    dir
}

/// Line and message of the refusal.
#[track_caller]
fn refused(files: &[(&str, &str)]) -> (u64, String) {
    let dir = folder(files);
    let Err(problem) = Schemas::from_dir(dir.path()) else { panic!("the folder is accepted") };
    assert_eq!((problem.code, problem.severity), ("bad-schema", Severity::Error));
    assert!(problem.file.starts_with(dir.path().to_str().unwrap()), "{}", problem.file);
    (problem.line, problem.message)
}

fn xsd(inside: &str) -> String {
    format!("<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema'>{inside}</xs:schema>")
}

fn check(schemas: &Schemas, text: &str) -> Vec<catalog::model::finding::Finding> {
    schema::check("a.xml", text.as_bytes(), schemas)
}

#[test]
fn a_grammar_in_dtd_is_held_against() {
    let dir = folder(&[("Powrmart.DTD", DTD), ("readme.txt", "no schema")]);
    let schemas = Schemas::from_dir(dir.path()).unwrap();
    assert_eq!(check(&schemas, DOCUMENT), []);
    for (old, new, code, line) in [
        ("VALID='YES'", "VALID='yes'", "wrong-value", 4),
        ("VALID='YES'", "KIND='own'", "missing-attribute", 4),
        ("VALID='YES'", "VALID='NO' VALYD='NO'", "unknown-attribute", 4),
        ("NAME='r'", "NAME='r' VERSION='188'", "wrong-value", 2),
        ("<TASK/>", "<TASK>words</TASK>", "unexpected-text", 5),
        ("<TASK/>", "<COLOUR/>", "unexpected-element", 5),
        ("<FOLDER>", "<NOTE/><FOLDER>", "misplaced-element", 3),
        ("NAME='r'>", "NAME='r'></REPOSITORY><REPOSITORY NAME='s'>", "missing-element", 2),
    ] {
        let findings = check(&schemas, &DOCUMENT.replacen(old, new, 1));
        assert_eq!(findings.first().map(|one| (one.code, one.line)), Some((code, line)), "{new}: {findings:#?}");
        // The user's schema is the authority: nothing is a mere warning.
        assert!(findings.iter().all(|one| one.severity == Severity::Error), "{findings:#?}");
    }
}

#[test]
fn a_dtd_that_leads_out_or_makes_no_sense_is_refused_with_its_line() {
    for (declaration, said) in [
        ("<!ENTITY % more SYSTEM \"more.dtd\">", "points to another file"),
        ("<!ENTITY % more PUBLIC \"-//x\" \"http://acme.example/more.dtd\">", "points to another file"),
        ("<!ENTITY hosts SYSTEM \"/etc/hosts\">", "declares an entity"),
        ("<!ENTITY company \"Acme\">", "declares an entity"),
        ("%nothing;", "not declared in this file"),
        ("<!ATTLIST TASK A %nothing; #IMPLIED>", "not declared in this file"),
        ("<![INCLUDE[<!ELEMENT A EMPTY>]]>", "conditional sections"),
        ("<!ELEMENT A (B, C | D)>", "mixes"),
        ("<!ELEMENT A (B", "without an end"),
        ("<!ELEMENT A (B>", "without its `)`"),
        ("<!ELEMENT TASK EMPTY>", "twice"),
        ("<!ATTLIST A B WORDS #IMPLIED>", "no type of an attribute"),
        ("<!ATTLIST A B CDATA>", "without #REQUIRED"),
    ] {
        let (line, message) = refused(&[("powrmart.dtd", &format!("{DTD}{declaration}\n"))]);
        assert!(message.contains(said), "{declaration}: {message}");
        assert_eq!(line, 16, "{declaration}");
    }
    let (_, message) = refused(&[("powrmart.dtd", "<!ELEMENT OTHER EMPTY>")]);
    assert!(message.contains("no element POWERMART"), "{message}");
    let deep = format!("{DTD}<!ELEMENT A {}B{}>", "(".repeat(10_000), ")".repeat(10_000));
    assert!(refused(&[("powrmart.dtd", &deep)]).1.contains("nested deeper"));
    let circle = format!("{DTD}<!ENTITY % a '%b;'><!ENTITY % b '%a;'><!ELEMENT A (%a;)>");
    assert!(refused(&[("powrmart.dtd", &circle)]).1.contains("never end"));
    let bomb =
        format!("{DTD}<!ENTITY % a '{}'><!ENTITY % b '{}'><!ELEMENT A (%b;)>", "x".repeat(20_000), "%a;".repeat(900));
    assert!(refused(&[("powrmart.dtd", &bomb)]).1.contains("1 MiB"));
}

#[test]
fn schemas_in_xsd_take_the_place_of_ours_root_by_root() {
    let own =
        xsd("<xs:element name='POWERMART'><xs:complexType><xs:attribute name='OWN' type='xs:string' use='required'/>\
                   </xs:complexType></xs:element>");
    let dir = folder(&[("own.xsd", &own)]);
    let schemas = Schemas::from_dir(dir.path()).unwrap();
    assert_eq!(check(&schemas, "<POWERMART OWN=''/>"), []);
    let findings = check(&schemas, "<POWERMART/>");
    assert_eq!((findings[0].code, findings[0].severity), ("missing-attribute", Severity::Error));
    let imx =
        "<i:IMX xmlns:i='http://com.informatica.imx' serializationSpecVersion='1'><x:Other xmlns:x='urn:x'/></i:IMX>";
    assert_eq!(places(&check(&schemas, imx)), [("not-covered", 1)], "IMX is still ours");
    // Our own two, given as a user's: they import each other from the folder.
    let dir = folder(&[("imx.xsd", IMX_XSD), ("imx_session.xsd", IMX_SESSION_XSD), ("powermart.xsd", POWERMART_XSD)]);
    let schemas = Schemas::from_dir(dir.path()).unwrap();
    assert_eq!(places(&check(&schemas, imx)), [("unexpected-element", 1)], "a user's schema is the authority");
    let wide: Vec<u8> =
        format!("\u{feff}{}", own.replace("<xs:schema", "<?xml version='1.0' encoding='UTF-16'?><xs:schema"))
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
    let dir = folder(&[]);
    fs::write(dir.path().join("wide.xsd"), wide).unwrap();
    assert_eq!(check(&Schemas::from_dir(dir.path()).unwrap(), "<POWERMART OWN=''/>"), []);
}

#[test]
fn a_schema_that_accepts_anything_is_refused() {
    let any = |how: &str| {
        format!(
            "<xs:element name='POWERMART'><xs:complexType><xs:sequence><xs:any processContents='{how}' minOccurs='0' \
             maxOccurs='unbounded'/></xs:sequence></xs:complexType></xs:element>"
        )
    };
    for lax in [
        xsd(&any("lax")),
        xsd(&any("skip")),
        xsd("<xs:element name='POWERMART'/>"),
        xsd("<xs:element name='POWERMART' type='xs:anyType'/>"),
        // Closed at the root, open everywhere below.
        xsd("<xs:element name='POWERMART'><xs:complexType><xs:sequence><xs:element name='REPOSITORY' type='R'/>\
             </xs:sequence></xs:complexType></xs:element><xs:complexType name='R'><xs:sequence>\
             <xs:element name='FOLDER' type='F'/><xs:any namespace='##other' processContents='lax'/></xs:sequence></xs:complexType>\
             <xs:complexType name='F'><xs:sequence><xs:any processContents='skip' maxOccurs='unbounded'/></xs:sequence>\
             </xs:complexType>"),
    ] {
        assert!(refused(&[("a.xsd", &lax)]).1.contains("accepts anything"), "{lax}");
    }
    let dtd = "<!ELEMENT POWERMART ANY><!ELEMENT FOLDER EMPTY>";
    assert!(refused(&[("powrmart.dtd", dtd)]).1.contains("accepts anything"));
}

#[test]
fn a_folder_reaches_no_other_file_and_says_what_is_wrong_with_it() {
    let root = "<xs:element name='POWERMART'><xs:complexType/></xs:element>";
    let outside = tempfile::tempdir().unwrap();
    fs::write(outside.path().join("types.xsd"), xsd("")).unwrap();
    let outside = outside.path().join("types.xsd").display().to_string();
    for place in
        ["http://acme.example/types.xsd", "types.xsd", "../types.xsd", outside.as_str(), &format!("file://{outside}")]
    {
        for with in [
            format!("<xs:include schemaLocation='{place}'/>"),
            format!("<xs:import namespace='urn:acme' schemaLocation='{place}'/>"),
        ] {
            let (_, message) = refused(&[("a.xsd", &xsd(&format!("{with}{root}")))]);
            assert!(message.contains("types.xsd") && message.contains("nothing is fetched"), "{with}: {message}");
        }
    }
    for doctype in ["[<!ENTITY e SYSTEM '/etc/hosts'>]", "[<!ENTITY e 'x'>]", "SYSTEM 'http://acme.example/x.dtd'"] {
        let text = format!("<?xml version='1.0'?>\n<!DOCTYPE xs:schema {doctype}>\n{}", xsd(root));
        assert_eq!(refused(&[("a.xsd", &text)]).0, 2, "{doctype}");
    }
    assert!(refused(&[]).1.contains("no *.xsd"));
    assert!(refused(&[("a.xsd", "<POWERMART/>")]).1.contains("not xs:schema"));
    assert!(refused(&[("a.xsd", &xsd("<xs:element name='OTHER' type='xs:string'/>"))]).1.contains("neither"));
    assert!(!refused(&[("a.xsd", &xsd("<xs:element name='POWERMART' type='Nothing'/>"))]).1.is_empty());
    assert!(!refused(&[("a.xsd", &xsd("<xs:element"))]).1.is_empty());
    let gone = Schemas::from_dir(std::path::Path::new("/nowhere/at/all")).err().unwrap();
    assert_eq!(gone.code, "not-found");
}
