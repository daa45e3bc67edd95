//! Attributes that every export has, out of our schema of exports.
//!
//! Owns how the schema says so: the type of an element has its name, and marks its attributes `required`.

use super::POWERMART_XSD;
use crate::read::tree;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// As [`always`], read once.
static ALL: LazyLock<Always> = LazyLock::new(read);

type Always = BTreeMap<String, Vec<(String, bool)>>;

/// By element: the attributes that it always has, each with whether it is a flag (YES or NO).
#[must_use]
pub fn always() -> &'static BTreeMap<String, Vec<(String, bool)>> {
    &ALL
}

fn read() -> Always {
    let text = POWERMART_XSD.find("<xs:schema").and_then(|at| POWERMART_XSD.get(at..)).unwrap_or_default();
    let Ok(tree) = tree::parse(text) else { return BTreeMap::new() };
    let types = tree.elements().filter(|one| one.name() == "xs:complexType");
    let of = types.map(|one| {
        let required = one.named("xs:attribute").filter(|attribute| attribute.get("use") == "required");
        let named = required.map(|attribute| (attribute.get("name").to_owned(), attribute.get("type") == "yes-or-no"));
        (one.get("name").to_owned(), named.collect())
    });
    of.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schema_says_what_is_always_there() {
        let all = always();
        let flag = |element: &str, name: &str| all[element].iter().find(|one| one.0 == name).map(|one| one.1);
        assert_eq!(flag("SOURCEFIELD", "FIELDTYPE"), Some(false));
        assert_eq!(flag("SOURCEFIELD", "HIDDEN"), Some(true));
        assert_eq!(flag("SOURCEFIELD", "GROUP"), None);
        assert_eq!(flag("WORKFLOW", "VERSIONNUMBER"), Some(false));
    }
}
