//! Connection strings of ODBC, as a target makes them.
//!
//! Owns how values are quoted. Nothing of a string is shown: it holds the password.

use crate::model::connection::Verdict;
use crate::model::secret::Secret;
use crate::reach::{Target, Trouble};

/// A connection string, which holds a secret.
pub(super) struct Assembled(Secret);

impl Assembled {
    /// Assembles it; `driver_of` tells the driver of a data source.
    pub(super) fn of(target: &Target, driver_of: &dyn Fn(&str) -> Option<String>) -> Result<Self, Trouble> {
        let attribute = |name| target.connection.attribute(name);
        let mut parts = match (attribute("connect_string"), attribute("dsn"), attribute("driver")) {
            (Some(said), _, _) => vec![said.trim_end_matches([';', ' ']).to_owned()],
            (None, Some(dsn), _) => vec![part("DSN", dsn)]
                .into_iter()
                .chain(attribute("database").map(|name| part("Database", name)))
                .collect(),
            (None, None, Some(driver)) => made(target, driver),
            (None, None, None) => {
                let words = "none of connect_string, dsn and driver has a value";
                return Err(Trouble::new(Verdict::NotChecked, words));
            }
        };
        let said = Self(Secret::new(parts.join(";")));
        if let (Some(user), false) = (attribute("user"), said.has(&["uid", "user", "username"])) {
            parts.push(part("UID", user));
        }
        if let (Some(secret), None) = (&target.secret, said.password()) {
            parts.push(part("PWD", secret.expose()));
        }
        if said.is_sqlite(driver_of) && !said.has(&["nocreat"]) {
            // Else a file that is not there would be made.
            parts.push("NoCreat=1".to_owned());
        }
        Ok(Self(Secret::new(parts.join(";"))))
    }

    /// The whole string, for the driver manager.
    pub(super) fn expose(&self) -> &str {
        self.0.expose()
    }

    /// Keywords in lower case, and their values without braces.
    fn pairs(&self) -> Vec<(String, &str)> {
        let mut pairs = Vec::new();
        let mut rest = self.0.expose();
        while let Some((name, after)) = rest.split_once('=') {
            let end = if after.trim_start().starts_with('{') { closing(after) } else { 0 };
            let to = after[end..].find(';').map_or(after.len(), |at| end + at);
            let value = after[..to].trim();
            let inside = value.strip_prefix('{').and_then(|value| value.strip_suffix('}')).unwrap_or(value);
            pairs.push((name.trim_matches([';', ' ']).to_lowercase(), inside));
            rest = after.get(to + 1..).unwrap_or_default();
        }
        pairs
    }

    fn value(&self, names: &[&str]) -> Option<&str> {
        self.pairs().into_iter().find(|(name, _)| names.contains(&name.as_str())).map(|(_, value)| value)
    }

    fn has(&self, names: &[&str]) -> bool {
        self.value(names).is_some()
    }

    /// The password in it.
    pub(super) fn password(&self) -> Option<&str> {
        self.value(&["pwd", "password"])
    }

    fn is_sqlite(&self, driver_of: &dyn Fn(&str) -> Option<String>) -> bool {
        let named = self.value(&["driver"]).map(str::to_owned);
        let driver = named.or_else(|| self.value(&["dsn"]).and_then(driver_of));
        driver.is_some_and(|driver| driver.to_lowercase().contains("sqlite"))
    }
}

/// Where the value in braces ends; a doubled brace is one of the value.
fn closing(text: &str) -> usize {
    let mut at = 0;
    while let Some(found) = text[at..].find('}') {
        at += found + 1;
        if !text[at..].starts_with('}') {
            return at;
        }
        at += 1;
    }
    text.len()
}

/// `NAME=value`, in braces where something in it would mean something else. Not all drivers know braces, so only there.
fn part(name: &str, value: &str) -> String {
    let outside = value.starts_with(char::is_whitespace) || value.ends_with(char::is_whitespace);
    if outside || value.contains(|c| "[]{}(),;?*=!@+%".contains(c)) {
        format!("{name}={{{}}}", value.replace('}', "}}"))
    } else {
        format!("{name}={value}")
    }
}

/// What drivers call host, port and database, by subtype. Source: the vendors' manuals.
const KEYWORDS: &[(&str, [&str; 3])] = &[
    ("db2", ["Protocol=TCPIP;Hostname", "Port", "Database"]),
    ("informix", ["Protocol=onsoctcp;Host", "Service", "Database"]),
    ("netezza", ["Servername", "Port", "Database"]),
    ("teradata", ["DBCName", "TDMSTPortNumber", "DefaultDatabase"]),
];

fn made(target: &Target, driver: &str) -> Vec<String> {
    let subtype = target.connection.subtype.to_lowercase();
    let known = KEYWORDS.iter().find(|(name, _)| *name == subtype).map(|(_, keywords)| *keywords);
    let keywords = known.unwrap_or(["Server", "Port", "Database"]);
    let values = ["host", "port", "database"].map(|name| target.connection.attribute(name));
    let others = keywords.into_iter().zip(values).filter_map(|(keyword, value)| Some(part(keyword, value?)));
    let driver = driver.trim_matches(['{', '}']).replace('}', "}}");
    std::iter::once(format!("Driver={{{driver}}}")).chain(others).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Text;
    use crate::model::connection::{Connection, Family};

    fn string(subtype: &str, attributes: &[(&str, &str)], secret: Option<&str>) -> Result<String, Trouble> {
        let connection = Connection {
            subtype: subtype.into(),
            attributes: attributes.iter().map(|(name, value)| (Text::from(*name), Text::from(*value))).collect(),
            ..Connection::default()
        };
        let secret = secret.map(|text| Secret::new(text.to_owned()));
        let target = Target { family: Family::Odbc, connection, secret, insecure: false, table: None };
        let driver_of = |dsn: &str| (dsn == "lite").then(|| "SQLite3".to_owned());
        Assembled::of(&target, &driver_of).map(|string| string.expose().to_owned())
    }

    #[test]
    fn a_string_is_made_of_what_is_there_and_values_mean_only_themselves() {
        let made = |subtype, attributes: &[(&str, &str)], secret| string(subtype, attributes, secret).ok().unwrap();
        let usual =
            [("driver", "PostgreSQL Unicode"), ("host", "h"), ("port", "5"), ("database", "d;e"), ("user", "u")];
        assert_eq!(
            made("ODBC", &usual, Some("a}b;DSN=x")),
            "Driver={PostgreSQL Unicode};Server=h;Port=5;Database={d;e};UID=u;PWD={a}}b;DSN=x}"
        );
        assert_eq!(made("DB2", &usual[..3], None), "Driver={PostgreSQL Unicode};Protocol=TCPIP;Hostname=h;Port=5");
        assert_eq!(made("ODBC", &[("dsn", "dwh"), ("user", "u")], Some("pw")), "DSN=dwh;UID=u;PWD=pw");
        assert_eq!(made("ODBC", &[("dsn", "lite")], None), "DSN=lite;NoCreat=1");
        let inside = "Driver={SQLite3};pwd={x}};UID=no};NoCreat=0;";
        assert_eq!(
            made("ODBC", &[("connect_string", inside), ("user", "u")], Some("pw")),
            "Driver={SQLite3};pwd={x}};UID=no};NoCreat=0;UID=u"
        );
        assert_eq!(
            string("ODBC", &[("host", "h")], None).err().map(|trouble| trouble.verdict),
            Some(Verdict::NotChecked)
        );
    }
}
