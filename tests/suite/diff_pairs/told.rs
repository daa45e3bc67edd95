//! Changes as the program tells them in JSON → lines that can be written by hand:
//!
//! `CLASS KIND / STEP NAME / … (was NAME) | FACT | BEFORE (LAYER) -> AFTER (LAYER) | hidden … | +FOLLOWING | RISK`
//!
//! `-` stands for no value, `''` for an empty one. What the pairs do not pin is told alike: that a session's settings hang at the session or at its
//! reference to the configuration; that what runs of an instance hangs at the mapping's transformation or at the session's own
//! word on it (the layer says which it is); how the parts of a connection's key are put together; runs of white space.

use serde_json::Value;

/// A text in some JSON, empty where there is none.
pub(crate) fn text<'v>(value: &'v Value, name: &str) -> &'v str {
    value[name].as_str().unwrap_or_default()
}

/// The elements of a list in some JSON.
pub(crate) fn list<'v>(value: &'v Value, name: &str) -> &'v [Value] {
    value[name].as_array().map_or(&[], Vec::as_slice)
}

/// All changes of an object, sorted.
pub(super) fn lines(object: &Value) -> Vec<String> {
    let kind = text(object, "kind");
    let mut lines: Vec<String> = list(object, "changes").iter().map(|change| line(kind, change)).collect();
    lines.sort();
    lines
}

/// An object in a list of objects: `class kind path`, with the folder in front of the path taken off.
pub(super) fn object(object: &Value, folder: &str) -> String {
    let path = |side: &str| {
        let address = text(&object[side], "address");
        let (_, path) = address.split_once(&format!("::{folder}/")).unwrap_or(("", address));
        path.to_owned()
    };
    let now = if object["b"].is_null() { path("a") } else { path("b") };
    let was = if text(object, "class") == "renamed" { format!(" (was {})", path("a")) } else { String::new() };
    format!("{} {} {now}{was}", text(object, "class"), text(object, "kind"))
}

/// The folder of an object: `P01` of `session:REP::P01/wf/s`.
pub(super) fn folder(object: &Value) -> &str {
    let side = if object["b"].is_null() { "a" } else { "b" };
    let (_, path) = text(&object[side], "address").split_once("::").unwrap_or_default();
    path.split('/').next().unwrap_or_default()
}

fn line(kind: &str, change: &Value) -> String {
    let mut fields = vec![format!("{} {}", text(change, "class"), way(kind, change))];
    if let Some(fact) = change["fact"].as_str() {
        // Which order it is, and how the tree writes it, is the tree's business.
        let is_order = fact.starts_with("order of");
        fields.push(if is_order { "order".to_owned() } else { fact.to_owned() });
        if change["hidden"].is_null() && !is_order {
            fields.push(format!("{} -> {}", told(&change["before"]), told(&change["after"])));
        }
    }
    fields.extend(change["hidden"].as_str().map(|hidden| format!("hidden {hidden}")));
    fields.extend(Some(list(change, "follows").len()).filter(|count| *count > 0).map(|count| format!("+{count}")));
    fields.push(text(change, "risk").to_owned());
    fields.join(" | ")
}

fn way(kind: &str, change: &Value) -> String {
    let mut steps = vec![kind.to_owned()];
    let mut around = "";
    for step in list(change, "path") {
        let (what, name) = (text(step, "kind"), text(step, "name"));
        let passed = kind == "session" && (what == "config reference" || what == "mapping" && !name.is_empty())
            || around == "component" && what == "task";
        let is_instance = kind == "session" && ["instance setting", "transformation", "instance"].contains(&what);
        let name = match (what, name.split_once("Partition #")) {
            ("connection", Some((_, number))) => format!("#{}", number.trim_end_matches([')', ']'])),
            ("connection", None) => String::new(),
            _ => name.to_owned(),
        };
        let what = if is_instance { "at" } else { what };
        steps.extend((!passed).then(|| format!("{what} {name}").trim_end().to_owned()));
        around = what;
    }
    let was = change["was"].as_str().map(|was| format!(" (was {was})")).unwrap_or_default();
    let guess = change["likeness"].as_u64().map(|_| " (a guess)").unwrap_or_default();
    format!("{}{was}{guess}", steps.join(" / "))
}

