//! Secrets in exports: nothing of them is ever in the catalog, in its log, in a copy, or in what is said of them.

use super::house::{Home, codes, export, fates};
use super::oracle::{MASK, parse};
use catalog::store::{Catalog, check, maintain};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

const DAY: &str = "01/02/2026 03:04:05";

/// Values that stand for secrets; none is anybody's.
const PLAIN: [&str; 9] = [
    "Zq7vKp2Lw9Xa",
    "Hn4tRb8Yc1Ms",
    "Wd6gJf3Pe5Uo",
    "Ck9sVx2Bn7Qz",
    "Ty5mLh8Ga4Rw",
    "Pf1jDk6Se9Iv",
    "Bx3uNc7Wo2Yt",
    "Lm8aQr5Zd1Hg",
    "Ve2kXs9Jt6Cp",
];

/// A file with a secret in every kind of place.
fn planted() -> String {
    let [attribute, pair, comment, folder, text, command, cdata, frame, url] = PLAIN;
    let children = format!(
        "<SESSION NAME=\"s_one\" MAPPINGNAME=\"m_one\">\n\
         <ATTRIBUTE NAME=\"Connection Information\" VALUE=\"user=etl password={attribute}\"/>\n\
         <ATTRIBUTE NAME=\"Password\" VALUE=\"{pair}\"/>\n\
         <!-- the password is: password={comment} -->\n\
         </SESSION>\n\
         <TASK NAME=\"cmd\" TYPE=\"Command\">\n\
         <VALUEPAIR EXECORDER=\"1\" NAME=\"Command1\" VALUE=\"sqlplus etl/{command}@DWH @load.sql\"/>\n\
         <VALUEPAIR EXECORDER=\"2\" NAME=\"Command2\" VALUE=\"curl https://etl:{url}@host.example.com/x\"/>\n\
         </TASK>\n\
         <CONFIG NAME=\"c\"><A>password={text} and more</A><B><![CDATA[password={cdata} ]]></B></CONFIG>\n\
         <MAPPING NAME=\"m_clean\"/>"
    );
    let whole = export(DAY, "SECRET", &children);
    let whole = whole.replace("DESCRIPTION=\"\"", &format!("DESCRIPTION=\"login with password={folder} please\""));
    whole.replace("<FOLDER", &format!("<!-- password={frame} -->\n<FOLDER"))
}

/// Every plain value that stands in a file.
fn found_in(path: &Path) -> Vec<&'static str> {
    let bytes = fs::read(path).unwrap();
    let holds = |value: &&str| bytes.windows(value.len()).any(|window| window == value.as_bytes());
    PLAIN.into_iter().filter(holds).collect()
}

/// Every plain value in the catalog: in its files as they lie, and in every text after unpacking.
fn leaks(home: &Home) -> Vec<String> {
    let mut leaks = Vec::new();
    for end in ["", "-wal", "-shm"] {
        let path = PathBuf::from(format!("{}{end}", home.catalog().display()));
        if path.exists() {
            leaks.extend(found_in(&path).into_iter().map(|value| format!("{value} in {}", path.display())));
        }
    }
    let catalog = home.open();
    for snapshot in catalog.snapshots(true).unwrap() {
        for file in catalog.files(snapshot.id).unwrap().into_iter().filter(|file| file.row.manifest.is_some()) {
            let text = catalog.file_text(&file).unwrap();
            leaks.extend(PLAIN.iter().filter(|value| text.contains(**value)).map(|value| format!("{value} in a text")));
        }
    }
    leaks
}

fn none() -> Vec<String> {
    Vec::new()
}

#[test]
fn no_secret_of_any_place_reaches_the_catalog() {
    let home = Home::with(&[("a.xml", planted())]);
    let mut looked = 0;
    home.ingest_watched(&[home.exports()], &mut |_| {
        let log = PathBuf::from(format!("{}-wal", home.catalog().display()));
        assert_eq!(found_in(&log), [""; 0], "in the log of a running ingest");
        looked += 1;
    });
    assert!(looked > 0);
    assert_eq!(leaks(&home), none());
    let copy = home.beside("copy.db");
    maintain::backup(&home.open(), &copy).unwrap();
    assert_eq!(found_in(&copy), [""; 0]);
    home.assert_sound();
}

#[test]
fn every_secret_is_told_with_its_line_and_without_a_piece_of_it() {
    let text = planted();
    let home = Home::with(&[("a.xml", &text)]);
    let summary = home.ingest();
    let told: Vec<u64> =
        summary.problems.iter().filter(|problem| problem.code == "secret-found").map(|problem| problem.line).collect();
    for value in PLAIN {
        let line = text.lines().position(|line| line.contains(value)).unwrap() as u64 + 1;
        assert!(told.contains(&line), "line {line} is told: {told:?}");
    }
    let said = format!("{summary:?}");
    assert!(PLAIN.iter().all(|value| !said.contains(value)));
    assert!(summary.problems.iter().all(|problem| problem.file.ends_with("a.xml")));
}

