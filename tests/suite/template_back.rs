//! Templates of real sessions: written and read back, applied with the values of each, held against each.

use super::house::{corpus, example_files};
use super::oracle::decode;
use super::session_file::session_in;
use catalog::answer::template::apply::apply;
use catalog::answer::template::check::{check, of_template};
use catalog::answer::template::create::create;
use catalog::answer::template::{Sheet, sheet};
use catalog::model::session::Session;
use catalog::model::template::Template;
use catalog::read::secret::{cut, named_secret};
use catalog::read::template::template;
use catalog::render::template::{session as written, yaml};

/// The sessions of an export, in their order.
fn sessions(text: &str) -> Vec<Session> {
    let ends = text.match_indices("<SESSION ").filter_map(|(at, _)| {
        let length = text[at..].find("</SESSION>")?;
        Some(session_in(&text[at..at + length + "</SESSION>".len()]).0)
    });
    ends.collect()
}

fn laid_out(session: &Session, number: usize) -> Sheet {
    Sheet { address: format!("s{number}"), ..Sheet::alone(session, "R", "F", "f.xml") }
}

/// What a template of these sessions must keep.
fn keeps_its_word(sheets: &[Sheet]) {
    let made = create("t", "", sheets, &|name, value| named_secret(name, value) || cut(value).is_some());
    let text = yaml(&made);
    let read = template(text.as_bytes(), "t").unwrap_or_else(|wrong| panic!("{wrong:?}\n{text}"));
    assert_eq!(read.parameters, made.parameters, "{text}");
    let same = |template: &Template| of_template(template, "").part.facts;
    assert_eq!(
        same(&read).iter().map(|one| &one.value).collect::<Vec<_>>(),
        same(&made).iter().map(|one| &one.value).collect::<Vec<_>>()
    );
    for one in sheets {
        let checked = check(&of_template(&read, "t"), one);
        assert!(checked.drift.is_empty(), "{:#?}\n{text}", checked.drift);
        applied_again(&read, one);
    }
}

/// A template with the values of a session gives that session, as far as it goes.
fn applied_again(template: &Template, of: &Sheet) {
    let mut set = Vec::new();
    for parameter in &template.parameters {
        // Of a secret nothing is known.
        let Some((_, value)) = parameter.values.iter().find(|(address, _)| *address == of.address) else { return };
        // What a session leaves unsaid cannot be had where most say it.
        let Some(value) = value else {
            if parameter.default.is_some() {
                return;
            }
            continue;
        };
        set.push((parameter.name.to_string(), value.to_string()));
    }
    let applied = apply(template, &set).unwrap_or_else(|wrong| panic!("{wrong:?}"));
    let text = written(&applied, "t");
    let xml = catalog::read::session_file::powermart(text.as_bytes(), "f")
        .unwrap_or_else(|wrong| panic!("{wrong:?}\n{text}"));
    let (again, _) = session_in(&xml);
    let again = Sheet::alone(&again, &applied.repository, &applied.folder, "");
    let checked = check(&of_template(template, "t"), &again);
    assert!(checked.drift.is_empty() && checked.not_covered.is_empty(), "{checked:#?}\n{text}");
    // Held against the session itself, unless something in it looks like a placeholder.
    if !text.contains("${") {
        let checked = check(&again, of);
        assert!(checked.drift.is_empty(), "{:#?}\n{text}", checked.drift);
    }
}

/// Singles, pairs and threes of neighbours.
fn all_of(sessions: &[Session]) -> usize {
    let sheets: Vec<Sheet> = sessions.iter().enumerate().map(|(number, one)| laid_out(one, number)).collect();
    for size in 1..=3 {
        sheets.windows(size).for_each(keeps_its_word);
    }
    sheets.len()
}

#[test]
fn templates_of_the_example_keep_their_word() {
    let all: Vec<Session> = example_files().iter().flat_map(|(_, bytes)| sessions(&decode(bytes))).collect();
    assert!(all_of(&all) >= 8, "{}", all.len());
}

#[test]
fn templates_of_real_sessions_keep_their_word() {
    let Some(corpus) = corpus() else { return };
    let inputs = catalog::read::source::list(&[corpus], &catalog::read::source::Limits::default()).inputs;
    let count = |name: &str| {
        let text = std::fs::read(name).expect("a file");
        let sessions = sessions(&String::from_utf8_lossy(&text));
        all_of(&sessions[..sessions.len().min(12)])
    };
    let seen: usize = inputs.iter().map(|input| count(&input.name)).sum();
    assert!(seen > 500, "{seen}");
}

#[test]
fn a_sheet_gives_the_session_back() {
    let (session, _) = session_in(
        "<SESSION NAME=\"s\" MAPPINGNAME=\"m\" REUSABLE=\"YES\" ISVALID=\"YES\" SORTORDER=\"Binary\" DESCRIPTION=\"d\">\
         <SESSTRANSFORMATIONINST SINSTANCENAME=\"i\" TRANSFORMATIONNAME=\"t\" TRANSFORMATIONTYPE=\"Joiner\" PARTITIONTYPE=\"PASS\">\
         <PARTITION NAME=\"P1\"/><ATTRIBUTE NAME=\"Cache\" VALUE=\"1\"/></SESSTRANSFORMATIONINST>\
         <CONFIGREFERENCE REFOBJECTNAME=\"c\"/></SESSION>",
    );
    let (mut back, repository, folder) = sheet::session(&laid_out(&session, 0).part);
    back.transformations[0].line = session.transformations[0].line;
    back.transformations[0].attributes[0].line = session.transformations[0].attributes[0].line;
    assert_eq!((back, repository.as_str(), folder.as_str()), (session, "R", "F"));
}
