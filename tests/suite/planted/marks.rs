//! Marks of sealed secrets: they stay in their place, and open nothing anywhere else.

use super::{ATTRIBUTE, COMMAND, COMMENT, DAY, IN, Sandbox, export, found_in, leaking, opened, sandbox, sealed_at};

#[test]
fn a_mark_stays_in_its_place_and_goes_anywhere_else() {
    let sandbox = sandbox();
    sandbox.done(&["export", "--snapshot", "latest", "-o", "out"]);
    let exported = [sandbox.path("out/in/a.xml"), sandbox.path("out/a.xml")].into_iter().find(|path| path.exists());
    let exported = std::fs::read_to_string(exported.expect("exported")).unwrap();
    assert!(exported.contains("«sealed:"));
    std::fs::write(sandbox.path("in/a.xml"), &exported).unwrap();
    let ran = sandbox.run(&["ingest", IN, "--format", "json"]);
    let summary: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(summary["total"]["changed"], 0, "{ran:?}");
    assert!(!ran.stdout.contains("foreign-mark"), "{ran:?}");
    // The same marks in another folder would make whoever reveals that one put these secrets there.
    std::fs::write(sandbox.path("in/b.xml"), exported.replace("PLANTED", "THIEF")).unwrap();
    let ran = sandbox.run(&["ingest", IN, "--format", "json"]);
    assert!(ran.stdout.contains("foreign-mark"), "{ran:?}");
    let shown = sandbox.done(&["show", "THIEF/wf_night", "--xml", "--reveal"]).stdout;
    assert_eq!(found_in(shown.as_bytes()), [""; 0]);
    assert!(shown.contains("«secret»") && !shown.contains("«sealed:"), "{shown}");
}

#[test]
fn marks_in_names_or_put_together_from_pieces_open_nothing() {
    let sandbox = sandbox();
    let victim = sealed_at(&sandbox, "a.xml:11");
    let id = victim.strip_prefix("found/").unwrap();
    let mark = format!("«sealed:{id}»");
    let escaped =
        [format!("&#171;sealed:{id}&#187;"), format!("&#xAB;s&#101;aled:{id}»"), format!("«sealed&#58;{id}»")];
    let attribute = |(at, text): (usize, &String)| format!("<ATTRIBUTE NAME=\"a{at}\" VALUE=\"{text}\"/>");
    let attributes = escaped.iter().enumerate().map(attribute).collect::<Vec<_>>().concat();
    let children = format!(
        "<MAPPING NAME=\"m\"/><WORKFLOW NAME=\"wt\" X{mark}=\"y\" DESCRIPTION=\"{mark}\">\
         <SESSION NAME=\"s_t\" MAPPINGNAME=\"m\"><ATTRIBUTE NAME=\"Parameter Filename\" VALUE=\"$PMRootDir/t.par\"/>\
         <ATTRIBUTE NAME=\"Pre SQL\" VALUE=\"x $$A$$B y $$C $$D z\"/>{attributes}<!-- {mark} --></SESSION>\
         <TASKINSTANCE NAME=\"s_t\" TASKNAME=\"s_t\" TASKTYPE=\"Session\" REUSABLE=\"NO\"/></WORKFLOW>"
    );
    let folder = format!("THIEF {mark}");
    std::fs::write(sandbox.path(IN).join(format!("t {mark}.xml")), export(DAY, &folder, &children)).unwrap();
    let lines = format!("[Global]\n$$A=«sea\n$$B=led:{id}»\n$$C=$$A$$B\n$$D={mark}\n$ParamEvil=$$A$$B\n");
    std::fs::write(sandbox.path("in/t.par"), lines).unwrap();
    let ran = sandbox.run(&["ingest", IN, "--format", "json"]);
    assert!(ran.code <= 1 && ran.stdout.contains("foreign-mark"), "{ran:?}");
    let evil = "connections: {EVIL: {type: Relational, subtype: PostgreSQL, attributes: {host: 127.0.0.1, port: 1, user: u, password: $ParamEvil}}}";
    std::fs::write(sandbox.path("evil.yaml"), evil).unwrap();
    sandbox.done(&["connection", "import", "evil.yaml"]);
    for line in [
        "show wt --xml",
        "show wt",
        "show wt/s_t --format json",
        "show wt/s_t --format yaml",
        "show wt/s_t --effective",
        "resolve wt/s_t",
        "resolve wt/s_t --format json",
        "resolve wt/s_t --format env",
        "resolve wt/s_t --format par",
        "resolve wt/s_t --explain $$C",
        "export wt -o thief",
    ] {
        let words: Vec<&str> = line.split(' ').chain(["--reveal"]).collect();
        let ran = sandbox.run(&words);
        assert!(ran.code <= 1, "{line}: {ran:?}");
        assert_eq!(found_in(ran.stdout.as_bytes()), [""; 0], "{line}: {}", ran.stdout);
    }
    let tested = sandbox.run(&["connection", "test", "EVIL", "--format", "json"]).stdout;
    assert!(tested.contains("a sealed secret is only a part of its value"), "{tested}");
    assert!(!opened(&sandbox).contains(&format!("credential:{victim}")), "nothing of it was opened");
    assert_eq!(leaking(&sandbox.path("")), Vec::<String>::new());
}

#[test]
fn of_two_files_with_one_object_the_newest_export_says_its_secret_and_no_version_is_added() {
    let sandbox = Sandbox::with_keys();
    std::fs::create_dir(sandbox.path(IN)).unwrap();
    let put = |name: &str, day: &str, secret: &str| {
        let child = format!("<CONFIG NAME=\"c\"><ATTRIBUTE NAME=\"Password\" VALUE=\"{secret}\"/></CONFIG>");
        std::fs::write(sandbox.path(IN).join(name), export(day, "F", &child)).unwrap();
    };
    put("a.xml", "01/03/2026 03:04:05", ATTRIBUTE);
    put("b.xml", "01/02/2026 03:04:05", COMMENT);
    for _ in 0..3 {
        sandbox.run(&["ingest", IN]);
    }
    let shown = sandbox.done(&["show", "config:F/c", "--xml", "--reveal"]).stdout;
    assert!(shown.contains(ATTRIBUTE), "{shown}");
    let name = sealed_at(&sandbox, "a.xml");
    assert_eq!(sandbox.done(&["credential", "history", &name, "--format", "csv"]).stdout.lines().count(), 2);
}

#[test]
fn comments_lose_all_that_shows_once_they_are_decoded_and_come_back_as_they_were() {
    let sandbox = Sandbox::with_keys();
    std::fs::create_dir(sandbox.path(IN)).unwrap();
    let comments = [
        format!("<!-- password=plain1x <V P=\"p&#97;sswd={ATTRIBUTE}\"/> -->"),
        format!("<!-- sqlplus scott/Tiger&lt;{COMMAND}@ORCL -->"),
        format!("<!-- password='{COMMENT}&amp;' -->"),
    ];
    let text = export(DAY, "F", &format!("<CONFIG NAME=\"c\"><A/>{}<B/></CONFIG>", comments.concat()));
    std::fs::write(sandbox.path("in/a.xml"), &text).unwrap();
    sandbox.run(&["ingest", IN]);
    let stored = sandbox.done(&["show", "config:F/c", "--xml"]).stdout;
    assert!(found_in(stored.as_bytes()).is_empty() && !stored.contains("Tiger"), "{stored}");
    let shown = sandbox.done(&["show", "config:F/c", "--xml", "--reveal"]).stdout;
    for comment in comments {
        assert!(shown.contains(&comment), "{comment}: {shown}");
    }
}