/// A value with its layer.
fn told(side: &Value) -> String {
    if side.is_null() {
        return "-".to_owned();
    }
    let value: Vec<&str> = text(side, "value").split_whitespace().collect();
    let value = if value.is_empty() { "''".to_owned() } else { value.join(" ") };
    let origin = Some(text(side, "origin")).filter(|origin| !origin.is_empty());
    format!("{value}{}", origin.map(|origin| format!(" ({origin})")).unwrap_or_default())
}

/// True where a line is as it was written by hand: `any` stands for any risk, `+any` for any number of followers.
pub(super) fn fits(told: &str, expected: &str) -> bool {
    let (told, expected): (Vec<&str>, Vec<&str>) = (told.split(" | ").collect(), expected.split(" | ").collect());
    let field = |(told, expected): (&&str, &&str)| match *expected {
        "any" => ["low", "medium", "high"].contains(told),
        "+any" => told.starts_with('+'),
        _ => told == expected,
    };
    told.len() == expected.len() && told.iter().zip(&expected).all(field)
}

/// What is told and was not expected (`+`), and the other way round (`-`).
pub(super) fn difference(told: &[String], expected: &[&str]) -> Vec<String> {
    let mut left: Vec<&str> = expected.to_vec();
    let mut out = Vec::new();
    for line in told {
        match left.iter().position(|expected| fits(line, expected)) {
            Some(at) => drop(left.remove(at)),
            None => out.push(format!("  + {line}")),
        }
    }
    out.extend(left.iter().map(|line| format!("  - {line}")));
    out
}

/// Where a value is told to stand, its line must hold it.
pub(super) fn misplaced(change: &Value, texts: [&str; 2]) -> Vec<String> {
    let is_order = text(change, "fact").starts_with("order of");
    let sides = ["before", "after"].into_iter().zip(texts).filter(|(name, _)| !change[*name].is_null() && !is_order);
    sides.filter_map(|(name, file)| misplaced_side(&change[name], file)).collect()
}

fn misplaced_side(side: &Value, file: &str) -> Option<String> {
    let (value, place) = (text(side, "value"), text(side, "place"));
    if text(side, "origin") == "default" || value.contains(['\n', '«']) {
        return None;
    }
    let number = place.rsplit_once(':').and_then(|(_, number)| number.parse::<usize>().ok());
    let line = number.and_then(|number| file.lines().nth(number.checked_sub(1)?)).unwrap_or_default();
    (!line.contains(&escaped(value)) || line.is_empty()).then(|| format!("  {value:?} does not stand at {place:?}"))
}

fn escaped(value: &str) -> String {
    let pairs = [("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("'", "&apos;"), ("\\", "&#x5c;")];
    pairs.iter().fold(value.to_owned(), |value, (plain, written)| value.replace(plain, written))
}

#[test]
fn notation_tells_what_differs() {
    let change = serde_json::json!({
        "class": "changed", "fact": "Sql Query", "risk": "high", "hidden": null, "was": null, "likeness": null, "follows": [],
        "path": [{"kind": "mapping", "name": "m"}, {"kind": "transformation", "name": "SQ"}],
        "before": {"value": "SELECT\r\n 1", "origin": "mapping", "place": "a.xml:2"}, "after": {"value": "", "origin": "session", "place": "a.xml:1"},
    });
    let told = line("session", &change);
    assert_eq!(told, "changed session / at SQ | Sql Query | SELECT 1 (mapping) -> '' (session) | high");
    assert!(fits(&told, "changed session / at SQ | Sql Query | SELECT 1 (mapping) -> '' (session) | any"));
    assert!(!fits(&told, "changed session / at SQ | Sql Query | SELECT 2 (mapping) -> '' (session) | any"));
    assert_eq!(line("mapping", &change).split(" | ").next(), Some("changed mapping / mapping m / transformation SQ"));
    let all = [told.clone(), told.clone()];
    assert_eq!(
        difference(&all, &[&told, "changed x | low"]),
        [format!("  + {told}"), "  - changed x | low".to_owned()]
    );
    let second =
        serde_json::json!({"fact": "A", "before": null, "after": {"value": "a<b", "origin": "", "place": "x.xml:2"}});
    assert_eq!(misplaced(&second, ["", "one\na&lt;b"]), Vec::<String>::new());
    assert_eq!(misplaced(&second, ["", "a&lt;b\none"]).len(), 1);
}
