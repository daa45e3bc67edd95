//! `${parameter}` in a text. `$${` stands for `${` itself; every other `$` stands for itself, so that PowerCenter's `$$PARAM` and
//! `$PMRootDir` pass untouched.

use super::is_name;
use std::borrow::Cow;

/// How a placeholder begins.
const OPENING: &str = "${";
/// What stands for [`OPENING`] itself.
const ESCAPED: &str = "$${";

/// A piece of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'t> {
    /// As it stands.
    Literal(&'t str),
    /// The value of this parameter.
    Parameter(&'t str),
}

/// Takes a text apart; fails with what cannot be a placeholder.
pub fn pieces(text: &str) -> Result<Vec<Piece<'_>>, String> {
    let mut all = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(OPENING) {
        let is_escaped = at > 0 && rest[..at].ends_with('$');
        let literal = if is_escaped { &rest[..at - 1] } else { &rest[..at] };
        if !literal.is_empty() {
            all.push(Piece::Literal(literal));
        }
        let after = &rest[at + OPENING.len()..];
        if is_escaped {
            all.push(Piece::Literal(OPENING));
            rest = after;
            continue;
        }
        let (name, then) = after.split_once('}').unwrap_or((after, ""));
        if !after.contains('}') || !is_name(name) {
            return Err("${ must begin the name of a parameter, as in ${name}; write $${ for ${ itself".to_owned());
        }
        all.push(Piece::Parameter(name));
        rest = then;
    }
    if !rest.is_empty() {
        all.push(Piece::Literal(rest));
    }
    Ok(all)
}

/// The text that [`pieces`] gives back as it is.
#[must_use]
pub fn escaped(text: &str) -> Cow<'_, str> {
    if text.contains(OPENING) { Cow::Owned(text.replace(OPENING, ESCAPED)) } else { Cow::Borrowed(text) }
}

/// The placeholder of a parameter.
#[must_use]
pub fn of(parameter: &str) -> String {
    format!("${{{parameter}}}")
}

/// The parameter that is the whole of a text.
#[must_use]
pub fn whole(text: &str) -> Option<&str> {
    let name = text.strip_prefix(OPENING)?.strip_suffix('}')?;
    is_name(name).then_some(name)
}

/// Puts values into a text. A parameter without a value, or what is no placeholder, stays as it stands.
#[must_use]
pub fn filled<'v>(text: &str, value: &dyn Fn(&str) -> Option<&'v str>) -> String {
    let Ok(pieces) = pieces(text) else { return text.to_owned() };
    let mut out = String::with_capacity(text.len());
    for piece in pieces {
        match piece {
            Piece::Literal(literal) => out.push_str(literal),
            Piece::Parameter(name) => match value(name) {
                Some(value) => out.push_str(value),
                None => out.push_str(&of(name)),
            },
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_in_braces_are_placeholders() {
        let all = pieces("$PMRootDir/${folder}/$$DAY_${n}.txt").expect("well-formed");
        let expected = [
            Piece::Literal("$PMRootDir/"),
            Piece::Parameter("folder"),
            Piece::Literal("/$$DAY_"),
            Piece::Parameter("n"),
            Piece::Literal(".txt"),
        ];
        assert_eq!(all, expected);
        for wrong in ["${", "a ${HOME}", "${a b}", "${}", "x${a"] {
            assert!(pieces(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_is_escaped_comes_back() {
        for text in ["${HOME}/x", "$$P", "$${", "a$$${x}", "${${", "$", ""] {
            assert_eq!(filled(&escaped(text), &|_| Some("no")), text, "{}", escaped(text));
        }
        assert_eq!(filled("$${a}${a}${b}", &|name| (name == "a").then_some("1")), "${a}1${b}");
        assert_eq!((whole("${a}"), whole("${a}x"), whole("$$A")), (Some("a"), None, None));
    }
}
