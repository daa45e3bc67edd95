//! What each of the eight steps says of a name.
//!
//! Owns which steps count for which kind of name (manual: Start Value; Null Values; Working with Session Parameters). The
//! order of the steps is `resolve`'s.

use super::found::Found;
use super::section::Line;
use super::system::{self, System};
use super::token::{self, Class};
use super::{Note, Resolver, Status, Step, Use, View};
use crate::answer::layers::Say;
use crate::model::design::{Assignment, Context, Declaration, Owner, When};
use crate::model::environment::{Saved, Setting};
use crate::model::parameter::Scope;
use crate::model::rule::parameter as rules;
use std::collections::BTreeSet;

/// What comes together while the steps are taken.
#[derive(Default)]
struct Taken {
    trace: Vec<Step>,
    notes: Vec<Note>,
    assumed: BTreeSet<&'static str>,
}

impl Taken {
    fn step(&mut self, says: Vec<Say>, note: impl Into<String>) {
        let number = self.trace.len() + 1;
        self.trace.push(Step { number, says, note: note.into(), ends: None });
    }

    fn ends(&mut self, status: Status, note: impl Into<String>) {
        let number = self.trace.len() + 1;
        self.trace.push(Step { number, says: Vec::new(), note: note.into(), ends: Some(status) });
    }
}

impl<'q> Resolver<'q> {
    /// Takes the eight steps.
    pub(crate) fn find(&mut self, view: &View, name: &str, class: Class) -> Found {
        let lower = name.to_ascii_lowercase();
        let declaration = if class == Class::User { self.declaration(view, name) } else { None };
        let mut taken = Taken::default();
        self.given(&mut taken, view, name, class);
        self.files(&mut taken, (view, &lower), name, class, declaration);
        self.assignments(&mut taken, (view, &lower), class, declaration);
        self.saved(&mut taken, name, declaration);
        initial(&mut taken, declaration);
        self.system(&mut taken, name, class);
        datatype_default(&mut taken, declaration);
        let nothing = nothing(class, declaration.is_some());
        let Taken { trace, notes, assumed } = taken;
        let mut found = Found::of(trace, nothing);
        found.notes.extend(notes);
        found.assumed.extend(assumed.into_iter().filter(|tag| counts(tag, found.step)));
        self.while_running(&mut found, name, declaration);
        found
    }

    /// True where any section in force gives the name a value.
    pub(crate) fn is_defined(&self, lower: &str) -> bool {
        let set = |all: &[Setting]| all.iter().any(|one| one.name.eq_ignore_ascii_case(lower));
        set(self.question.given)
            || set(&self.question.environment.overrides)
            || self
                .in_force
                .iter()
                .any(|(file, sections)| !self.question.files[*file].lines(sections, lower).is_empty())
    }

    /// Steps 1 and 2. A name of a mapplet may be given with the mapplet before it.
    fn given(&mut self, taken: &mut Taken, view: &View, name: &str, class: Class) {
        let fixed = matches!(class, Class::Task);
        let environment = format!("environment {}", self.question.environment.name);
        let sources =
            [(self.question.given, "command line"), (&self.question.environment.overrides, environment.as_str())];
        for (settings, origin) in sources {
            let mapplet = if let View::Mapplet(mapplet) = view { format!("{mapplet}.{name}") } else { String::new() };
            let named = |wanted: &str| settings.iter().rfind(|one| one.name.eq_ignore_ascii_case(wanted) && !fixed);
            let found = named(&mapplet).or_else(|| named(name));
            match found {
                Some(Setting { value: Some(value), place, .. }) => {
                    taken.step(vec![say(origin, value, place)], "");
                }
                Some(Setting { place, .. }) => {
                    taken.ends(Status::Unresolved, format!("{place} has no value here"));
                }
                None => taken.step(Vec::new(), ""),
            }
        }
    }

