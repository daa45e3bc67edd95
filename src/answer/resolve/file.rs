//! Which parameter files are in force for a workflow or session, and why.
//!
//! Owns the rules of the manual (Using Variables to Specify Session Parameter Files): a file given at the start replaces all
//! others; the workflow's file wins over the session's, unless it sets `$PMMergeSessParamFile=TRUE`. Reads no file.

use super::section::Index;
use crate::model::design::{Design, Said};
use crate::model::parameter::Place;

/// A file as a workflow or session names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Who names it: `workflow`, `session`, `command line`, `environment`.
    pub by: &'static str,
    /// The name as given, with its variables expanded.
    pub name: String,
    /// `file:line` of the name; empty for one from the command line.
    pub place: String,
    /// What became of it.
    pub fate: Fate,
}

/// What became of a named file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// It is in force: its place among the files at hand.
    InForce(usize),
    /// Another one is in force instead; why.
    PassedOver(&'static str),
    /// No file at hand has its name.
    Missing,
    /// Several files at hand may be meant.
    Ambiguous(Vec<String>),
}

/// The line of a workflow's file that lets the session's be read, too.
pub const MERGE: &str = "$pmmergesessparamfile";

/// The files in force, weakest first, and those that are not, in the order they were looked at. `expand` puts values into a
/// name of a file, those of the workflow's file too where that is known.
#[must_use]
pub fn in_force(
    design: &Design,
    started_with: Option<(&'static str, usize)>,
    indexes: &[Index<'_>],
    place: &Place,
    expand: &mut dyn FnMut(&str, Option<usize>) -> String,
) -> Vec<Named> {
    let by_design = [("workflow", &design.workflow_file), ("session", &design.session_file)];
    let given = by_design.into_iter().filter(|(_, said)| !said.text.is_empty());
    if let Some((by, at)) = started_with {
        let name = indexes.get(at).map_or_else(String::new, |index| index.file.name.clone());
        let first = Named { by, name, place: String::new(), fate: Fate::InForce(at) };
        let why = "a file given at the start replaces it";
        return std::iter::once(first).chain(given.map(|(by, said)| passed_over(by, said, why))).collect();
    }
    let mut named: Vec<Named> = Vec::new();
    for (by, said) in given {
        let first = named.first().map(|first| &first.fate);
        let passed = match first {
            None => None,
            Some(Fate::InForce(at)) if merges(&indexes[*at], place) => None,
            Some(Fate::InForce(_)) => Some("the workflow names a file and does not set $PMMergeSessParamFile=TRUE"),
            Some(_) => Some("the workflow names a file, and whether that lets this one count is not known"),
        };
        let after = if let Some(Fate::InForce(at)) = first { Some(*at) } else { None };
        let mut one = look_for(by, said, indexes, &mut |text| expand(text, after));
        if let Some(why) = passed {
            one.fate = Fate::PassedOver(why);
        }
        named.push(one);
    }
    named
}

fn passed_over(by: &'static str, said: &Said, why: &'static str) -> Named {
    Named { by, name: said.text.to_string(), place: said.place.clone(), fate: Fate::PassedOver(why) }
}

fn look_for(by: &'static str, said: &Said, indexes: &[Index<'_>], expand: &mut dyn FnMut(&str) -> String) -> Named {
    let name = expand(&said.text);
    let fate = find(&name, indexes);
    Named { by, name, place: said.place.clone(), fate }
}

/// Finds a file by the longest tail of its path: a server's `/params/prod/a.par` is the local `prod/a.par` rather than
/// `test/a.par`. `\` and `/` are the same, because exports of UNIX services hold both.
fn find(name: &str, indexes: &[Index<'_>]) -> Fate {
    let wanted = parts(name);
    let common = |index: &Index<'_>| {
        parts(&index.file.name).iter().rev().zip(wanted.iter().rev()).take_while(|(a, b)| a == b).count()
    };
    let best = indexes.iter().map(&common).max().unwrap_or(0);
    if best == 0 || wanted.is_empty() {
        return Fate::Missing;
    }
    let found: Vec<usize> = (0..indexes.len()).filter(|at| common(&indexes[*at]) == best).collect();
    match found.as_slice() {
        [one] => Fate::InForce(*one),
        // Copies of one file: whichever is meant, the answer is the same.
        [first, rest @ ..] if rest.iter().all(|at| indexes[*at].file.sections == indexes[*first].file.sections) => {
            Fate::InForce(*first)
        }
        several => Fate::Ambiguous(several.iter().map(|at| indexes[*at].file.name.clone()).collect()),
    }
}

/// A path of the server as a local one, where the environment says how; the longest prefix counts.
#[must_use]
pub fn local(path: &str, paths: &[(String, String)]) -> String {
    let slashes = |text: &str| text.replace('\\', "/");
    let path_here = slashes(path);
    for (server, here) in paths {
        let rest = path_here.strip_prefix(slashes(server).trim_end_matches('/'));
        if let Some(rest) = rest.filter(|rest| rest.is_empty() || rest.starts_with('/')) {
            return format!("{}{rest}", here.trim_end_matches('/'));
        }
    }
    path.to_owned()
}

fn parts(path: &str) -> Vec<&str> {
    path.split(['/', '\\']).filter(|part| !part.is_empty() && *part != ".").collect()
}

/// True where the workflow's file says that the session's is read, too.
fn merges(index: &Index<'_>, place: &Place) -> bool {
    let lines = index.lines(&index.sections(place), MERGE);
    lines.last().is_some_and(|line| line.parameter.value.trim().eq_ignore_ascii_case("TRUE"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_of_one_file_are_no_question_and_different_files_are() {
        use crate::answer::resolve::section::Repeated;
        use crate::model::parameter::{Parameter, ParameterFile, Scope, Section};
        let file = |name: &str, value: &str| {
            let parameters = vec![Parameter { name: "$$A".into(), value: value.into(), line: 2 }];
            let section = Section { heading: "[Global]".into(), scope: Scope::Global, line: 1, parameters };
            ParameterFile { name: name.to_owned(), sections: vec![section], passed_over: 0 }
        };
        let files = [file("a/p.par", "1"), file("b/p.par", "1"), file("c/p.par", "2")];
        let indexes: Vec<Index<'_>> =
            files.iter().map(|file| Index::new(file, Repeated::First, Repeated::First)).collect();
        assert_eq!(find("/srv/p.par", &indexes[..2]), Fate::InForce(0));
        assert!(matches!(find("/srv/p.par", &indexes), Fate::Ambiguous(all) if all.len() == 3));
        assert_eq!(find("/srv/c/p.par", &indexes), Fate::InForce(2), "the longer tail counts");
    }

    #[test]
    fn server_paths_become_local_ones_by_whole_folders() {
        let paths = [("/opt/infa/params/".to_owned(), "here/".to_owned()), ("C:\\infa".to_owned(), "there".to_owned())];
        for (server, here) in [
            ("/opt/infa/params/a/b.par", "here/a/b.par"),
            ("/opt/infa/params2/b.par", "/opt/infa/params2/b.par"),
            ("C:\\infa\\b.par", "there/b.par"),
            ("b.par", "b.par"),
        ] {
            assert_eq!(local(server, &paths), here);
        }
    }
}