#[test]
fn what_is_around_a_secret_stays_as_it_was() {
    let home = Home::with(&[("a.xml", planted())]);
    home.ingest();
    let catalog = home.open();
    let text = catalog.file_text(&catalog.files(1).unwrap()[0]).unwrap();
    let mut expected = planted();
    // What an element says is taken away as a whole.
    expected = expected.replace(&format!("password={} and more", PLAIN[4]), MASK);
    expected = expected.replace(&format!("<![CDATA[password={} ]]>", PLAIN[6]), MASK);
    for value in PLAIN {
        expected = expected.replace(value, MASK);
    }
    parse(&text);
    let differing: Vec<_> = text.lines().zip(expected.lines()).filter(|(stored, wished)| stored != wished).collect();
    assert!(differing.is_empty(), "{differing:#?}");
}

#[test]
fn a_child_with_a_secret_is_marked_and_read_anew_and_stays_unchanged() {
    let home = Home::with(&[("a.xml", planted())]);
    let first = home.ingest();
    assert_eq!(home.count("SELECT count(*) FROM content WHERE masked = 1"), 3);
    assert_eq!(home.count("SELECT count(*) FROM content WHERE masked = 0"), 1);
    let rows =
        || ["content", "definition", "revision"].map(|table| home.count(&format!("SELECT count(*) FROM {table}")));
    let before = rows();
    let second = home.ingest();
    assert_eq!(fates(&second), (0, 0, fates(&first).0, 0));
    assert_eq!((rows(), &second.problems), (before, &first.problems));
    // Another secret in the same place is no change, and is told again.
    home.put("a.xml", planted().replace(PLAIN[0], "Gy5wTb3Nq8Lx"));
    let third = home.ingest();
    assert_eq!(fates(&third), (0, 0, fates(&first).0, 0));
    assert_eq!((rows(), &third.problems), (before, &first.problems));
    assert_eq!(leaks(&home), none());
}

#[test]
fn a_secret_of_a_refused_file_is_nowhere_either() {
    let whole = planted();
    let home = Home::with(&[("a.xml", &whole[..whole.len() - 20])]);
    assert_eq!(home.ingest().failed, 1);
    assert_eq!(leaks(&home), none());
}

#[test]
fn a_secret_at_the_end_of_a_text_takes_no_markup_with_it() {
    let home = Home::new();
    for (number, inside) in [
        format!("<A>password={}</A>", PLAIN[0]),
        format!("<A><B/>password={}<C/></A>", PLAIN[1]),
        format!("<A><![CDATA[password={}]]></A>", PLAIN[2]),
        format!("<A><!--password={}--></A>", PLAIN[3]),
        format!("<A X='password={}'/>", PLAIN[4]),
        format!("<A PASSWORD='{}'/>", PLAIN[5]),
    ]
    .iter()
    .enumerate()
    {
        home.put(&format!("{number}.xml"), export(DAY, "F", &format!("<CONFIG NAME='c_{number}'>{inside}</CONFIG>")));
    }
    let summary = home.ingest();
    assert_eq!(summary.failed, 0, "{:#?}", summary.problems);
    let found = codes(&summary).into_iter().filter(|code| *code == "secret-found");
    assert_eq!(found.count(), 6);
    assert_eq!(leaks(&home), none());
}

#[test]
fn a_copy_of_a_running_catalog_is_whole() {
    let home = Home::with(&[("a.xml", planted())]);
    home.ingest();
    let copy = home.beside("copy.db");
    home.ingest_watched(&[home.exports()], &mut |_| {
        if !copy.exists() {
            maintain::backup(&home.open(), &copy).unwrap();
        }
    });
    let opened = Catalog::open_write(&copy, Duration::ZERO, "x").unwrap();
    assert_eq!(opened.snapshots(true).unwrap().len(), 1);
    assert!(check::check(&opened).unwrap().damages.is_empty());
}

