//! Plain secrets inside the text of an attribute: they come out, and what stays can still be used.
//!
//! Owns the two forms that connect strings have, `user/password@rest` and `Name=value;`. Any other place of a secret is left
//! to the detectors, which put a mask there.

use super::gather::is_reference;
use crate::model::secret::Secret;
use crate::read::secret;

/// A text without its secrets.
pub(super) struct Cleared {
    /// What stays.
    pub text: String,
    /// A user that stood with the password.
    pub user: Option<String>,
    /// The secrets, in order.
    pub secrets: Vec<Secret>,
}

/// Takes the secrets out of an attribute's text.
pub(super) fn clear(name: &str, value: &str) -> Cleared {
    let mut cleared = Cleared { text: value.to_owned(), user: None, secrets: Vec::new() };
    if name == "connect_string" {
        logon(&mut cleared);
    }
    fields(&mut cleared);
    // The id of a key of AWS looks like a secret and is none.
    let is_id = name == "access_key_id";
    if let Some(taken) = secret::taken(&cleared.text).filter(|_| !is_id) {
        if let Some(cut) = taken.cut() {
            cleared.text = cut.masked;
        }
        cleared.secrets.extend(taken.into_secrets());
    }
    cleared
}

/// `user/password@rest`: the rest stays.
fn logon(cleared: &mut Cleared) {
    let Some((head, rest)) = cleared.text.rsplit_once('@') else { return };
    let Some((user, password)) = head.split_once('/') else { return };
    let odd = |c: char| c.is_whitespace() || matches!(c, ':' | ';' | '=' | '(');
    if user.contains(odd) || password.is_empty() || password.starts_with('/') || rest.is_empty() {
        return;
    }
    let (user, password, rest) = (user.to_owned(), password.trim_matches('"').to_owned(), rest.to_owned());
    if is_reference(&password) {
        return;
    }
    cleared.secrets.push(Secret::new(password));
    cleared.user = Some(user).filter(|user| !user.is_empty());
    cleared.text = rest;
}

/// `Name=value;Name=value`: fields that hold a secret go.
fn fields(cleared: &mut Cleared) {
    if !cleared.text.contains('=') {
        return;
    }
    let all = split(&cleared.text);
    let holds = |field: &str| {
        let (key, value) = field.split_once('=')?;
        let value = value.trim().trim_start_matches(['{', '"', '\'']).trim_end_matches(['}', '"', '\'']);
        let secret = is_key(key) && secret::name_holds_secret(key.trim()) && !value.is_empty() && !is_reference(value);
        secret.then(|| value.to_owned())
    };
    let found: Vec<String> =
        all.iter().filter_map(|field| holds(field)).filter(|value| *value != secret::MASK).collect();
    if found.is_empty() {
        return;
    }
    let kept: Vec<&str> = all.iter().copied().filter(|field| holds(field).is_none()).collect();
    cleared.text = kept.join(";");
    cleared.secrets.extend(found.into_iter().map(Secret::new));
}

/// Keys of connect strings are words; a sentence of SQL is none.
fn is_key(key: &str) -> bool {
    let key = key.trim();
    !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '_' | '-' | '.'))
}

/// Splits at `;` outside of braces and double quotes.
fn split(text: &str) -> Vec<&str> {
    let (mut from, mut closing, mut all) = (0, None, Vec::new());
    for (at, c) in text.char_indices() {
        match (closing, c) {
            (None, '{') => closing = Some('}'),
            (None, '"') => closing = Some('"'),
            (Some(wanted), _) if c == wanted => closing = None,
            (None, ';') => {
                all.push(&text[from..at]);
                from = at + 1;
            }
            _ => {}
        }
    }
    all.push(&text[from..]);
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cleared(name: &str, value: &str) -> (String, Option<String>, Vec<String>) {
        let cleared = clear(name, value);
        let secrets = cleared.secrets.iter().map(|one| one.expose().to_owned()).collect();
        (cleared.text, cleared.user, secrets)
    }

    #[test]
    fn connect_strings_lose_their_passwords_and_nothing_else() {
        let took = |text: &str, secret: &str| (text.to_owned(), None, vec![secret.to_owned()]);
        let with_user = ("//db:1521/S".to_owned(), Some("scott".to_owned()), vec!["tig@er".to_owned()]);
        assert_eq!(cleared("connect_string", "scott/tig@er@//db:1521/S"), with_user);
        assert_eq!(cleared("connect_string", "DSN=D;UID=u;PWD={a;b};Extra=1"), took("DSN=D;UID=u;Extra=1", "a;b"));
        assert_eq!(cleared("url", "Server=h; Password = x y ;Database=d"), took("Server=h;Database=d", "x y"));
        let url = took(&format!("postgresql://u:{}@h/d", secret::MASK), "hunter2");
        assert_eq!(cleared("url", "postgresql://u:hunter2@h/d"), url);
        for plain in ["ORCL", "//db:1521/S", "(DESCRIPTION=(HOST=h))", "DSN=D;PWD=$ParamPwd", "a/$ParamPwd@ORCL", "x=1"]
        {
            assert_eq!(cleared("connect_string", plain), (plain.to_owned(), None, Vec::new()));
        }
        assert_eq!(cleared("access_key_id", "AKIAIOSFODNN7EXAMPLE").2, Vec::<String>::new());
    }
}
