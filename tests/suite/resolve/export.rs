//! A small repository as text: one workflow with a session, a reusable one and worklets in each other, over one mapping with
//! a mapplet in it. What differs between cases is put into its places.

/// A variable that is declared.
#[derive(Debug, Clone, Default)]
pub(crate) struct Declared {
    pub(crate) name: String,
    /// `decimal(5,2)`
    pub(crate) datatype: String,
    /// Its value is kept in the repository: a variable, no parameter.
    pub(crate) kept: bool,
    pub(crate) null: bool,
    pub(crate) expression: bool,
    pub(crate) initial: String,
}

/// What differs between cases.
#[derive(Debug, Clone)]
pub(crate) struct Export {
    /// By place: `mapping`, `mapplet`, `workflow`, `worklet`, `deep`.
    pub(crate) declared: Vec<(String, Declared)>,
    /// By place (`before`, `after`, `into`, `deep-into`, `out`, `task`): name and value.
    pub(crate) assigned: Vec<(String, String, String)>,
    pub(crate) workflow_file: String,
    pub(crate) session_file: String,
    /// SQL of the source qualifier, in every session.
    pub(crate) sql: String,
    /// Expression of a port of the mapping.
    pub(crate) expression: String,
    /// The same in the mapplet.
    pub(crate) in_mapplet: String,
    /// Variable of the reader's connection.
    pub(crate) connection: String,
    /// `$Source connection value`
    pub(crate) source: String,
    /// Name of the folder.
    pub(crate) folder: String,
}

impl Default for Export {
    fn default() -> Self {
        let no = String::new;
        Self {
            declared: Vec::new(),
            assigned: Vec::new(),
            workflow_file: "/srv/w.par".to_owned(),
            session_file: no(),
            sql: no(),
            expression: no(),
            in_mapplet: no(),
            connection: no(),
            source: no(),
            folder: "F".to_owned(),
        }
    }
}

/// An element with attributes, values escaped.
fn element(name: &str, attributes: &[(&str, &str)], inside: &str) -> String {
    let attributes: String =
        attributes.iter().map(|(key, value)| format!(" {key} =\"{}\"", escaped(value))).collect::<Vec<_>>().concat();
    format!("<{name}{attributes}>{inside}</{name}>\n")
}

/// Text as it stands in an attribute.
pub(crate) fn escaped(text: &str) -> String {
    let one = |c: char| match c {
        '&' => "&amp;".to_owned(),
        '<' => "&lt;".to_owned(),
        '>' => "&gt;".to_owned(),
        '"' => "&quot;".to_owned(),
        '\n' | '\r' | '\t' => format!("&#x{:x};", u32::from(c)),
        other => other.to_string(),
    };
    text.chars().map(one).collect()
}

fn yes(flag: bool) -> &'static str {
    if flag { "YES" } else { "NO" }
}

impl Export {
    /// The whole file.
    pub(crate) fn text(&self) -> String {
        let reusable = self.session("rs", true);
        let children = [self.mapplet(), self.mapping(), reusable, self.workflow()].concat();
        crate::house::export("01/02/2026 03:04:05", &escaped(&self.folder), &children)
    }

    fn mapping_variables(&self, place: &str) -> String {
        let all = self.declared.iter().filter(|(at, _)| at == place);
        let one = |declared: &Declared| {
            let (datatype, digits) =
                declared.datatype.trim_end_matches(')').split_once('(').unwrap_or((&declared.datatype, "0"));
            let (precision, scale) = digits.split_once(',').unwrap_or((digits, "0"));
            let attributes = [
                ("DATATYPE", datatype),
                ("DEFAULTVALUE", &declared.initial),
                ("ISEXPRESSIONVARIABLE", yes(declared.expression)),
                ("ISPARAM", yes(!declared.kept)),
                ("NAME", &declared.name),
                ("PRECISION", precision),
                ("SCALE", scale),
                ("USERDEFINED", "YES"),
            ];
            element("MAPPINGVARIABLE", &attributes, "")
        };
        all.map(|(_, declared)| one(declared)).collect()
    }

    fn workflow_variables(&self, place: &str) -> String {
        let all = self.declared.iter().filter(|(at, _)| at == place);
        let one = |declared: &Declared| {
            let attributes = [
                ("DATATYPE", declared.datatype.as_str()),
                ("DEFAULTVALUE", &declared.initial),
                ("ISNULL", yes(declared.null)),
                ("ISPERSISTENT", yes(declared.kept)),
                ("NAME", &declared.name),
                ("USERDEFINED", "YES"),
            ];
            element("WORKFLOWVARIABLE", &attributes, "")
        };
        all.map(|(_, declared)| one(declared)).collect()
    }

    fn pairs(&self, place: &str) -> String {
        let reverse = yes(place == "out");
        let one = |(_, name, value): &(String, String, String)| {
            let attributes = [("EXECORDER", "1"), ("NAME", name), ("REVERSEASSIGNMENT", reverse), ("VALUE", value)];
            element("VALUEPAIR", &attributes, "")
        };
        self.assigned.iter().filter(|(at, ..)| at == place).map(one).collect()
    }

    fn expression(name: &str, text: &str) -> String {
        let port = element("TRANSFORMFIELD", &[("NAME", "o_X"), ("EXPRESSION", text)], "");
        element("TRANSFORMATION", &[("NAME", name), ("REUSABLE", "NO"), ("TYPE", "Expression")], &port)
    }