    /// Step 3.
    fn files(
        &mut self,
        taken: &mut Taken,
        (view, lower): (&View, &str),
        name: &str,
        class: Class,
        declaration: Option<&Declaration>,
    ) {
        let key = match declaration.map(|one| &one.owner) {
            Some(Owner::Mapplet(instance)) => format!("{}.{lower}", instance.to_ascii_lowercase()),
            _ => lower.to_owned(),
        };
        let lines = self.lines(view, &key);
        let fixed = matches!(class, Class::BuiltIn | Class::Task | Class::ConnectionVariable);
        if let (true, Some((_, file, line))) = (fixed, lines.last()) {
            let message = format!("{name} cannot be set in a parameter file; the line is passed over");
            let place = format!("{file}:{}", line.parameter.line);
            taken.notes.push(Note { code: rules::BUILT_IN_IN_FILE.code, message, place });
        }
        if fixed {
            return taken.step(Vec::new(), "a parameter file cannot set it");
        }
        if class == Class::Other {
            let message = format!("{name} has none of the prefixes that PowerCenter knows; it is put in as text");
            taken.notes.push(Note { code: rules::UNKNOWN_PREFIX.code, message, place: String::new() });
        }
        contradictions(taken, &lines);
        // A directory has its value in the Administrator tool, whatever a file that is not here may say.
        let unknown = lines.is_empty() && class != Class::Service;
        if let Some(missing) = self.missing.clone().filter(|_| unknown) {
            return taken.ends(Status::Unresolved, format!("the parameter file {missing}"));
        }
        match lines.last() {
            Some((_, file, line)) if line.parameter.is_null() => {
                let note = format!("{file}:{} says null, so what follows counts", line.parameter.line);
                taken.step(Vec::new(), note);
            }
            _ => {
                let says = lines.iter().filter(|(.., line)| !line.parameter.is_null()).map(|(_, file, line)| {
                    say(&line.section.heading, &line.parameter.value, &format!("{file}:{}", line.parameter.line))
                });
                taken.step(says.collect(), "");
            }
        }
    }

    /// The lines of all files in force that give a name a value, widest first, and notes them as asked for.
    pub(crate) fn lines(&mut self, view: &View, key: &str) -> Vec<(usize, &'q str, Line<'q>)> {
        let mut all = Vec::new();
        for (file, sections) in &self.in_force {
            let index = &self.question.files[*file];
            for line in index.lines(sections, key).into_iter().filter(|line| reaches(view, &line.section.scope)) {
                self.asked.insert((*file, line.parameter.line));
                all.push((*file, index.file.name.as_str(), line));
            }
        }
        all
    }

    /// Step 4: what is assigned before the session or the worklet runs. Session parameters are assigned to like parameters of
    /// the mapping.
    fn assignments(
        &mut self,
        taken: &mut Taken,
        (view, lower): (&View, &str),
        class: Class,
        declaration: Option<&Declaration>,
    ) {
        let of_session = matches!(class, Class::User | Class::Session | Class::Connection | Class::File);
        let before = |when: &When| match (declaration.map(|one| &one.owner), when) {
            (Some(Owner::Mapping), When::BeforeSession) => true,
            (None, When::BeforeSession) => of_session && *view == View::Inside,
            (Some(Owner::Workflow(depth)), When::BeforeWorklet(at)) => depth == at,
            _ => false,
        };
        let named = |one: &&Assignment| one.name.eq_ignore_ascii_case(lower) && before(&one.when);
        let Some(assignment) = self.question.design.assignments.iter().rfind(named) else {
            return taken.step(Vec::new(), "");
        };
        match self.assigned(assignment) {
            Ok(value) => taken.step(vec![say("assignment", &value, &assignment.place)], assignment.value.to_string()),
            Err(why) => {
                taken.ends(Status::Runtime, format!("{} assigns {}: {why}", assignment.place, assignment.value));
            }
        }
    }

    /// The value of an assignment, where it is a literal or a variable whose value is known. The right side is looked for
    /// further out at each step (`$$X = $$X` takes the workflow's), so this ends.
    fn assigned(&mut self, assignment: &Assignment) -> Result<String, String> {
        let text = assignment.value.trim();
        let tokens = token::tokens(text, Context::Expression);
        let [token] = tokens.as_slice() else {
            return literal(text).ok_or_else(|| "an expression".to_owned());
        };
        if token.name != text {
            return Err("an expression".to_owned());
        }
        let around = match assignment.when {
            When::BeforeWorklet(depth) => depth.saturating_sub(1),
            _ => usize::MAX,
        };
        let view = View::Around(around);
        let found = self.find(&view, token.name, self.class(&view, token.name, token.class));
        match found.status {
            Status::Runtime | Status::Unresolved => Err(format!("{}: {}", token.name, found.why)),
            _ => Ok(found.value),
        }
    }

