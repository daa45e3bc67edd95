//! Classes of errors: what kind of thing must be mended before a run can go well.
//!
//! Owns the table of message codes. The code of an Informatica message says which part of the service speaks, not whose
//! fault it is, so what a database says in the message counts first.

/// What kind of error it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// A session, mapping, parameter or file that cannot work as it stands.
    Configuration,
    /// A database or server that cannot be reached or does not let in.
    Connection,
    /// Everything that went wrong while it ran: memory, disk, deadlocks, a stop.
    Runtime,
    /// Rows that cannot be what they should.
    Data,
}

impl Class {
    /// Every class with its word.
    pub const ALL: [(Self, &'static str); 4] = [
        (Self::Configuration, "configuration"),
        (Self::Connection, "connection"),
        (Self::Runtime, "runtime"),
        (Self::Data, "data"),
    ];

    /// Its word.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(class, _)| *class == self).map_or("runtime", |(_, word)| word)
    }
}

/// How it is known that a code is of its class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// Seen with its text in real logs.
    Log,
    /// Meaning of the text as the Message Reference has it, by memory.
    Reference,
    /// Meaning of the code by the database vendor or by ISO 9075.
    Vendor,
    /// Assumed from what the part of the service does.
    Assumed,
}

/// What a code means.
pub type Rule = (&'static str, Class, Known);

/// Codes of error messages, sorted.
pub const CODES: &[Rule] = &[
    ("BLKR_16001", Class::Connection, Known::Reference), // error connecting to database
    ("BLKR_16004", Class::Configuration, Known::Assumed), // prepare failed: the SQL or its table
    ("BLKR_16034", Class::Runtime, Known::Log),          // fetch failed
    ("BLKR_16045", Class::Data, Known::Log),             // error threshold reached reading data
    ("CMN_1022", Class::Connection, Known::Reference),   // database driver error
    ("CMN_1076", Class::Connection, Known::Reference),   // error creating database connection
    ("CMN_1836", Class::Configuration, Known::Reference), // lookup SQL is not sorted on the condition ports
    ("FR_3000", Class::Configuration, Known::Reference), // error opening file
    ("FR_3065", Class::Data, Known::Log),                // invalid number, the row is skipped
    ("RR_4035", Class::Configuration, Known::Assumed),   // SQL error in a reader without a code of the database
    ("RR_4036", Class::Connection, Known::Reference),    // error connecting to database
    ("TE_7017", Class::Configuration, Known::Assumed),   // failed to initialise a transformation
    ("TT_11019", Class::Data, Known::Reference),         // error in a port
    ("TT_11132", Class::Data, Known::Reference),         // error evaluating an output column
    ("WRT_8001", Class::Connection, Known::Reference),   // error connecting to database
    ("WRT_8004", Class::Configuration, Known::Assumed),  // writer initialisation failed
    ("WRT_8170", Class::Runtime, Known::Log),            // writer run terminated, abort request from the DTM
    ("WRT_8229", Class::Runtime, Known::Assumed),        // database errors occurred, without a code of the database
];

/// Prefixes of codes that are not in [`CODES`]. The longest that fits counts; where none does, it is a runtime error.
pub const PREFIXES: &[Rule] = &[
    ("FTP_", Class::Connection, Known::Assumed),
    ("PETL_", Class::Runtime, Known::Assumed),
    ("REP_", Class::Configuration, Known::Assumed),
    ("TE_7", Class::Data, Known::Assumed),
    ("TM_6", Class::Configuration, Known::Assumed), // initialisation of a session
    ("TT_11", Class::Data, Known::Assumed),
    ("VAR_", Class::Configuration, Known::Reference), // parameters and variables
];

/// Prefixes of messages that quote what a database said.
const QUOTING: [&str; 6] = ["BLKR_", "CMN_", "DBG_", "ODL_", "RR_", "WRT_"];

/// What Oracle says, by its code. Source: Oracle Database Error Messages.
pub const ORACLE: &[Rule] = &[
    ("ORA-00001", Class::Data, Known::Vendor),    // unique constraint violated
    ("ORA-00060", Class::Runtime, Known::Vendor), // deadlock
    ("ORA-00904", Class::Configuration, Known::Vendor), // invalid identifier
    ("ORA-00942", Class::Configuration, Known::Vendor), // table or view does not exist
    ("ORA-01017", Class::Connection, Known::Vendor), // invalid user name or password
    ("ORA-01031", Class::Configuration, Known::Vendor), // insufficient privileges
    ("ORA-01034", Class::Connection, Known::Vendor), // Oracle not available
    ("ORA-01400", Class::Data, Known::Vendor),    // cannot insert NULL
    ("ORA-01438", Class::Data, Known::Vendor),    // value larger than precision
    ("ORA-01476", Class::Data, Known::Vendor),    // divisor is zero
    ("ORA-01555", Class::Runtime, Known::Vendor), // snapshot too old
    ("ORA-01652", Class::Runtime, Known::Vendor), // no room for a temporary segment
    ("ORA-01653", Class::Runtime, Known::Vendor), // no room for a table
    ("ORA-01722", Class::Data, Known::Vendor),    // invalid number
    ("ORA-01843", Class::Data, Known::Vendor),    // not a valid month
    ("ORA-02290", Class::Data, Known::Vendor),    // check constraint violated
    ("ORA-02291", Class::Data, Known::Vendor),    // parent key not found
    ("ORA-02292", Class::Data, Known::Vendor),    // child record found
    ("ORA-03113", Class::Connection, Known::Vendor), // end-of-file on communication channel
    ("ORA-03114", Class::Connection, Known::Vendor), // not connected
    ("ORA-12154", Class::Connection, Known::Vendor), // could not resolve the connect identifier
    ("ORA-12170", Class::Connection, Known::Vendor), // connect timeout
    ("ORA-12514", Class::Connection, Known::Vendor), // listener does not know the service
    ("ORA-12541", Class::Connection, Known::Vendor), // no listener
    ("ORA-12899", Class::Data, Known::Vendor),    // value too large for column
    ("ORA-28000", Class::Connection, Known::Vendor), // account is locked
    ("ORA-28001", Class::Connection, Known::Vendor), // password has expired
];

/// What any database says, by the first two characters of its SQLSTATE. Source: ISO 9075, and PostgreSQL for 53 and 57.
pub const SQL_STATES: &[Rule] = &[
    ("08", Class::Connection, Known::Vendor),    // connection exception
    ("22", Class::Data, Known::Vendor),          // data exception
    ("23", Class::Data, Known::Vendor),          // integrity constraint violation
    ("28", Class::Connection, Known::Vendor),    // invalid authorization
    ("40", Class::Runtime, Known::Vendor),       // transaction rollback
    ("42", Class::Configuration, Known::Vendor), // syntax error or access rule violation
    ("53", Class::Runtime, Known::Vendor),       // insufficient resources
    ("57", Class::Runtime, Known::Vendor),       // operator intervention
];

/// The class of an error, by its code and, where the message quotes a database, by what that said.
#[must_use]
pub fn class_of(code: &str, message: &str) -> Class {
    // The views have the number alone, `36331`; the message then says the code, or what the database said.
    let bare = code.bytes().all(|byte| byte.is_ascii_digit());
    let code = if bare { leading(message) } else { code };
    if code.is_empty() {
        return of_database(message).unwrap_or(Class::Runtime);
    }
    let quoted = QUOTING.iter().any(|prefix| code.starts_with(prefix)).then(|| of_database(message)).flatten();
    let exact = || CODES.iter().find(|(known, ..)| *known == code);
    let fits =
        || PREFIXES.iter().filter(|(prefix, ..)| code.starts_with(prefix)).max_by_key(|(prefix, ..)| prefix.len());
    quoted.or_else(|| exact().or_else(fits).map(|(_, class, _)| *class)).unwrap_or(Class::Runtime)
}

/// The code that a message begins with, `RR_4036`; empty where it begins otherwise.
fn leading(message: &str) -> &str {
    let word = message.trim_start().split([' ', ':', ']']).next().unwrap_or_default();
    let is_code = word.split_once('_').is_some_and(|(letters, digits)| {
        !letters.is_empty()
            && letters.bytes().all(|byte| byte.is_ascii_uppercase())
            && !digits.is_empty()
            && digits.bytes().all(|byte| byte.is_ascii_digit())
    });
    if is_code { word } else { "" }
}

/// True for the code of a message that is always an error; logs before 8.5 have no severities.
#[must_use]
pub fn is_error(code: &str) -> bool {
    CODES.iter().any(|(known, ..)| *known == code)
}

/// The first code of a database that a message quotes and that is known.
fn of_database(message: &str) -> Option<Class> {
    let oracle = message.match_indices("ORA-").find_map(|(at, _)| {
        let code = message.get(at..at + 9)?;
        ORACLE.iter().find(|(known, ..)| *known == code)
    });
    oracle.or_else(|| of_state(message)).map(|(_, class, _)| *class)
}

/// `SQL State: 23000`, `SQLSTATE = 08001`, `SQLSTATE [42S02]`
fn of_state(message: &str) -> Option<&'static Rule> {
    let upper = message.to_ascii_uppercase();
    ["SQL STATE", "SQLSTATE"].iter().find_map(|label| {
        let (_, rest) = upper.split_once(label)?;
        let state = rest.trim_start_matches([' ', ':', '=', '[', '(', '\'']);
        SQL_STATES.iter().find(|(class, ..)| state.starts_with(class))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_sorted_and_each_stands_once() {
        for table in [CODES, PREFIXES, ORACLE, SQL_STATES] {
            assert!(table.windows(2).all(|two| two[0].0 < two[1].0));
        }
        assert!(ORACLE.iter().all(|(code, ..)| code.len() == 9), "looked up by nine characters");
    }

    #[test]
    fn what_the_database_says_counts_before_the_code() {
        for (code, message, class) in [
            ("FR_3065", "Row [1], field [A]: Invalid number: [x].", Class::Data),
            ("CMN_1022", "Database driver error...", Class::Connection),
            ("CMN_1022", "Database driver error... ORA-00001: unique constraint (A.B) violated", Class::Data),
            ("WRT_8229", "Database errors occurred: ORA-99999, then ORA-12541: TNS:no listener", Class::Connection),
            ("WRT_8229", "Database errors occurred: SQL State: 23000 Native Error: 2627", Class::Data),
            ("RR_4035", "SQL Error [SQLSTATE [42S02] Invalid object name]", Class::Configuration),
            ("RR_4035", "SQL Error [ORA-03113: end-of-file on communication channel]", Class::Connection),
            ("36331", "ORA-12541: TNS:no listener", Class::Connection),
            ("4036", "RR_4036 Error connecting to database", Class::Connection),
            ("", "", Class::Runtime),
            ("TT_11134", "a row quotes ORA-12541", Class::Data),
            ("TE_7017", "Failed to initialize transformation EXP_X", Class::Configuration),
            ("TE_7007", "Transformation Evaluation Error", Class::Data),
            ("VAR_27026", "Error in parameter file", Class::Configuration),
            ("TM_6292", "Session task instance [s] failed", Class::Configuration),
            ("SORT_40401", "", Class::Runtime),
            ("", "", Class::Runtime),
            ("WRT_8229", "ORA-", Class::Runtime),
            ("WRT_8229", "ORA-0000ü", Class::Runtime),
        ] {
            assert_eq!(class_of(code, message), class, "{code} {message}");
        }
    }
}
