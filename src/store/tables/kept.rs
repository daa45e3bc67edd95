//! What is kept beside the design: snapshots and their files, parameters, connections, credentials, templates, the audit log.

use super::{Each, Table};
use crate::model::dataset::{Column, Dataset, Partition};

pub(super) const TABLES: &[Table] = &[
    SNAPSHOT,
    REPOSITORY,
    EXPORT_FILE,
    PROBLEM,
    PARAMETER,
    SAVED_VALUE,
    CONNECTION,
    CONNECTION_ATTRIBUTE,
    CONNECTION_TEST,
    CREDENTIAL,
    CREDENTIAL_VERSION,
    TEMPLATE,
    AUDIT_EVENT,
];

const SNAPSHOT: Table = Table {
    dataset: Dataset {
        name: "snapshot",
        meaning: "One ingest",
        columns: &[
            Column::integer("number", "Number of the snapshot; `snapshot` of other tables"),
            Column::text("label", "Label that somebody gave it").or_nothing(),
            Column::moment("started_at", "When it began"),
            Column::moment("finished_at", "When it ended"),
            Column::moment("pruned_at", "When its files and problems were thrown away"),
            Column::text("program", "Version of the program that wrote it"),
            Column::text("repository_as", "Name under which its repositories are kept, where one was given").or_nothing(),
            Column::flag("complete", "The paths were declared whole"),
            Column::integer("files", "Files that were read"),
            Column::integer("failed", "Files of these that were not stored"),
            Column::integer("size_bytes", "Bytes read, decompressed"),
            Column::integer("added", "Objects that were new"),
            Column::integer("changed", "Objects that had another text"),
            Column::integer("unchanged", "Objects that had the same text"),
            Column::integer("gone", "Objects that were there no more"),
        ],
        key: &["number"],
        partition: Partition::None,
        tells: &["snapshot"],
    },
    each: Each::Once,
    sql: "SELECT id, label, started_at, finished_at, pruned_at, program, repository_as, complete, files, failed, size_bytes,
                 added, changed, unchanged, gone
          FROM snapshot ORDER BY id",
};

const REPOSITORY: Table = Table {
    dataset: Dataset {
        name: "repository",
        meaning: "A folder of a repository, as it was read last",
        columns: &[
            Column::text("repository", "Repository"),
            Column::text("folder", "Folder"),
            Column::text("owner", "Owner of the folder"),
            Column::text("description", "Description of the folder"),
            Column::flag("shared", "The folder is shared"),
            Column::text("permissions", "Permissions of the folder, as exported"),
            Column::text("uuid", "UUID of the folder"),
            Column::text("codepage", "Code page of the repository"),
            Column::text("database_type", "Kind of database of the repository"),
            Column::text("version", "Version of the repository"),
        ],
        key: &["repository", "folder"],
        partition: Partition::None,
        tells: &["repository", "folder"],
    },
    each: Each::Once,
    sql: "SELECT r.name, f.name, f.owner, f.description, f.shared, f.permissions, f.uuid, r.codepage, r.database_type, r.version
          FROM folder f JOIN repository r ON r.id = f.repository ORDER BY r.name, f.name",
};

const EXPORT_FILE: Table = Table {
    dataset: Dataset {
        name: "export_file",
        meaning: "A file of a snapshot",
        columns: &[
            Column::integer("file", "Number of the file in its catalog"),
            Column::text("name", "As the user named it; members of archives as a.zip!b.xml"),
            Column::integer("size_bytes", "Bytes"),
            Column::text("encoding", "Encoding it was read in"),
            Column::text("creation_date", "CREATION_DATE as written in the export"),
            Column::local("created_at", "The same, where it is a date"),
            Column::text("repository_version", "REPOSITORY_VERSION as written"),
            Column::flag("stored", "It was stored; else a problem says why not"),
        ],
        key: &["file"],
        partition: Partition::Snapshot,
        tells: &["export_file"],
    },
    each: Each::Once,
    sql: "SELECT id, name, size_bytes, encoding, creation_date, created_at, repository_version, manifest IS NOT NULL
          FROM export_file WHERE snapshot = :at ORDER BY id",
};

const PROBLEM: Table = Table {
    dataset: Dataset {
        name: "problem",
        meaning: "Something odd in a file of a snapshot",
        columns: &[
            Column::integer("problem", "Number of the problem in its catalog"),
            Column::text("code", "Code; the README lists them"),
            Column::text("severity", "info, warning, error"),
            Column::text("file", "File"),
            Column::integer("line", "Line, from 1; 0 is the whole file"),
            Column::text("message", "What is odd"),
        ],
        key: &["problem"],
        partition: Partition::Snapshot,
        tells: &["problem"],
    },
    each: Each::Once,
    sql: "SELECT id, code, severity, file, line, message FROM problem WHERE snapshot = :at ORDER BY id",
};

