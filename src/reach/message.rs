//! Words of clients and servers, made fit to be shown: one line, not too long, no secret.
//!
//! Owns what is taken out of a message. A client may repeat what it was given (a connection string, a URL), and a server
//! may send anything; so no message leaves this room but through [`shown`].

use crate::model::credential::MASK;
use crate::model::secret::Secret;

/// Longest message, in characters. A server that speaks something else may send a page.
const MOST: usize = 500;

/// A part of a structured secret (a key file, a signed query) that is this long is masked by itself.
const PART: usize = 16;

/// The message in one line and without the secret.
pub(super) fn shown(message: &str, secret: Option<&Secret>) -> String {
    let masked = secret.map_or_else(|| message.to_owned(), |secret| mask(message, secret));
    let line = masked.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= MOST {
        return line;
    }
    let mut cut: String = line.chars().take(MOST).collect();
    cut.push('…');
    cut
}

/// Masks the whole text, and the long parts of it: an error may quote one field of a key file.
fn mask(message: &str, secret: &Secret) -> String {
    let plain = secret.expose();
    if plain.is_empty() {
        return message.to_owned();
    }
    let parts = plain.split(|c: char| c.is_whitespace() || "\"'\\&;=,{}".contains(c));
    let mut parts: Vec<&str> = parts.filter(|part| part.len() >= PART && !part.starts_with("http")).collect();
    parts.sort_by_key(|part| std::cmp::Reverse(part.len()));
    let whole = [plain.to_owned(), plain.replace('}', "}}")];
    let masked = whole.iter().fold(message.to_owned(), |text, secret| text.replace(secret, MASK));
    parts.into_iter().fold(masked, |text, part| text.replace(part, MASK))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(message: &str, secret: &str) -> String {
        shown(message, Some(&Secret::new(secret.to_owned())))
    }

    #[test]
    fn a_secret_is_masked_whole_in_parts_and_as_odbc_doubles_its_braces() {
        assert_eq!(said("PWD=tiger;UID=scott", "tiger"), "PWD=«secret»;UID=scott");
        assert_eq!(said("bad key AbCdEfGhIjKlMnOp123", r#"{"private_key":"AbCdEfGhIjKlMnOp123"}"#), "bad key «secret»");
        assert_eq!(said("PWD={a}}b}", "a}b"), "PWD={«secret»}");
        assert_eq!(said("nothing here", ""), "nothing here");
    }

    #[test]
    fn a_message_is_one_line_and_cut_after_it_is_masked() {
        assert_eq!(shown("a\r\n\tb", None), "a b");
        let long = said(&format!("{}tiger", "x".repeat(MOST - 2)), "tiger");
        assert!(!long.contains("ti") && long.ends_with('…'), "{long}");
    }
}