    /// Step 5: what the repository keeps of earlier runs, as far as logs tell.
    fn saved(&mut self, taken: &mut Taken, name: &str, declaration: Option<&Declaration>) {
        let Some(declaration) = declaration.filter(|one| one.kept) else { return taken.step(Vec::new(), "") };
        let place = &self.question.design.place;
        let of_session = matches!(declaration.owner, Owner::Mapping | Owner::Mapplet(_));
        let fits = |one: &&Saved| {
            let workflow = place.path.first().is_none_or(|here| one.workflow.is_empty() || *here == one.workflow);
            let here = if of_session { one.session == place.session } else { one.session.is_empty() };
            one.folder == place.folder && workflow && here && one.name.eq_ignore_ascii_case(name)
        };
        if let Some(saved) = self.question.saved.iter().rfind(fits) {
            return taken.step(vec![say("saved value", &saved.value, &saved.place)], "");
        }
        taken.assumed.insert("nothing-saved");
        taken.step(Vec::new(), "the repository may keep a value of earlier runs; session logs would tell");
    }

    /// Step 7.
    fn system(&mut self, taken: &mut Taken, name: &str, class: Class) {
        match system::value(self.question, name, class) {
            System::Nothing => taken.step(Vec::new(), ""),
            System::Value { value, origin, place } => taken.step(vec![say(origin, &value, &place)], ""),
            System::Assumed { value, origin, tag } => {
                taken.assumed.insert(tag);
                taken.step(vec![say(origin, &value, "")], "");
            }
            System::Runtime(why) => taken.ends(Status::Runtime, why),
        }
    }

    /// A workflow variable that the workflow itself changes has its start value only until then; the session's own section
    /// of a parameter file is stronger.
    fn while_running(&self, found: &mut Found, name: &str, declaration: Option<&Declaration>) {
        let design = self.question.design;
        let Some(Owner::Workflow(depth)) = declaration.map(|one| &one.owner) else { return };
        if design.place.session.is_empty() || found.step <= 2 || self.says_session(found) {
            return;
        }
        let means = |at: usize| self.declaration(&View::Around(at), name).map(|one| &one.owner);
        let at_run = |one: &&Assignment| match &one.when {
            When::AtRun(at, _) => one.name.eq_ignore_ascii_case(name) && means(*at) == Some(&Owner::Workflow(*depth)),
            _ => false,
        };
        let changed = design.assignments.iter().find(at_run);
        if let Some((assignment, When::AtRun(_, who))) = changed.map(|one| (one, &one.when)) {
            found.status = Status::Runtime;
            found.why = format!(
                "{who} ({}) may have assigned {} to it; this is its start value",
                assignment.place, assignment.value
            );
        }
    }

    fn says_session(&self, found: &Found) -> bool {
        let of_session = |heading: &str| {
            let sections = self
                .in_force
                .iter()
                .flat_map(|(file, all)| all.iter().map(|at| &self.question.files[*file].file.sections[*at]));
            sections.into_iter().any(|one| one.heading == heading && one.scope.is_session())
        };
        found.step == 3 && of_session(&found.origin)
    }

    /// `$Param_<connection>_<attribute>` of a connection that is given by a variable: the files in force say which there are.
    pub(crate) fn connection_attributes(&mut self, name: &str, class: Class, uses: &[Use]) -> Vec<super::Resolved> {
        let Some(connection) = name.strip_prefix('$').filter(|_| class == Class::Connection) else { return Vec::new() };
        let prefix = format!("$param_{}_", connection.to_ascii_lowercase());
        let mut names: BTreeSet<String> = BTreeSet::new();
        for (file, sections) in &self.in_force {
            let defined = self.question.files[*file].defined(sections).map(|(_, one)| one.name.as_str());
            let begins = |one: &&str| one.get(..prefix.len()).is_some_and(|head| head.eq_ignore_ascii_case(&prefix));
            names.extend(defined.filter(begins).map(str::to_owned));
        }
        let beside = self.sections_of(name);
        let mut all = Vec::new();
        for attribute in names {
            let mut resolved = self.answer(&View::Inside, &attribute, Class::Session, uses.to_vec());
            if self.sections_of(&attribute).last() != beside.last() {
                let message =
                    format!("{attribute} stands in another section than {name}; PowerCenter wants both in one");
                resolved.notes.push(Note {
                    code: rules::CONNECTION_ATTRIBUTE_APART.code,
                    message,
                    place: resolved.place.clone(),
                });
            }
            all.push(resolved);
        }
        all
    }