const PARAMETER: Table = Table {
    dataset: Dataset {
        name: "parameter",
        meaning: "A line name=value of a parameter file; secrets are cut out",
        columns: &[
            Column::text("environment", "Environment of the file; empty where none was named"),
            Column::text("file", "Parameter file"),
            Column::integer("line", "Line, from 1"),
            Column::text("heading", "Heading of its section; empty before the first"),
            Column::integer("heading_line", "Line of the heading"),
            Column::text("parameter", "Name as written"),
            Column::text("value", "Value as written"),
            Column::integer("since_snapshot", "Snapshot in which the file first had this text"),
        ],
        key: &["environment", "file", "line"],
        partition: Partition::Snapshot,
        tells: &["parameter_file", "parameter_text", "parameter_revision", "parameter"],
    },
    each: Each::Once,
    sql: "SELECT f.environment, f.name, p.line, h.value, p.heading_line, n.value, v.value, r.first_snapshot
          FROM parameter_file f
          CROSS JOIN parameter_text t ON t.file = f.id
          CROSS JOIN parameter_revision r ON r.text = t.id AND r.first_snapshot <= :at
                           AND (r.last_snapshot IS NULL OR r.last_snapshot >= :at)
          CROSS JOIN parameter p ON p.parameter_text = t.id
          CROSS JOIN text h ON h.id = p.heading CROSS JOIN text n ON n.id = p.name CROSS JOIN text v ON v.id = p.value
          ORDER BY f.id, p.line",
};

const SAVED_VALUE: Table = Table {
    dataset: Dataset {
        name: "saved_value",
        meaning: "What the repository keeps of a variable between runs, by the newest session log that was read",
        columns: &[
            Column::text("folder", "Folder"),
            Column::text("workflow", "Workflow"),
            Column::text("session", "Session; empty for a variable of the workflow"),
            Column::text("variable", "Name, in lower case"),
            Column::text("value", "Value"),
            Column::text("log", "Log, file:line"),
            Column::local("logged_at", "When it was logged, local to the service"),
        ],
        key: &["folder", "workflow", "session", "variable"],
        partition: Partition::None,
        tells: &["saved_value"],
    },
    each: Each::Once,
    sql: "SELECT folder, workflow, session, name, value, log, logged_at FROM saved_value ORDER BY folder, workflow, session, name",
};

const CONNECTION: Table = Table {
    dataset: Dataset {
        name: "connection",
        meaning: "What stood behind the name of a connection, from one time to another",
        columns: &[
            Column::integer("revision", "Number of the revision in its catalog"),
            Column::text("environment", "Environment; empty: every one that has none of this name of its own"),
            Column::text("connection", "Name"),
            Column::text("type", "Relational, Application, ...; empty where it is not said"),
            Column::text("subtype", "Oracle, s3, ..."),
            Column::text("credential", "Name of the credential that opens it").or_nothing(),
            Column::text("source", "By hand, or the name of a file"),
            Column::integer("line", "Line in that file; 0 is none"),
            Column::moment("first_at", "From when it was so"),
            Column::moment("last_at", "When it was first not so any more; nothing: still so"),
        ],
        key: &["revision"],
        partition: Partition::None,
        tells: &["connection_object", "connection_revision"],
    },
    each: Each::Once,
    sql: "SELECT r.id, o.environment, o.name, r.type, r.subtype, r.credential, r.source, r.line, r.first_at, r.last_at
          FROM connection_revision r CROSS JOIN connection_object o ON o.id = r.object ORDER BY r.id",
};

const CONNECTION_ATTRIBUTE: Table = Table {
    dataset: Dataset {
        name: "connection_attribute",
        meaning: "An attribute of a revision of a connection",
        columns: &[
            Column::integer("revision", "Number of the revision, as in `connection`"),
            Column::text("environment", "Environment of the connection"),
            Column::text("connection", "Name of the connection"),
            Column::text("attribute", "Attribute"),
            Column::text("value", "Value as given, with parameters in it"),
        ],
        key: &["revision", "attribute"],
        partition: Partition::None,
        tells: &["connection_attribute"],
    },
    each: Each::Once,
    sql: "SELECT a.revision, o.environment, o.name, a.name, a.value
          FROM connection_attribute a CROSS JOIN connection_revision r ON r.id = a.revision
          CROSS JOIN connection_object o ON o.id = r.object ORDER BY a.revision, a.name",
};

