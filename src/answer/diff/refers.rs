//! Which names are names of other parts, so that a rename takes them along: a table.
//!
//! Owns what refers to what. Never decides what was renamed.

/// What a name, or a piece of one, is the name of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Nothing: it stands there as it is.
    Fixed,
    /// An instance of a mapping or mapplet.
    Instance,
    /// A port or column of what the instance before stands for.
    Field,
    /// A port of the transformation around.
    Port,
    /// What an instance stands for: a transformation, mapplet, source or target.
    Design,
    /// An instance of a task in a workflow or worklet.
    TaskInstance,
    /// What an instance of a task stands for.
    Task,
    /// A partition.
    Partition,
    /// A group of ports.
    Group,
    /// A mapping.
    Mapping,
    /// A scheduler.
    Scheduler,
}

impl Role {
    /// Kinds of parts that the name may be of.
    pub(super) fn kinds(self) -> &'static [&'static str] {
        match self {
            Self::Fixed => &[],
            Self::Instance => &["instance"],
            Self::Field => &["port", "column"],
            Self::Port => &["port"],
            Self::Design => &["transformation", "mapplet", "source", "target", "shortcut"],
            Self::TaskInstance => &["task instance"],
            Self::Task => &["session", "task", "worklet"],
            Self::Partition => &["partition"],
            Self::Group => &["group"],
            Self::Mapping => &["mapping"],
            Self::Scheduler => &["scheduler"],
        }
    }
}

/// Kinds of parts by when they are paired: what has a name of its own first, then what is named after that.
pub(super) fn stage(kind: &str) -> usize {
    match kind {
        "instance" | "task instance" => 1,
        "instance setting" | "reader" | "writer" | "lookup" | "extension" => 2,
        "associated source" | "component" | "connection" | "connector" | "field dependency" | "group setting"
        | "link" | "target load order" | "variable" => 3,
        _ => 0,
    }
}

/// The last stage.
pub(super) const STAGES: usize = 3;

/// True where parts that say the same may be one under two names. What is named after others is nothing but its names.
pub(super) fn may_be_renamed(kind: &str, name: &str) -> bool {
    match stage(kind) {
        3 => kind == "variable" && built_in(name).is_none(),
        _ => true,
    }
}

/// The instance of a task that a variable of a workflow tells of, as in `$s_load.Status`.
pub(super) fn built_in(variable: &str) -> Option<&str> {
    let name = variable.strip_prefix('$').filter(|name| !name.starts_with('$'))?;
    name.rsplit_once('.').map(|(task, _)| task)
}

/// A piece of a name.
pub(super) type Piece<'n> = (Role, &'n str);

const ARROW: &str = " → ";

/// The pieces of a name of a kind of part; put together they are the name.
pub(super) fn pieces<'n>(kind: &str, name: &'n str) -> Vec<Piece<'n>> {
    match kind {
        "connector" => arrow(name, &|end| dotted(end, Role::Field)),
        "link" => arrow(name, &|end| vec![(Role::TaskInstance, end)]),
        "field dependency" => arrow(name, &|end| vec![(Role::Port, end)]),
        "associated source" | "target load order" => vec![(Role::Instance, name)],
        "instance setting" | "reader" | "writer" | "lookup" | "extension" => {
            let (own, rest) = name.find(" (").map_or((name, ""), |at| name.split_at(at));
            let mut all = dotted(own, Role::Instance);
            all.push((Role::Fixed, rest));
            all
        }
        "connection" => match name.rsplit_once(" (").filter(|_| name.ends_with(')')) {
            Some((before, partition)) => vec![
                (Role::Fixed, &name[..before.len() + 2]),
                (Role::Partition, &partition[..partition.len() - 1]),
                (Role::Fixed, ")"),
            ],
            None => vec![(Role::Fixed, name)],
        },
        "variable" => match built_in(name) {
            Some(task) => vec![(Role::Fixed, "$"), (Role::TaskInstance, task), (Role::Fixed, &name[1 + task.len()..])],
            None => vec![(Role::Fixed, name)],
        },
        "instance" => vec![(Role::Design, name)],
        "task instance" => vec![(Role::Task, name)],
        "group setting" => vec![(Role::Group, name)],
        _ => vec![(Role::Fixed, name)],
    }
}

