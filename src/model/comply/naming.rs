//! Rules of the category *naming*. Their patterns are a site's to say, per folder, in `rules.yaml`.

use super::{Category, Control, Rule, Severity, Threshold};

/// All of them.
pub(super) const RULES: &[&Rule] =
    &[&MAPPING, &SESSION, &WORKFLOW, &WORKLET, &MAPPLET, &TRANSFORMATION, &TASK, &AWKWARD, &DOTTED_FOLDER];

const fn patterns(default: &'static str) -> Threshold {
    Threshold { name: "pattern", default, meaning: "patterns that names may have; `*` stands for any characters" }
}

const fn rule(id: &'static str, title: &'static str, values: &'static [Threshold]) -> Rule {
    Rule {
        id,
        category: Category::Naming,
        severity: Severity::Info,
        title,
        rationale: "Names that follow a rule tell what an object is and whose it is, in lists, logs and parameter files.",
        remediation: "rename it, or set the pattern of this folder in rules.yaml",
        reference: "Velocity best practices, naming conventions; public checklists for reviews of PowerCenter code",
        controls: &[Control::SoxChange],
        values,
    }
}

/// `m_`
pub const MAPPING: Rule = rule("NAM01", "the name of a mapping does not follow the convention", &[patterns("m_*")]);
/// `s_`
pub const SESSION: Rule = rule("NAM02", "the name of a session does not follow the convention", &[patterns("s_*")]);
/// `wf_`
pub const WORKFLOW: Rule =
    rule("NAM03", "the name of a workflow does not follow the convention", &[patterns("wf_*, wkf_*")]);
/// `wklt_`
pub const WORKLET: Rule =
    rule("NAM04", "the name of a worklet does not follow the convention", &[patterns("wklt_*, wl_*, wklet_*, wlt_*")]);
/// `mplt_`
pub const MAPPLET: Rule =
    rule("NAM05", "the name of a mapplet does not follow the convention", &[patterns("mplt_*, mp_*")]);
/// By type.
pub const TRANSFORMATION: Rule = rule(
    "NAM06",
    "names of transformations do not follow the convention",
    &[
        kind("source_qualifier", "sq_*, asq_*"),
        kind("expression", "exp*"),
        kind("filter", "fil*, flt*"),
        kind("aggregator", "agg*"),
        kind("joiner", "jnr*, jn_*"),
        kind("lookup", "lkp*, lookup_*"),
        kind("router", "rtr*"),
        kind("sorter", "srt*"),
        kind("union", "un*"),
        kind("sequence", "seq*"),
        kind("update_strategy", "upd*"),
        kind("stored_procedure", "sp*"),
        kind("normalizer", "nrm*"),
        kind("rank", "rnk*"),
    ],
);

const fn kind(name: &'static str, default: &'static str) -> Threshold {
    Threshold { name, default, meaning: "patterns that names of this type may have; empty: any" }
}

/// By type.
pub const TASK: Rule = rule(
    "NAM07",
    "the name of a task does not follow the convention",
    &[
        kind("command", "cmd*, c_*"),
        kind("email", "em*, e_*"),
        kind("decision", "dec*, d_*"),
        kind("assignment", "asgn*, asg*, as_*, assign*"),
        kind("event_wait", "ew*, evw*, event*, evt*"),
        kind("event_raise", "er*, evr*, event*, evt*"),
        kind("timer", "tm*, tim*"),
        kind("control", "ctl*, ctrl*, cntrl*"),
    ],
);
/// Signs that make trouble.
pub const AWKWARD: Rule = Rule {
    severity: Severity::Low,
    rationale: "Blanks and signs in names break scripts, log names and headings of parameter files.",
    remediation: "use letters, digits and underscores only",
    reference: "own design",
    ..rule("NAM08", "a name has blanks or signs in it", &[])
};
/// A folder that no parameter file can name.
pub const DOTTED_FOLDER: Rule = Rule {
    severity: Severity::Medium,
    rationale: "A period divides a heading of a parameter file; the service cannot qualify such a folder and the workflow fails.",
    remediation: "rename the folder",
    reference: "PowerCenter Advanced Workflow Guide 10.4.1, Parameter File Structure",
    ..rule("NAM09", "the name of a folder has a period in it", &[])
};
