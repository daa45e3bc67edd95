//! What the service itself gives names: built-in variables, `$PM…` directories, `$Source` and `$Target`.
//!
//! Owns what of that is known without a run. Never reads a clock; the start of the run is part of the question.

use super::Question;
use super::token::Class;

/// What the system says of a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum System {
    /// It is none of the system's names.
    Nothing,
    /// A value that is known.
    Value {
        /// The value.
        value: String,
        /// Who says so.
        origin: &'static str,
        /// `file:line`, where there is one.
        place: String,
    },
    /// A value that we take where nobody says otherwise.
    Assumed {
        /// The value.
        value: String,
        /// Where it comes from.
        origin: &'static str,
        /// Name of the choice.
        tag: &'static str,
    },
    /// It is known only when the session runs; why.
    Runtime(&'static str),
}

/// Where the product puts its directories (manual: Service Process Variables).
const DIRECTORIES: [(&str, &str); 10] = [
    ("$PMSessionLogDir", "$PMRootDir/SessLogs"),
    ("$PMBadFileDir", "$PMRootDir/BadFiles"),
    ("$PMCacheDir", "$PMRootDir/Cache"),
    ("$PMTargetFileDir", "$PMRootDir/TgtFiles"),
    ("$PMSourceFileDir", "$PMRootDir/SrcFiles"),
    ("$PMExtProcDir", "$PMRootDir/ExtProc"),
    ("$PMTempDir", "$PMRootDir/Temp"),
    ("$PMWorkflowLogDir", "$PMRootDir/WorkflowLogs"),
    ("$PMLookupFileDir", "$PMRootDir/LkpFiles"),
    ("$PMStorageDir", "$PMRootDir/Storage"),
];

/// Says what the system gives a name.
#[must_use]
pub fn value(question: &Question<'_>, name: &str, class: Class) -> System {
    match class {
        Class::Service => service(question, name),
        Class::File if name.eq_ignore_ascii_case("$PMSessionLogFile") && !question.design.place.session.is_empty() => {
            let value = format!("{}.log", question.design.place.session);
            System::Assumed { value, origin: "name of the session", tag: "product-default" }
        }
        Class::BuiltIn => built_in(question, name),
        Class::Task => System::Runtime("a task has no such value before the workflow runs"),
        Class::ConnectionVariable => {
            let said =
                if name.eq_ignore_ascii_case("$Source") { &question.design.source } else { &question.design.target };
            if said.text.is_empty() {
                return System::Runtime(
                    "the session names no connection for it, so the service takes the mapping's only one",
                );
            }
            System::Value { value: said.text.to_string(), origin: "session", place: said.place.clone() }
        }
        _ => System::Nothing,
    }
}

fn service(question: &Question<'_>, name: &str) -> System {
    let environment = question.environment;
    if let Some(known) = environment.directories.iter().find(|one| one.name.eq_ignore_ascii_case(name)) {
        return match &known.value {
            Some(value) => {
                System::Value { value: value.to_string(), origin: "environment", place: known.place.clone() }
            }
            None => System::Runtime("its value in environments.yaml comes from a variable that is not set"),
        };
    }
    let root = environment.directories.iter().any(|one| one.name.eq_ignore_ascii_case("$PMRootDir"));
    match DIRECTORIES.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)) {
        Some((_, value)) if root => {
            System::Assumed { value: (*value).to_owned(), origin: "product default", tag: "product-default" }
        }
        _ => System::Runtime("the Administrator tool keeps its value; environments.yaml can give it"),
    }
}

fn built_in(question: &Question<'_>, name: &str) -> System {
    let (design, run) = (question.design, question.run);
    let known = |value: &str| System::Value { value: value.to_owned(), origin: "built-in", place: String::new() };
    let or = |value: Option<&String>, why| value.map_or(System::Runtime(why), |value| known(value));
    let place = &design.place;
    match name.to_ascii_lowercase().as_str() {
        "$pmsessionname" if !place.session.is_empty() => known(&place.session),
        "$pmfoldername" => known(&place.folder),
        "$pmworkflowname" if !place.path.is_empty() => known(&place.path[0]),
        "$pmmappingname" if !design.mapping.is_empty() => known(&design.mapping),
        "$pmintegrationservicename" if !question.environment.service.is_empty() => known(&question.environment.service),
        "$pmintegrationservicename" if !place.service.is_empty() => known(&place.service),
        "$pmrepositoryservicename" => System::Assumed {
            value: design.repository.to_string(),
            origin: "name of the repository",
            tag: "product-default",
        },
        "$pmrepositoryusername" if !question.environment.repository_user.is_empty() => {
            known(&question.environment.repository_user)
        }
        "$pmworkflowrunid" => or(run.id.as_ref(), "every run has its own number; --run-id gives one"),
        "$$$sessstarttime" | "sessstarttime" | "workflowstarttime" | "sysdate" => {
            or(run.now.as_ref(), "it is the time of the run; --now gives one")
        }
        other => table_name(question, other),
    }
}

/// `$PM<instance>@TableName`
fn table_name(question: &Question<'_>, lower: &str) -> System {
    let instance = lower.strip_prefix("$pm").and_then(|rest| rest.strip_suffix("@tablename"));
    let table =
        instance.and_then(|name| question.design.tables.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)));
    match table {
        Some((_, table)) => System::Value { value: table.to_string(), origin: "built-in", place: String::new() },
        None => System::Runtime("the service sets it when the session runs"),
    }
}
