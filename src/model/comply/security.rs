//! Rules of the category *security*.
#![expect(missing_docs, reason = "a rule says itself what it means")]

use super::{Category, Control, Rule, Severity, Threshold};

/// All of them.
pub(super) const RULES: &[&Rule] = &[
    &VERBOSE_DATA,
    &ROW_ERROR_LOG,
    &VERBOSE_INITIALIZATION,
    &SHELL_COMMAND,
    &DESTRUCTIVE_COMMAND,
    &STATEMENT_AROUND_LOAD,
    &FIXED_CONNECTION,
    &FIXED_PATH,
    &CLEAR_TEXT_FTP,
    &PARAMETER_FILE_ELSEWHERE,
    &STATEMENT_FROM_PARAMETER,
];

pub const VERBOSE_DATA: Rule = Rule {
    id: "SEC02",
    category: Category::Security,
    severity: Severity::High,
    title: "the log holds the data: tracing is Verbose Data",
    rationale: "With Verbose Data every row that passes a transformation is written to the session log, beyond the \
        reach of whoever guards the tables.",
    remediation: "set Override tracing, or the transformation's Tracing Level, to Normal",
    reference: "PowerCenter manual, Session Logs, Tracing Levels",
    controls: &[Control::Pci3, Control::Gdpr5, Control::Gdpr32],
    values: &[],
};

pub const ROW_ERROR_LOG: Rule = Rule {
    id: "SEC03",
    category: Category::Security,
    severity: Severity::High,
    title: "rows that fail are copied into an error log",
    rationale: "Row error logging writes whole rows to PMERR tables or to a file, where neither masking nor \
        retention of the target holds.",
    remediation: "set Error Log Type to None, or put the error log under the rules of the data that it copies",
    reference: "PowerCenter manual, Row Error Logging",
    controls: &[Control::Pci3, Control::Gdpr5, Control::Gdpr32],
    values: &[],
};

pub const VERBOSE_INITIALIZATION: Rule = Rule {
    id: "SEC04",
    category: Category::Security,
    severity: Severity::Medium,
    title: "tracing was left at Verbose Initialization",
    rationale: "It is made for looking for mistakes: the log tells names of files, connections and caches, and \
        grows.",
    remediation: "set Override tracing, or the transformation's Tracing Level, to Normal",
    reference: "PowerCenter manual, Session Logs, Tracing Levels",
    controls: &[Control::Gdpr32],
    values: &[],
};

pub const SHELL_COMMAND: Rule = Rule {
    id: "SEC05",
    category: Category::Security,
    severity: Severity::Medium,
    title: "a session runs commands of the shell",
    rationale: "A command before, after or inside a session runs as the account of the service, and what it does is \
        not in the mapping that was reviewed.",
    remediation: "move it to a Command task of the workflow that is reviewed, or do without",
    reference: "PowerCenter manual, Pre- and Post-Session Commands; severity by our own count",
    controls: &[Control::SoxChange, Control::SoxAccess],
    values: &[],
};

pub const DESTRUCTIVE_COMMAND: Rule = Rule {
    id: "SEC06",
    category: Category::Security,
    severity: Severity::High,
    title: "a command can destroy, open up or send away",
    rationale: "Deleting trees, rights for everybody, another user's rights, code straight from the network and \
        logins of file transfers are what an intruder would put there, too.",
    remediation: "narrow the command to what it is for, and put it into a reviewed script",
    reference: "our own design, after common audit questions",
    controls: &[Control::SoxChange, Control::SoxAccess, Control::Pci8],
    values: &[],
};

pub const STATEMENT_AROUND_LOAD: Rule = Rule {
    id: "SEC07",
    category: Category::Security,
    severity: Severity::Medium,
    title: "SQL before or after the load changes more than rows of it",
    rationale: "TRUNCATE, DROP, GRANT, or DELETE and UPDATE without WHERE in Pre SQL or Post SQL bypass the logic \
        that was reviewed.",
    remediation: "move it into a procedure of the database that is reviewed, or narrow it by WHERE",
    reference: "PowerCenter manual, Pre- and Post-Session SQL Commands",
    controls: &[Control::SoxChange],
    values: &[],
};

pub const FIXED_CONNECTION: Rule = Rule {
    id: "SEC08",
    category: Category::Security,
    severity: Severity::Low,
    title: "connections are named in the session and not by parameter",
    rationale: "Moving such a session to another environment changes it, unless every environment has a connection \
        of that name.",
    remediation: "use $DBConnection… and its like, with values in the parameter file",
    reference: "PowerCenter manual, Working with Session Parameters; severity by our own count",
    controls: &[Control::SoxChange],
    values: &[],
};

pub const FIXED_PATH: Rule = Rule {
    id: "SEC12",
    category: Category::Security,
    severity: Severity::Medium,
    title: "a path is absolute, or lies in a folder that everybody may write",
    rationale: "An absolute path ties the session to one machine; a file in /tmp can be exchanged by anybody before \
        it is read.",
    remediation: "begin the path with $PMSourceFileDir, $PMTargetFileDir and their like, or with a parameter",
    reference: "PowerCenter manual, Process Variables",
    controls: &[Control::SoxAccess, Control::Gdpr32],
    values: &[Threshold {
        name: "open",
        default: "/tmp*,/var/tmp*,C:\\temp*,C:\\tmp*",
        meaning: "folders that everybody may write, as patterns after parameters are put in, separated by commas",
    }],
};

pub const CLEAR_TEXT_FTP: Rule = Rule {
    id: "SEC13",
    category: Category::Security,
    severity: Severity::High,
    title: "files travel over FTP",
    rationale: "FTP sends login and data in clear text.",
    remediation: "use an SFTP connection; where the connection object itself is set to SFTP, say so in a waiver",
    reference: "PowerCenter manual, Configuring FTP Connections",
    controls: &[Control::Pci4, Control::Gdpr32],
    values: &[],
};

pub const PARAMETER_FILE_ELSEWHERE: Rule = Rule {
    id: "SEC14",
    category: Category::Security,
    severity: Severity::Medium,
    title: "the parameter file lies outside of the governed folders",
    rationale: "Whoever may write the parameter file decides on connections, SQL and dates of the load.",
    remediation: "keep parameter files where changes are controlled, and set `directories` of this rule to it",
    reference: "PowerCenter manual, Parameter Files",
    controls: &[Control::SoxChange, Control::SoxAccess],
    values: &[Threshold {
        name: "directories",
        default: "$PM*",
        meaning: "where parameter files may lie, as patterns separated by commas",
    }],
};

pub const STATEMENT_FROM_PARAMETER: Rule = Rule {
    id: "SEC15",
    category: Category::Security,
    severity: Severity::High,
    title: "a whole statement or command is taken from a parameter",
    rationale: "What runs then stands in the parameter file: nobody sees it in a review of the mapping, and whoever \
        writes the file runs it.",
    remediation: "keep the statement in the mapping and take only values from parameters",
    reference: "PowerCenter manual, Where to Use Parameters and Variables",
    controls: &[Control::SoxChange, Control::SoxAccess],
    values: &[],
};