#[test]
fn a_secret_in_an_odd_place_or_spelling_is_found_too() {
    let [encoded, odd, date, owner, version, ..] = PLAIN;
    let child = format!(
        "<CONFIG NAME=\"c\"><A X=\"p&#97;ssword={encoded}\"/><A NAME=\"P&#x61;ssword\" VALUE=\"{odd}\"/></CONFIG>"
    );
    let home = Home::new();
    home.put("a.xml", export(DAY, "A", &child));
    home.put("b.xml", export(&format!("password={date}"), "B", ""));
    home.put("c.xml", export(DAY, "C", "").replace("OWNER=\"o\"", &format!("OWNER=\"password={owner}\"")));
    home.put("d.xml", export(DAY, "D", "").replace("VERSION=\"189\"", &format!("VERSION=\"password={version}\"")));
    home.ingest();
    assert_eq!(leaks(&home), none());
}

/// Ingests one export with a secret in it and looks for the secret everywhere, in what is said of it too.
#[track_caller]
fn assert_hidden(text: &str) {
    assert!(text.contains(PLAIN[0]));
    let home = Home::with(&[("a.xml", text)]);
    let summary = home.ingest();
    assert_eq!(leaks(&home), none(), "{text}");
    assert!(!format!("{summary:?}").contains(PLAIN[0]), "{text}\n{:#?}", summary.problems);
}

/// Children of a folder; `X` is the secret.
const HIDING: &[&str] = &[
    "<SOURCE>password&#61;X</SOURCE>",
    "<SOURCE>p&#97;ssword=X</SOURCE>",
    "<SOURCE>p&#97;s&bad;sword=1 p&#97;ssword=X</SOURCE>",
    "<SOURCE>{&quot;password&quot;:&quot;X&quot;}</SOURCE>",
    "<SOURCE>CREATE USER u IDENTIFIED BY &quot;X&quot;</SOURCE>",
    "<SOURCE>pass<![CDATA[word=X]]></SOURCE>",
    "<SOURCE>pas<![CDATA[swo]]><![CDATA[rd=X]]></SOURCE>",
    "<SOURCE>pa<!-- c -->ssw<?p i?>ord=X</SOURCE>",
    "<SOURCE>password=<![CDATA[X]]></SOURCE>",
    "<SOURCE><![CDATA[password&#61;X]]></SOURCE>",
    "<SOURCE NAME='s'><A/>a<B/>pass<![CDATA[word=X]]><C N='1'/>b</SOURCE>",
    "<SESSION NAME='s'><ATTRIBUTE NAME=\"Password\">X</ATTRIBUTE></SESSION>",
    "<SESSION NAME='s'><ATTRIBUTE NAME=\"Password\"><![CDATA[X]]></ATTRIBUTE></SESSION>",
    "<CONFIG NAME='c'><PASSWORD>X</PASSWORD></CONFIG>",
    "<CONFIG NAME='c'><PASSWORD><V>X</V></PASSWORD></CONFIG>",
    "<CONFIG NAME='c'><PASSWORD><!--X--></PASSWORD></CONFIG>",
    "<CONFIG NAME='c'><PASSWORD VALUE='X'/></CONFIG>",
    "<CONFIG NAME='c'><!-- password&#61;X --></CONFIG>",
    "<CONFIG NAME='c'><!-- p&#97;ssword=X --></CONFIG>",
    "<CONFIG NAME='c'><!-- <ATTRIBUTE NAME=\"Password\" VALUE=\"X\"/> --></CONFIG>",
    "<CONFIG NAME='c'><!-- {&quot;password&quot;:&quot;X&quot;} --></CONFIG>",
    "<CONFIG NAME='c'><?tool password&#61;X?></CONFIG>",
    "<MAPPING NAME='m'><MAPPINGVARIABLE NAME=\"$$DB_PASSWORD\" DEFAULTVALUE=\"X\"/></MAPPING>",
    "<WORKFLOW NAME='w'><WORKFLOWVARIABLE DEFAULTVALUE=\"X\" NAME=\"$$Pwd\"/></WORKFLOW>",
    "<MAPPING NAME='m'><TRANSFORMFIELD NAME=\"PASSWORD\" DEFAULTVALUE=\"'X'\"/></MAPPING>",
    "<SOURCE DESCRIPTION='password=«secret»X'/>",
    "<SOURCE DESCRIPTION='SET ROLE r IDENTIFIED BY X'/>",
    "<TASK NAME='t'><VALUEPAIR NAME='c' VALUE='zip -P X a.zip b'/></TASK>",
    "<TASK NAME='t'><VALUEPAIR NAME='c' VALUE='7z a -pX a.7z b'/></TASK>",
    "<TASK NAME='t'><VALUEPAIR NAME='c' VALUE='net use z: \\\\h\\s X /user:u'/></TASK>",
    "<TASK NAME='t'><VALUEPAIR NAME='c' VALUE='openssl enc -d -k X'/></TASK>",
    "<!-- password&#61;X -->",
    "<!-- <FOLDER p=\"password&#61;X\"/> -->",
    "<SOURCE></password=X>",
    "<SOURCE a=password=X/>",
    "<FOLDERVERSION a=password=X></FOLDERVERSION>",
    "<FOLDERVERSION VERSION='password=X'></FOLDERVERSION>",
    "</password=X>",
    "password=X",
];

