//! POWERMART files out of the catalog.
//!
//! Owns the text of a rebuilt file: what was read, in UTF-8.

/// The DOCTYPE without which PowerCenter does not import.
const DOCTYPE: &str = "<!DOCTYPE POWERMART SYSTEM \"powrmart.dtd\">";

/// What stands open before a child of FOLDER.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Opened {
    /// Declaration and DOCTYPE, a line each.
    pub head: Vec<String>,
    /// Start tags, outermost first: POWERMART, REPOSITORY, FOLDER.
    pub tags: Vec<String>,
}

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
    let Opened { head, tags } = opened(before);
    let head: Vec<String> = head.iter().map(|line| format!("{line}\n")).collect();
    let head = head.concat();
    in_utf8(&format!("{head}{}\n{child}\n{}", tags.join("\n"), closed(&tags)))
}

/// What stands open at the end of a frame.
#[must_use]
pub fn opened(before: &str) -> Opened {
    let mut open = Opened::default();
    for tag in tags(before) {
        if let Some(name) = tag.strip_prefix("</") {
            let name = name.trim_end_matches('>').trim();
            if open.tags.last().is_some_and(|tag| name_of(tag) == name) {
                open.tags.pop();
            }
        } else if tag.starts_with("<?") || tag.starts_with("<!DOCTYPE") {
            open.head.push(tag.to_owned());
        } else if !tag.starts_with("<!") && !tag.ends_with("/>") {
            open.tags.push(tag.to_owned());
        }
    }
    open
}

fn closed(tags: &[String]) -> String {
    let all: Vec<String> = tags.iter().rev().map(|tag| format!("</{}>\n", name_of(tag))).collect();
    all.concat()
}

/// An importable file: the head of the last frame, and each folder with its children. Declaration and DOCTYPE are added
/// where the frame has none.
#[must_use]
pub fn file(folders: &[(Opened, Vec<String>)]) -> String {
    let Some((main, _)) = folders.last() else { return String::new() };
    let says = |start: &str| main.head.iter().find(|line| line.starts_with(start)).map(String::as_str);
    let mut out = format!(
        "{}\n{}\n",
        says("<?xml").unwrap_or("<?xml version=\"1.0\" encoding=\"UTF-8\"?>"),
        says("<!DOCTYPE").unwrap_or(DOCTYPE)
    );
    let mut open: Vec<String> = Vec::new();
    for (frame, children) in folders {
        // All folders of a file stand in one POWERMART; those of one repository stand together.
        let same = open.iter().skip(1).zip(frame.tags.iter().skip(1)).take_while(|(a, b)| a == b).count();
        let keep = if open.is_empty() { 0 } else { 1 + same.min(1) };
        out.push_str(&closed(&open[keep.min(open.len())..]));
        open.truncate(keep);
        if open.is_empty() {
            open.extend(main.tags.first().cloned());
            out.extend(open.iter().map(|tag| format!("{tag}\n")));
        }
        let new = frame.tags.get(open.len()..).unwrap_or_default();
        out.extend(new.iter().map(|tag| format!("{tag}\n")));
        open.extend_from_slice(new);
        out.extend(children.iter().map(|child| format!("{child}\n")));
    }
    out.push_str(&closed(&open));
    in_utf8(&out)
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
    fn folders_of_one_repository_stand_together() {
        let frame = |tags: &[&str]| Opened { head: vec![], tags: tags.iter().map(|tag| (*tag).to_owned()).collect() };
        let shared = (frame(&["<P D=\"old\">", "<R N=\"a\">", "<F N=\"s\">"]), vec!["<X/>".to_owned()]);
        let own = (frame(&["<P D=\"new\">", "<R N=\"a\">", "<F N=\"o\">"]), vec!["<Y/>".to_owned(), "<Z/>".to_owned()]);
        let head =
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE POWERMART SYSTEM \"powrmart.dtd\">\n<P D=\"new\">\n";
        assert_eq!(
            file(&[shared.clone(), own.clone()]),
            format!("{head}<R N=\"a\">\n<F N=\"s\">\n<X/>\n</F>\n<F N=\"o\">\n<Y/>\n<Z/>\n</F>\n</R>\n</P>\n")
        );
        let other = (frame(&["<P>", "<R N=\"b\">", "<F N=\"s\">"]), vec!["<X/>".to_owned()]);
        assert_eq!(
            file(&[other, own]),
            format!(
                "{head}<R N=\"b\">\n<F N=\"s\">\n<X/>\n</F>\n</R>\n<R N=\"a\">\n<F N=\"o\">\n<Y/>\n<Z/>\n</F>\n</R>\n</P>\n"
            )
        );
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
