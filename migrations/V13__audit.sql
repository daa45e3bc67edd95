-- What was done, by whom: an intent before the act, an outcome after it. Rows are only ever added; each holds the digest of
-- the one before, so a changed, missing or moved row shows (`catalog audit verify`).

CREATE TABLE audit_event (
    sequence   INTEGER PRIMARY KEY,          -- from 1, without gaps
    at         TEXT NOT NULL,                -- UTC
    phase      TEXT NOT NULL CHECK (phase IN ('intent', 'outcome')),
    intent     INTEGER NOT NULL,             -- sequence of the intent; its own for an intent
    os_user    TEXT NOT NULL,
    host       TEXT NOT NULL,
    recipient  TEXT NOT NULL,                -- of the identity in use; empty: none
    action     TEXT NOT NULL,
    subjects   TEXT NOT NULL,                -- JSON array: credential:NAME, connection:NAME, …
    detail     TEXT NOT NULL,
    result     TEXT NOT NULL,                -- of an outcome: done, failed; empty for an intent
    digest     BLOB NOT NULL                 -- BLAKE3 of the digest before and of all columns above
) STRICT;
CREATE INDEX audit_event_intent ON audit_event (intent);

CREATE TRIGGER audit_event_is_never_changed BEFORE UPDATE ON audit_event
BEGIN SELECT raise(ABORT, 'audit events are never changed'); END;

CREATE TRIGGER audit_event_is_never_removed BEFORE DELETE ON audit_event
BEGIN SELECT raise(ABORT, 'audit events are never removed'); END;

-- One row an act.
CREATE VIEW audit_act AS
SELECT i.sequence, i.at, i.os_user, i.host, i.recipient, i.action, i.subjects, i.detail,
       coalesce(o.result, 'interrupted') AS result, o.at AS ended_at, o.detail AS outcome
FROM audit_event i
LEFT JOIN audit_event o ON o.intent = i.sequence AND o.phase = 'outcome'
WHERE i.phase = 'intent';