    fn mapplet(&self) -> String {
        let inside = Self::expression("exp_in", &self.in_mapplet) + &self.mapping_variables("mapplet");
        element("MAPPLET", &[("NAME", "mplt"), ("ISVALID", "YES")], &inside)
    }

    fn mapping(&self) -> String {
        let qualifier = [("NAME", "sq"), ("REUSABLE", "NO"), ("TYPE", "Source Qualifier")];
        let mut inside = element("TRANSFORMATION", &qualifier, &attribute("TABLEATTRIBUTE", "Sql Query", ""));
        inside += &Self::expression("exp", &self.expression);
        for (name, object, kind, group) in [
            ("ORDERS_1", "ORDERS", "Source Definition", "SOURCE"),
            ("sq", "sq", "Source Qualifier", "TRANSFORMATION"),
            ("exp", "exp", "Expression", "TRANSFORMATION"),
            ("mp", "mplt", "Mapplet", "MAPPLET"),
        ] {
            let attributes =
                [("NAME", name), ("TRANSFORMATION_NAME", object), ("TRANSFORMATION_TYPE", kind), ("TYPE", group)];
            inside += &element("INSTANCE", &attributes, "");
        }
        inside += &self.mapping_variables("mapping");
        element("MAPPING", &[("NAME", "m"), ("ISVALID", "YES")], &inside)
    }

    fn session(&self, name: &str, reusable: bool) -> String {
        let sql = attribute("ATTRIBUTE", "Sql Query", &self.sql);
        let instance =
            [("SINSTANCENAME", "sq"), ("TRANSFORMATIONNAME", "sq"), ("TRANSFORMATIONTYPE", "Source Qualifier")];
        let mut inside = element("SESSTRANSFORMATIONINST", &instance, &sql);
        for (place, kind) in
            [("before", "Pre-session variable assignment"), ("after", "Post-session success variable assignment")]
        {
            // `s2` is the session beside the one that is asked about; only it assigns afterwards.
            let pairs = self.pairs(place);
            if !pairs.is_empty() && !reusable && (name == "s2") == (place == "after") {
                let named = [("REFOBJECTNAME", kind), ("REUSABLE", "NO"), ("TYPE", kind)];
                inside += &element("SESSIONCOMPONENT", &named, &pairs);
            }
        }
        let connection =
            [("CNXREFNAME", "DB Connection"), ("CONNECTIONTYPE", "Relational"), ("VARIABLE", &self.connection)];
        let reader = [
            ("NAME", "Relational Reader"),
            ("SINSTANCENAME", "sq"),
            ("SUBTYPE", "Relational Reader"),
            ("TYPE", "READER"),
        ];
        inside += &element("SESSIONEXTENSION", &reader, &element("CONNECTIONREFERENCE", &connection, ""));
        inside += &attribute("ATTRIBUTE", "Parameter Filename", &self.session_file);
        inside += &attribute("ATTRIBUTE", "$Source connection value", &self.source);
        element("SESSION", &[("MAPPINGNAME", "m"), ("NAME", name), ("REUSABLE", yes(reusable))], &inside)
    }

    fn workflow(&self) -> String {
        let mut deep = self.session("far", false) + &task("far", "far", "Session", false, "");
        deep += &self.workflow_variables("deep");
        let deep = element("WORKLET", &[("NAME", "deep"), ("REUSABLE", "NO")], &deep);
        let mut worklet = deep + &self.session("in", false) + &task("in", "in", "Session", false, "");
        worklet += &task("deep", "deep", "Worklet", false, &self.pairs("deep-into"));
        worklet += &self.workflow_variables("worklet");
        let mut inside = element("WORKLET", &[("NAME", "wl"), ("REUSABLE", "NO")], &worklet);
        inside += &self.session("s", false);
        inside += &self.session("s2", false);
        let assignments = self.pairs("task");
        if !assignments.is_empty() {
            inside += &element("TASK", &[("NAME", "asg"), ("REUSABLE", "NO"), ("TYPE", "Assignment")], &assignments);
        }
        inside += &task("s", "s", "Session", false, "");
        inside += &task("s2", "s2", "Session", false, "");
        inside += &task("r", "rs", "Session", true, "");
        inside += &task("wl", "wl", "Worklet", false, &(self.pairs("into") + &self.pairs("out")));
        inside += &attribute("ATTRIBUTE", "Parameter Filename", &self.workflow_file);
        inside += &self.workflow_variables("workflow");
        element("WORKFLOW", &[("NAME", "wf"), ("SERVERNAME", "IS_1"), ("REUSABLE", "NO")], &inside)
    }
}

fn attribute(element_name: &str, name: &str, value: &str) -> String {
    element(element_name, &[("NAME", name), ("VALUE", value)], "")
}

/// A TASKINSTANCE.
pub(crate) fn task(name: &str, object: &str, kind: &str, reusable: bool, inside: &str) -> String {
    let attributes = [("NAME", name), ("REUSABLE", yes(reusable)), ("TASKNAME", object), ("TASKTYPE", kind)];
    element("TASKINSTANCE", &attributes, inside)
}

/// A worklet that can be used in several places.
pub(crate) fn worklet(name: &str, inside: &str) -> String {
    element("WORKLET", &[("NAME", name), ("REUSABLE", "YES")], inside)
}