    fn sections_of(&mut self, name: &str) -> Vec<(usize, u64)> {
        self.lines(&View::Inside, &name.to_ascii_lowercase())
            .into_iter()
            .map(|(file, _, line)| (file, line.section.line))
            .collect()
    }
}

/// True where a section holds for what is looked at: an assignment before a worklet happens outside of it.
fn reaches(view: &View, scope: &Scope) -> bool {
    match (view, scope) {
        (View::Around(most), Scope::Workflow(_, path)) => path.len().saturating_sub(1) <= *most,
        (View::Around(most), Scope::Session { .. }) => *most == usize::MAX,
        _ => true,
    }
}

/// An assumption counts only where the step it is about was reached.
fn counts(tag: &str, decided_by: usize) -> bool {
    match tag {
        "nothing-saved" => decided_by == 0 || decided_by > 5,
        "product-default" => decided_by == 7,
        _ => decided_by == 3,
    }
}

fn say(origin: &str, value: &str, place: &str) -> Say {
    Say { origin: origin.to_owned(), value: value.to_owned(), place: place.to_owned() }
}

/// Values that contradict each other where the manual does not say which counts.
fn contradictions(taken: &mut Taken, lines: &[(usize, &str, Line<'_>)]) {
    for (_, file, line) in lines.iter().filter(|(.., line)| line.contradicted) {
        taken.assumed.insert("duplicate-parameter");
        let message =
            format!("{} stands several times in {} with different values", line.parameter.name, line.section.heading);
        let place = format!("{file}:{}", line.parameter.line);
        taken.notes.push(Note { code: rules::DUPLICATE_PARAMETER.code, message, place });
    }
    if let (Some((first, ..)), Some((last, file, line))) = (lines.first(), lines.last())
        && first != last
        && lines.iter().any(|(.., other)| other.parameter.value != line.parameter.value)
    {
        taken.assumed.insert("merged-files");
        let message = format!("{} has another value in the other file in force", line.parameter.name);
        let place = format!("{file}:{}", line.parameter.line);
        taken.notes.push(Note { code: rules::MERGED_FILES.code, message, place });
    }
    let of_session = |line: &Line<'_>| matches!(line.section.scope, Scope::Session { .. });
    let values: BTreeSet<&str> =
        lines.iter().filter(|(.., line)| of_session(line)).map(|(.., line)| line.parameter.value.as_str()).collect();
    if let (true, Some((_, file, line))) = (values.len() > 1, lines.last()) {
        taken.assumed.insert("ambiguous-session-scope");
        let message = format!(
            "{} has different values under several headings that name this session; {} counts",
            line.parameter.name, line.section.heading
        );
        let place = format!("{file}:{}", line.parameter.line);
        taken.notes.push(Note { code: rules::AMBIGUOUS_SESSION_SCOPE.code, message, place });
    }
}

/// A quoted text or a number.
fn literal(text: &str) -> Option<String> {
    let quoted = text.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\'')).filter(|inner| !inner.contains('\''));
    let number = || text.parse::<f64>().is_ok_and(f64::is_finite).then(|| text.to_owned());
    quoted.map(str::to_owned).or_else(number)
}

/// Step 6.
fn initial(taken: &mut Taken, declaration: Option<&Declaration>) {
    match declaration.filter(|one| one.null || !one.initial.is_empty()) {
        Some(one) if one.null => taken.step(vec![say("initial value (NULL)", "", &one.place)], ""),
        Some(one) => taken.step(vec![say("initial value", &one.initial, &one.place)], ""),
        None => taken.step(Vec::new(), ""),
    }
}

/// Step 8 (manual: Null Values; datatype defaults are 0, the empty text, 1/1/1753).
fn datatype_default(taken: &mut Taken, declaration: Option<&Declaration>) {
    let Some(declaration) = declaration else { return taken.step(Vec::new(), "") };
    let value = match declaration.datatype.to_ascii_lowercase().as_str() {
        "string" | "nstring" | "text" | "ntext" => "",
        "date/time" => "01/01/1753 00:00:00",
        _ => "0",
    };
    taken.step(vec![say(&format!("default of {}", declaration.datatype), value, "")], "");
}

fn nothing(class: Class, declared: bool) -> &'static str {
    match class {
        Class::User if !declared => {
            "it is declared nowhere around this session, and no parameter file in force defines it"
        }
        Class::Connection => "no parameter file in force defines it; the session would fail",
        _ => "no parameter file in force defines it",
    }
}
