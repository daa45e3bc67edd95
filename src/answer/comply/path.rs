//! Paths of files, and parameter files.

use super::asking::{Asking, told};
use super::beyond::not_all;
use crate::answer::assembled::{Assembled, place};
use crate::answer::design::{Level, Standing};
use crate::answer::layers::Effective;
use crate::model::attribute::Attribute;
use crate::model::comply::reliability::NO_PARAMETER_FILE;
use crate::model::comply::security::{FIXED_PATH, PARAMETER_FILE_ELSEWHERE};

const FILE: &str = "Parameter Filename";
/// Attributes that hold a file or folder, but for the parameter file, which has a rule of its own.
const PATHS: [&str; 16] = [
    "Session Log File directory",
    "Session Log File Name",
    "Error Log File Directory",
    "Error Log File Name",
    "Source file directory",
    "Source filename",
    "Output file directory",
    "Output filename",
    "Merge File Directory",
    "Reject file directory",
    "Reject filename",
    "Lookup source file directory",
    "Lookup source filename",
    "Lookup cache directory name",
    "Cache Directory",
    "Work Directory",
];
/// Beginnings of session parameters that have no default.
const PARAMETERS: [&str; 10] = [
    "$DBConnection",
    "$AppConnection",
    "$FTPConnection",
    "$QueueConnection",
    "$LoaderConnection",
    "$InputFile",
    "$OutputFile",
    "$LookupFile",
    "$BadFile",
    "$Param",
];

pub(super) fn session(run: &Assembled<'_>, standing: &Standing<'_>, ask: &mut Asking<'_>) {
    not_all(&[&FIXED_PATH], run, ask);
    if ask.asks(&FIXED_PATH) {
        each(run, &mut |part, one| path(part, one, run, ask));
    }
    if ask.asks(&PARAMETER_FILE_ELSEWHERE) {
        governed(run.value(FILE), || run.at(FILE), ask);
    }
    no_file(run, standing, ask);
}

/// The parameter file of a workflow.
pub(super) fn workflow(level: &Level<'_>, ask: &mut Asking<'_>) {
    if ask.asks(&PARAMETER_FILE_ELSEWHERE)
        && let Some(one) = file_of(level)
    {
        governed(&one.value, || level.stored.place(one.line), ask);
    }
}

fn file_of<'l>(level: &Level<'l>) -> Option<&'l Attribute> {
    level.workflow.attributes.iter().find(|one| one.name == FILE && !one.value.is_empty())
}

/// Every attribute of the session and what belongs to it, with the instance (empty: the session's own).
fn each(run: &Assembled<'_>, visit: &mut dyn FnMut(&str, &Effective)) {
    run.settings.iter().for_each(|one| visit("", one));
    for part in &run.parts {
        part.attributes.iter().for_each(|one| visit(&part.instance, one));
    }
    for extension in &run.extensions {
        extension.attributes.iter().for_each(|one| visit(&extension.extension.instance, one));
    }
}

fn path(instance: &str, one: &Effective, run: &Assembled<'_>, ask: &mut Asking<'_>) {
    let name = one.name.split_once(" (").map_or(one.name.as_str(), |(name, _)| name);
    // A variable of the service is what the rule asks for; nothing is put in for it.
    if one.value.is_empty() || one.value.starts_with("$PM") || !PATHS.contains(&name) {
        return;
    }
    let known = ask.as_known(&one.value);
    let open = is_absolute(&known) && ask.is_like(&FIXED_PATH, "open", &known);
    if !open && !is_absolute(&one.value) {
        return;
    }
    let part = if instance.is_empty() { one.name.clone() } else { format!("{} of {instance}", one.name) };
    let at = place(std::slice::from_ref(one), &one.name).unwrap_or_else(|| run.place.clone());
    let everybody = if open { ", where everybody may write" } else { "" };
    let actual = format!("{}{everybody}", told(&one.value));
    ask.fires(&FIXED_PATH, &part, &at, "a path that begins with $PM… or a parameter", &actual);
}

/// `/data/x`, `\\host\x`, `C:\x`.
pub(super) fn is_absolute(path: &str) -> bool {
    let drive = path.as_bytes().get(1) == Some(&b':') && path.as_bytes()[0].is_ascii_alphabetic();
    drive || path.starts_with(['/', '\\'])
}

fn governed(file: &str, place: impl Fn() -> String, ask: &mut Asking<'_>) {
    let rule = &PARAMETER_FILE_ELSEWHERE;
    if file.is_empty() || ask.is_like(rule, "directories", file) {
        return;
    }
    match ask.known(file) {
        None => ask.unknown(rule),
        Some(known) if ask.is_like(rule, "directories", &known) => {}
        Some(_) => {
            let expected = format!("a file in {}", ask.around.book.text(rule, "directories"));
            ask.fires(rule, FILE, &place(), &expected, &told(file));
        }
    }
}

fn no_file(run: &Assembled<'_>, standing: &Standing<'_>, ask: &mut Asking<'_>) {
    let rule = &NO_PARAMETER_FILE;
    let Some(top) = standing.levels.first() else {
        return ask.not_checked(rule, "the session stands in no workflow that is known");
    };
    if !ask.asks(rule) || !run.value(FILE).is_empty() || file_of(top).is_some() {
        return;
    }
    let (mut first, mut uses): (Option<String>, usize) = (None, 0);
    let mut take = |text: &str| {
        if let Some(name) = parameter_in(text) {
            uses += 1;
            if first.as_deref().is_none_or(|known| name < known) {
                first = Some(name.to_owned());
            }
        }
    };
    each(run, &mut |_, one| take(&one.value));
    run.extensions.iter().flat_map(|one| one.connections.1).for_each(|one| take(&one.variable));
    if let Some(first) = first {
        let actual = format!("none, and {uses} texts hold session parameters, for example {first}");
        ask.fires(rule, FILE, &run.at(FILE), "a parameter file", &actual);
    }
}

/// The first session parameter in a text.
fn parameter_in(text: &str) -> Option<&str> {
    let mapping = |at: usize| text[..at].ends_with('$');
    let mut starts = text.match_indices('$').filter(|(at, _)| !mapping(*at)).map(|(at, _)| &text[at..]);
    let is_one = |rest: &&str| PARAMETERS.iter().any(|begin| rest.starts_with(begin));
    let found = starts.find(is_one)?;
    let end = found[1..].find(|c: char| !c.is_alphanumeric() && c != '_').map_or(found.len(), |end| end + 1);
    Some(&found[..end])
}

#[cfg(test)]
mod tests {
    use super::{is_absolute, parameter_in};

    #[test]
    fn absolute_paths() {
        assert!(["/data", "\\\\host\\x", "C:\\x", "d:/x"].iter().all(|path| is_absolute(path)));
        assert!(!["", "$PMRootDir/x", "orders.csv", "é:"].iter().any(|path| is_absolute(path)));
    }

    #[test]
    fn session_parameters_in_a_text() {
        assert_eq!(parameter_in("cd $PMRootDir; ls $Param_Root/in"), Some("$Param_Root"));
        assert_eq!(parameter_in("$DBConnectionX"), Some("$DBConnectionX"));
        assert_eq!(parameter_in("$$Param and $PMRootDir"), None);
        assert_eq!(parameter_in("$Source $PMSessionName"), None);
    }
}