fn arrow<'n>(name: &'n str, end: &dyn Fn(&'n str) -> Vec<Piece<'n>>) -> Vec<Piece<'n>> {
    let Some((from, to)) = name.split_once(ARROW) else { return vec![(Role::Fixed, name)] };
    let mut all = end(from);
    all.push((Role::Fixed, ARROW));
    all.extend(end(to));
    all
}

fn dotted(name: &str, last: Role) -> Vec<Piece<'_>> {
    match name.split_once('.') {
        Some((instance, rest)) => vec![(Role::Instance, instance), (Role::Fixed, "."), (last, rest)],
        None => vec![(Role::Instance, name)],
    }
}

/// What the whole value of a fact is the name of.
pub(super) fn of_fact(kind: &str, fact: &str) -> Role {
    match (kind, fact) {
        ("instance", "TRANSFORMATION_NAME")
        | ("instance setting", "TRANSFORMATIONNAME")
        | ("transformation", "REF_SOURCE_NAME") => Role::Design,
        ("task instance", "TASKNAME") | ("component", "REFOBJECTNAME") => Role::Task,
        ("reader" | "writer" | "lookup" | "extension", "DSQINSTNAME") => Role::Instance,
        ("port", "REF_FIELD" | "REF_SOURCE_FIELD") | ("column", "REFERENCEDFIELD" | "REDEFINES") => Role::Field,
        ("port" | "column", "GROUP" | "OUTPUTGROUP" | "MAPPLETGROUP") => Role::Group,
        ("session", "MAPPINGNAME") => Role::Mapping,
        ("workflow", "SCHEDULERNAME") => Role::Scheduler,
        _ => Role::Fixed,
    }
}

/// Facts that are expressions: names in them are names of ports, instances, variables. SQL is none: its names are the database's.
pub(super) fn is_formula(kind: &str, fact: &str) -> bool {
    match kind {
        "port" => matches!(fact, "EXPRESSION" | "DEFAULTVALUE"),
        "group" => fact == "EXPRESSION",
        "link" => fact == "CONDITION",
        "assignment" => fact == "VALUE",
        "transformation" => matches!(
            fact,
            "Filter Condition"
                | "Join Condition"
                | "Lookup condition"
                | "Transaction Control Condition"
                | "Update Strategy Expression"
        ),
        _ => false,
    }
}

/// Kinds of parts that an expression names.
pub(super) const IN_FORMULAS: &[&str] = &["instance", "port", "task instance", "transformation", "variable"];

/// Words and single signs of an expression. `$` is a sign: it stands before names of variables and of tasks.
pub(super) fn tokens(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '#' | '@');
        let end = if is_word(first) { rest.find(|c| !is_word(c)).unwrap_or(rest.len()) } else { first.len_utf8() };
        let (token, after) = rest.split_at(end);
        rest = after;
        Some(token)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_put_together_are_the_name() {
        let names =
            ["A.x → B.y", "A", "M.A (Source Qualifier)", "DB Connection 2 (Partition #1)", "$s.Status", "$$V", "a → b"];
        let kinds = ["connector", "link", "field dependency", "reader", "connection", "variable", "instance", "column"];
        for (kind, name) in kinds.into_iter().flat_map(|kind| names.map(|name| (kind, name))) {
            assert_eq!(pieces(kind, name).into_iter().map(|(_, text)| text).collect::<String>(), name, "{kind}");
        }
        let parts = pieces("connector", "A.x → B.y").into_iter().filter(|(role, _)| *role != Role::Fixed);
        assert_eq!(parts.map(|(_, text)| text).collect::<Vec<_>>(), ["A", "x", "B", "y"]);
    }

    #[test]
    fn tokens_put_together_are_the_text() {
        let text = "IIF(IN_A>0,:LKP.l(IN_A), $$V || 'ü') -- $s.Status";
        assert_eq!(tokens(text).collect::<String>(), text);
        assert!(tokens(text).any(|token| token == "IN_A"));
    }
}