const CONNECTION_TEST: Table = Table {
    dataset: Dataset {
        name: "connection_test",
        meaning: "What a test of a connection saw",
        columns: &[
            Column::integer("test", "Number of the test in its catalog"),
            Column::text("environment", "Environment that was asked for"),
            Column::text("connection", "Name of the connection"),
            Column::moment("tested_at", "When"),
            Column::text("verdict", "ok, unreachable, ..."),
            Column::text("server", "What the server calls itself"),
            Column::integer("latency_ms", "Milliseconds to its answer").or_nothing(),
            Column::text("message", "What was seen or said"),
            Column::flag("insecure", "Certificates were not verified"),
        ],
        key: &["test"],
        partition: Partition::None,
        tells: &["connection_test"],
    },
    each: Each::Once,
    sql: "SELECT id, environment, name, tested_at, verdict, server, latency_ms, message, insecure FROM connection_test ORDER BY id",
};

const CREDENTIAL: Table = Table {
    dataset: Dataset {
        name: "credential",
        meaning: "A credential; its values are not told",
        columns: &[
            Column::integer("credential", "Number of the credential in its catalog"),
            Column::text("name", "Name"),
            Column::text("origin", "set, found"),
            Column::text("place", "Where a found one stood"),
            Column::moment("created_at", "Since when it is kept"),
            Column::moment("removed_at", "When its values were thrown away"),
            Column::text("rotate", "Why its value should be changed; nothing: no reason is known").or_nothing(),
        ],
        key: &["credential"],
        partition: Partition::None,
        tells: &["credential"],
    },
    each: Each::Once,
    sql: "SELECT id, name, origin, place, created_at, removed_at, rotate FROM credential ORDER BY id",
};

const CREDENTIAL_VERSION: Table = Table {
    dataset: Dataset {
        name: "credential_version",
        meaning: "That a credential was given a value, and when; the value is not told",
        columns: &[
            Column::integer("credential", "Number of the credential, as in `credential`"),
            Column::text("name", "Name of the credential"),
            Column::integer("version", "Version, from 1"),
            Column::moment("set_at", "When the value was set"),
            Column::moment("sealed_at", "When it was sealed last"),
            Column::flag("purged", "The value is gone"),
        ],
        key: &["credential", "version"],
        partition: Partition::None,
        tells: &["credential_version"],
    },
    each: Each::Once,
    sql: "SELECT v.credential, c.name, v.version, v.set_at, v.sealed_at, v.sealed IS NULL
          FROM credential_version v CROSS JOIN credential c ON c.id = v.credential ORDER BY v.credential, v.version",
};

const TEMPLATE: Table = Table {
    dataset: Dataset {
        name: "template",
        meaning: "What a template of sessions was, from one time to another",
        columns: &[
            Column::integer("revision", "Number of the revision in its catalog"),
            Column::text("template", "Name"),
            Column::text("description", "Description"),
            Column::integer("parameters", "How many it has"),
            Column::text("source", "Sessions it was made of, or the name of a file"),
            Column::text("text", "YAML"),
            Column::moment("first_at", "From when it was so"),
            Column::moment("last_at", "When it was first not so any more; nothing: still so"),
        ],
        key: &["revision"],
        partition: Partition::None,
        tells: &["template", "template_revision"],
    },
    each: Each::Once,
    sql: "SELECT r.id, t.name, r.description, r.parameters, r.source, r.text, r.first_at, r.last_at
          FROM template_revision r CROSS JOIN template t ON t.id = r.template ORDER BY r.id",
};

const AUDIT_EVENT: Table = Table {
    dataset: Dataset {
        name: "audit_event",
        meaning: "What somebody was about to do, or how it ended",
        columns: &[
            Column::integer("sequence", "Number of the event, from 1, without gaps"),
            Column::moment("at", "When"),
            Column::text("phase", "intent, outcome"),
            Column::integer("intent", "Sequence of the intent; its own for an intent"),
            Column::text("os_user", "Account"),
            Column::text("host", "Host"),
            Column::text("recipient", "Public key of the identity in use; empty: none"),
            Column::text("action", "ingest, export, secret-read, ..."),
            Column::text("subjects", "JSON array: credential:NAME, connection:NAME, ..."),
            Column::text("detail", "More of it"),
            Column::text("result", "Of an outcome: done, failed; empty for an intent"),
            Column::text("digest", "BLAKE3 of the digest before and of the event, hexadecimal; `catalog audit verify`"),
        ],
        key: &["sequence"],
        partition: Partition::None,
        tells: &["audit_event"],
    },
    each: Each::Once,
    sql: "SELECT sequence, at, phase, intent, os_user, host, recipient, action, subjects, detail, result, lower(hex(digest))
          FROM audit_event ORDER BY sequence",
};