#[test]
fn a_secret_hidden_by_markup_is_found() {
    for child in HIDING {
        assert_hidden(&export(DAY, "F", &child.replace('X', PLAIN[0])));
    }
}

#[test]
fn masked_text_is_well_formed_and_clean_text_stays() {
    let kept = |inside: &str| {
        let home = Home::with(&[("a.xml", export(DAY, "F", &format!("<CONFIG NAME='c'>{inside}</CONFIG>")))]);
        home.ingest();
        let text = home.open().file_text(&home.open().files(1).unwrap()[0]).unwrap();
        parse(&text);
        text.split("<CONFIG NAME='c'>").nth(1).unwrap().split("</CONFIG>").next().unwrap().to_owned()
    };
    assert_eq!(kept("\n <A>u <!-- c -->pass<![CDATA[word=x1]]> </A>\n"), format!("\n <A>{MASK} </A>\n"));
    assert_eq!(kept("<A><!-- c --><!-- password&#61;x1 --></A>"), format!("<A><!-- c --><!--{MASK}--></A>"));
    assert_eq!(kept("<A><?p password&#61;x1?></A>"), format!("<A><!--{MASK}--></A>"));
    for clean in [
        "<A>a &lt; b<![CDATA[ <c> ]]><!-- password of the night --></A>",
        "<PASSWORD>$$PWD</PASSWORD><PASSWORD/><PASSWORD> </PASSWORD>",
        "<ATTRIBUTE NAME='Password'>${PW}</ATTRIBUTE><ATTRIBUTE NAME='User'>bob</ATTRIBUTE>",
        "<TRANSFORMFIELD NAME='PASSWORD' DEFAULTVALUE='ERROR(&apos;no password&apos;)'/>",
        "<MAPPINGVARIABLE NAME='$$PASSWORD_FILE' DEFAULTVALUE='/run/pw'/>",
        "<MAPPINGVARIABLE NAME='$$PASSWORD' DEFAULTVALUE=''/>",
    ] {
        assert_eq!(kept(clean), clean);
    }
}

#[test]
fn a_message_quotes_no_name_that_may_hold_a_secret() {
    let [secret, ..] = PLAIN;
    for name in [
        "password-is-X",
        "my_secret_X",
        "DB.PWD.X",
        "X.api_key",
        "github_pat_X",
        "AN.UNUSUALLY.LONG.NAME.OF.MORE.THAN.EIGHTY.LETTERS.THAT.NO.EXPORT.HAS.AND.THAT.ENDS.WITH.X",
    ] {
        let name = name.replace('X', secret);
        for child in [
            format!("<{name} NAME='a'/>"),
            format!("<{name}/>"),
            format!("<SOURCE NAME='a' {name}='1'/>"),
            format!("<SOURCE NAME='a'><{name}/></SOURCE>"),
            format!("</{name}>"),
        ] {
            let summary = Home::with(&[("a.xml", export(DAY, "F", &child))]).ingest();
            assert!(!summary.problems.is_empty());
            let said: Vec<_> = summary.problems.iter().map(|problem| &problem.message).collect();
            assert!(said.iter().all(|message| !message.contains(secret)), "{child}: {said:?}");
        }
    }
}

#[test]
fn a_secret_in_the_head_of_a_file_or_in_the_name_of_a_member_is_not_told() {
    let [secret, ..] = PLAIN;
    let whole = export(DAY, "F", "");
    assert_hidden(&whole.replace("\"UTF-8\"?>", &format!("\"password={secret}\"?>")));
    assert_hidden(&whole.replace("\"powrmart.dtd\"", &format!("\"password={secret}\"")));
    assert_hidden(&whole.replace("POWERMART", &format!("password={secret}")));
    assert_hidden(&format!("{whole}<password={secret}/>"));
    for (old, new) in [("CODEPAGE=\"UTF-8\"", "CODEPAGE"), ("DATABASETYPE=\"Oracle\"", "DATABASETYPE")] {
        let home = Home::with(&[("a.xml", whole.clone())]);
        home.put("b.xml", whole.replace(old, &format!("{new}=\"password={secret}\"")));
        let summary = home.ingest();
        assert!(codes(&summary).contains(&"repository-name-clash"));
        assert_eq!((leaks(&home), format!("{summary:?}").contains(secret)), (none(), false));
    }
}
