//! Rules of the category *security* about what may leak: secrets in texts, wrong environments, classified data.

use super::{Category, Control, Rule, Severity, Threshold};

/// All of them.
pub(super) const RULES: &[&Rule] = &[
    &SECRET_LITERAL,
    &WRONG_ENVIRONMENT,
    &CLASSIFIED_IN_LOG,
    &CLASSIFIED_IN_ERROR_LOG,
    &CLASSIFIED_IN_FILE,
    &CLASSIFIED_FROM_ELSEWHERE,
    &CLASSIFIED_UNMASKED,
    &UNCLASSIFIED_COLUMN,
];

/// Words that name environments, as two rules take them.
const PRODUCTION: Threshold = Threshold {
    name: "production",
    default: "prod, prd, production",
    meaning: "words that say production where they stand in a name, between signs that are no letters",
};
/// The others.
const OTHERS: Threshold = Threshold {
    name: "others",
    default: "dev, devl, develop, development, test, tst, uat, qa, sandbox, preprod",
    meaning: "words that say another environment",
};

/// A secret stands in plain text.
pub const SECRET_LITERAL: Rule = Rule {
    id: "SEC01",
    category: Category::Security,
    severity: Severity::Critical,
    title: "a password or key stands in a definition or a parameter file",
    rationale: "Exports and parameter files are copied, mailed and versioned; whoever reads one has the secret. The catalog \
                cut it out, the source still has it.",
    remediation: "change the secret, take it out of the text, and refer to a connection or a protected parameter",
    reference: "PCI DSS 4.0 8.6.2; PowerCenter Security Guide, connection objects",
    controls: &[Control::SoxAccess, Control::Pci8, Control::Gdpr32],
    values: &[],
};
/// A name of another environment.
pub const WRONG_ENVIRONMENT: Rule = Rule {
    id: "SEC09",
    category: Category::Security,
    severity: Severity::High,
    title: "a connection, owner or path is named after another environment than the folder",
    rationale: "A production session on a test database reads the wrong data; a test session on a production one may destroy it.",
    remediation: "use the connection, owner or path of this environment, or a parameter that has its own value in each",
    reference: "own design, from reviews of change control",
    controls: &[Control::SoxChange, Control::SoxOperations],
    values: &[PRODUCTION, OTHERS],
};
/// Row values of classified data in session logs.
pub const CLASSIFIED_IN_LOG: Rule = Rule {
    id: "SEC26",
    category: Category::Security,
    severity: Severity::High,
    title: "a session on classified data writes every row into its log",
    rationale: "Tracing \"Verbose Data\" copies values into logs that are kept longer and guarded less than the tables.",
    remediation: "set tracing to Normal or Terse, in the session and in every transformation",
    reference: "PowerCenter Workflow Basics Guide, tracing levels; GDPR article 5(1)(c)",
    controls: &[Control::Pci3, Control::Gdpr5, Control::Gdpr32],
    values: &[],
};
/// Row values of classified data in error logs.
pub const CLASSIFIED_IN_ERROR_LOG: Rule = Rule {
    id: "SEC27",
    category: Category::Security,
    severity: Severity::High,
    title: "a session on classified data logs rows that failed",
    rationale: "Row error logs hold the row's values in tables or files outside of the governed store.",
    remediation: "set Error Log Type to None, or put the error log where the data itself may lie and keep it as short",
    reference: "PowerCenter Advanced Workflow Guide, row error logging",
    controls: &[Control::Pci3, Control::Gdpr5, Control::Gdpr32],
    values: &[],
};
/// Classified data leaves the database.
pub const CLASSIFIED_IN_FILE: Rule = Rule {
    id: "SEC28",
    category: Category::Security,
    severity: Severity::High,
    title: "classified data is loaded into flat files or sent by FTP",
    rationale: "Files have no row access control and no audit, and are copied on.",
    remediation: "mask or encrypt what is written, or load a governed table instead; waive it where the file is guarded",
    reference: "PCI DSS 4.0 3.5 and 4.2; GDPR article 32",
    controls: &[Control::Pci3, Control::Pci4, Control::Gdpr32],
    values: &[],
};
/// Production reads classified data from elsewhere.
pub const CLASSIFIED_FROM_ELSEWHERE: Rule = Rule {
    id: "SEC29",
    category: Category::Security,
    severity: Severity::High,
    title: "a production session takes classified data through a connection of another environment",
    rationale: "Either production data lies in a test database, or test data gets into production.",
    remediation: "use the production connection",
    reference: "PCI DSS 4.0 6.5.5: live data is not used outside of production",
    controls: &[Control::Pci3, Control::Gdpr32, Control::SoxOperations],
    values: &[PRODUCTION, OTHERS],
};
/// Classified data outside of production.
pub const CLASSIFIED_UNMASKED: Rule = Rule {
    id: "SEC30",
    category: Category::Security,
    severity: Severity::Medium,
    title: "a session outside of production takes classified production data without masking it",
    rationale: "Copies in test environments are the ones that get out.",
    remediation: "mask the data on its way (Data Masking transformation) or load made-up data",
    reference: "PCI DSS 4.0 6.5.5; GDPR article 25",
    controls: &[Control::Pci3, Control::Gdpr25],
    values: &[PRODUCTION, OTHERS],
};
/// A column that the classification forgot.
pub const UNCLASSIFIED_COLUMN: Rule = Rule {
    id: "SEC31",
    category: Category::Security,
    severity: Severity::Low,
    title: "a column is named like personal or card data and is not classified",
    rationale: "Every rule about classified data is blind for what nobody classified.",
    remediation: "classify it in classification.yaml, or list the name in the rule's `except`",
    reference: "GDPR article 30: records of processing",
    controls: &[Control::Pci3, Control::Gdpr5],
    values: &[
        Threshold {
            name: "columns",
            default: "ssn, social_security*, *_ssn, iban*, *_iban, card_n*, *card_num*, *creditcard*, cvv*, *passport*, \
                      birth_d*, dob, *_dob, *date_of_birth*, email*, *_email, *taxid*, *tax_id*",
            meaning: "patterns of names that look sensitive",
        },
        Threshold { name: "except", default: "", meaning: "patterns of names that are harmless here" },
    ],
};
