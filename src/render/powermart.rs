//! POWERMART files out of the catalog.
//!
//! Owns the text of a rebuilt file: what was read, in UTF-8.

/// Replaces the declared encoding by UTF-8, in which rebuilt files are written.
#[must_use]
pub fn in_utf8(text: &str) -> String {
    let Some(end) = text.find("?>").filter(|_| text.starts_with("<?xml")) else { return text.to_owned() };
    let (declaration, rest) = text.split_at(end);
    let Some(at) = declaration.find("encoding=") else { return text.to_owned() };
    let (head, value) = declaration.split_at(at + "encoding=".len());
    let Some(quote) = value.chars().next().filter(|c| matches!(c, '"' | '\'')) else { return text.to_owned() };
    let tail = value[1..].split_once(quote).map_or("", |(_, tail)| tail);
    format!("{head}{quote}UTF-8{quote}{tail}{rest}")
}

/// A file of its own for one child of FOLDER: the tags that were open before it, the child, the tags closed again.
#[must_use]
pub fn around(before: &str, child: &str) -> String {
    let mut open: Vec<&str> = Vec::new();
    let mut head = String::new();
    for tag in tags(before) {
        if let Some(name) = tag.strip_prefix("</") {
            let name = name.trim_end_matches('>').trim();
            if open.last().is_some_and(|tag| name_of(tag) == name) {
                open.pop();
            }
        } else if tag.starts_with("<?") || tag.starts_with("<!DOCTYPE") {
            head.push_str(tag);
            head.push('\n');
        } else if !tag.starts_with("<!") && !tag.ends_with("/>") {
            open.push(tag);
        }
    }
    let opened = open.join("\n");
    let closed: Vec<String> = open.iter().rev().map(|tag| format!("</{}>\n", name_of(tag))).collect();
    in_utf8(&format!("{head}{opened}\n{child}\n{}", closed.concat()))
}

/// Cuts the text of a frame into its tags; quotes and comments are respected.
fn tags(frame: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = frame;
    while let Some(open) = rest.find('<') {
        rest = &rest[open..];
        let end = if rest.starts_with("<!--") { rest.find("-->").map(|at| at + 3) } else { tag_end(rest) };
        let Some(end) = end else { break };
        found.push(&rest[..end]);
        rest = &rest[end..];
    }
    found
}

fn tag_end(text: &str) -> Option<usize> {
    let mut quote = None;
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (Some(open), _) if open == c => quote = None,
            (None, '"' | '\'') => quote = Some(c),
            (None, '>') => return Some(at + 1),
            _ => {}
        }
    }
    None
}

fn name_of(tag: &str) -> &str {
    tag.trim_start_matches('<').split(|c: char| c.is_whitespace() || c == '>').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_declaration_says_utf8() {
        let text = "<?xml version=\"1.0\" encoding=\"ISO-8859-1\" ?>\n<A/>";
        assert_eq!(in_utf8(text), "<?xml version=\"1.0\" encoding=\"UTF-8\" ?>\n<A/>");
        assert_eq!(in_utf8("<A/>"), "<A/>");
    }

    #[test]
    fn a_child_stands_in_its_own_containers_only() {
        let before = "<?xml version=\"1.0\"?><!DOCTYPE P SYSTEM \"p.dtd\"><!-- <X> --><P A=\"1>2\"><R N=\"a\"><F N=\"x\">\
                      </F></R><R N=\"b\"><F N=\"y\">";
        assert_eq!(
            around(before, "<S/>"),
            "<?xml version=\"1.0\"?>\n<!DOCTYPE P SYSTEM \"p.dtd\">\n<P A=\"1>2\">\n<R N=\"b\">\n<F N=\"y\">\n<S/>\n</F>\n</R>\n</P>\n"
        );
    }
}
