//! `environments.yaml`: what is the same for every run of a place such as `prod`.
//!
//! Owns its keys and `${ENV:NAME}`. A secret in it is masked before anybody sees it; the process environment is asked only
//! for names that the file allows.

use super::secret;
use crate::model::Text;
use crate::model::environment::{Environment, Setting};
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    environments: BTreeMap<String, One>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct One {
    parameter_files: Vec<String>,
    start_with: Option<String>,
    service: String,
    node: String,
    repository_user: String,
    directories: BTreeMap<String, String>,
    paths: BTreeMap<String, String>,
    connections: BTreeMap<String, String>,
    overrides: BTreeMap<String, String>,
    code_page: Option<String>,
    allow_env: Vec<String>,
}

/// Reads one environment of a file. `variable` looks a name up in the process environment.
///
/// Fails with what is wrong: no YAML, an unknown key (with its line), an environment that is not there.
pub fn environment(
    text: &str,
    file: &str,
    name: &str,
    variable: &dyn Fn(&str) -> Option<String>,
) -> Result<Environment, String> {
    let mut all: File = serde_saphyr::from_str(text).map_err(|error| error.to_string())?;
    let Some(one) = all.environments.remove(name) else {
        let known: Vec<String> = all.environments.into_keys().collect();
        return Err(format!("there is no environment {name}; it has {}", known.join(", ")));
    };
    if let Some(label) =
        one.code_page.as_deref().filter(|label| encoding_rs::Encoding::for_label(label.as_bytes()).is_none())
    {
        return Err(format!("{name}: the code page {label} is unknown"));
    }
    let settings = |all: &BTreeMap<String, String>| -> Vec<Setting> {
        all.iter().map(|(key, value)| setting(key, value, file, &one.allow_env, variable)).collect()
    };
    let mut paths: Vec<(String, String)> = one.paths.clone().into_iter().collect();
    paths.sort_by(|a, b| (b.0.len(), &a.0).cmp(&(a.0.len(), &b.0)));
    Ok(Environment {
        name: name.to_owned(),
        directories: settings(&one.directories),
        overrides: settings(&one.overrides),
        paths,
        parameter_files: one.parameter_files,
        start_with: one.start_with,
        service: one.service.into(),
        node: one.node.into(),
        repository_user: one.repository_user.into(),
        connections: one.connections.into_iter().map(|(from, to)| (from.into(), to.into())).collect(),
        code_page: one.code_page,
    })
}

/// A value, with variables of the process environment put in where the file allows it.
fn setting(
    name: &str,
    value: &str,
    file: &str,
    allowed: &[String],
    variable: &dyn Fn(&str) -> Option<String>,
) -> Setting {
    let mut place = file.to_owned();
    let mut out = Some(String::new());
    let mut rest = value;
    while let Some((before, after)) = rest.split_once("${ENV:") {
        let Some((asked, behind)) = after.split_once('}') else { break };
        place = format!("{file} (environment variable {asked})");
        let known = allowed.iter().any(|one| one == asked).then(|| variable(asked)).flatten();
        out = out.zip(known).map(|(out, known)| out + before + &known);
        rest = behind;
    }
    let value = out.map(|out| mask(name, &(out + rest)));
    Setting { name: name.into(), value, place }
}

/// Masks a value that is a secret, by its name or its looks.
#[must_use]
pub fn mask(name: &str, value: &str) -> Text {
    if secret::name_holds_secret(name) && secret::named_secret(name, value) {
        return secret::MASK.into();
    }
    secret::plain(value).map_or_else(|| value.into(), Into::into)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "environments:\n  prod:\n    service: IS_PROD\n    directories:\n      $PMRootDir: /opt/infa\n    \
                        overrides:\n      $$DAY: ${ENV:DAY}\n      $$HOME: x${ENV:HOME}y\n      $$GONE: ${ENV:GONE}\n      \
                        $ParamDbPassword: hunter2\n    allow_env: [DAY, GONE]\n    paths:\n      /opt: a\n      /opt/infa: b\n  \
                        test: {}\n";

    fn read(name: &str) -> Result<Environment, String> {
        let variable = |name: &str| (name != "GONE").then(|| format!("<{name}>"));
        environment(FILE, "e.yaml", name, &variable)
    }

    #[test]
    fn allowed_variables_are_put_in_and_others_have_no_value() {
        let prod = read("prod").expect("valid");
        let value = |name: &str| prod.overrides.iter().find(|one| one.name == name).expect(name).value.clone();
        assert_eq!(value("$$DAY").as_deref(), Some("<DAY>"));
        assert_eq!((value("$$HOME"), value("$$GONE")), (None, None), "not allowed; not set");
        assert_eq!(value("$ParamDbPassword").as_deref(), Some(secret::MASK));
        assert_eq!(prod.paths[0].0, "/opt/infa", "the longest path first");
    }

    #[test]
    fn what_is_not_there_is_named() {
        assert!(read("dev").expect_err("no dev").contains("prod, test"));
        let wrong = environment("environments:\n  p:\n    servcie: x\n", "e", "p", &|_| None);
        assert!(wrong.expect_err("unknown key").contains("servcie"));
    }
}
